import type { Tile } from './tile-source.ts';
import { type CountRange, shownOf } from './transfer.ts';

/**
 * What contrast-limited adaptive histogram equalisation (Zuiderveld 1994) does with this picture: for each cell of a
 * grid over it a curve from `shown` to `shown`. Made once from the coarsest level, so it costs nothing while panning and
 * a place looks the same at every zoom.
 */
export interface LocalContrast {
  readonly across: number;
  readonly down: number;
  /** Picture columns and rows (level 0) of a cell. */
  readonly cellColumns: number;
  readonly cellRows: number;
  /** 256 numbers for each cell, row by row of cells: the curve at `shown` = index / 255. */
  readonly curves: Float32Array<ArrayBuffer>;
}

const bins = 256;
/** A bin may hold at most so many times its even share: more would blow noise up. */
const clipAt = 3;
const cellsDown = 4;
const mostAcross = 24;

/** `tile` is the only one of the coarsest level, of a picture with `columns` × `rows` pixels at level 0. */
export function localContrastOf(
  tile: Tile,
  picture: {
    readonly columns: number;
    readonly rows: number;
    readonly apron: number;
    readonly level: number;
  },
  range: CountRange,
  how: { readonly log: boolean; readonly plane: number | null },
): LocalContrast {
  const { columns, rows, apron, level } = picture;
  const across = Math.min(mostAcross, Math.max(1, Math.round((cellsDown * columns) / Math.max(1, rows))));
  const cellColumns = columns / across;
  const cellRows = rows / cellsDown;
  const counts = new Uint32Array(across * cellsDown * bins);
  const shrink = 2 ** level;
  const width = Math.min(tile.width - 2 * apron, tile.columns);
  for (let y = 0; y < tile.height - 2 * apron; y += 1) {
    const cellRow = Math.min(cellsDown - 1, Math.floor(((y + 0.5) * shrink) / cellRows));
    for (let x = 0; x < width; x += 1) {
      const cellColumn = Math.min(across - 1, Math.floor(((x + 0.5) * shrink) / cellColumns));
      const at = ((y + apron) * tile.width + x + apron) * tile.planes;
      const value = countsAt(tile.values, at, how.plane);
      const shown = Math.min(1, Math.max(0, shownOf(value, how.log, range)));
      const bin = Math.min(bins - 1, Math.floor(shown * bins));
      counts[(cellRow * across + cellColumn) * bins + bin]! += 1;
    }
  }
  const curves = new Float32Array(counts.length);
  for (let cell = 0; cell < across * cellsDown; cell += 1) {
    curves.set(curveOf(counts.subarray(cell * bins, (cell + 1) * bins)), cell * bins);
  }
  return { across, down: cellsDown, cellColumns, cellRows, curves };
}

/** The counts of a plane, or the mean of both, where a pixel's values begin at `at`. */
export function countsAt(values: Uint16Array, at: number, plane: number | null): number {
  return plane === null ? (values[at]! + values[at + 1]!) / 2 : values[at + plane]!;
}

/** The equalised value at a place of the picture (columns and rows of level 0): between the curves of four cells. */
export function equalised(contrast: LocalContrast, shown: number, column: number, row: number): number {
  const { across, down, cellColumns, cellRows } = contrast;
  const x = Math.min(across - 1, Math.max(0, column / cellColumns - 0.5));
  const y = Math.min(down - 1, Math.max(0, row / cellRows - 0.5));
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, bottom] = [Math.min(across - 1, left + 1), Math.min(down - 1, top + 1)];
  const at = (cellColumn: number, cellRow: number) => onCurve(contrast, cellRow * across + cellColumn, shown);
  const mix = (a: number, b: number, part: number) => a + (b - a) * part;
  return mix(
    mix(at(left, top), at(right, top), x - left),
    mix(at(left, bottom), at(right, bottom), x - left),
    y - top,
  );
}

function onCurve({ curves }: LocalContrast, cell: number, shown: number): number {
  const at = Math.min(1, Math.max(0, shown)) * (bins - 1);
  const first = Math.min(bins - 2, Math.floor(at));
  const a = curves[cell * bins + first]!;
  return a + (curves[cell * bins + first + 1]! - a) * (at - first);
}

/** Rising from 0 to 1. Without a single pixel: straight. */
function curveOf(counts: Uint32Array): Float32Array {
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all === 0) return Float32Array.from(counts, (_, bin) => bin / (bins - 1));
  const most = (clipAt * all) / bins;
  const cut = counts.reduce((sum, count) => sum + Math.max(0, count - most), 0) / bins;
  const shares = Float64Array.from(counts, (count) => Math.min(count, most) + cut);
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const curve = new Float32Array(bins);
  let sum = 0;
  for (const [bin, share] of shares.entries()) {
    curve[bin] = (sum + share / 2) / whole;
    sum += share;
  }
  return curve;
}
