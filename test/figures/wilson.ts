/** A share with the interval that holds the true one in 19 of 20 cases (Wilson, 1927). */
export interface Rate {
  readonly hits: number;
  readonly n: number;
  readonly low: number;
  readonly high: number;
}

export function rateOf(hits: number, n: number): Rate {
  const z = 1.96;
  const share = n === 0 ? 0 : hits / n;
  const middle = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return n === 0 ? { hits, n, low: 0, high: 1 } : { hits, n, low: middle - half, high: middle + half };
}
