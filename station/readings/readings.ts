import { createHash, randomUUID } from 'node:crypto';
import type { PlateRead } from '../../native-bridge/drivers/plate-reader.ts';
import type { PortalCounts, PortalOccupancy } from '../../native-bridge/drivers/radiation-portal.ts';
import type { Weight } from '../../native-bridge/drivers/weighbridge.ts';
import type { Timers } from '../../native-bridge/transport/timers.ts';
import type { AtTheGate } from '../api/arrival-views.pure.ts';
import type { AttachReadingInput, DismissReadingInput } from '../api/reading-inputs.pure.ts';
import type { UnattachedReading } from '../api/reading-views.pure.ts';
import type { PostView, VisitView } from '../api/views.pure.ts';
import type { Clock } from '../clock.ts';
import { StationError } from '../errors.ts';
import type { NewEntry } from '../journal/entry.ts';
import type { Journal } from '../journal/journal.ts';
import type { Logger } from '../log.ts';
import { apartFromLanes } from '../visits/apart-from-lanes.ts';
import { fingerprint } from '../visits/fingerprint.ts';
import type { VisitCommand } from '../visits/visit-commands.pure.ts';
import { bookingWindowMs, factsOf as factsOfVisit } from '../visits/visit-facts.pure.ts';
import { openAlarms, type ReadingEvent } from '../visits/visit-readings.pure.ts';
import { isClosed, type Visit, viewOf } from '../visits/visit-state.pure.ts';
import type { Actor } from '../visits/visits.ts';
import { type VisitQueries, visitQueries } from '../visits/visits-table.ts';
import { atTheGate, gateMs } from './at-the-gate.ts';
import { belongsTo, gateWindowMs, type ReadingFacts } from './attach.pure.ts';
import { corrected } from './correction.pure.ts';
import { OwedEntries } from './owed-entries.ts';
import { type Reading, unattachedViews } from './reading.pure.ts';
import { unattachedKinds } from './reading-entries.ts';
import type { ReadingSource, ReadingTaker } from './reading-taker.ts';
import { type ReadingQueries, readingQueries } from './readings-table.ts';
import { soundNumber, soundShare, soundTime } from './sound-values.ts';

export interface ReadingsOptions {
  readonly journal: Pick<Journal, 'db' | 'transact'>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  /** Puts a file of a device into the data folder for good, under this name. */
  readonly keep: (file: string, name: string) => Promise<void>;
  /** What a booked truck's plate at the gate comes to; unless said otherwise it is only offered. */
  readonly arriveByPlate?: 'offer' | 'record';
  readonly newId?: () => string;
}

type Alert = PostView['alerts'][number];
/** A reading as it is written, before it is known whose it is. */
type Unattached<Event extends ReadingEvent = ReadingEvent> = Event extends ReadingEvent
  ? { readonly kind: Event['kind']; readonly body: Omit<Event['body'], 'attachedBy'> }
  : never;

/** A post that lets them lie is shown the newest; alarms are shown all. */
const mostWaiting = 100;
const mostAlerts = 8;
const longestText = 200;

/**
 * What the devices around the scanner say about trucks: recorded with the visit it certainly belongs to, else kept for
 * an officer to attach or dismiss. A radiation alarm is recorded while the vehicle is still in the portal, and a
 * passage whose end nobody heard is recorded as not whole, also after a crash (`recover`).
 */
export class Readings {
  readonly #options: ReadingsOptions;
  readonly #visits: VisitQueries;
  readonly #readings: ReadingQueries;
  readonly #owed: OwedEntries;
  readonly #newId: () => string;
  /** By portal: the passage in which an alarm was heard and that is not over. */
  readonly #passages = new Map<string, { readonly id: string; readonly lane: string | null }>();

  constructor(options: ReadingsOptions) {
    this.#options = options;
    this.#visits = visitQueries(options.journal.db);
    this.#readings = readingQueries(options.journal.db);
    this.#newId = options.newId ?? randomUUID;
    this.#owed = new OwedEntries(options);
  }

  /** Where the supervisor of a portal, a scale or a plate reader puts what it hears. Nothing here throws. */
  taker(
    device: ReadingSource,
  ): Pick<ReadingTaker, 'portalOccupancy' | 'portalAlarm' | 'weight' | 'plateRead' | 'linkEnded'> {
    return {
      portalAlarm: (counts) => this.#alarm(device, counts),
      portalOccupancy: async (occupancy) => this.#occupancy(device, occupancy),
      weight: async (weight) => this.#weight(device, weight),
      plateRead: (read) => this.#plateRead(device, read),
      linkEnded: () => this.#endUnheard(device.id),
    };
  }

