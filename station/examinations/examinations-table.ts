import type { ReadableDatabase } from '../journal/database.ts';
import type { ReadModel } from '../journal/read-model.ts';
import { isVisitEntry } from '../visits/visits-table.ts';
import type { OutcomeCount } from './rates.pure.ts';

/** How each examination ended, as it stands after corrections, and who had referred the truck. Leans on the table of visits, which is kept before it. */
export const examinationsTable: ReadModel = {
  name: 'examinations',
  version: 2,
  tables: ['examinations'],
  create(db) {
    db.exec(`
      CREATE TABLE examinations (
        seq INTEGER PRIMARY KEY,
        visit TEXT NOT NULL,
        ended_at TEXT NOT NULL,
        outcome TEXT NOT NULL,
        officer TEXT NOT NULL
      ) STRICT;
      CREATE INDEX examinations_of_visit ON examinations (visit);
      CREATE INDEX examinations_by_time ON examinations (ended_at, outcome, officer);
    `);
  },
  prepare(db) {
    const referredBy = db.prepare<[string], { officer: string | null }>(
      "SELECT json_extract(visit, '$.decision.by') AS officer FROM visits WHERE id = ?",
    );
    const put = db.prepare<[number, string, string, string, string]>(
      'INSERT INTO examinations (seq, visit, ended_at, outcome, officer) VALUES (?, ?, ?, ?, ?)',
    );
    const correct = db.prepare<[string, string]>('UPDATE examinations SET outcome = ? WHERE visit = ?');
    return (entry) => {
      if (!isVisitEntry(entry)) return;
      if (entry.kind === 'visit.examination-corrected') correct.run(entry.body.outcome, entry.subject);
      if (entry.kind !== 'visit.examination-ended') return;
      const officer = referredBy.get(entry.subject)?.officer ?? '';
      put.run(entry.seq, entry.subject, entry.at, entry.body.outcome, officer);
    };
  },
};

/** Outcomes of the examinations that ended from one instant until before another, by who had referred the truck. */
export function outcomesBetween(db: ReadableDatabase, from: string, to: string): OutcomeCount[] {
  return db
    .prepare<[string, string], OutcomeCount>(
      `SELECT officer, outcome, count(*) AS count FROM examinations
       WHERE ended_at >= ? AND ended_at < ? GROUP BY officer, outcome`,
    )
    .all(from, to);
}
