import type { DecisionKind, LaneClass, VisitState } from '../api/views.pure.ts';
import type { ReadableDatabase, WritableDatabase } from '../journal/database.ts';
import type { Entry } from '../journal/entry.ts';
import { isOf } from '../journal/entry.ts';
import type { ReadModel } from '../journal/read-model.ts';
import type { VisitEntry } from './visit-entries.pure.ts';
import { visitKinds } from './visit-entries.pure.ts';
import { evolve } from './visit-evolve.pure.ts';
import { openAlarms } from './visit-readings.pure.ts';
import type { Visit } from './visit-state.pure.ts';
import { isClosed, visitState } from './visit-state.pure.ts';

/**
 * Every visit as its entries amount to, with the columns it is looked up by; and whose a scan is. Its rows are kept in the
 * order of `begun`, the seq of the entry that began the visit: ids are random, and by them a new truck's row would go
 * between those of years, and a shift's would lie all over the file.
 */
export const visitsTable: ReadModel = {
  name: 'visits',
  version: 11,
  tables: ['visits', 'scans'],
  create(db) {
    db.exec(`
      CREATE TABLE visits (
        begun INTEGER PRIMARY KEY,
        id TEXT NOT NULL,
        arrived INTEGER,
        state TEXT NOT NULL,
        open INTEGER NOT NULL,
        on_hold INTEGER NOT NULL,
        released_at TEXT,
        lane TEXT,
        lane_class TEXT NOT NULL,
        booked_for TEXT,
        booking_number TEXT,
        reefer_limit TEXT,
        plate TEXT NOT NULL,
        container TEXT,
        arrived_at TEXT,
        last_at TEXT NOT NULL,
        stayed_long INTEGER NOT NULL,
        undecided INTEGER NOT NULL,
        called_at TEXT,
        decided_at TEXT,
        alarmed INTEGER NOT NULL,
        pending_until TEXT,
        recheck TEXT,
        visit TEXT NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX visits_by_id ON visits (id);
      CREATE INDEX visits_open ON visits (arrived) WHERE open = 1 AND state <> 'booked';
      CREATE INDEX visits_released ON visits (released_at) WHERE released_at IS NOT NULL;
      CREATE INDEX visits_waiting ON visits (arrived) WHERE state = 'arrived' AND on_hold = 0;
      CREATE INDEX visits_by_call ON visits (called_at, lane_class) WHERE called_at IS NOT NULL;
      CREATE INDEX visits_at_lane ON visits (lane) WHERE ${takesLane};
      CREATE INDEX visits_by_time ON visits (arrived_at, last_at) WHERE arrived_at IS NOT NULL;
      CREATE INDEX visits_stayed_long ON visits (last_at, arrived_at) WHERE stayed_long = 1;
      CREATE INDEX visits_undecided ON visits (arrived_at) WHERE undecided = 1;
      CREATE INDEX visits_by_decision ON visits (decided_at) WHERE decided_at IS NOT NULL;
      CREATE INDEX visits_by_plate ON visits (plate, begun);
      CREATE INDEX visits_by_container ON visits (container, begun) WHERE container IS NOT NULL;
      CREATE INDEX visits_by_booking ON visits (booking_number) WHERE booking_number IS NOT NULL;
      CREATE INDEX visits_by_slot ON visits (booked_for) WHERE booked_for IS NOT NULL;
      CREATE INDEX visits_booked ON visits (plate, booked_for) WHERE state = 'booked';
      CREATE INDEX visits_due ON visits (booked_for) WHERE state = 'booked';
      CREATE INDEX visits_alarmed ON visits (begun) WHERE alarmed = 1;
      CREATE INDEX visits_pending ON visits (pending_until) WHERE pending_until IS NOT NULL;
      CREATE INDEX visits_recheck ON visits (recheck, begun) WHERE recheck IS NOT NULL;
      CREATE TABLE scans (id TEXT PRIMARY KEY, visit TEXT NOT NULL) STRICT, WITHOUT ROWID;
    `);
  },
  prepare(db) {
    const find = db.prepare<[string], VisitRow>('SELECT visit FROM visits WHERE id = ?');
    const put = visitWriter(db);
    const putScan = db.prepare<[string, string]>('INSERT INTO scans (id, visit) VALUES (?, ?)');
    return (entry) => {
      if (!isVisitEntry(entry)) return;
      const row = find.get(entry.subject);
      const visit = evolve(row ? visitOf(row) : null, entry);
      put(visitRow(visit, { begun: entry.seq, arrived: entry.kind === 'visit.arrived' ? entry.seq : null }));
      if (entry.kind === 'scan.requested' || entry.kind === 'scan.received')
        putScan.run(entry.body.scanId, visit.id);
    };
  },
};

