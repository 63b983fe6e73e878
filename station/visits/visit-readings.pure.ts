import type { PortalPassage } from '../api/reading-views.pure.ts';
import type { Officer } from '../api/views.pure.ts';
import { type Decision, happens, refuse } from './decision.pure.ts';
import { hasAlarm, isNewAlarm, passageAfterAlarm, passageAfterEnd } from './passage.pure.ts';
import { plateReadShown, reportShown, weightShown } from './readings-shown.pure.ts';
import type { Stamp } from './stamp.pure.ts';
import type { VisitEntry, VisitEvent } from './visit-entries.pure.ts';
import { stampOf } from './visit-moments.pure.ts';
import type { Visit } from './visit-state.pure.ts';

/** What a device said about a truck, as it becomes an entry of its visit. */
export type ReadingEvent = Extract<
  VisitEvent,
  {
    kind:
      | 'visit.weighed'
      | 'visit.plate-read'
      | 'visit.portal-alarm'
      | 'visit.portal-passed'
      | 'visit.report-attached';
  }
>;

/** Where a reading belongs. Both are the station's own, or an officer's who knows better. */
export type ReadingCommand =
  | { readonly command: 'takeReading'; readonly reading: ReadingEvent }
  | { readonly command: 'removeReading'; readonly readingId: string };

type Actor = Pick<Officer, 'serviceNumber' | 'roles'> | null;

/** The rules for readings of a visit that is not over. */
export function decideReading(visit: Visit, command: ReadingCommand, actor: Actor): Decision {
  if (command.command === 'takeReading') return happens(command.reading);
  const { readingId } = command;
  const passage = visit.portal.find(({ id }) => id === readingId);
  const others = [...visit.weights, ...visit.plateReads, ...visit.reports];
  if (!passage && !others.some(({ id }) => id === readingId))
    return refuse('READING_UNKNOWN', 'The visit has no such reading. Reload the screen.');
  if (passage && hasAlarm(passage) && !actor?.roles.includes('supervisor'))
    return refuse('ALARM_NEEDS_SUPERVISOR', 'Only a supervisor takes a radiation alarm away from a truck.');
  return happens({ kind: 'visit.reading-removed', body: { readingId, by: actor?.serviceNumber ?? '' } });
}

export function decideAcknowledgement(
  visit: Visit,
  { passageId, reason }: { readonly passageId: string; readonly reason: string },
  by: string,
): Decision {
  const passage = visit.portal.find(({ id }) => id === passageId);
  if (!passage) return refuse('READING_UNKNOWN', 'The visit has no such reading. Reload the screen.');
  if (!hasAlarm(passage))
    return refuse('NO_ALARM', 'There is no radiation alarm to acknowledge in this passage.');
  if (passage.acknowledged)
    return refuse('ALARM_ACKNOWLEDGED', 'This radiation alarm has been acknowledged already.', {
      by: passage.acknowledged.by,
    });
  if (reason.trim() === '') return refuse('REASON_NEEDED', 'Say what the radiation alarm was found to be.');
  return happens({ kind: 'visit.alarm-acknowledged', body: { passageId, reason, by } });
}

/** The radiation alarms that nobody has acknowledged. Until then the truck is not let go. */
export function openAlarms({ portal }: Pick<Visit, 'portal'>): Visit['portal'] {
  return portal.filter((passage) => hasAlarm(passage) && passage.acknowledged === null);
}

/** Refuses to let a truck go while it has a radiation alarm that nobody has acknowledged. Null where it has none. */
export function refuseWhileAlarmed(visit: Visit): Decision | null {
  const count = openAlarms(visit).length;
  if (count === 0) return null;
  return refuse(
    'RADIATION_ALARM_OPEN',
    'The radiation portal gave an alarm for this truck. See to it and acknowledge it with what it was.',
    { count },
  );
}

type ReadingEntry = Extract<
  VisitEntry,
  { kind: ReadingEvent['kind'] | 'visit.reading-removed' | 'visit.alarm-acknowledged' }
>;

export function isReadingEntry(entry: VisitEntry): entry is ReadingEntry {
  return Object.hasOwn(takes, entry.kind);
}

