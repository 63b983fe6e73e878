import { keyOf, lengthAt, pyramidOf } from './pyramid.ts';
import { faultOf } from './tile-fetches.ts';
import type { PictureProgress, Tile, TileAddress, TileSource } from './tile-source.ts';
import type { Point, Rectangle } from './view.ts';

/**
 * Reads 16-bit values on the main thread, without the GPU: what is measured never depends on how it is painted.
 *
 * What cannot be had (a tile that fails, columns not received) is NaN, which no sum takes for a count. Nothing is
 * thrown but the reason of an aborted signal. Long work is cut into slices of a few milliseconds.
 */
export class PixelReader {
  readonly #source: TileSource;
  readonly #pace: Pace;
  /** The one used longest ago first. */
  readonly #kept = new Map<string, Tile>();
  #sliceBegan = Number.NEGATIVE_INFINITY;

  constructor(source: TileSource, pace: Pace = usualPace) {
    this.#source = source;
    this.#pace = pace;
  }

  /**
   * Every pixel that `rectangle` (columns and rows of level 0) touches inside the picture, at the finest level that has
   * no more than `maxPixels` of them, or at the coarsest there is.
   */
  async region(rectangle: Rectangle, maxPixels: number, signal = never): Promise<PixelRegion> {
    signal.throwIfAborted();
    const progress = progressOf(this.#source);
    const { levels } = this.#source.picture;
    let area = this.#areaAt(rectangle, 0, progress);
    while (area.width * area.height > maxPixels && area.level < levels - 1) {
      area = this.#areaAt(rectangle, area.level + 1, progress);
    }
    const planes = this.#empty(area.width * area.height);
    let known = 0;
    await this.#eachTile(addressesIn(area, this.#source.picture.tileSize), progress, signal, (tile, at) =>
      this.#copyRows(tile, at, area, planes, (pixels) => {
        known += pixels;
      }),
    );
    return { ...area, planes, missing: area.width * area.height - known };
  }

  /**
   * `samples` values from `from` to `to` (columns and rows of level 0), both ends included. Each is that of the pixel it
   * lies in, at the coarsest level whose pixels are no larger than the step, so that nothing between two is left out.
   */
  async line(from: Point, to: Point, samples: number, signal = never): Promise<PixelLine> {
    signal.throwIfAborted();
    const { picture } = this.#source;
    const progress = progressOf(this.#source);
    const { columns, rows } = pyramidOf(picture, progress);
    const step = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y)) / Math.max(1, samples - 1);
    const level = Math.min(picture.levels - 1, Math.max(0, Math.floor(Math.log2(Math.max(step, 1)))));
    const points = Array.from({ length: samples }, (_, index) => between(from, to, index, samples));
    const planes = this.#empty(samples);
    const byTile = new Map<string, { readonly address: TileAddress; readonly indices: number[] }>();
    let inside = 0;
    for (const [index, { x, y }] of points.entries()) {
      if (!(x >= 0 && y >= 0 && x < columns && y < rows)) continue;
      inside += 1;
      const side = picture.tileSize * 2 ** level;
      const address = { level, column: Math.floor(x / side), row: Math.floor(y / side) };
      const found = byTile.get(keyOf(address));
      if (found) found.indices.push(index);
      else byTile.set(keyOf(address), { address, indices: [index] });
    }
    let known = 0;
    const addresses = [...byTile.values()].map(({ address }) => address);
    await this.#eachTile(addresses, progress, signal, async (tile, address) => {
      for (const index of byTile.get(keyOf(address))?.indices ?? []) {
        const { x, y } = points[index]!;
        const at = this.#offsetIn(tile, address, Math.floor(x / 2 ** level), Math.floor(y / 2 ** level));
        if (at === null) continue;
        for (const [plane, values] of planes.entries()) values[index] = tile.values[at + plane]!;
        known += 1;
      }
    });
    return { level, points, planes, missing: inside - known };
  }

  #empty(length: number): Float32Array<ArrayBuffer>[] {
    return this.#source.picture.energiesMeV.map(() => new Float32Array(length).fill(Number.NaN));
  }

  #areaAt(rectangle: Rectangle, level: number, progress: PictureProgress | null): Area {
    const pyramid = pyramidOf(this.#source.picture, progress);
    const span = (from: number, length: number, most: number) => {
      const first = Math.min(Math.max(Math.floor(from / 2 ** level), 0), most);
      const end = Math.min(Math.max(Math.ceil((from + length) / 2 ** level), first), most);
      return [first, length > 0 ? end - first : 0] as const;
    };
    const [x, width] = span(rectangle.x, rectangle.width, lengthAt(pyramid.columns, level));
    const [y, height] = span(rectangle.y, rectangle.height, lengthAt(pyramid.rows, level));
    return { level, x, y, width, height };
  }

  /** Calls `use` with each tile that can be had, as many at a time as `atOnce`. */
  async #eachTile(
    addresses: readonly TileAddress[],
    progress: PictureProgress | null,
    signal: AbortSignal,
    use: (tile: Tile, address: TileAddress) => Promise<void>,
  ): Promise<void> {
    const waiting = [...addresses];
    const worker = async () => {
      for (let address = waiting.shift(); address; address = waiting.shift()) {
        const tile = await this.#tile(address, progress, signal);
        signal.throwIfAborted();
        if (tile) await use(tile, address);
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, addresses.length) }, worker));
    signal.throwIfAborted();
  }

  async #tile(
    address: TileAddress,
    progress: PictureProgress | null,
    signal: AbortSignal,
  ): Promise<Tile | null> {
    const key = keyOf(address);
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    if (kept && this.#isRecent(kept, address, progress)) {
      this.#kept.set(key, kept);
      return kept;
    }
    try {
      const tile = await this.#source.tile(address, signal);
      if (faultOf(tile, this.#source)) return null;
      this.#kept.set(key, tile);
      for (const oldest of this.#kept.keys()) {
        if (this.#kept.size <= mostKept) break;
        this.#kept.delete(oldest);
      }
      return tile;
    } catch {
      signal.throwIfAborted();
      return null;
    }
  }

  /** Whether a tile has every column that there is of it by now. */
  #isRecent(tile: Tile, address: TileAddress, progress: PictureProgress | null): boolean {
    if (tile.final) return true;
    if (progress === null || progress.state !== 'receiving') return false;
    const end = (address.column + 1) * this.#source.picture.tileSize;
    return tile.columns >= Math.min(end, Math.floor(progress.columns / 2 ** address.level));
  }

  /** Where a pixel of the level begins in the tile's values; null when the tile does not have it. */
  #offsetIn(tile: Tile, address: TileAddress, column: number, row: number): number | null {
    const { tileSize, apron } = this.#source.picture;
    const x = column - address.column * tileSize + apron;
    const y = row - address.row * tileSize + apron;
    if (column >= tile.columns || x >= tile.width || y >= tile.height) return null;
    return (y * tile.width + x) * tile.planes;
  }

  async #copyRows(
    tile: Tile,
    address: TileAddress,
    area: Area,
    planes: readonly Float32Array[],
    copied: (pixels: number) => void,
  ): Promise<void> {
    const { tileSize, apron } = this.#source.picture;
    const left = address.column * tileSize - apron;
    const top = address.row * tileSize - apron;
    const fromX = Math.max(area.x, address.column * tileSize);
    const toX = Math.min(
      area.x + area.width,
      (address.column + 1) * tileSize,
      tile.columns,
      left + tile.width,
    );
    const fromY = Math.max(area.y, address.row * tileSize);
    const toY = Math.min(area.y + area.height, (address.row + 1) * tileSize, top + tile.height);
    const width = Math.max(0, toX - fromX);
    for (let row = fromY; row < toY; row += 1) {
      const to = (row - area.y) * area.width + fromX - area.x;
      for (const [plane, values] of planes.entries()) {
        let from = ((row - top) * tile.width + fromX - left) * tile.planes + plane;
        for (let at = to; at < to + width; at += 1, from += tile.planes) values[at] = tile.values[from]!;
      }
      copied(width);
      await this.#giveWay();
    }
  }

  /** Pauses when the slice of time is over, whoever used it up: tiles at hand follow one another without a break. */
  async #giveWay(): Promise<void> {
    if (this.#pace.now() - this.#sliceBegan < sliceMs) return;
    await this.#pace.pause();
    this.#sliceBegan = this.#pace.now();
  }
}

