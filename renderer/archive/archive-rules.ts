import { DateTime } from 'luxon';
import type { ArchiveSearch } from '../../station/api/archive-inputs.pure.ts';

/** What stands in the fields of the search, as it was typed; dates are days at the post, `2026-03-01`. */
export interface Filters {
  readonly text: string;
  readonly plate: string;
  readonly container: string;
  readonly goods: string;
  readonly from: string;
  readonly to: string;
  readonly officer: string;
  readonly decision: string;
  readonly outcome: string;
}

export const noFilters: Filters = {
  ...{
    text: '',
    plate: '',
    container: '',
    goods: '',
    from: '',
    to: '',
    officer: '',
    decision: '',
    outcome: '',
  },
};

export function isFiltered(filters: Filters): boolean {
  return Object.values(filters).some((value: string) => value.trim() !== '');
}

type Search = Omit<ArchiveSearch, 'before' | 'limit'>;

/** What is asked of the station: whole days of the post, the last one included. */
export function searchOf(filters: Filters, zone: string): Search {
  const { from, to, ...rest } = filters;
  const said = Object.entries(rest).flatMap(([name, value]: [string, string]) =>
    value.trim() === '' ? [] : [[name, value.trim()]],
  );
  const begin = startOfDay(from, zone, 0);
  const end = startOfDay(to, zone, 1);
  return {
    ...(Object.fromEntries(said) as Search),
    ...(begin === null ? {} : { from: begin }),
    ...(end === null ? {} : { to: end }),
  };
}

/** A day as people at posts write it, `2026-03-01` or `1.3.2026`, in the first form; null for anything else. */
export function dayOf(typed: string): string | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed.trim());
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(typed.trim());
  const parts = iso?.slice(1) ?? dotted?.slice(1).reverse();
  if (!parts) return null;
  const [year, month, day] = parts;
  const date = DateTime.fromObject({ year: Number(year), month: Number(month), day: Number(day) });
  return date.isValid && date.year >= 1970 ? date.toISODate() : null;
}

/** A day that is half typed asks for nothing yet. */
function startOfDay(date: string, zone: string, daysOn: number): string | null {
  const day = dayOf(date);
  if (day === null) return null;
  return DateTime.fromISO(day, { zone }).startOf('day').plus({ days: daysOn }).toUTC().toISO();
}

/** Where a key takes the choice in a list of so many rows; null for a key that moves nothing. */
export function rowAfter(key: string, at: number, rows: number, page: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ...{ ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -rows, End: rows },
  };
  const step = steps[key];
  if (step === undefined || rows === 0) return null;
  return Math.min(rows - 1, Math.max(0, at + step));
}