  /** A detection report of a picture. `visitId` null: nobody knows whose the picture is. Throws what the journal throws. */
  report(
    device: ReadingSource,
    report: Extract<ReadingEvent, { kind: 'visit.report-attached' }>['body'],
    visitId: string | null,
  ): void {
    this.#write({ kind: 'visit.report-attached', body: { ...report, ...of(device) } }, () => visitId);
  }

  /** Where the files of the newest reports are, and where their devices had them. */
  reportFiles(limit: number): { readonly file: string; readonly from: string; readonly name: string }[] {
    return this.#readings
      .reports(limit)
      .flatMap(({ said }) => said)
      .flatMap(({ kind, body }) =>
        kind === 'visit.report-attached'
          ? [{ file: body.report.file, from: body.from, name: body.name }]
          : [],
      );
  }

  /** Passages that a former run did not hear to their end. */
  recover(): void {
    for (const reading of this.#readings.unfinished()) this.#recordUnheard(reading);
  }

  /** Readings that belong to nobody, alarms first, then the newest first. */
  unattached(): UnattachedReading[] {
    return unattachedViews(this.#readings.waiting(mostWaiting));
  }

  /** Trucks that stand at the gate and wait to be taken in, as their plates were read there. */
  atTheGate(): AtTheGate[] {
    const { journal, clock } = this.#options;
    return atTheGate(journal.db, { visits: this.#visits, readings: this.#readings }, clock.utc());
  }

  /**
   * A truck was taken in: what was read of its plate at the gate while nobody knew it becomes its own. Nothing here
   * throws; what could not be saved stays for an officer to attach.
   */
  met(visitId: string): void {
    const since = new Date(Date.parse(this.#options.clock.utc()) - gateMs).toISOString();
    const waiting = this.#readings.platesAtGate(since).filter(({ state }) => state === 'waiting');
    if (waiting.length === 0) return;
    const visits = this.#openVisits();
    for (const { id, deviceId, said } of waiting.reverse()) {
      const [read] = said;
      if (read === undefined || this.#belongsTo(factsOf(read), visits) !== visitId) continue;
      const take = { command: 'takeReading', reading: read } as const;
      try {
        this.#options.journal.transact({}, () => this.#decide(visitId, take, null, `device:${deviceId}`));
      } catch (fault) {
        this.#options.log.error({ err: fault, readingId: id }, 'a plate read at the gate stays unattached');
      }
    }
  }

  /** An officer knows whose it is, or that it is another's. Throws what the rules of the visits refuse. */
  attach(input: AttachReadingInput, by: Actor): VisitView {
    const { commandId, readingId, visitId, ...right } = input;
    const command = { commandId, fingerprint: fingerprint(by, { command: 'attachReading', ...input }) };
    this.#options.journal.transact(command, () => {
      const reading = this.#find(readingId);
      if (reading.visitId === visitId) throw settled();
      const taken = this.#takenAway(reading, by);
      const said = reading.said.map(({ kind, body }) =>
        corrected({ kind, body: { ...body, attachedBy: by.serviceNumber } } as ReadingEvent, right),
      );
      return [
        ...taken,
        ...said.flatMap((event) => this.#decide(visitId, { command: 'takeReading', reading: event }, by)),
      ];
    });
    return viewOf(this.#visit(visitId));
  }

  /** It belongs to no truck. */
  dismiss({ commandId, readingId, reason }: DismissReadingInput, by: Actor): void {
    const command = {
      commandId,
      fingerprint: fingerprint(by, { command: 'dismissReading', readingId, reason }),
    };
    this.#options.journal.transact(command, () => {
      const reading = this.#find(readingId);
      if (reading.state === 'dismissed') throw settled();
      const body = { by: by.serviceNumber, reason };
      return [
        ...this.#takenAway(reading, by),
        { kind: 'reading.dismissed', subject: readingId, actor: by.id, body },
      ];
    });
  }

  /** Radiation alarms that somebody has to see to, and readings that could not be saved. */
  alerts(): Alert[] {
    const trucks = this.#visits
      .alarmed()
      .flatMap((visit) => openAlarms(visit).map((alarm) => ({ visit, alarm })));
    const alerts: Alert[] = trucks.map(({ visit, alarm }) => ({
      code: visit.state === 'released' ? 'RADIATION_ALARM_RELEASED' : 'RADIATION_ALARM_TRUCK',
      details: { plate: visit.truck.plate, device: alarm.deviceId, visitId: visit.id },
    }));
    for (const { alarm, deviceId } of this.#readings.waiting(0))
      if (alarm) alerts.push({ code: 'RADIATION_ALARM_NOBODY', details: { device: deviceId } });
    const count = this.#owed.count;
    const owed = count > 0 ? [{ code: 'READINGS_NOT_JOURNALED', details: { count } }] : [];
    return [...alerts.slice(0, mostAlerts), ...owed];
  }

  close(): void {
    this.#owed.close();
  }

  #alarm(device: ReadingSource, { at, radiation, detectors }: PortalCounts): void {
    const passage = this.#passages.get(device.id) ?? { id: this.#newId(), lane: device.lane };
    this.#passages.set(device.id, passage);
    const counts = soundNumber(detectors.reduce((sum, one) => sum + one, 0)) ?? 0;
    const body = { readingId: passage.id, ...of(device), at: this.#time(at), radiation, counts };
    this.#record({ kind: 'visit.portal-alarm', body });
  }

  #occupancy(device: ReadingSource, occupancy: PortalOccupancy): void {
    const readingId = this.#passages.get(device.id)?.id ?? this.#newId();
    this.#passages.delete(device.id);
    const { gammaAlarm, neutronAlarm, whole } = occupancy;
    this.#record({
      kind: 'visit.portal-passed',
      body: {
        readingId,
        ...of(device),
        startedAt: this.#time(occupancy.startedAt),
        endedAt: this.#time(occupancy.endedAt),
        peakGamma: soundNumber(occupancy.peakGamma),
        peakNeutron: soundNumber(occupancy.peakNeutron),
        backgroundGamma: soundNumber(occupancy.backgroundGamma),
        backgroundNeutron: soundNumber(occupancy.backgroundNeutron),
        gammaAlarm,
        neutronAlarm,
        speed: soundNumber(occupancy.speed),
        count: soundNumber(occupancy.count),
        whole,
      },
    });
  }

  #weight(device: ReadingSource, { kg, at }: Weight): void {
    if (soundNumber(kg) === null) return;
    const body = { readingId: this.#newId(), ...of(device), at: this.#time(at), kg };
    this.#record({ kind: 'visit.weighed', body });
  }

  #time(at: string): string {
    return soundTime(at, this.#options.clock.utc());
  }

  async #plateRead(device: ReadingSource, read: PlateRead): Promise<void> {
    const readingId = createHash('sha256').update(`${device.id}\n${read.readId}`).digest('hex');
    const { plate, container, country, confidence, camera, at } = read;
    this.#record({
      kind: 'visit.plate-read',
      body: {
        ...{ readingId, ...of(device), at: this.#time(at), plate: short(plate), container: short(container) },
        ...{ country: short(country), camera: short(camera), readAs: null },
        confidence: soundShare(confidence),
        picture: await this.#picture(read),
      },
    });
  }

  /** A read is worth more than its picture: without one it is recorded all the same. */
  async #picture({ picture }: PlateRead): Promise<{ file: string; sha256: string } | null> {
    if (picture === null) return null;
    const { sha256 } = picture;
    const file = `${sha256}.jpg`;
    try {
      await this.#options.keep(picture.file, file);
      return { file, sha256 };
    } catch (fault) {
      this.#options.log.error({ err: fault, file: picture.file }, 'the picture of a plate could not be kept');
      return null;
    }
  }

