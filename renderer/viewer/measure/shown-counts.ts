import { type Display, planeOf } from '../transfer.ts';

/**
 * The counts that are on screen, from the counts of each energy as `PixelReader` gives them: those of one energy, or the
 * mean of both, in steps of half a count. NaN where one that it takes is missing; null where there is no such energy.
 */
export function shownCounts(
  planes: readonly Float32Array[],
  display: Pick<Display, 'plane' | 'show'>,
): Float32Array | null {
  const plane = planeOf(display);
  if (plane !== null) return planes[plane] ?? null;
  const [first, second] = planes;
  if (!first || !second) return null;
  const means = new Float32Array(first.length);
  // By index: an iterator over a million values takes several times as long.
  for (let at = 0; at < means.length; at += 1) means[at] = (first[at]! + second[at]!) / 2;
  return means;
}