/** In the order of the table. */
export const visitColumns = [
  'begun',
  'id',
  'arrived',
  'state',
  'open',
  'on_hold',
  'released_at',
  'lane',
  'lane_class',
  'booked_for',
  'booking_number',
  'reefer_limit',
  'plate',
  'container',
  'arrived_at',
  'last_at',
  'stayed_long',
  'undecided',
  'called_at',
  'decided_at',
  'alarmed',
  'pending_until',
  'recheck',
  'visit',
] as const;
export type VisitColumns = Record<(typeof visitColumns)[number], string | number | null>;
/** What an entry does not change once it is there. */
const lasting: ReadonlySet<string> = new Set(['begun', 'id', 'arrived', 'booking_number']);

/** Writes the row of a visit as it stands; `begun` stays, and `arrived` once it is there. */
function visitWriter(db: WritableDatabase): (row: VisitColumns) => void {
  const changed = visitColumns
    .filter((column) => !lasting.has(column))
    .map((column) => `${column} = excluded.${column}`);
  const put = db.prepare<[VisitColumns]>(`
      INSERT INTO visits (${visitColumns.join(', ')})
      VALUES (${visitColumns.map((column) => `@${column}`).join(', ')})
      ON CONFLICT (id) DO UPDATE SET arrived = coalesce(excluded.arrived, arrived), ${changed.join(', ')}`);
  return (row) => {
    put.run(row);
  };
}

/** The row of a visit as it stands. `begun` and `arrived` are the `seq` of the entries that say so. */
export function visitRow(
  visit: Visit,
  { begun, arrived }: { readonly begun: number; readonly arrived: number | null },
): VisitColumns {
  const arrivedAt = visit.moments.arrived?.at ?? null;
  const lastAt =
    Object.values(visit.moments)
      .map(({ at }) => at)
      .sort()
      .at(-1) ?? null;
  const stayed = arrivedAt === null || lastAt === null ? 0 : Date.parse(lastAt) - Date.parse(arrivedAt);
  return {
    begun,
    id: visit.id,
    arrived,
    state: visit.state,
    open: isClosed(visit.state) || visit.state === 'released' ? 0 : 1,
    on_hold: visit.hold ? 1 : 0,
    released_at: releasedAt(visit),
    lane: visit.lane,
    lane_class: visit.truck.laneClass,
    booked_for: visit.bookedFor,
    booking_number: visit.bookingNumber,
    reefer_limit: visit.truck.reefer?.limitAt ?? null,
    plate: visit.truck.plate,
    container: visit.truck.container ?? null,
    arrived_at: arrivedAt,
    last_at: lastAt,
    stayed_long: stayed > longStay ? 1 : 0,
    undecided: undecided.has(visit.state) ? 1 : 0,
    called_at: visit.moments.called?.at ?? null,
    decided_at: isFinal(visit.decision) ? visit.decision.at : null,
    alarmed: openAlarms(visit).length > 0 ? 1 : 0,
    pending_until: visit.state === 'second-look' ? null : (visit.pending?.until ?? null),
    recheck: visit.recheck && (visit.recheck.done ? 'done' : 'wanted'),
    visit: JSON.stringify(visit),
  };
}

const undecided: ReadonlySet<VisitState> = new Set<VisitState>([
  'arrived',
  'called',
  'scanning',
  'image-ready',
  'in-analysis',
  'second-look',
  'escalated',
]);

/**
 * Those that were at the post at an instant are among the ones that arrived within this time before it, ms, or have stayed
 * longer and are known by that: so an old shift is found without a look at all that came since.
 */
export const longStay = 48 * 3_600_000;

/** A truck that has been scanned has left the lane, whoever looks at its picture. */
const takesLane = "state IN ('called', 'scanning')";

/** By the picture, or after an examination. */
function releasedAt({ state, moments }: Visit): string | null {
  if (state !== 'released') return null;
  return (moments.examinationEnded ?? moments.decided)?.at ?? null;
}

/** Whether a decision is one about the truck, and not that somebody look again. */
export function isFinal<Decision extends { readonly kind: DecisionKind }>(
  decision: Decision | null,
): decision is Decision {
  return decision?.kind === 'release' || decision?.kind === 'refer';
}

export function isVisitEntry(entry: Entry): entry is Entry & VisitEntry {
  return isOf(visitKinds, entry);
}

/** The questions asked of the table, prepared once. */
export interface VisitQueries {
  byId(id: string): Visit | null;
  byScan(scanId: string): Visit | null;
  /**
   * Those that are at the post, those released after an instant, and those booked for a time within `bookedMs` of `now`,
   * either way: by arrival, then booked ones by their time. A post may have weeks of bookings.
   */
  open(asked: { readonly now: string; readonly releasedAfter: string; readonly bookedMs: number }): Visit[];
  /** Those with a radiation alarm that nobody has acknowledged, oldest first. */
  alarmed(): Visit[];
  /** By when they become final. A first officer's does not by itself. */
  pending(): PendingDecision[];
  /** Those whose release is to be looked at again, oldest first, then at most so many that were, newest first. */
  rechecks(mostDone: number): Visit[];
  /** What the order of the queue needs of those that wait, by arrival. */
  waiting(): WaitingVisit[];
  /** Whose truck is called to a lane or scanned there, besides the visit `except`: one that is scanned first. */
  atLane(lane: string, except: string): Visit | null;
  /** Visits of the same plate or container that began before this one, newest first. */
  earlier(visit: Visit, limit: number): Visit[];
  /** Trucks called from an instant on, by class. */
  calledSince(instant: string): Partial<Record<LaneClass, number>>;
  /** Trucks released or referred from one instant until before another. */
  decidedBetween(from: string, to: string): number;
}