  /** The link of a portal has ended in the middle of a passage with an alarm. */
  #endUnheard(deviceId: string): void {
    const passage = this.#passages.get(deviceId);
    this.#passages.delete(deviceId);
    if (passage === undefined) return;
    // Behind the alarms, which may be owed as well.
    this.#owed.run(() => {
      const reading = this.#readings.byId(passage.id);
      if (reading && !reading.over) this.#recordUnheard(reading);
    });
  }

  #recordUnheard({ id, deviceId, lane, at, said }: Reading): void {
    const alarms = said.flatMap(({ kind, body }) => (kind === 'visit.portal-alarm' ? [body] : []));
    const peak = (radiation: string) => alarms.find((alarm) => alarm.radiation === radiation)?.counts ?? null;
    const [peakGamma, peakNeutron] = [peak('gamma'), peak('neutron')];
    const endedAt = alarms.at(-1)?.at ?? at;
    this.#record({
      kind: 'visit.portal-passed',
      body: {
        ...{ readingId: id, deviceId, lane, startedAt: at, endedAt, peakGamma, peakNeutron },
        ...{ backgroundGamma: null, backgroundNeutron: null, speed: null, count: null, whole: false },
        gammaAlarm: peakGamma !== null,
        neutronAlarm: peakNeutron !== null,
      },
    });
  }

  #record(said: Unattached): void {
    this.#owed.run(() => this.#write(said, (facts, visits) => this.#belongsTo(facts, visits)));
  }

  /** One transaction: whose it is, and the entry. What was said before of the same reading comes along. */
  #write(said: Unattached, whose: (facts: ReadingFacts, visits: readonly Visit[]) => string | null): void {
    const { journal } = this.#options;
    const event = { kind: said.kind, body: { ...said.body, attachedBy: null } } as ReadingEvent;
    const { readingId, deviceId } = event.body;
    journal.transact({}, () => {
      const before = this.#readings.byId(readingId);
      if (before && !goesOn(before, event)) return [];
      const its = before?.visitId == null ? null : this.#visits.byId(before.visitId);
      const actor = `device:${deviceId}`;
      if (its && !isClosed(its.state)) {
        const attachedBy = before?.said[0]?.body.attachedBy ?? null;
        const known = { ...event, body: { ...event.body, attachedBy } } as ReadingEvent;
        return this.#decide(its.id, { command: 'takeReading', reading: known }, null, actor);
      }
      const dismissed = before?.state === 'dismissed' || its !== null;
      const found = dismissed ? null : whose(factsOf(event), this.#openVisits());
      const visitId = found !== null && !isClosed(this.#visit(found).state) ? found : null;
      const all = [...(visitId === null ? [] : (before?.said ?? [])), event];
      if (visitId === null)
        return [{ kind: unattachedKinds[event.kind], subject: readingId, actor, body: event.body }];
      return [
        ...all.flatMap((reading) => this.#decide(visitId, { command: 'takeReading', reading }, null, actor)),
        ...(this.#isArrival(visitId, event)
          ? this.#decide(visitId, { command: 'arriveBooked' }, null, actor)
          : []),
      ];
    });
  }

  /** Whether the plate of a booked truck at the gate is its check-in, as the post has it. */
  #isArrival(visitId: string, { kind, body }: ReadingEvent): boolean {
    if (this.#options.arriveByPlate !== 'record' || kind !== 'visit.plate-read') return false;
    return body.lane === null && this.#visit(visitId).state === 'booked';
  }

  #belongsTo(facts: ReadingFacts, visits: readonly Visit[]): string | null {
    const since = new Date(Date.parse(facts.from) - gateWindowMs).toISOString();
    return belongsTo(facts, visits.map(factsOfVisit), this.#readings.gateReads(since));
  }

  #openVisits(): Visit[] {
    const now = this.#options.clock.utc();
    const releasedAfter = new Date(Date.parse(now) - releasedStaysMs).toISOString();
    return this.#visits.open({ now, releasedAfter, bookedMs: bookingWindowMs });
  }

  #takenAway({ visitId, id }: Reading, by: Actor): NewEntry[] {
    if (visitId === null) return [];
    return this.#decide(visitId, { command: 'removeReading', readingId: id }, by);
  }

  #decide(visitId: string, command: VisitCommand, by: Actor | null, actor = by?.id ?? 'station'): NewEntry[] {
    const now = this.#options.clock.utc();
    return apartFromLanes(this.#visit(visitId), visitId, command, { now, by, actor });
  }

  #visit(visitId: string): Visit {
    const visit = this.#visits.byId(visitId);
    if (!visit) throw new StationError('VISIT_UNKNOWN', 'There is no such visit. Reload the screen.');
    return visit;
  }

  #find(readingId: string): Reading {
    const reading = this.#readings.byId(readingId);
    if (!reading)
      throw new StationError('READING_UNKNOWN', 'There is no such reading any more. Reload the screen.');
    return reading;
  }
}

