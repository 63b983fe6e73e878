import type { Timeline, TimelineRow } from '../api/figure-views.pure.ts';
import type { ReadableDatabase } from '../journal/database.ts';
import { visitFinder } from './drill-down.ts';
import type { Selection } from './selection.ts';
import { observed, stretches } from './stretches.pure.ts';

/** Rows of a screenful and its next. */
export const timelineRows = 60;

/** The visits of which something ended in a selection, by their first beginning; `skip` of them are left out. */
export function timelineOf(db: ReadableDatabase, selection: Selection, skip: number): Timeline {
  const { all, places } = selection;
  const visits = new Map<number, { begun: number; places: number[] }>();
  for (const place of places) {
    const took = all.took(place);
    const begun = all.at(place) - (Number.isNaN(took) ? 0 : took);
    const number = all.visit(place);
    const there = visits.get(number);
    if (there) {
      there.begun = Math.min(there.begun, begun);
      there.places.push(place);
    } else visits.set(number, { begun, places: [place] });
  }
  const ordered = [...visits].sort(([a, one], [b, other]) => one.begun - other.begun || a - b);
  const find = visitFinder(db);
  const rows = ordered.slice(skip, skip + timelineRows).flatMap(([number, visit]): TimelineRow[] => {
    const found = find(number);
    if (!found) return [];
    const { visitId, plate, laneClass } = found;
    return [{ visitId, plate, laneClass, bars: visit.places.flatMap((place) => barOf(selection, place)) }];
  });
  return { count: ordered.length, rows };
}

function barOf({ all }: Selection, place: number): TimelineRow['bars'] {
  const stretch = stretches.find((each) => each === observed[all.stretch(place)]);
  const took = all.took(place);
  // The whole is all the others together; what has no length has no bar.
  if (stretch === undefined || stretch === 'total' || Number.isNaN(took)) return [];
  const to = all.at(place);
  return [{ stretch, from: new Date(to - took).toISOString(), to: new Date(to).toISOString() }];
}
