import type { Field } from './field.ts';

/**
 * What a picture looks like along the truck: for each column, how the attenuation changes from its neighbour to the left to
 * that to the right, in so many bands from top to bottom. Changes and not the attenuation itself, because what a load adds
 * evenly leaves the edges of the vehicle where they are.
 */
export interface Signature {
  readonly columns: number;
  readonly bands: number;
  /** `columns × bands`, column by column. */
  readonly values: Float32Array;
}

export const bands = 12;

/** Means of bands by column; `top` and `height` are the rows that the bands divide, also beyond the field. */
export function bandMeans(field: Field, top: number, height: number): Signature {
  const { width, height: rows, values } = field;
  const sums = new Float32Array(width * bands);
  const counts = new Float32Array(width * bands);
  for (let row = 0; row < rows; row += 1) {
    const band = Math.floor(((row + 0.5 - top) / height) * bands);
    if (band < 0 || band >= bands) continue;
    for (let column = 0, at = row * width; column < width; column += 1, at += 1) {
      const value = values[at]!;
      if (Number.isNaN(value)) continue;
      sums[column * bands + band]! += value;
      counts[column * bands + band]! += 1;
    }
  }
  for (let at = 0; at < sums.length; at += 1) sums[at] = counts[at]! > 0 ? sums[at]! / counts[at]! : 0;
  return { columns: width, bands, values: sums };
}

/** The changes along the columns, calmed over `reach` columns each way. */
export function changes({ columns, values }: Signature, reach: number): Signature {
  const out = new Float32Array(values.length);
  for (let column = 0; column < columns; column += 1) {
    for (let band = 0; band < bands; band += 1) {
      let [left, right] = [0, 0];
      for (let off = 1; off <= reach; off += 1) {
        left += values[Math.max(0, column - off) * bands + band]!;
        right += values[Math.min(columns - 1, column + off) * bands + band]!;
      }
      const change = (right - left) / reach;
      // A wheel must not outweigh the rest of the truck.
      out[column * bands + band] = Math.max(-1, Math.min(1, change));
    }
  }
  return { columns, bands, values: out };
}

/** The signature at other columns, straight between its own; 0 beside it. */
export function resampled(
  { columns, values }: Signature,
  at: (column: number) => number,
  count: number,
): Signature {
  const out = new Float32Array(count * bands);
  for (let column = 0; column < count; column += 1) {
    const from = at(column);
    const whole = Math.floor(from);
    const share = from - whole;
    if (whole < -1 || whole >= columns) continue;
    for (let band = 0; band < bands; band += 1) {
      const a = whole >= 0 ? values[whole * bands + band]! : 0;
      const b = whole + 1 < columns ? values[(whole + 1) * bands + band]! : 0;
      out[column * bands + band] = a + (b - a) * share;
    }
  }
  return { columns: count, bands, values: out };
}

/** Means of `factor` columns each. */
export function shortened({ columns, values }: Signature, factor: number): Signature {
  const count = Math.max(1, Math.floor(columns / factor));
  const out = new Float32Array(count * bands);
  for (let column = 0; column < count; column += 1) {
    const [from, to] = [Math.floor(column * factor), Math.min(columns, Math.ceil((column + 1) * factor))];
    for (let at = from; at < to; at += 1)
      for (let band = 0; band < bands; band += 1)
        out[column * bands + band]! += values[at * bands + band]! / (to - from);
  }
  return { columns: count, bands, values: out };
}
