import type { Statistics } from '../api/figure-views.pure.ts';

/**
 * How outliers are told. `fence`: longer than the third quartile by more than `factor` interquartile ranges, Tukey's outer
 * fence for a factor of 3. `limit`: longer than so many minutes.
 */
export type OutlierRule =
  | { readonly rule: 'fence'; readonly factor: number }
  | { readonly rule: 'limit'; readonly minutes: number }
  | { readonly rule: 'none' };

const minute = 60_000;

/** The value below which a share `p` of sorted values lie (`statistics.pure.ts` says which definition). */
function quantileOf(sorted: Float64Array, p: number, count = sorted.length): number | null {
  if (count === 0) return null;
  const rank = (count - 1) * p;
  const below = sorted[Math.floor(rank)] ?? 0;
  const above = sorted[Math.ceil(rank)] ?? below;
  return below + (above - below) * (rank - Math.floor(rank));
}

/** Longer than this is an outlier, ms; null where nothing is. */
export function outlierLimit(sorted: Float64Array, rule: OutlierRule): number | null {
  if (rule.rule === 'none' || sorted.length === 0) return null;
  if (rule.rule === 'limit') return rule.minutes * minute;
  const [first, third] = [quantileOf(sorted, 0.25) ?? 0, quantileOf(sorted, 0.75) ?? 0];
  return third + rule.factor * (third - first);
}

/** How many of sorted values are not above a limit. */
export function withinLimit(sorted: Float64Array, limit: number | null): number {
  if (limit === null) return sorted.length;
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Of the first `count` of sorted values. */
export function statisticsOf(sorted: Float64Array, count = sorted.length): Statistics {
  let sum = 0;
  for (let index = 0; index < count; index += 1) sum += sorted[index] ?? 0;
  return {
    n: count,
    mean: count === 0 ? null : sum / count,
    median: quantileOf(sorted, 0.5, count),
    p90: quantileOf(sorted, 0.9, count),
    min: count === 0 ? null : (sorted[0] ?? null),
    max: count === 0 ? null : (sorted[count - 1] ?? null),
  };
}

/** The whole minute in which most of the first `count` of sorted values lie; of several the shortest. */
export function modeMinute(sorted: Float64Array, count = sorted.length): number | null {
  let best: { readonly minute: number; readonly n: number } | null = null;
  for (let index = 0; index < count; ) {
    const here = Math.floor((sorted[index] ?? 0) / minute);
    let end = index;
    while (end < count && Math.floor((sorted[end] ?? 0) / minute) === here) end += 1;
    if (best === null || end - index > best.n) best = { minute: here, n: end - index };
    index = end;
  }
  return best?.minute ?? null;
}
