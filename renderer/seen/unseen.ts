import type { SeenCells } from '../viewer/coverage.ts';
import type { Layout, Point, Rectangle, Size, View } from '../viewer/view.ts';
import { oneToOnePxPerMm } from '../viewer/view.ts';

/** Rectangles of unseen cells, in cells: few and large, because each is drawn. */
export function unseenBlocks({ across, down, seen }: SeenCells): Rectangle[] {
  const blocks: Block[] = [];
  let open = new Map<string, Block>();
  for (let column = 0; column < across; column += 1) {
    const here = new Map<string, Block>();
    for (let row = 0; row < down; row += 1) {
      if (seen[column * down + row]) continue;
      const y = row;
      while (row + 1 < down && !seen[column * down + row + 1]) row += 1;
      const key = `${y} ${row}`;
      const block = open.get(key) ?? { x: column, y, width: 0, height: row + 1 - y };
      if (block.width === 0) blocks.push(block);
      block.width += 1;
      here.set(key, block);
    }
    open = here;
  }
  return blocks;
}

type Block = { -readonly [Side in keyof Rectangle]: number };

/**
 * Where to look at 1:1 (or closer, where it is closer already) to see the next part that was not seen yet: to the right of
 * what is on the canvas, from the top downwards, and from the beginning again after the end. Null when all was seen.
 */
export function nextUnseen(ask: {
  readonly cells: SeenCells;
  /** Pixels along a side of a cell. */
  readonly cell: number;
  readonly layout: Layout;
  /** Of the canvas, device pixels. */
  readonly size: Size;
  /** What of the picture is on the canvas, and whether it can be seen there well enough to count. */
  readonly now: { readonly rectangle: Rectangle; readonly pxPerMm: number; readonly counts: boolean };
}): View | null {
  const { cells, cell, layout, size, now } = ask;
  const unseen: Point[] = [];
  for (let at = 0; at < cells.seen.length; at += 1) {
    if (!cells.seen[at]) unseen.push({ x: Math.floor(at / cells.down) * cell, y: (at % cells.down) * cell });
  }
  const [first] = unseen;
  if (!first) return null;
  const pxPerMm = Math.max(now.pxPerMm, oneToOnePxPerMm(layout));
  const { x: left, y: top } = now.rectangle;
  const right = left + now.rectangle.width + 1;
  const bottom = top + now.rectangle.height + 1;
  const endOf = ({ x, y }: Point) => ({
    x: Math.min(x + cell, layout.columns),
    y: Math.min(y + cell, layout.rows),
  });
  // What is on the canvas now counts in a moment: with each press of the key it goes on to another part.
  const isOn = (place: Point) =>
    place.x >= left - 1 && place.y >= top - 1 && endOf(place).x <= right && endOf(place).y <= bottom;
  const isBelow = (place: Point) => place.x >= left - 1 && endOf(place).x <= right && endOf(place).y > bottom;
  const isRight = (place: Point) => endOf(place).x > right;
  const to = now.counts
    ? (unseen.find(isBelow) ?? unseen.find(isRight) ?? unseen.find((place) => !isOn(place)) ?? first)
    : (unseen.find((place) => endOf(place).x > left) ?? first);
  const width = size.width / (pxPerMm * layout.linePitchMm);
  const height = size.height / (pxPerMm * layout.detectorPitchMm);
  return {
    x: middleOf(to.x, width, layout.columns),
    y: middleOf(to.y, height, layout.rows),
    pxPerMm,
  };
}

/** The middle of what is shown of `length` pixels so that it begins at `from` and nothing beside the picture is shown. */
function middleOf(from: number, shown: number, length: number): number {
  if (shown >= length) return length / 2;
  return Math.min(from, length - shown) + shown / 2;
}
