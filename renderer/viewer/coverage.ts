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
    this.#settle(now);
    const across = Math.ceil(extent.columns / cellSize);
    const down = Math.ceil(extent.rows / cellSize);
    if (across * down === 0) return 0;
    let seen = 0;
    for (const column of this.#spent.slice(0, across)) {
      for (const ms of column ?? []) if (ms >= seenAfterMs) seen += 1;
    }
    return seen / (across * down);
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