/** Whether a reading changes nothing that an officer decides on. An alarm does, and so does what a machine found. */
export function isAside(entry: VisitEntry): boolean {
  if (entry.kind === 'visit.portal-passed')
    return entry.body.whole && !entry.body.gammaAlarm && !entry.body.neutronAlarm;
  return asideKinds.has(entry.kind);
}

const asideKinds: ReadonlySet<VisitEntry['kind']> = new Set<VisitEntry['kind']>([
  'visit.weighed',
  'visit.plate-read',
  'visit.alarm-acknowledged',
]);

/** The visit after a reading, or after what became of one. */
export function followReading(visit: Visit, entry: ReadingEntry): Visit {
  const take = takes[entry.kind] as (visit: Visit, entry: ReadingEntry) => Visit;
  return take(visit, entry);
}

type Take<Kind extends ReadingEntry['kind']> = (
  visit: Visit,
  entry: Extract<ReadingEntry, { kind: Kind }>,
) => Visit;

const takes: { readonly [Kind in ReadingEntry['kind']]: Take<Kind> } = {
  'visit.weighed': (visit, { body }) => ({
    ...visit,
    weights: withReading(visit.weights, weightShown(body)),
  }),
  'visit.plate-read': (visit, { body }) => ({
    ...visit,
    plateReads: withReading(visit.plateReads, plateReadShown(body)),
  }),
  'visit.portal-alarm': (visit, { body }) => {
    const before = visit.portal.find(({ id }) => id === body.readingId);
    return withPassage(visit, before, passageAfterAlarm(before, body));
  },
  'visit.portal-passed': (visit, entry) => {
    const { body } = entry;
    const before = visit.portal.find(({ id }) => id === body.readingId);
    const passed = withPassage(visit, before, passageAfterEnd(before, body));
    if (!body.whole) return passed;
    const rpmPassed: Stamp = { ...stampOf(entry), at: body.endedAt };
    return { ...passed, moments: { ...passed.moments, rpmPassed } };
  },
  'visit.report-attached': (visit, { body }) => ({
    ...visit,
    reports: withReading(visit.reports, reportShown(body)),
  }),
  'visit.reading-removed': (visit, { body: { readingId } }) => {
    const gone = visit.portal.find(({ id }) => id === readingId);
    const { rpmPassed, ...others } = visit.moments;
    const stampedByIt = gone?.whole === true && rpmPassed?.at === gone.endedAt;
    return withoutAnsweredNotice({
      ...visit,
      weights: visit.weights.filter(({ id }) => id !== readingId),
      plateReads: visit.plateReads.filter(({ id }) => id !== readingId),
      portal: visit.portal.filter(({ id }) => id !== readingId),
      reports: visit.reports.filter(({ id }) => id !== readingId),
      moments: stampedByIt ? others : visit.moments,
    });
  },
  'visit.alarm-acknowledged': (visit, { at, body: { passageId, reason, by } }) =>
    withoutAnsweredNotice({
      ...visit,
      portal: visit.portal.map((passage) =>
        passage.id === passageId ? { ...passage, acknowledged: { by, at, reason } } : passage,
      ),
    }),
};

/** A device that chatters must not make a visit too large to be shown. Alarms that nobody has seen to always stay. */
const mostShown = 40;

function withReading<Reading extends { readonly id: string }>(
  readings: readonly Reading[],
  reading: Reading,
): Reading[] {
  return [...readings.filter(({ id }) => id !== reading.id), reading].slice(-mostShown);
}

function withPassage(visit: Visit, before: PortalPassage | undefined, passage: PortalPassage): Visit {
  const portal = [...visit.portal.filter(({ id }) => id !== passage.id), passage];
  const settled = portal.findIndex((one) => openAlarms({ portal: [one] }).length === 0);
  if (portal.length > mostShown && settled >= 0) portal.splice(settled, 1);
  const late = isNewAlarm(before, passage) && visit.state === 'released';
  return { ...visit, portal, notice: late ? { code: alarmAfterRelease, details: {} } : visit.notice };
}

const alarmAfterRelease = 'RADIATION_ALARM_AFTER_RELEASE';

function withoutAnsweredNotice(visit: Visit): Visit {
  if (visit.notice?.code !== alarmAfterRelease || openAlarms(visit).length > 0) return visit;
  return { ...visit, notice: null };
}
