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
  version: 1,
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
        visit TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX visits_open ON visits (arrived) WHERE open = 1;
      CREATE INDEX visits_by_plate ON visits (plate, begun);
      CREATE INDEX visits_by_container ON visits (container, begun) WHERE container IS NOT NULL;
      CREATE TABLE scans (id TEXT PRIMARY KEY, visit TEXT NOT NULL) STRICT, WITHOUT ROWID;
    `);
  },
  prepare(db) {
    const find = db.prepare<[string], VisitRow>('SELECT visit FROM visits WHERE id = ?');
    const put = db.prepare<[Record<string, unknown>]>(`
      INSERT INTO visits (id, begun, arrived, open, lane, plate, container, visit)
      VALUES (@id, @seq, @arrived, @open, @lane, @plate, @container, @visit)
      ON CONFLICT (id) DO UPDATE SET
        arrived = coalesce(excluded.arrived, arrived), open = excluded.open, lane = excluded.lane, visit = excluded.visit`);
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
        visit: JSON.stringify(visit),
      });
      if (entry.kind === 'scan.requested') putScan.run(entry.body.scanId, visit.id);
    };
  },
};

export function isVisitEntry(entry: Entry): entry is Entry & VisitEntry {
  return isOf(visitKinds, entry);
}

/** The questions asked of the table, prepared once. */
export interface VisitQueries {
  byId(id: string): Visit | null;
  byScan(scanId: string): Visit | null;
  /** Those that have arrived in the order of their arrival, then booked ones in the order they were booked. */
  open(): Visit[];
  /** Visits of the same plate or container that began before this one, newest first. */
  earlier(visit: Visit, limit: number): Visit[];
}

export function visitQueries(db: ReadableDatabase | WritableDatabase): VisitQueries {
  const byId = db.prepare<[string], VisitRow>('SELECT visit FROM visits WHERE id = ?');
  const byScan = db.prepare<[string], VisitRow>(
    'SELECT visits.visit FROM scans JOIN visits ON visits.id = scans.visit WHERE scans.id = ?',
  );
  const open = db.prepare<[], VisitRow>(
    'SELECT visit FROM visits WHERE open = 1 ORDER BY arrived IS NULL, arrived, begun',
  );
  const earlier = db.prepare<[string, string, string, number], VisitRow>(`
    SELECT other.visit FROM visits AS other
    WHERE other.id IN (SELECT id FROM visits WHERE plate = ? UNION SELECT id FROM visits WHERE container = ?)
      AND other.begun < (SELECT begun FROM visits WHERE id = ?)
    ORDER BY other.begun DESC LIMIT ?`);
  const one = (row: VisitRow | undefined) => (row ? visitOf(row) : null);
  return {
    byId: (id) => one(byId.get(id)),
    byScan: (scanId) => one(byScan.get(scanId)),
    open: () => open.all().map(visitOf),
    earlier: (visit, limit) =>
      earlier.all(visit.truck.plate, visit.truck.container ?? '', visit.id, limit).map(visitOf),
  };
}

interface VisitRow {
  readonly visit: string;
}

function visitOf(row: VisitRow): Visit {
  return visitState.parse(JSON.parse(row.visit));
}
