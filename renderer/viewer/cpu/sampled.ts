import type { PixelCell } from '../scene.ts';
import type { Tile } from '../tile-source.ts';
import type { Size } from '../view.ts';

/** Device pixels whose centres lie between two edges: from the first to before the last. */
export function pixelsIn(from: number, to: number, length: number): readonly [first: number, end: number] {
  const whole = (edge: number) => Math.min(length, Math.max(0, Math.ceil(edge - 0.5)));
  return [whole(from), whole(to)];
}

/**
 * For each device pixel that a cell covers the counts at its centre, between the four nearest texels; `take` is told where
 * (row by row) and the counts of each plane, of which a picture of one energy has only the first.
 */
export function sampleCells(
  cells: readonly PixelCell[],
  size: Size,
  tileIn: (slot: number) => Tile | undefined,
  take: (at: number, first: number, second: number) => void,
): void {
  for (const cell of cells) {
    const tile = tileIn(cell.slot);
    if (tile) sampleCell(cell, size, tile, take);
  }
}

function sampleCell(
  cell: PixelCell,
  { width, height }: Size,
  tile: Tile,
  take: (at: number, first: number, second: number) => void,
): void {
  const { values, planes } = tile;
  const across = taps(cell.texelX, cell.texelsPerPxX, cell.firstX, cell.lastX);
  const down = taps(cell.texelY, cell.texelsPerPxY, cell.firstY, cell.lastY);
  const [left, right] = pixelsIn(cell.left, cell.right, width);
  const [top, bottom] = pixelsIn(cell.top, cell.bottom, height);
  const columns = Array.from({ length: right - left }, (_, index) => across(left + index));
  const second = planes - 1;
  for (let y = top; y < bottom; y += 1) {
    const { first: upper, next: lower, part: partY } = down(y);
    for (let x = left; x < right; x += 1) {
      const { first, next, part } = columns[x - left]!;
      const [a, b] = [(upper * tile.width + first) * planes, (upper * tile.width + next) * planes];
      const [c, d] = [(lower * tile.width + first) * planes, (lower * tile.width + next) * planes];
      const mixed = (plane: number) => {
        const above = values[a + plane]! + (values[b + plane]! - values[a + plane]!) * part;
        const below = values[c + plane]! + (values[d + plane]! - values[c + plane]!) * part;
        return above + (below - above) * partY;
      };
      take(y * width + x, mixed(0), mixed(second));
    }
  }
}

/** The two texels around a device pixel's centre along one axis, and how far it is from the first to the next. */
function taps(begins: number, perPx: number, first: number, last: number) {
  return (pixel: number) => {
    const at = Math.min(last, Math.max(first, (pixel + 0.5 - begins) * perPx - 0.5));
    const whole = Math.floor(at);
    return { first: whole, next: Math.min(whole + 1, last), part: at - whole };
  };
}