export function visitQueries(db: ReadableDatabase | WritableDatabase): VisitQueries {
  const byId = db.prepare<[string], VisitRow>('SELECT visit FROM visits WHERE id = ?');
  const byScan = db.prepare<[string], VisitRow>(
    'SELECT visits.visit FROM scans JOIN visits ON visits.id = scans.visit WHERE scans.id = ?',
  );
  const open = db.prepare<[string, string, string], VisitRow>(`
    SELECT visit FROM (
      SELECT visit, arrived, begun, booked_for FROM visits WHERE open = 1 AND state <> 'booked'
      UNION ALL SELECT visit, arrived, begun, booked_for FROM visits WHERE released_at > ?
      UNION ALL SELECT visit, arrived, begun, booked_for FROM visits
        WHERE state = 'booked' AND booked_for >= ? AND booked_for < ?)
    ORDER BY arrived IS NULL, arrived, booked_for, begun`);
  const alarmed = db.prepare<[], VisitRow>('SELECT visit FROM visits WHERE alarmed = 1 ORDER BY begun');
  const pending = db.prepare<[], VisitRow>(
    'SELECT visit FROM visits WHERE pending_until IS NOT NULL ORDER BY pending_until',
  );
  const wanted = db.prepare<[], VisitRow>("SELECT visit FROM visits WHERE recheck = 'wanted' ORDER BY begun");
  const rechecked = db.prepare<[number], VisitRow>(
    "SELECT visit FROM visits WHERE recheck = 'done' ORDER BY begun DESC LIMIT ?",
  );
  const waiting = db.prepare<[], WaitingVisit>(`
    SELECT id, lane_class AS laneClass, arrived_at AS arrived, booked_for AS bookedFor, reefer_limit AS reeferLimit
    FROM visits WHERE state = 'arrived' AND on_hold = 0 ORDER BY arrived`);
  const atLane = db.prepare<[string, string], VisitRow>(`
    SELECT visit FROM visits WHERE lane = ? AND id <> ? AND ${takesLane}
    ORDER BY state = 'scanning' DESC, arrived LIMIT 1`);
  const earlier = db.prepare<[string, string, string, number], VisitRow>(`
    SELECT other.visit FROM visits AS other
    WHERE other.begun IN (SELECT begun FROM visits WHERE plate = ? UNION SELECT begun FROM visits WHERE container = ?)
      AND other.begun < (SELECT begun FROM visits WHERE id = ?)
    ORDER BY other.begun DESC LIMIT ?`);
  const decidedBetween = db.prepare<[string, string], { count: number }>(
    'SELECT count(*) AS count FROM visits WHERE decided_at >= ? AND decided_at < ?',
  );
  const calledSince = db.prepare<[string], { laneClass: LaneClass; count: number }>(`
    SELECT lane_class AS laneClass, count(*) AS count FROM visits WHERE called_at >= ? GROUP BY lane_class`);
  const one = (row: VisitRow | undefined) => (row ? visitOf(row) : null);
  return {
    byId: (id) => one(byId.get(id)),
    byScan: (scanId) => one(byScan.get(scanId)),
    open: ({ now, releasedAfter, bookedMs }) => {
      const [from, to] = [-bookedMs, bookedMs].map((ms) => new Date(Date.parse(now) + ms).toISOString());
      return open.all(releasedAfter, from ?? '', to ?? '').map(visitOf);
    },
    alarmed: () => alarmed.all().map(visitOf),
    pending: () =>
      pending
        .all()
        .map(visitOf)
        .flatMap(({ id, pending }) =>
          pending ? [{ visitId: id, since: pending.since, until: pending.until }] : [],
        ),
    rechecks: (mostDone) => [...wanted.all(), ...rechecked.all(mostDone)].map(visitOf),
    waiting: () => waiting.all(),
    atLane: (lane, except) => one(atLane.get(lane, except)),
    earlier: (visit, limit) =>
      earlier.all(visit.truck.plate, visit.truck.container ?? '', visit.id, limit).map(visitOf),
    calledSince: (instant) =>
      Object.fromEntries(calledSince.all(instant).map(({ laneClass, count }) => [laneClass, count])),
    decidedBetween: (from, to) => decidedBetween.get(from, to)?.count ?? 0,
  };
}

/** A decision that can be taken back from one instant until before another; both ISO 8601 UTC. */
export interface PendingDecision {
  readonly visitId: string;
  readonly since: string;
  readonly until: string;
}

export interface WaitingVisit {
  readonly id: string;
  readonly laneClass: LaneClass;
  readonly arrived: string;
  readonly bookedFor: string | null;
  readonly reeferLimit: string | null;
}

export interface VisitRow {
  readonly visit: string;
}

export function visitOf(row: VisitRow): Visit {
  return visitState.parse(JSON.parse(row.visit));
}
