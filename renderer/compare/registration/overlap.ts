import { bands, changes, resampled, type Signature, shortened } from './signature.ts';

/** A straight line of columns here to columns there. */
export interface Overlap {
  readonly here: readonly [number, number];
  readonly there: readonly [number, number];
  /** Share of the shorter one that lies on the other. */
  readonly share: number;
  readonly correlation: number;
}

/** Columns the whole truck is looked at in. */
const coarseColumns = 160;
/** How much longer or shorter than its pitch says a picture may be, and in how many steps that is tried. */
const mostStretch = 1.7;
const stretchSteps = 44;
const leastShare = 0.4;

/**
 * The straight line along which two pictures are most alike: every stretch and every shift are tried, in one direction.
 * `nominal` is how many columns there one column here should be.
 */
export function bestOverlap(a: Signature, b: Signature, mirrored: boolean, nominal: number): Overlap {
  const factor = Math.max(1, Math.max(a.columns, b.columns / nominal) / coarseColumns);
  const one = changes(shortened(a, factor), 2);
  const length = b.columns;
  const energyHere = energies(one);
  let best: Overlap = { here: [0, 1], there: [0, nominal], share: 0, correlation: -1 };
  for (let step = 0; step <= stretchSteps; step += 1) {
    const stretch = nominal * factor * mostStretch ** ((2 * step) / stretchSteps - 1);
    const count = Math.floor(length / stretch);
    if (count < 8) continue;
    const coarse = shortened(b, stretch);
    const facing = mirrored
      ? resampled(coarse, (column) => coarse.columns - 1 - column, coarse.columns)
      : coarse;
    const other = changes(facing, 2);
    const energyThere = energies(other);
    const shorter = Math.min(one.columns, other.columns);
    for (let shift = 1 - other.columns; shift < one.columns; shift += 1) {
      const from = Math.max(0, shift);
      const to = Math.min(one.columns, other.columns + shift);
      const share = (to - from) / shorter;
      if (share < leastShare) continue;
      let product = 0;
      for (let at = from * bands, off = (from - shift) * bands; at < to * bands; at += 1, off += 1)
        product += one.values[at]! * other.values[off]!;
      // Against all there is of the one with less of it: an overlap that leaves edges out must not look better for it.
      const norm = Math.sqrt(
        (energyHere[to]! - energyHere[from]!) * (energyThere[to - shift]! - energyThere[from - shift]!),
      );
      const all = Math.min(energyHere.at(-1)!, energyThere.at(-1)!);
      const correlation = product / Math.max(1e-9, Math.sqrt(norm * Math.max(norm, 0.6 * all)));
      if (correlation <= best.correlation) continue;
      const there = (column: number) => {
        const forward = (column - shift) * stretch;
        return mirrored ? length - 1 - forward : forward;
      };
      best = {
        here: [from * factor, to * factor],
        there: [there(from), there(to)],
        share,
        correlation,
      };
    }
  }
  return best;
}

/** Sums of squares before each column. */
function energies({ columns, values }: Signature): Float64Array {
  const sums = new Float64Array(columns + 1);
  for (let column = 0; column < columns; column += 1) {
    let square = 0;
    for (let at = column * bands; at < (column + 1) * bands; at += 1) square += values[at]! ** 2;
    sums[column + 1] = sums[column]! + square;
  }
  return sums;
}