interface Area {
  /** Each pixel is the mean of 2^level × 2^level pixels of the picture; 0: its own pixels. */
  readonly level: number;
  /** First column and row, and how many, in pixels of this level. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PixelRegion extends Area {
  /** Counts row by row, one array per energy; NaN where they are missing. */
  readonly planes: readonly Float32Array[];
  /** How many pixels are missing. */
  readonly missing: number;
}

export interface PixelLine {
  readonly level: number;
  /** Where each sample lies, columns and rows of level 0. */
  readonly points: readonly Point[];
  /** Counts sample by sample, one array per energy; NaN where they are missing or outside of the picture. */
  readonly planes: readonly Float32Array[];
  /** How many samples inside of the picture are missing. */
  readonly missing: number;
}

/** How long work on the main thread gives way to what else there is to do. */
export interface Pace {
  /** Milliseconds, monotonic. */
  now(): number;
  pause(): Promise<void>;
}

export const usualPace: Pace = {
  now: () => performance.now(),
  pause: () => new Promise((resolve) => setTimeout(resolve)),
};

/** Work at one stretch, ms: half a frame at 60 Hz, so that pan and zoom go on beside it. */
const sliceMs = 8;

/** 16 tiles of 514² pixels of two energies are 17 MB. */
const mostKept = 16;
const atOnce = 4;
const never = new AbortController().signal;

function progressOf(source: TileSource): PictureProgress | null {
  let said: PictureProgress | null = null;
  source.onProgress((progress) => {
    said = progress;
  })();
  return said;
}

function addressesIn(area: Area, tileSize: number): TileAddress[] {
  const addresses: TileAddress[] = [];
  if (area.width * area.height === 0) return addresses;
  for (let row = Math.floor(area.y / tileSize); row * tileSize < area.y + area.height; row += 1) {
    for (let column = Math.floor(area.x / tileSize); column * tileSize < area.x + area.width; column += 1) {
      addresses.push({ level: area.level, column, row });
    }
  }
  return addresses;
}

function between(from: Point, to: Point, index: number, samples: number): Point {
  const share = samples > 1 ? index / (samples - 1) : 0;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}
