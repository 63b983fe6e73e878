import type { KnownTrucks, VisitGlance } from '../api/arrival-views.pure.ts';
import type { ReadableDatabase } from '../journal/database.ts';
import { checkContainer, normalisePlate } from './identifiers.pure.ts';
import { bookingWindowMs } from './visit-facts.pure.ts';
import { isClosed, type Visit, visitState } from './visit-state.pure.ts';

/** From so many letters on it is looked for plates that begin so. */
const shortestPrefix = 3;
const mostEarlier = 8;
const mostOthers = 5;
const mostBookings = 5;

/**
 * What the post knows of a truck while its plate and container are being typed: its bookings, whether it is here already,
 * and its earlier visits, newest first; of other plates that begin so, the last visit each. Every step is a seek in an
 * index, so it takes as long with five million visits as with fifty.
 */
export function lookUp(
  db: ReadableDatabase,
  asked: { readonly plate: string; readonly container: string },
  now: string,
): KnownTrucks {
  const plate = normalisePlate(asked.plate).normalised;
  const { normalised: box, valid } = checkContainer(asked.container);
  const container = valid ? box : '';
  const find = statements(db);
  const byContainer = container === '' ? [] : find.ofContainer.all(container, mostEarlier).map(visitOf);
  if (plate.length < shortestPrefix) return sorted([], byContainer, [], now);
  const same = find.ofPlate.all(plate, mostEarlier).map(visitOf);
  const others: Visit[] = [];
  const booked: Visit[] = [];
  const end = `${plate}\u{10ffff}`;
  for (let at = plate; others.length < mostOthers; ) {
    const next = find.nextPlate.get(at, end)?.plate;
    if (next === undefined) break;
    others.push(...find.ofPlate.all(next, 1).map(visitOf));
    at = next;
  }
  booked.push(...find.booked.all(plate, end, mostBookings).map(visitOf));
  return sorted(booked, [...same, ...byContainer], others, now);
}

function sorted(
  booked: readonly Visit[],
  same: readonly Visit[],
  others: readonly Visit[],
  now: string,
): KnownTrucks {
  const once = [...new Map(same.map((visit) => [visit.id, visit])).values()].sort(
    (one, other) => begunAt(other) - begunAt(one),
  );
  const due = (visit: Visit) => Math.abs(Date.parse(visit.bookedFor ?? now) - Date.parse(now));
  const bookings = [...booked, ...once.filter(({ state }) => state === 'booked')]
    .filter((visit, index, all) => all.findIndex(({ id }) => id === visit.id) === index)
    .filter((visit) => due(visit) <= bookingWindowMs)
    .sort((one, other) => due(one) - due(other));
  return {
    bookings: bookings.slice(0, mostBookings).map(glanceAt),
    here: once.filter(({ state }) => state !== 'booked' && isHere(state)).map(glanceAt),
    earlier: once.filter(({ state }) => !isHere(state)).map(glanceAt),
    alike: others.filter(({ state }) => state !== 'booked').map(glanceAt),
  };
}

/** A truck that was released is on its way out. */
function isHere(state: Visit['state']): boolean {
  return !isClosed(state) && state !== 'released';
}

export function glanceAt({ id, version, state, truck, bookedFor, ...visit }: Visit): VisitGlance {
  const { bookingNumber, decision, examination, moments } = visit;
  return {
    id,
    version,
    state,
    truck,
    bookedFor,
    bookingNumber,
    arrivedAt: moments.arrived?.at ?? null,
    decision: decision?.kind ?? null,
    reason: decision?.reason ?? '',
    outcome: examination?.outcome ?? null,
  };
}

function begunAt({ moments }: Visit): number {
  return moments.booked?.seq ?? moments.arrived?.seq ?? 0;
}

type Statements = ReturnType<typeof prepare>;
const prepared = new WeakMap<ReadableDatabase, Statements>();

function statements(db: ReadableDatabase): Statements {
  const known = prepared.get(db) ?? prepare(db);
  prepared.set(db, known);
  return known;
}

interface VisitRow {
  readonly visit: string;
}

/** Each a seek in an index and a few steps from there. */
export const lookUpQueries = {
  ofPlate: 'SELECT visit FROM visits WHERE plate = ? ORDER BY begun DESC LIMIT ?',
  ofContainer: 'SELECT visit FROM visits WHERE container = ? ORDER BY begun DESC LIMIT ?',
  nextPlate: 'SELECT plate FROM visits WHERE plate > ? AND plate < ? ORDER BY plate LIMIT 1',
  booked:
    "SELECT visit FROM visits WHERE state = 'booked' AND plate >= ? AND plate < ? ORDER BY plate LIMIT ?",
} as const;

function prepare(db: ReadableDatabase) {
  return {
    ofPlate: db.prepare<[string, number], VisitRow>(lookUpQueries.ofPlate),
    ofContainer: db.prepare<[string, number], VisitRow>(lookUpQueries.ofContainer),
    nextPlate: db.prepare<[string, string], { plate: string }>(lookUpQueries.nextPlate),
    booked: db.prepare<[string, string, number], VisitRow>(lookUpQueries.booked),
  };
}

function visitOf(row: VisitRow): Visit {
  return visitState.parse(JSON.parse(row.visit));
}
