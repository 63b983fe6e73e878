import { type CountRange, shownOf } from '../transfer.ts';

/** How often each 16-bit count, and each half between two, occurs among `shownCounts`; missing ones (NaN) do not. */
export class CountTable {
  /** How many values are known. */
  readonly known: number;
  readonly #occurs = new Uint32Array(perCount * 65_536);

  constructor(values: Float32Array) {
    let known = 0;
    // By index: an iterator over a million values takes several times as long.
    for (let at = 0; at < values.length; at += 1) {
      const value = values[at]!;
      if (Number.isNaN(value)) continue;
      this.#occurs[perCount * value]! += 1;
      known += 1;
    }
    this.known = known;
  }

  /** The least value that at least `share` (0 to 1) of the values do not exceed (nearest rank); null without values. */
  percentile(share: number): number | null {
    const rank = Math.max(1, Math.ceil(share * this.known));
    let sum = 0;
    for (const [at, occurs] of this.#occurs.entries()) {
      sum += occurs;
      if (sum >= rank && this.known > 0) return at / perCount;
    }
    return null;
  }

  /** How many values are shown in each of `bins` equal parts from 0 to 1; what lies beyond is in the first and the last. */
  histogram(bins: number, log: boolean, range: CountRange): number[] {
    const sums = new Array<number>(bins).fill(0);
    for (const [at, occurs] of this.#occurs.entries()) {
      if (occurs === 0) continue;
      const bin = Math.floor(shownOf(at / perCount, log, range) * bins);
      sums[Math.min(bins - 1, Math.max(0, bin))]! += occurs;
    }
    return sums;
  }
}

/** The mean of two counts lies on one or halfway to the next. */
const perCount = 2;