/** A truck that was released may still be on its way out; a post that records no departures forgets it then. */
const releasedStaysMs = 60 * 60_000;

/** Whether there is more to say: a passage goes on until its end, everything else was said at once. */
function goesOn(before: Reading, event: ReadingEvent): boolean {
  return before.kind === 'portal' && !before.over && event.kind.startsWith('visit.portal-');
}

function of({ id, lane }: ReadingSource): { readonly deviceId: string; readonly lane: string | null } {
  return { deviceId: id, lane };
}

function short(text: string | null): string | null {
  return text === null ? null : text.slice(0, longestText);
}

function factsOf(event: ReadingEvent): ReadingFacts {
  const { lane } = event.body;
  const nothing = { lane, plate: null, container: null };
  switch (event.kind) {
    case 'visit.plate-read': {
      const { at, plate, container } = event.body;
      return { kind: 'plate', lane, from: at, to: at, plate, container };
    }
    case 'visit.portal-passed':
      return { kind: 'portal', ...nothing, from: event.body.startedAt, to: event.body.endedAt };
    case 'visit.portal-alarm':
      return { kind: 'portal', ...nothing, from: event.body.at, to: event.body.at };
    default:
      return { kind: 'weight', ...nothing, from: event.body.at, to: event.body.at };
  }
}

function settled(): StationError {
  return new StationError(
    'READING_SETTLED',
    'Somebody has dealt with this reading already. Reload the screen.',
  );
}
