import type Database from 'better-sqlite3';
import { hourOf, Observations } from '../../station/figures/hour-page.ts';

/** A stretch that ended, as a row of a plain table. */
export interface RawRow {
  readonly stretch: number;
  readonly at: number;
  /** NaN: unknown. */
  readonly took: number;
  readonly decision: number;
  readonly lane: number;
}

/** What a history has observed between two instants. */
export function* rawRows(history: Database.Database, from: number, to: number): Generator<RawRow> {
  const pages = history
    .prepare<[number, number], { hour: number; records: Buffer }>(
      'SELECT hour, records FROM observed_hours WHERE hour BETWEEN ? AND ? ORDER BY hour',
    )
    .iterate(hourOf(from), hourOf(to));
  for (const page of pages) {
    const all = new Observations([page]);
    for (let place = 0; place < all.count; place += 1)
      yield {
        stretch: all.stretch(place),
        at: all.at(place),
        took: all.took(place),
        decision: all.decision(place),
        lane: all.lane(place),
      };
  }
}

/** The rows in a table of their own, as a program that keeps no figures would have them: one index, by time. */
export function fillRawTable(db: Database.Database, rows: Iterable<RawRow>): void {
  db.exec(
    'CREATE TABLE observed (stretch INTEGER, ended INTEGER, took INTEGER, decision INTEGER, lane INTEGER)',
  );
  const put = db.prepare('INSERT INTO observed VALUES (?, ?, ?, ?, ?)');
  db.transaction(() => {
    for (const { stretch, at, took, decision, lane } of rows)
      put.run(stretch, at, Number.isNaN(took) ? null : took, decision, lane);
  })();
  db.exec('CREATE INDEX observed_ended ON observed (ended)');
}

/** The path of time of a period: n, mean, median and P90 of every stretch, without the splits and outliers of a report. */
export const pathSql = {
  sqlite: (from: number, to: number) => `
    WITH ranked AS (
      SELECT stretch, took, row_number() OVER (PARTITION BY stretch ORDER BY took) AS place,
        count(*) OVER (PARTITION BY stretch) AS n
      FROM observed WHERE ended >= ${from} AND ended < ${to} AND took IS NOT NULL)
    SELECT stretch, n, avg(took), max(CASE WHEN place = (n + 1) / 2 THEN took END),
      max(CASE WHEN place = (n * 9 + 9) / 10 THEN took END)
    FROM ranked GROUP BY stretch ORDER BY stretch`,
  duckdb: (from: number, to: number) => `
    SELECT stretch, count(*), avg(took), quantile_cont(took, 0.5), quantile_cont(took, 0.9)
    FROM observed WHERE ended >= ${from} AND ended < ${to} AND NOT isnan(took) GROUP BY stretch ORDER BY stretch`,
};
