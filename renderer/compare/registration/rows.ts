import type { Field } from './field.ts';

/** A rough mapping between two fields, in their own columns and rows. */
export interface Rough {
  readonly here: readonly number[];
  readonly there: readonly number[];
  readonly rowScale: number;
  readonly rowShift: number;
}

/** Columns looked at: as many as tell. */
const samples = 200;

/**
 * How many rows lower the other lies, to parts of a row: the shift at which the changes from row to row are most alike in
 * the columns that lie on each other. `reach` is how far off it may be, as a share of the height.
 */
export function rowShiftBetween(a: Field, b: Field, rough: Rough, reach: number): number {
  const most = Math.max(2, Math.round(a.height * reach));
  const pairs = columnPairs(a, b, rough);
  const scores = new Float64Array(2 * most + 1);
  for (let shift = -most; shift <= most; shift += 1) {
    let [product, here, there] = [0, 0, 0];
    for (const [column, other] of pairs) {
      for (let row = 1; row < a.height - 1; row += 2) {
        const to = rough.rowScale * (row + shift + 0.5) + rough.rowShift - 0.5;
        const one = changeAt(a, column, row);
        const two = changeAt(b, other, to);
        if (Number.isNaN(one) || Number.isNaN(two)) continue;
        product += one * two;
        here += one * one;
        there += two * two;
      }
    }
    scores[shift + most] = product / Math.max(1e-9, Math.sqrt(here * there));
  }
  const best = scores.indexOf(Math.max(...scores));
  const [left, middle, right] = [scores[best - 1], scores[best]!, scores[best + 1]];
  const curve = left === undefined || right === undefined ? 0 : left - 2 * middle + right;
  const part = curve < 0 ? (left! - right!) / (2 * curve) : 0;
  return rough.rowShift + (best - most + Math.max(-0.5, Math.min(0.5, part))) * rough.rowScale;
}

/**
 * How much more or less the other scanner makes of the same matter: of the changes that both show, the middle ratio. Changes
 * and not attenuations, so that a load that is only in one of them is not taken for a calibration.
 */
export function gainBetween(a: Field, b: Field, rough: Rough): number {
  const ratios: number[] = [];
  for (const [column, other] of columnPairs(a, b, rough)) {
    for (let row = 2; row < a.height - 2; row += 1) {
      const to = rough.rowScale * (row + 0.5) + rough.rowShift - 0.5;
      const one = changeAt(a, column, row);
      const two = changeAt(b, other, to);
      if (Math.abs(one) > 0.15 && one * two > 0) ratios.push(two / one);
    }
  }
  if (ratios.length < 50) return 1;
  ratios.sort((one, two) => one - two);
  return Math.min(1.6, Math.max(0.6, ratios[ratios.length >> 1]!));
}

function columnPairs(a: Field, b: Field, { here, there }: Rough): [number, number][] {
  const pairs: [number, number][] = [];
  const [from, to] = [here[0]!, here.at(-1)!];
  for (let sample = 0; sample < samples; sample += 1) {
    const column = from + ((to - from) * (sample + 0.5)) / samples;
    let piece = 1;
    while (piece < here.length - 1 && here[piece]! < column) piece += 1;
    const share = (column - here[piece - 1]!) / (here[piece]! - here[piece - 1]!);
    const other = Math.round(there[piece - 1]! + share * (there[piece]! - there[piece - 1]!));
    const whole = Math.round(column);
    if (whole >= 0 && whole < a.width && other >= 0 && other < b.width) pairs.push([whole, other]);
  }
  return pairs;
}

/** From the row above to the row below, also between rows; NaN at the edges. No edge outweighs the rest. */
function changeAt({ width, height, values }: Field, column: number, row: number): number {
  const whole = Math.floor(row);
  if (whole < 1 || whole >= height - 2) return Number.NaN;
  const share = row - whole;
  const at = whole * width + column;
  const change =
    (values[at + width]! - values[at - width]!) * (1 - share) +
    (values[at + 2 * width]! - values[at]!) * share;
  return Math.max(-1, Math.min(1, change));
}
