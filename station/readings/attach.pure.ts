import { agreement, bookingWindowMs, type VisitFacts } from '../visits/visit-facts.pure.ts';
import { isClosed } from '../visits/visit-state.pure.ts';

/** What is known of a reading when it is to be found out whose it is. Times are ISO 8601 UTC. */
export interface ReadingFacts {
  readonly kind: 'weight' | 'plate' | 'portal';
  /** null: the device stands at the gate. */
  readonly lane: string | null;
  /** Its end is the reading's own time; a weight and a plate begin when they end. */
  readonly from: string;
  readonly to: string;
  /** What a plate reader has read; null for everything else. */
  readonly plate: string | null;
  readonly container: string | null;
}

/** A plate read at the gate a short while ago. */
export interface GateRead {
  readonly at: string;
  /** null: it is not known whose it was. */
  readonly visitId: string | null;
}

const minute = 60_000;
/** From the plate reader at the gate to the scale and the portal behind it. */
export const gateWindowMs = 5 * minute;
/** Where nobody reads plates: so long after a truck was registered is a reading its own. */
const arrivalWindowMs = 10 * minute;
/** A truck that is expected within this time may be the one that is there before it is registered. */
const expectedWindowMs = 30 * minute;

/**
 * The visit that a reading belongs to, or null where there is the least doubt: then an officer says it. A wrong truck's
 * alarm is worse than one more question.
 *
 * A device at a lane means the one truck that is called there, since before the reading began; a plate read there must
 * be that truck's. At the gate a plate means the one truck that has it. A weight or a passage at the gate means the
 * truck whose plate was read there just before, or where none was, the one truck that has just arrived and has no such
 * reading yet. Pure; the order of its arguments makes no difference.
 */
export function belongsTo(
  reading: ReadingFacts,
  visits: readonly VisitFacts[],
  gateReads: readonly GateRead[],
): string | null {
  const open = visits.filter(({ state }) => !isClosed(state));
  if (reading.lane !== null) return atTheLane(reading, open);
  return reading.kind === 'plate' ? plateAtTheGate(reading, open) : throughTheGate(reading, open, gateReads);
}

function atTheLane(reading: ReadingFacts, open: readonly VisitFacts[]): string | null {
  const there = only(
    open.filter(({ lane, state }) => lane === reading.lane && (state === 'called' || state === 'scanning')),
  );
  // Who was called while the reading was being taken was not there when it began.
  if (there === null || there.calledAt === null || ms(there.calledAt) > ms(reading.from)) return null;
  if (reading.kind !== 'plate') return there.id;
  const another = open.some(
    (visit) => visit.id !== there.id && agreement(reading, visit, 'same') !== 'nothing',
  );
  return agreement(reading, there, 'alike') === 'it' && !another ? there.id : null;
}

function plateAtTheGate(reading: ReadingFacts, open: readonly VisitFacts[]): string | null {
  const expected = open.filter((visit) => visit.state !== 'booked' || isDue(visit, reading, bookingWindowMs));
  const named = expected.filter((visit) => agreement(reading, visit, 'same') !== 'nothing');
  const visit = only(named);
  return visit !== null && agreement(reading, visit, 'same') === 'it' ? visit.id : null;
}

function throughTheGate(
  reading: ReadingFacts,
  open: readonly VisitFacts[],
  gateReads: readonly GateRead[],
): string | null {
  const reads = gateReads.filter(({ at }) => within(at, ms(reading.from) - gateWindowMs, ms(reading.to)));
  if (reads.some(({ visitId }) => visitId === null)) return null;
  const last = (visit: VisitFacts) => (reading.kind === 'weight' ? visit.weighedAt : visit.passedAt);
  if (reads.length > 0) {
    const waiting = open.filter((visit) => {
      const seen = reads.filter(({ visitId }) => visitId === visit.id).map(({ at }) => ms(at));
      return seen.length > 0 && ms(last(visit) ?? '1970-01-01T00:00:00Z') < Math.max(...seen);
    });
    return only(waiting)?.id ?? null;
  }
  const arrived = open.filter((visit) => {
    const since = visit.gateInAt ?? visit.arrivedAt;
    if (visit.state !== 'arrived' || since === null || last(visit) !== null) return false;
    return within(since, ms(reading.from) - arrivalWindowMs, ms(reading.from));
  });
  const expected = open.some((visit) => visit.state === 'booked' && isDue(visit, reading, expectedWindowMs));
  return expected ? null : (only(arrived)?.id ?? null);
}

function isDue({ bookedFor }: VisitFacts, reading: ReadingFacts, windowMs: number): boolean {
  return bookedFor !== null && Math.abs(ms(bookedFor) - ms(reading.to)) <= windowMs;
}

function within(at: string, from: number, to: number): boolean {
  return ms(at) >= from && ms(at) <= to;
}

function only<Value>(values: readonly Value[]): Value | null {
  return values.length === 1 ? (values[0] ?? null) : null;
}

function ms(at: string): number {
  return Date.parse(at);
}
