import { BridgeError } from '../errors.ts';
import { type TileAddress, tileApron, tileSize } from './scan-picture.ts';

const headerLength = 16;
const finalFlag = 1;

/** One level of a picture, pixels. `columns` is the layout, of which the first `known` are there. */
export interface LevelSize {
  readonly columns: number;
  readonly known: number;
  readonly rows: number;
  readonly planes: number;
}

/** Where a tile lies in its level: its first column and row with the apron (−1 at the edge), and its size with it. */
export interface TileWindow {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Throws BridgeError TILE_OUT_OF_RANGE when the level has no such tile. */
export function tileWindow(level: LevelSize, address: TileAddress): TileWindow {
  const left = address.column * tileSize;
  const top = address.row * tileSize;
  const inside = (n: number, size: number) => Number.isInteger(n) && n >= 0 && n < size;
  if (!inside(left, level.columns) || !inside(top, level.rows)) throw outOfRange(address);
  return {
    left: left - tileApron,
    top: top - tileApron,
    width: Math.min(tileSize, level.columns - left) + 2 * tileApron,
    height: Math.min(tileSize, level.rows - top) + 2 * tileApron,
  };
}

export function isLevel(level: number, levels: number): boolean {
  return Number.isInteger(level) && level >= 0 && level < levels;
}

export function outOfRange({ level, column, row }: TileAddress): BridgeError {
  return new BridgeError(
    'TILE_OUT_OF_RANGE',
    `The picture has no tile at level ${level}, column ${column}, row ${row}: ask for its size again.`,
    { details: { level, column, row } },
  );
}

/** The body of a tile with its header written and all values 0, and a view of the values. */
export function emptyTile(
  window: TileWindow,
  level: LevelSize,
  final: boolean,
): { bytes: Uint8Array<ArrayBuffer>; values: Uint16Array<ArrayBuffer> } {
  const count = window.width * window.height * level.planes;
  const bytes = new Uint8Array(headerLength + count * 2);
  const header = new DataView(bytes.buffer);
  bytes.set([0x53, 0x50, 0x54, 0x31]);
  header.setUint16(4, window.width, true);
  header.setUint16(6, window.height, true);
  header.setUint16(8, level.planes, true);
  header.setUint16(10, final ? finalFlag : 0, true);
  header.setUint32(12, level.known, true);
  return { bytes, values: new Uint16Array(bytes.buffer, headerLength, count) };
}

/** The known columns a tile needs, half-open. Empty when none is known yet. */
export function neededColumns(window: TileWindow, level: LevelSize): { from: number; to: number } {
  const from = Math.max(0, window.left);
  return { from, to: Math.max(from, Math.min(level.known, window.left + window.width)) };
}

/** Fills a tile from columns `from` on, as `columns.ts` describes them. The apron repeats the picture's edge. */
export function fillFromColumns(
  values: Uint16Array,
  window: TileWindow,
  level: LevelSize,
  columns: Uint16Array,
  from: number,
): void {
  const { planes, rows } = level;
  const { width, height } = window;
  // A few columns at a time, so that what is read and what is written both stay in the cache.
  const batch = 16;
  const starts = new Int32Array(batch);
  for (let first = 0; first < width; first += batch) {
    const last = Math.min(width, first + batch);
    let known = 0;
    for (let x = first; x < last; x++) {
      const column = clamp(window.left + x, level.columns);
      if (column >= level.known) break;
      starts[known++] = (column - from) * planes * rows;
    }
    for (let plane = 0; plane < planes; plane++) {
      for (let y = 0; y < height; y++) {
        const row = plane * rows + clamp(window.top + y, rows);
        let out = (y * width + first) * planes + plane;
        for (let i = 0; i < known; i++, out += planes) values[out] = columns[starts[i]! + row]!;
      }
    }
  }
}

export function clamp(at: number, size: number): number {
  return at < 0 ? 0 : at >= size ? size - 1 : at;
}
