import { useState } from 'react';
import { z } from 'zod';
import { comparisons, type PeriodView } from '../../station/api/figure-views.pure.ts';

/** What a period is compared with: one that is told by how much earlier it is, or two instants that somebody chose. */
export const comparisonChoices = [...comparisons, 'chosen'] as const;
export type ComparisonChoice = (typeof comparisonChoices)[number];

const comparison = z.strictObject({
  how: z.enum(comparisonChoices),
  /** ISO 8601 UTC; there once somebody chose. */
  span: z.strictObject({ from: z.string(), to: z.string() }).nullable(),
});
export type ComparisonKept = z.output<typeof comparison>;

const keptAt = 'scanpost.comparison';
const usual: ComparisonKept = { how: 'none', span: null };

/** The comparison that was chosen last on this machine, and how another is chosen. */
export function useComparison(): readonly [ComparisonKept, (next: ComparisonKept) => void] {
  const [chosen, setChosen] = useState(() => comparisonFrom(localStorage.getItem(keptAt)));
  return [
    chosen,
    (next) => {
      localStorage.setItem(keptAt, JSON.stringify(next));
      setChosen(next);
    },
  ];
}

/** What was kept; what cannot be read compares with nothing. */
export function comparisonFrom(kept: string | null): ComparisonKept {
  try {
    return comparison.parse(JSON.parse(kept ?? ''));
  } catch {
    return usual;
  }
}

/** Another way to compare; chosen times begin as the same length of time before the period that is shown, or as the last day. */
export function withHow(
  { span }: ComparisonKept,
  how: ComparisonChoice,
  shown: Pick<PeriodView, 'from' | 'to'> | undefined,
): ComparisonKept {
  if (how !== 'chosen' || span !== null) return { how, span };
  const end = shown ? Date.parse(shown.from) : Date.now();
  const length = shown ? Date.parse(shown.to) - end : 86_400_000;
  const iso = (at: number) => new Date(at).toISOString();
  return { how, span: { from: iso(end - length), to: iso(end) } };
}

/** As the station is asked for it. */
export function comparisonAsk({ how, span }: ComparisonKept) {
  if (how !== 'chosen') return { compare: how };
  return span === null ? {} : { against: span };
}
