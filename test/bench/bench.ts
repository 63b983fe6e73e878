/** One thing that is measured; `run.ts` runs it and prints its figures. */
export interface Bench {
  readonly name: string;
  /** What is measured and against what, in a sentence or two. */
  readonly about: string;
  /** Throws when there is nothing to measure; the reason is printed. */
  run(context: BenchContext): Promise<readonly Figure[]>;
}

export interface BenchContext {
  /** An empty folder of its own, removed afterwards. */
  readonly folder: string;
  /** Says on stderr where the bench has come to. */
  progress(text: string): void;
}

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: Unit;
  /** The same unit, from the same run on the same machine. */
  readonly baseline?: { readonly name: string; readonly value: number };
  /** What the value, or its ratio to the baseline, should be. */
  readonly aim?: {
    readonly of: 'value' | 'ratio';
    readonly atMost?: number;
    readonly atLeast?: number;
  };
}

export type Unit = 'ms' | 's' | 'MB' | 'MB/s' | 'lines/s' | 'tiles/s' | 'frames/s' | 'lines' | '% of a core';

/** Value over baseline; null without one. */
export function ratioOf({ value, baseline }: Figure): number | null {
  return baseline && baseline.value !== 0 ? value / baseline.value : null;
}

/** Whether the aim is met; null without an aim. */
export function aimMet(figure: Figure): boolean | null {
  const { aim } = figure;
  if (!aim) return null;
  const measured = aim.of === 'ratio' ? ratioOf(figure) : figure.value;
  if (measured === null) return null;
  return measured <= (aim.atMost ?? Number.POSITIVE_INFINITY) && measured >= (aim.atLeast ?? 0);
}

/** The value that `share` of `values` do not exceed; 0.5 is the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
