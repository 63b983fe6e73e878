import { shownCounts } from '../measure/shown-counts.ts';
import type { PixelRegion } from '../pixel-reader.ts';
import { type CountRange, colourOf, type Display, shownOf } from '../transfer.ts';

/**
 * `side` × `side` pixels around the middle column and row as the picture shows them, but for filters, which need more
 * than a pixel: RGBA bytes. What is missing is transparent, what is beside the picture is black. `region` must be of
 * level 0 and hold what of the square lies in the picture.
 */
export function loupePixels(
  region: PixelRegion,
  middle: { readonly column: number; readonly row: number },
  side: number,
  display: Display,
  range: CountRange,
): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(side * side * 4);
  const values = shownCounts(region.planes, display);
  const left = middle.column - (side - 1) / 2 - region.x;
  const top = middle.row - (side - 1) / 2 - region.y;
  for (let index = 0; index < side * side; index += 1) {
    const x = left + (index % side);
    const y = top + Math.floor(index / side);
    const isInside = x >= 0 && y >= 0 && x < region.width && y < region.height;
    const counts = isInside ? values?.[y * region.width + x] : undefined;
    if (isInside && (counts === undefined || Number.isNaN(counts))) continue;
    const colour =
      counts === undefined ? [0, 0, 0] : colourOf(shownOf(counts, display.log, range), display, range);
    rgba.set([...colour.map(Math.round), 255], index * 4);
  }
  return rgba;
}
