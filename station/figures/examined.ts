import type { ExaminedInput } from '../api/figure-inputs.pure.ts';
import { shownMost, type VisitBehind, type VisitsBehind } from '../api/figure-views.pure.ts';
import type { ExaminationOutcome } from '../api/kinds.pure.ts';
import type { ReadableDatabase } from '../journal/database.ts';
import type { FoundVisit } from './drill-down.ts';

/**
 * The visits whose examination ended in a period, with the outcome as it stands after corrections, newest first. `found`:
 * only those in which something was found, or nothing. `officer`: the only service number that is shown; null for all.
 */
export function examinedVisits(
  db: ReadableDatabase,
  { from, to }: { readonly from: string; readonly to: string },
  { found, skip }: Pick<ExaminedInput, 'found' | 'skip'>,
  officer: string | null,
): VisitsBehind {
  const rows = db
    .prepare<
      [string, string],
      FoundVisit & { lane: string | null; at: string; outcome: ExaminationOutcome; by: string }
    >(`
      SELECT visits.id AS visitId, plate, container, visits.lane_class AS laneClass, state, lane,
        ended_at AS at, outcome, officer AS "by"
      FROM examinations JOIN visits ON visits.id = examinations.visit
      WHERE ended_at >= ? AND ended_at < ? ORDER BY ended_at DESC`)
    .all(from, to)
    .filter(({ outcome }) => found === undefined || found === (outcome !== 'nothing'));
  const visits = rows.slice(skip, skip + shownMost).map(
    ({ lane, by, ...visit }): VisitBehind => ({
      ...visit,
      ...{ took: null, outlier: false, decision: null, lane: lane ?? '', scanner: '' },
      officer: officer === null || officer === by ? by : '',
    }),
  );
  return { count: rows.length, visits };
}
