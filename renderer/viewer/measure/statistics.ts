/** What the known values come to; null when none is known. */
export function statisticsOf(values: Float32Array): Statistics | null {
  let count = 0;
  let sum = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  // By index: an iterator over a million values takes several times as long.
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at]!;
    if (Number.isNaN(value)) continue;
    count += 1;
    sum += value;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (count === 0) return null;
  const mean = sum / count;
  let squares = 0;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at]!;
    if (!Number.isNaN(value)) squares += (value - mean) ** 2;
  }
  return { count, mean, sd: count > 1 ? Math.sqrt(squares / (count - 1)) : null, least, most };
}

export interface Statistics {
  readonly count: number;
  readonly mean: number;
  /** Standard deviation of a sample (n − 1); null for a single value. */
  readonly sd: number | null;
  readonly least: number;
  readonly most: number;
}
