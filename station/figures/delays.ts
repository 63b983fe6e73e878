import type { DelayedInput } from '../api/figure-inputs.pure.ts';
import {
  type DelayFigures,
  shownMost,
  type VisitBehind,
  type VisitsBehind,
} from '../api/figure-views.pure.ts';
import type { ReadableDatabase } from '../journal/database.ts';
import type { FoundVisit } from './drill-down.ts';
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

/**
 * The visits of the delays of one cause and reason that began in a period, the longest first; those of devices have none.
 * `known`: only of those whose length is known, as statistics and sums are made of them.
 */
export function delayedVisits(
  db: ReadableDatabase,
  { from, to }: { readonly from: string; readonly to: string },
  { cause, reason, known = false, skip }: Pick<DelayedInput, 'cause' | 'reason' | 'known' | 'skip'>,
): VisitsBehind {
  const rows = db
    .prepare<
      [number, number, string, string],
      FoundVisit & { lane: string | null; began: number; ended: number | null; took: number | null }
    >(`
      SELECT visits.id AS visitId, plate, container, visits.lane_class AS laneClass, state, lane, began, ended, took
      FROM delays JOIN visits ON visits.id = delays.subject
      WHERE began >= ? AND began < ? AND cause = ? AND reason = ?
        ${known ? 'AND took IS NOT NULL' : ''}
      ORDER BY took IS NULL, took DESC, delays.seq`)
    .all(Date.parse(from), Date.parse(to), cause, reason);
  const visits = rows.slice(skip, skip + shownMost).map(
    ({ lane, began, ended, ...visit }): VisitBehind => ({
      ...visit,
      at: new Date(ended ?? began).toISOString(),
      ...{ outlier: false, decision: null, outcome: null, lane: lane ?? '', scanner: '', officer: '' },
    }),
  );
  return { count: rows.length, visits };
}
