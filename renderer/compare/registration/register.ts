import type { Field } from './field.ts';
import type { Mapping } from './mapping.ts';
import { bestOverlap, type Overlap } from './overlap.ts';
import { followPieces } from './pieces.ts';
import { gainBetween, rowShiftBetween } from './rows.ts';
import { bandMeans, changes } from './signature.ts';

/** How well two pictures lie on each other, and what that rests on. */
export interface RegistrationQuality {
  /** Share of the places with edges that were found again in the other picture, 0 to 1. */
  readonly matched: number;
  /** How alike these places are there, 0 to 1: the median of their correlations. */
  readonly agreement: number;
  /** Share of the shorter picture that lies on the other, 0 to 1. */
  readonly overlap: number;
}

export type Registration =
  | { readonly matches: true; readonly mapping: Mapping; readonly quality: RegistrationQuality }
  | { readonly matches: false; readonly quality: RegistrationQuality };

/** Below these two pictures do not show the same vehicle, or not well enough to subtract one from the other. */
const leastMatched = 0.65;
const leastAgreement = 0.6;
const leastOverlap = 0.4;

/**
 * Finds where each place of one picture lies in the other: shifted, stretched in pieces along the columns, mirrored, longer
 * or shorter, of other energies and another calibration. From the whole truck to its pieces to parts of a pixel. Pure; `a`
 * and `b` are the pictures at one level each, `perPixel` says how many pixels of level 0 one of theirs is. `progress`
 * hears of shares from 0 to 1. A registration that does not hold is none: it says so and gives no mapping.
 */
export function register(
  a: Field,
  b: Field,
  perPixel: { readonly a: number; readonly b: number },
  options: { readonly sameCalibration: boolean; readonly progress?: (share: number) => void },
): Registration {
  const progress = options.progress ?? (() => {});
  const rowScale = a.rowMm / b.rowMm;
  const rough = { a: bandMeans(a, 0, a.height), b: bandMeans(b, 0, a.height * rowScale) };
  progress(0.1);
  const nominal = a.columnMm / b.columnMm;
  const sides = [false, true].map((mirrored) => {
    const overlap = bestOverlap(rough.a, rough.b, mirrored, nominal);
    progress(mirrored ? 0.5 : 0.3);
    return { mirrored, overlap };
  });
  const found = sides.map(({ mirrored, overlap }, index) => {
    const result = settle(a, b, rowScale, mirrored, overlap);
    progress(0.65 + 0.25 * index);
    return result;
  });
  const best = found[0]!.score >= found[1]!.score ? found[0]! : found[1]!;
  const { quality, here, there, mirrored, rowShift } = best;
  if (
    quality.matched < leastMatched ||
    quality.agreement < leastAgreement ||
    quality.overlap < leastOverlap ||
    here.length < 2
  )
    return { matches: false, quality };
  const inFull = {
    here: here.map((column) => (column + 0.5) * perPixel.a),
    there: there.map((column) => (column + 0.5) * perPixel.b),
    mirrored,
    rowScale: (rowScale * perPixel.b) / perPixel.a,
    rowShift: rowShift * perPixel.b,
  };
  const gain = options.sameCalibration ? 1 : gainBetween(a, b, { here, there, rowScale, rowShift });
  progress(1);
  return { matches: true, mapping: { ...inFull, gain }, quality };
}

/** One direction followed to the end: rows first, then pieces, and both once more with what was learned. */
function settle(a: Field, b: Field, rowScale: number, mirrored: boolean, overlap: Overlap) {
  let line: { readonly here: readonly number[]; readonly there: readonly number[] } = overlap;
  let rowShift = 0;
  let quality: RegistrationQuality = { matched: 0, agreement: 0, overlap: overlap.share };
  for (const round of [0, 1]) {
    rowShift = rowShiftBetween(a, b, { ...line, rowScale, rowShift }, round === 0 ? 0.1 : 0.02);
    const one = changes(bandMeans(a, 0, a.height), 2);
    const other = changes(bandMeans(b, rowShift, a.height * rowScale), 2);
    const pieces = followPieces(one, other, overlap, line, round);
    line = { here: pieces.here, there: pieces.there };
    quality = { matched: pieces.matched, agreement: pieces.agreement, overlap: overlap.share };
  }
  return { ...line, mirrored, rowShift, quality, score: quality.matched * quality.agreement };
}
