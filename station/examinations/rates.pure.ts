import type { ExaminationRates, Rate } from '../api/examination-views.pure.ts';
import { type ExaminationOutcome, examinationOutcomes } from '../api/kinds.pure.ts';

/** How often an outcome was found in trucks that one officer referred. */
export interface OutcomeCount {
  readonly officer: string;
  readonly outcome: ExaminationOutcome;
  readonly count: number;
}

/** Hit rate and rate of false referrals, from the outcomes of examinations only. */
export function ratesOf(counts: readonly OutcomeCount[]): Omit<ExaminationRates, 'from' | 'to'> {
  const outcomes = Object.fromEntries(
    examinationOutcomes.map((outcome) => [outcome, sum(counts.filter((one) => one.outcome === outcome))]),
  ) as Record<ExaminationOutcome, number>;
  const officers = [...new Set(counts.map(({ officer }) => officer))].sort();
  return {
    outcomes,
    ...both(counts),
    byOfficer: officers.map((officer) => ({
      officer,
      ...both(counts.filter((one) => one.officer === officer)),
    })),
  };
}

/**
 * A share of `n` cases with its 95 % interval by Wilson, which stays within 0 and 1 and means something for few cases
 * (Wilson 1927, "Probable inference, the law of succession, and statistical inference").
 */
export function rate(cases: number, n: number): Rate {
  if (n === 0) return { n, share: null, low: null, high: null };
  const share = cases / n;
  const spread = z * z;
  const middle = (share + spread / (2 * n)) / (1 + spread / n);
  const half = (z / (1 + spread / n)) * Math.sqrt((share * (1 - share)) / n + spread / (4 * n * n));
  return { n, share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** Of the normal distribution, 97.5 %. */
const z = 1.959964;

function both(counts: readonly OutcomeCount[]): { readonly hits: Rate; readonly falseReferrals: Rate } {
  const n = sum(counts);
  const nothing = sum(counts.filter(({ outcome }) => outcome === 'nothing'));
  return { hits: rate(n - nothing, n), falseReferrals: rate(nothing, n) };
}

function sum(counts: readonly OutcomeCount[]): number {
  return counts.reduce((total, { count }) => total + count, 0);
}
