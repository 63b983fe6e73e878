import type { PlannedRow, RowProblem } from '../api/booking-views.pure.ts';
import type { Truck } from '../api/views.pure.ts';
import { asKept, isSame } from '../visits/visit-papers.pure.ts';
import type { Visit } from '../visits/visit-state.pure.ts';
import type { BadRow, BookingRow } from './booking-row.pure.ts';

/** What becomes of a row, and what is to be done for it. */
export interface Planned {
  readonly shown: PlannedRow;
  readonly todo:
    | { readonly kind: 'book'; readonly truck: Truck }
    | {
        readonly kind: 'change';
        readonly visitId: string;
        /** Null where the time stays. */
        readonly bookedFor: string | null;
        /** Null where the papers stay. */
        readonly truck: Truck | null;
      }
    | null;
}

/** A slot so long ago books nobody any more. */
const pastMs = 12 * 3_600_000;

/**
 * What an import does with one row. `known` is the booking that the row names: by its number, or where it has none by
 * plate and time. Its plate cannot change, its time and papers can, as long as the truck has not come. Pure; the same row
 * again is `same`. `taken`: identities of the rows before it in the file.
 */
export function planRow(
  row: BookingRow | BadRow,
  known: Visit | null,
  taken: ReadonlySet<string>,
  now: string,
): Planned {
  if ('problem' in row) return refused(row, row.problem, row.value);
  if (identitiesOf(row, known).some((identity) => taken.has(identity)))
    return refused(row, 'twice', row.number || row.plate);
  if (known === null) {
    if (Date.parse(row.bookedFor) < Date.parse(now) - pastMs) return refused(row, 'past', row.bookedFor);
    const truck = asKept({ laneClass: 'booked', ...row.papers, plate: row.plate });
    return { shown: shownOf(row, 'new'), todo: { kind: 'book', truck } };
  }
  if (known.truck.plate !== row.plate) return refused(row, 'plateFixed', known.truck.plate);
  const truck = asKept({ ...(known.truck as Truck), ...row.papers });
  const papers = !isSame(truck, known.truck as Truck);
  const moved = known.bookedFor !== row.bookedFor;
  if (!papers && !moved) return { shown: shownOf(row, 'same'), todo: null };
  if (known.state !== 'booked') {
    // What has come differs from what was booked as soon as an officer has seen it.
    if (!moved) return { shown: shownOf(row, 'same'), todo: null };
    return refused(row, 'over', known.bookedFor ?? '');
  }
  return {
    shown: { ...shownOf(row, 'changed'), was: moved ? known.bookedFor : null, papers },
    todo: {
      kind: 'change',
      visitId: known.id,
      bookedFor: moved ? row.bookedFor : null,
      truck: papers ? truck : null,
    },
  };
}

/**
 * What makes two rows of a list the same booking: its number, plate and time, or the one booking that both name. Else one
 * row would move what the other is known by, and the same list would book it again the next time.
 */
export function identitiesOf({ number, plate, bookedFor }: BookingRow, known: Visit | null): string[] {
  return [
    `${plate} ${bookedFor}`,
    ...(number === '' ? [] : [`#${number}`]),
    ...(known === null ? [] : [`@${known.id}`]),
  ];
}

function refused(row: BookingRow | BadRow, problem: RowProblem, value: string): Planned {
  const bookedFor = 'bookedFor' in row ? row.bookedFor : null;
  return { shown: { ...shownOf({ ...row, bookedFor }, 'refused'), problem, value }, todo: null };
}

function shownOf(
  { row, number, plate, bookedFor }: Pick<BadRow, 'row' | 'number' | 'plate'> & { bookedFor: string | null },
  fate: PlannedRow['fate'],
): PlannedRow {
  return { row, fate, number, plate, bookedFor, was: null, papers: false, problem: null, value: '' };
}
