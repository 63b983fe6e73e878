import type { VisitState } from '../api/views.pure.ts';
import type { ReadableDatabase, WritableDatabase } from '../journal/database.ts';
import type { Entry } from '../journal/entry.ts';
import { isOf } from '../journal/entry.ts';
import type { ReadModel } from '../journal/read-model.ts';
import { evolve, isClosed } from './visit.pure.ts';
import type { VisitEntry } from './visit-entries.pure.ts';
import { visitKinds } from './visit-entries.pure.ts';
import type { Visit } from './visit-state.pure.ts';
import { visitState } from './visit-state.pure.ts';

/** Every visit as its entries amount to, with the columns it is looked up by; and whose a scan is. */
export const visitsTable: ReadModel = {
  name: 'visits',
  version: 3,
  tables: ['visits', 'scans'],
  create(db) {
    db.exec(`
      CREATE TABLE visits (
        id TEXT PRIMARY KEY,
        begun INTEGER NOT NULL,
        arrived INTEGER,
        open INTEGER NOT NULL,
        lane TEXT,
        plate TEXT NOT NULL,
        container TEXT,
        arrived_at TEXT,
        last_at TEXT NOT NULL,
        undecided INTEGER NOT NULL,
        decided_at TEXT,
        visit TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX visits_open ON visits (arrived) WHERE open = 1;
      CREATE INDEX visits_by_time ON visits (last_at, arrived_at);
      CREATE INDEX visits_undecided ON visits (arrived_at) WHERE undecided = 1;
      CREATE INDEX visits_by_decision ON visits (decided_at) WHERE decided_at IS NOT NULL;
      CREATE INDEX visits_by_plate ON visits (plate, begun);
      CREATE INDEX visits_by_container ON visits (container, begun) WHERE container IS NOT NULL;
      CREATE TABLE scans (id TEXT PRIMARY KEY, visit TEXT NOT NULL) STRICT, WITHOUT ROWID;
    `);
  },
  prepare(db) {
    const find = db.prepare<[string], VisitRow>('SELECT visit FROM visits WHERE id = ?');
    const put = db.prepare<[Record<string, unknown>]>(`
      INSERT INTO visits
        (id, begun, arrived, open, lane, plate, container, arrived_at, last_at, undecided, decided_at, visit)
      VALUES (@id, @seq, @arrived, @open, @lane, @plate, @container, @arrivedAt, @lastAt, @undecided, @decidedAt, @visit)
      ON CONFLICT (id) DO UPDATE SET
        arrived = coalesce(excluded.arrived, arrived), open = excluded.open, lane = excluded.lane,
        arrived_at = excluded.arrived_at, last_at = excluded.last_at, undecided = excluded.undecided,
        decided_at = excluded.decided_at, visit = excluded.visit`);
    const putScan = db.prepare<[string, string]>('INSERT INTO scans (id, visit) VALUES (?, ?)');
    return (entry) => {
      if (!isVisitEntry(entry)) return;
      const row = find.get(entry.subject);
      const visit = evolve(row ? visitOf(row) : null, entry);
      put.run({
        id: visit.id,
        seq: entry.seq,
        arrived: entry.kind === 'visit.arrived' ? entry.seq : null,
        open: isClosed(visit.state) ? 0 : 1,
        lane: visit.lane,
        plate: visit.truck.plate,
        container: visit.truck.container ?? null,
        arrivedAt: visit.moments.arrived?.at ?? null,
        lastAt: Object.values(visit.moments)
          .map(({ at }) => at)
          .sort()
          .at(-1),
        undecided: undecided.has(visit.state) ? 1 : 0,
        decidedAt: isFinal(visit.decision) ? visit.decision.at : null,
        visit: JSON.stringify(visit),
      });
      if (entry.kind === 'scan.requested') putScan.run(entry.body.scanId, visit.id);
    };
  },
};

const undecided: ReadonlySet<VisitState> = new Set<VisitState>([
  'arrived',
  'called',
  'scanning',
  'image-ready',
  'in-analysis',
  'escalated',
]);

/** Whether a decision is one about the truck, and not that somebody look again. */
export function isFinal(decision: Visit['decision']): decision is NonNullable<Visit['decision']> {
  return decision?.kind === 'release' || decision?.kind === 'refer';
}

export function isVisitEntry(entry: Entry): entry is Entry & VisitEntry {
  return isOf(visitKinds, entry);
}

/** The questions asked of the table, prepared once. */
export interface VisitQueries {
  byId(id: string): Visit | null;
  byScan(scanId: string): Visit | null;
  /** Those that have arrived in the order of their arrival, then booked ones in the order they were booked. */
  open(): Visit[];
  /** Those of the open ones that have arrived and are not decided, by arrival: what a call looks through. */
  undecided(): Visit[];
  /** Visits of the same plate or container that began before this one, newest first. */
  earlier(visit: Visit, limit: number): Visit[];
  /**
   * Visits that were at the post between two instants, by arrival: arrived before the end, and with a step at or
   * after the beginning or still without a decision.
   */
  present(from: string, to: string): Visit[];
  /** Trucks released or referred from one instant until before another. */
  decidedBetween(from: string, to: string): number;
}

export function visitQueries(db: ReadableDatabase | WritableDatabase): VisitQueries {
  const byId = db.prepare<[string], VisitRow>('SELECT visit FROM visits WHERE id = ?');
  const byScan = db.prepare<[string], VisitRow>(
    'SELECT visits.visit FROM scans JOIN visits ON visits.id = scans.visit WHERE scans.id = ?',
  );
  const open = db.prepare<[], VisitRow>(
    'SELECT visit FROM visits WHERE open = 1 ORDER BY arrived IS NULL, arrived, begun',
  );
  const active = db.prepare<[], VisitRow>('SELECT visit FROM visits WHERE undecided = 1 ORDER BY arrived');
  const earlier = db.prepare<[string, string, string, number], VisitRow>(`
    SELECT other.visit FROM visits AS other
    WHERE other.id IN (SELECT id FROM visits WHERE plate = ? UNION SELECT id FROM visits WHERE container = ?)
      AND other.begun < (SELECT begun FROM visits WHERE id = ?)
    ORDER BY other.begun DESC LIMIT ?`);
  const present = db.prepare<[string, string, string], VisitRow>(`
    SELECT visit FROM visits WHERE arrived_at < ? AND (last_at >= ? OR (undecided = 1 AND arrived_at < ?))
    ORDER BY arrived`);
  const decidedBetween = db.prepare<[string, string], { count: number }>(
    'SELECT count(*) AS count FROM visits WHERE decided_at >= ? AND decided_at < ?',
  );
  const one = (row: VisitRow | undefined) => (row ? visitOf(row) : null);
  return {
    byId: (id) => one(byId.get(id)),
    byScan: (scanId) => one(byScan.get(scanId)),
    open: () => open.all().map(visitOf),
    undecided: () => active.all().map(visitOf),
    earlier: (visit, limit) =>
      earlier.all(visit.truck.plate, visit.truck.container ?? '', visit.id, limit).map(visitOf),
    present: (from, to) => present.all(to, from, to).map(visitOf),
    decidedBetween: (from, to) => decidedBetween.get(from, to)?.count ?? 0,
  };
}

interface VisitRow {
  readonly visit: string;
}

function visitOf(row: VisitRow): Visit {
  return visitState.parse(JSON.parse(row.visit));
}
