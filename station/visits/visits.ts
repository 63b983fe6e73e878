import { randomInt, randomUUID } from 'node:crypto';
import type { KnownTrucks } from '../api/arrival-views.pure.ts';
import type { MassView } from '../api/assessment-views.pure.ts';
import type { LookUpInput } from '../api/booking-inputs.pure.ts';
import type { RecheckView } from '../api/decision-views.pure.ts';
import type {
  ArriveBookedInput,
  ArriveInput,
  BookInput,
  CallNextInput,
  VisitCommandInput,
} from '../api/inputs.pure.ts';
import type { Officer, QueueView, VisitView } from '../api/views.pure.ts';
import type { Clock } from '../clock.ts';
import { type DecisionRules, plainRules } from '../decisions/decision-rules.pure.ts';
import { StationError } from '../errors.ts';
import type { NewEntry } from '../journal/entry.ts';
import type { Journal } from '../journal/journal.ts';
import { visitChanged } from '../journal/journal.ts';
import type { PhotoOf } from './examination-photos.pure.ts';
import { fingerprint } from './fingerprint.ts';
import { lookUp } from './look-up.ts';
import { Queue, type QueueRules, withoutRules } from './queue.ts';
import { recheckOf } from './recheck.pure.ts';
import { decide } from './visit.pure.ts';
import type { OfficerCommand, ScanOutcome, VisitCommand } from './visit-commands.pure.ts';
import { evolve } from './visit-evolve.pure.ts';
import type { Visit } from './visit-state.pure.ts';
import { isStale, viewOf } from './visit-state.pure.ts';
import type { PendingDecision, VisitQueries } from './visits-table.ts';
import { isVisitEntry, visitQueries } from './visits-table.ts';

export type Actor = Pick<Officer, 'id' | 'serviceNumber' | 'roles'>;

export interface Executed {
  readonly view: VisitView;
  /** The command had been carried out before: this is its outcome of then, and nothing is to be done again. */
  readonly repeated: boolean;
}

/** A command on a visit that is there, as the router hands it on. */
export type CommandOnVisit = VisitCommandInput | ({ readonly command: 'arriveBooked' } & ArriveBookedInput);

/** Where an archived scan's planes are: files in the data folder's `scans`. */
export interface ScanRecord {
  readonly visitId: string;
  readonly state: VisitView['scans'][number]['state'];
  readonly lines: number;
  readonly planes: readonly { readonly file: string; readonly sha256: string }[] | null;
  /** Made from a received picture. */
  readonly imported: boolean;
}

export interface VisitsOptions {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly lanes: readonly string[];
  /** Without them every lane serves every class and no class has a quota. */
  readonly queue?: QueueRules;
  /** The scanner of a lane, for the record. */
  readonly scannerAt?: (lane: string) => string | null;
  /** What a scan's whole picture weighs, where that is known by now. */
  readonly massOf?: (scanId: string) => MassView | null;
  /** What is known of the photos that the station was given. */
  readonly photoOf?: PhotoOf;
  /** How decisions are made; without them by one officer alone, and final at once. */
  readonly decisions?: DecisionRules;
  /** From 0 up to 100, in a way that nobody can foresee. */
  readonly draw?: () => number;
  readonly newId?: () => string;
}

/**
 * The visits of the post. Everything that is refused throws StationError with the refusal's code and changes
 * nothing; whatever returns is on the disk.
 */
export interface Visits {
  /** `by` null: the station itself, for a training session's trucks. */
  arrive(input: ArriveInput, by: Actor | null): Executed;
  book(input: BookInput, by: Actor | null): Executed;
  /** Refuses a command that was based on an older version with VISIT_CHANGED, or VISIT_HELD where another officer was first. */
  execute(input: CommandOnVisit, by: Actor): Executed;
  /** Calls the first of the queue. Throws QUEUE_EMPTY or LANE_BUSY (details `visitId`, `plate`). */
  callNext(input: CallNextInput, by: Actor): Executed;
  /** What one officer's trucks come to when another goes on at their window: entries for the caller to write. */
  passOn(from: Actor, to: Actor): NewEntry[];
  /** What the station learned about a scan. A scan that no visit has: SCAN_UNKNOWN. */
  record(outcome: ScanOutcome): VisitView;
  /**
   * Every truck at the post, those released in the last 60 minutes, and those booked for a time within 4 hours: waiting
   * ones in the order they will be called, then by arrival, then booked ones by their time.
   */
  open(): VisitView[];
  /** Which truck is next at each lane, why, and what the quotas of the day have left. */
  queue(): QueueView;
  /** How many trucks wait to be called, those on hold not counted. */
  waiting(): number;
  /** Throws VISIT_UNKNOWN. */
  get(visitId: string): VisitView;
  /** At most 10 earlier visits of the same plate or container, newest first. */
  earlier(visitId: string): VisitView[];
  /** What is known of a truck while its plate and container are being typed. */
  lookUp(input: LookUpInput): KnownTrucks;
  /** Decisions that can still be taken back, or that nobody has made final yet. */
  pending(): PendingDecision[];
  /** Refused with DECISION_NOT_DUE where there is none, or its time is not over. */
  makeFinal(visitId: string): void;
  rechecks(): RecheckView[];
  /** The scan of that id, or null. */
  scan(scanId: string): ScanRecord | null;
}

