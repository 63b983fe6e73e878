import type { ScanGeometry } from '../drivers/scanner.ts';
import type { TileAddress } from './scan-picture.ts';

/*
 * The picture as the contract words it, pixel by pixel and as slow as can be, for tests to compare with.
 */

/** A picture's level: `at(column, row, plane)`. */
export interface ModelLevel {
  readonly columns: number;
  readonly rows: number;
  readonly at: (column: number, row: number, plane: number) => number;
}

/** All levels of a finished scan, from its line-major pixels. */
export function modelLevels(geometry: ScanGeometry, pixels: Uint16Array, count: number): ModelLevel[] {
  const { detectors, energiesMeV } = geometry;
  const planes = energiesMeV.length;
  const levels: ModelLevel[] = [
    {
      columns: pixels.length / (planes * detectors),
      rows: detectors,
      at: (column, row, plane) => pixels[(column * planes + plane) * detectors + row]!,
    },
  ];
  while (levels.length < count) levels.push(halved(levels.at(-1)!, planes));
  return levels;
}

function halved(below: ModelLevel, planes: number): ModelLevel {
  const columns = Math.ceil(below.columns / 2);
  const rows = Math.ceil(below.rows / 2);
  const values: number[] = [];
  for (let column = 0; column < columns; column++) {
    for (let plane = 0; plane < planes; plane++) {
      for (let row = 0; row < rows; row++) {
        const there: number[] = [];
        for (const c of [2 * column, 2 * column + 1]) {
          for (const r of [2 * row, 2 * row + 1]) {
            if (c < below.columns && r < below.rows) there.push(below.at(c, r, plane));
          }
        }
        values.push(Math.floor(there.reduce((a, b) => a + b) / there.length + 0.5));
      }
    }
  }
  return { columns, rows, at: (column, row, plane) => values[(column * planes + plane) * rows + row]! };
}

export interface ReadTile {
  readonly width: number;
  readonly height: number;
  readonly planes: number;
  readonly final: boolean;
  readonly columns: number;
  readonly values: Uint16Array;
}

/** A tile's body as a viewer reads it. */
export function readTile(bytes: Uint8Array): ReadTile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0) !== 0x53505431) throw new Error('not a tile');
  const [width, height, planes] = [view.getUint16(4, true), view.getUint16(6, true), view.getUint16(8, true)];
  const values = new Uint16Array(bytes.buffer, bytes.byteOffset + 16);
  if (values.length !== width * height * planes) throw new Error('a tile of another size');
  const flags = view.getUint16(10, true);
  return { width, height, planes, final: (flags & 1) === 1, columns: view.getUint32(12, true), values };
}

/** The values the tile at `address` must have: its pixels, and an apron of neighbours or the picture's edge. */
export function modelTile(level: ModelLevel, address: TileAddress, planes: number): Uint16Array {
  const width = Math.min(512, level.columns - address.column * 512) + 2;
  const height = Math.min(512, level.rows - address.row * 512) + 2;
  const clamp = (n: number, size: number) => Math.max(0, Math.min(size - 1, n));
  const values = new Uint16Array(width * height * planes);
  let at = 0;
  for (let y = 0; y < height; y++) {
    const row = clamp(address.row * 512 - 1 + y, level.rows);
    for (let x = 0; x < width; x++) {
      const column = clamp(address.column * 512 - 1 + x, level.columns);
      for (let plane = 0; plane < planes; plane++) values[at++] = level.at(column, row, plane);
    }
  }
  return values;
}

/** Every tile of a picture of this size. */
export function allTiles(levels: readonly ModelLevel[]): TileAddress[] {
  return levels.flatMap(({ columns, rows }, level) =>
    Array.from({ length: Math.ceil(columns / 512) * Math.ceil(rows / 512) }, (_, i) => ({
      level,
      column: i % Math.ceil(columns / 512),
      row: Math.floor(i / Math.ceil(columns / 512)),
    })),
  );
}

/** Compares faster, and fails shorter, than an assertion on the arrays: the first difference, or null. */
export function firstDifference(actual: Uint16Array, expected: Uint16Array): string | null {
  if (actual.length !== expected.length) return `${actual.length} values instead of ${expected.length}`;
  const at = actual.findIndex((value, i) => value !== expected[i]);
  return at === -1 ? null : `value ${at} is ${actual[at]} instead of ${expected[at]}`;
}
