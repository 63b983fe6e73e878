import type { DelayFigures } from '../api/figure-views.pure.ts';
import type { ReadableDatabase } from '../journal/database.ts';
import { statisticsOf } from './sample.pure.ts';
import type { DelayCause } from './stretches.pure.ts';

interface DelayRow {
  readonly cause: DelayCause;
  readonly reason: string;
  readonly took: number | null;
}

/** The delays that began in a period, by cause and reason, the most frequent first. */
export function delaysIn(
  db: ReadableDatabase,
  of: { readonly from: string; readonly to: string },
): DelayFigures[] {
  const rows = db
    .prepare<[number, number], DelayRow>(
      'SELECT cause, reason, took FROM delays WHERE began >= ? AND began < ?',
    )
    .all(Date.parse(of.from), Date.parse(of.to));
  const groups = new Map<string, DelayRow[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.cause, row.reason]);
    const there = groups.get(key);
    if (there) there.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      if (!first) return [];
      const took = Float64Array.from(group.flatMap((row) => (row.took === null ? [] : [row.took]))).sort();
      const sum = took.reduce((total, each) => total + each, 0);
      return [
        { cause: first.cause, reason: first.reason, count: group.length, all: statisticsOf(took), sum },
      ];
    })
    .sort((a, b) => b.count - a.count || a.cause.localeCompare(b.cause) || a.reason.localeCompare(b.reason));
}
