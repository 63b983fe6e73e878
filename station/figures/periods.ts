import { DateTime, type DurationLike } from 'luxon';
import type { Comparison, PeriodUnit, PeriodView } from '../api/figure-views.pure.ts';
import { StationError } from '../errors.ts';
import type { ShiftPattern } from '../shifts/shift-pattern.ts';

export interface PeriodAsked {
  readonly unit: PeriodUnit;
  readonly at?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Periods by the calendar and the clock of the post, so that a day may have 23 hours and a night shift two dates. */
export interface Periods {
  /** Throws StationError PERIOD_INVALID. */
  period(asked: PeriodAsked): PeriodView;
  /** The period that another is compared with; null for `none`. */
  compared(period: PeriodView, how: Comparison): PeriodView | null;
}

const lengths: Readonly<Record<'day' | 'week' | 'month' | 'year', DurationLike>> = {
  day: { days: 1 },
  week: { weeks: 1 },
  month: { months: 1 },
  year: { years: 1 },
};
/** A report longer than this is a mistake in a date. */
const longestYears = 30;

export function createPeriods(pattern: ShiftPattern, timeZone: string, now: () => string): Periods {
  const local = (instant: string) => DateTime.fromISO(instant, { zone: timeZone });
  const iso = (at: DateTime) => at.toUTC().toISO() ?? '';
  const justBefore = (instant: string) => new Date(Date.parse(instant) - 1).toISOString();

  const span = ({ unit, at, from, to }: PeriodAsked): { from: string; to: string; name: string } => {
    const instant = new Date(Date.parse(at ?? now())).toISOString();
    if (unit === 'shift') return pattern.shiftAt(instant);
    if (unit === 'chosen') {
      if (from === undefined || to === undefined || Date.parse(from) >= Date.parse(to)) throw invalid();
      if (local(to) > local(from).plus({ years: longestYears })) throw invalid();
      return {
        from: new Date(Date.parse(from)).toISOString(),
        to: new Date(Date.parse(to)).toISOString(),
        name: '',
      };
    }
    const begin = local(instant).startOf(unit);
    return { from: iso(begin), to: iso(begin.plus(lengths[unit]).startOf(unit)), name: '' };
  };

  const period = (asked: PeriodAsked): PeriodView => {
    const { from, to, name } = span(asked);
    return { unit: asked.unit, name, from, to, before: justBefore(from), after: to <= now() ? to : null };
  };
  const moved = ({ from, to }: PeriodView, by: DurationLike): PeriodView =>
    period({ unit: 'chosen', from: iso(local(from).minus(by)), to: iso(local(to).minus(by)) });

  return {
    period,
    compared(of, how) {
      if (how === 'none') return null;
      if (how !== 'previous') {
        // A shift, day or week keeps its clock times; a month that is a year ago begins on the first, too.
        const { from, to } = moved(of, lengths[how]);
        return { ...of, from, to, before: justBefore(from), after: to };
      }
      if (of.unit !== 'chosen') return period({ unit: of.unit, at: of.before });
      const length = Date.parse(of.to) - Date.parse(of.from);
      return period({
        unit: 'chosen',
        from: new Date(Date.parse(of.from) - length).toISOString(),
        to: of.from,
      });
    },
  };
}

function invalid(): StationError {
  return new StationError(
    'PERIOD_INVALID',
    'The period ends before it begins or is too long. Choose other dates.',
  );
}
