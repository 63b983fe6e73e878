import type { Rectangle } from './view.ts';

/**
 * Which parts of a picture have been looked at: a grid of cells, each with the time it was on the canvas whole,
 * at 1:1 or more, with every tile there. A cell counts as seen after half a second in all.
 */
export class Coverage {
  /** Milliseconds, by column of cells, for the picture may get longer. */
  readonly #spent: (Float64Array | undefined)[] = [];
  #shown: Rectangle | null = null;
  #extent: Extent = { columns: 0, rows: 0 };
  #since = 0;

  /** What is on the canvas from `now` (ms, monotonic) on, of a picture this large; null when nothing is that counts. */
  show(shown: Rectangle | null, extent: Extent, now: number): void {
    this.#settle(now);
    this.#shown = shown;
    this.#extent = extent;
  }

  /** Fraction of a picture this large that has been seen, 0 to 1. */
  fraction(extent: Extent, now: number): number {
    return shareSeen(this.cells(extent, now));
  }

  /** Which cells of a picture this large have been seen. */
  cells(extent: Extent, now: number): SeenCells {
    this.#settle(now);
    const across = Math.ceil(extent.columns / cellSize);
    const down = Math.ceil(extent.rows / cellSize);
    const seen = new Uint8Array(across * down);
    for (const [at, column] of this.#spent.slice(0, across).entries()) {
      for (let row = 0; row < down; row += 1) {
        if ((column?.[row] ?? 0) >= seenAfterMs) seen[at * down + row] = 1;
      }
    }
    return { across, down, seen };
  }

  /** What was seen of the same picture before counts again. */
  recall({ across, down, seen }: SeenCells): void {
    for (let at = 0; at < across; at += 1) {
      const column = this.#spent[at] ?? new Float64Array(down);
      this.#spent[at] = column;
      for (let row = 0; row < down; row += 1) if (seen[at * down + row]) column[row] = seenAfterMs;
    }
  }

  #settle(now: number): void {
    const spent = now - this.#since;
    this.#since = now;
    if (!this.#shown || spent <= 0) return;
    const { x, y, width, height } = this.#shown;
    const { columns, rows } = this.#extent;
    const columnTo = wholeCells(x + width, columns);
    const rowTo = wholeCells(y + height, rows);
    for (let at = Math.ceil(x / cellSize - slack); at < columnTo; at += 1) {
      const column = this.#spent[at] ?? new Float64Array(Math.ceil(rows / cellSize));
      this.#spent[at] = column;
      for (let row = Math.ceil(y / cellSize - slack); row < rowTo; row += 1) column[row]! += spent;
    }
  }
}

/** A grid over a picture, column by column of cells: 1 where a cell was seen. */
export interface SeenCells {
  readonly across: number;
  readonly down: number;
  /** `across × down` values. */
  readonly seen: Uint8Array;
}

/** 0 to 1; 0 for a picture without cells. */
export function shareSeen({ seen }: Pick<SeenCells, 'seen'>): number {
  let count = 0;
  for (const value of seen) count += value;
  return seen.length === 0 ? 0 : count / seen.length;
}

export interface Extent {
  readonly columns: number;
  readonly rows: number;
}

/** Picture pixels along a cell's side. */
export const cellSize = 64;
export const seenAfterMs = 500;
/** Lets a cell count whose last pixel is cut off by rounding. */
const slack = 1e-6;

/** Cells that end at or before `end`; the last cell of a picture ends where the picture does. */
function wholeCells(end: number, length: number): number {
  return end >= length - slack ? Math.ceil(length / cellSize) : Math.floor(end / cellSize + slack);
}