export function createVisits(options: VisitsOptions): Visits {
  return new JournaledVisits(options);
}

/** In hundredths of a percent, from the system's own source of chance. */
function draw(): number {
  return randomInt(10_000) / 100;
}

const earlierShown = 10;
const rechecksShown = 50;
/** A post that records no departures must not be shown every truck it ever released. */
const releasedShownMs = 60 * 60_000;
/** Nor every truck that is ever booked: those of these hours stand in the queue, all others on the screen of bookings. */
const bookedShownMs = 4 * 60 * 60_000;

class JournaledVisits implements Visits {
  readonly #options: Required<VisitsOptions>;
  readonly #visits: VisitQueries;
  readonly #queue: Queue;

  constructor(options: VisitsOptions) {
    this.#options = {
      newId: randomUUID,
      queue: withoutRules,
      scannerAt: () => null,
      massOf: () => null,
      photoOf: () => null,
      decisions: plainRules,
      draw,
      ...options,
    };
    const { journal, clock, lanes, queue } = this.#options;
    this.#visits = visitQueries(journal.db);
    this.#queue = new Queue(this.#visits, clock, lanes, queue);
  }

  arrive({ commandId, truck }: ArriveInput, by: Actor | null): Executed {
    return this.#begin(commandId, { command: 'arrive', truck: truck as Visit['truck'] }, by);
  }

  book({ commandId, truck, ...slot }: BookInput, by: Actor | null): Executed {
    return this.#begin(commandId, { command: 'book', truck: truck as Visit['truck'], ...slot }, by);
  }

  execute(input: CommandOnVisit, by: Actor): Executed {
    const { commandId, visitId, version, ...command } = input;
    return this.#transact(commandId, { ...command, visitId, version }, by, () => {
      const visit = this.#find(visitId);
      // The beam is stopped, a decision is taken back, and what was taken out is on record, whatever has changed since the screen was drawn.
      if (!['abortScan', 'recordExport', 'undoDecision'].includes(command.command) && isStale(visit, version))
        throw staleOrHeld(visit, by);
      return this.#decide(visit, visitId, command as OfficerCommand, by);
    });
  }

  callNext({ commandId, lane }: CallNextInput, by: Actor): Executed {
    return this.#transact(commandId, { command: 'callNext', lane }, by, () => {
      const busy = this.#visits.atLane(lane, '');
      if (busy)
        throw new StationError(
          'LANE_BUSY',
          `Lane ${lane} is taken by ${busy.truck.plate}. Finish or put back that truck first.`,
          { details: { lane, plate: busy.truck.plate, visitId: busy.id } },
        );
      const [first] = this.#queue.order(lane);
      if (first === undefined) throw new StationError('QUEUE_EMPTY', 'No truck is waiting.');
      return this.#decide(this.#find(first), first, { command: 'callTruck', lane }, by);
    });
  }

  passOn(from: Actor, to: Actor): NewEntry[] {
    const now = this.#options.clock.utc();
    return this.#visits
      .open({ now, releasedAfter: now, bookedMs: 0 })
      .flatMap((visit) => this.#decide(visit, visit.id, { command: 'passOn', from: from.id }, to));
  }

  record(outcome: ScanOutcome): VisitView {
    const { journal } = this.#options;
    const { entries } = journal.transact({}, () => {
      const visit = this.#visits.byScan(outcome.scanId);
      if (!visit) throw new StationError('SCAN_UNKNOWN', 'No visit has such a scan.');
      return this.#decide(visit, visit.id, outcome, null);
    });
    return this.get(entries[0]?.subject ?? '');
  }

  open(): VisitView[] {
    const now = Date.parse(this.#options.clock.utc());
    const open = this.#visits.open({
      now: new Date(now).toISOString(),
      releasedAfter: new Date(now - releasedShownMs).toISOString(),
      bookedMs: bookedShownMs,
    });
    const place = new Map(this.#queue.order().map((id, index) => [id, index]));
    const placeOf = ({ id }: Visit) => place.get(id) ?? place.size;
    return open.toSorted((one, other) => placeOf(one) - placeOf(other)).map(viewOf);
  }

  queue(): QueueView {
    return this.#queue.view();
  }

  waiting(): number {
    return this.#visits.waiting().length;
  }

  get(visitId: string): VisitView {
    return viewOf(this.#find(visitId));
  }

  earlier(visitId: string): VisitView[] {
    return this.#visits.earlier(this.#find(visitId), earlierShown).map(viewOf);
  }

  lookUp(input: LookUpInput): KnownTrucks {
    const { journal, clock } = this.#options;
    return lookUp(journal.db, input, clock.utc());
  }

  pending(): PendingDecision[] {
    return this.#visits.pending();
  }

  makeFinal(visitId: string): void {
    this.#options.journal.transact({}, () =>
      this.#decide(this.#find(visitId), visitId, { command: 'makeFinal' }, null),
    );
  }

  rechecks(): RecheckView[] {
    return this.#visits.rechecks(rechecksShown).flatMap(recheckOf);
  }

  scan(scanId: string): ScanRecord | null {
    const visit = this.#visits.byScan(scanId);
    const scan = visit?.scans.find((one) => one.id === scanId);
    if (!visit || !scan) return null;
    const { state, lines, planes, image } = scan;
    return { visitId: visit.id, state, lines, planes, imported: image !== null };
  }

  #begin(commandId: string, command: OfficerCommand, by: Actor | null): Executed {
    const visitId = this.#options.newId();
    return this.#transact(commandId, command, by, () => this.#decide(null, visitId, command, by));
  }

  #transact(commandId: string, said: object, by: Actor | null, run: () => readonly NewEntry[]): Executed {
    const command = { commandId, fingerprint: fingerprint(by, said) };
    const done = this.#options.journal.transact(command, run);
    const visitId = done.entries[0]?.subject ?? '';
    const view = done.repeated ? this.#asOf(visitId, done.version) : this.get(visitId);
    return { view, repeated: done.repeated };
  }

  #decide(visit: Visit | null, subject: string, command: VisitCommand, by: Actor | null): NewEntry[] {
    const { clock, lanes, newId, scannerAt, massOf, photoOf, decisions, draw } = this.#options;
    const decision = decide(visit, command, {
      now: clock.utc(),
      actor: by,
      lanes,
      atLane: (lane) => {
        const other = this.#visits.atLane(lane, subject);
        return other && { plate: other.truck.plate, state: other.state };
      },
      newScanId: newId(),
      scannerAt,
      massOf,
      photoOf,
      rules: decisions,
      chance: { secondLook: draw(), recheck: draw() },
      before: (lane) => this.#queue.before(subject, lane),
    });
    if ('refusal' in decision) {
      const { code, message, details } = decision.refusal;
      throw new StationError(code, message, { details });
    }
    return decision.events.map((event) => ({ ...event, subject, actor: by?.id ?? 'station' }));
  }

  #find(visitId: string): Visit {
    const visit = this.#visits.byId(visitId);
    if (!visit) throw new StationError('VISIT_UNKNOWN', 'There is no such visit. Reload the screen.');
    return visit;
  }

  #asOf(visitId: string, version: number): VisitView {
    let visit: Visit | null = null;
    for (const entry of this.#options.journal.entriesOf(visitId).slice(0, version))
      if (isVisitEntry(entry)) visit = evolve(visit, entry);
    return visit ? viewOf(visit) : this.get(visitId);
  }
}

function staleOrHeld(visit: Visit, by: Actor): StationError {
  if (!visit.holder || visit.holder.id === by.id) return visitChanged();
  const { serviceNumber } = visit.holder;
  return new StationError('VISIT_HELD', `Officer ${serviceNumber} has this truck.`, {
    details: { by: serviceNumber },
  });
}
