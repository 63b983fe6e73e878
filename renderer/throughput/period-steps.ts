import type { PeriodUnit, PeriodView } from '../../station/api/figure-views.pure.ts';
import type { PeriodAsk } from './period-choice.tsx';

/** The period of another unit that runs now; chosen times begin as the period that was shown. */
export function unitAsk(unit: PeriodUnit, shown: PeriodView | undefined): PeriodAsk {
  if (unit !== 'chosen') return { unit };
  const now = Date.now();
  return { unit, from: shown?.from ?? iso(now - 86_400_000), to: shown?.to ?? iso(now) };
}

/** The period before or after: the one that holds `at`, or as much time as was chosen. */
export function stepPeriod(ask: PeriodAsk, shown: PeriodView, at: string): PeriodAsk {
  if (ask.unit !== 'chosen') return { unit: ask.unit, at };
  const length = Date.parse(shown.to) - Date.parse(shown.from);
  const from = Date.parse(shown.from) + (at === shown.after ? length : -length);
  return { unit: 'chosen', from: iso(from), to: iso(from + length) };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
