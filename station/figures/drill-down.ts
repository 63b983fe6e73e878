import type { VisitsBehindInput } from '../api/figure-inputs.pure.ts';
import { shownMost, type VisitBehind, type VisitsBehind } from '../api/figure-views.pure.ts';
import { decisionKinds, type LaneClass, type VisitState } from '../api/views.pure.ts';
import type { ReadableDatabase } from '../journal/database.ts';
import { isFinalDecision, type Sorted } from './path.ts';
import type { Selection } from './selection.ts';
import { observed } from './stretches.pure.ts';

type Asked = Pick<VisitsBehindInput, 'of' | 'decision' | 'outliers' | 'within' | 'skip'>;

/**
 * The visits behind a number: as many as it says, each observation once, the longest first and those of no known length last.
 * `limit`: longer is an outlier, ms, as the report has it: that of all trucks, whatever the selection is filtered by.
 * `officer`: the only service number that is shown; null for all.
 */
export function visitsBehind(
  db: ReadableDatabase,
  selection: Selection,
  sorted: readonly Sorted[],
  limit: number | null,
  asked: Asked,
  officer: string | null,
): VisitsBehind {
  const { all } = selection;
  const stretch = sorted.find((each) => each.stretch === asked.of);
  const isOutlier = (place: number) => limit !== null && all.took(place) > limit;
  const places = placesOf(selection, stretch).filter((place) => {
    if (asked.within && !isWithin(all.at(place), asked.within)) return false;
    const isUnknown = Number.isNaN(all.took(place));
    if (asked.outliers !== 'with' && isUnknown !== (asked.outliers === 'unknown')) return false;
    if (['only', 'without'].includes(asked.outliers) && isOutlier(place) !== (asked.outliers === 'only'))
      return false;
    if (asked.decision === undefined) return true;
    if (asked.decision === 'final') return isFinalDecision(selection, place);
    return decisionKinds[all.decision(place) - 1] === asked.decision;
  });
  const find = visitFinder(db);
  const visits = places.slice(asked.skip, asked.skip + shownMost).flatMap((place): VisitBehind[] => {
    const visit = find(all.visit(place));
    if (!visit) return [];
    const took = all.took(place);
    const by = selection.word('officer', place);
    return [
      {
        ...visit,
        at: new Date(all.at(place)).toISOString(),
        took: Number.isNaN(took) ? null : took,
        outlier: isOutlier(place),
        decision: decisionKinds[all.decision(place) - 1] ?? null,
        outcome: null,
        lane: selection.word('lane', place),
        scanner: selection.word('scanner', place),
        officer: officer === null || officer === by ? by : '',
      },
    ];
  });
  return { count: places.length, visits };
}

function placesOf({ all, places }: Selection, stretch: Sorted | undefined): number[] {
  if (stretch) return [...stretch.places.toReversed(), ...stretch.unknown];
  const arrival = observed.indexOf('arrival');
  return [...places].filter((place) => all.stretch(place) === arrival);
}

function isWithin(at: number, { from, to }: { readonly from: string; readonly to: string }): boolean {
  return at >= Date.parse(from) && at < Date.parse(to);
}

export type FoundVisit = Pick<VisitBehind, 'visitId' | 'plate' | 'container' | 'laneClass' | 'state'>;

/** Who a visit's number is. */
export function visitFinder(db: ReadableDatabase): (number: number) => FoundVisit | undefined {
  const find = db.prepare<
    [number],
    { visitId: string; plate: string; container: string | null; laneClass: LaneClass; state: VisitState }
  >(`
    SELECT visits.id AS visitId, plate, container, visits.lane_class AS laneClass, state
    FROM timings JOIN visits ON visits.id = timings.visit WHERE timings.number = ?`);
  return (number) => find.get(number);
}
