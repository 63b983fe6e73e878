import { keyOf } from '../viewer/pyramid.ts';
import { faultOf } from '../viewer/tile-fetches.ts';
import type { Tile, TileAddress, TileSource } from '../viewer/tile-source.ts';
import type { Patch, Rectangle } from './difference.ts';

/** Reads rectangles of any level of a picture from its tiles, of which it keeps those used last. */
export class PatchReader {
  readonly #source: TileSource;
  readonly #kept = new Map<string, Promise<Tile>>();

  constructor(source: TileSource) {
    this.#source = source;
  }

  /** What lies beside the picture is NaN. Rejects when a tile cannot be had, or with the signal's reason. */
  async read(level: number, at: Rectangle, signal: AbortSignal): Promise<Patch> {
    const { tileSize, energiesMeV, detectors } = this.#source.picture;
    const planes = energiesMeV.map(() => new Float32Array(at.width * at.height).fill(Number.NaN));
    const rows = Math.ceil(detectors / 2 ** level);
    const [left, top] = [Math.max(0, at.x), Math.max(0, at.y)];
    const bottom = Math.min(at.y + at.height, rows);
    const right = Math.min(at.x + at.width, Math.ceil(this.#source.picture.expectedColumns / 2 ** level));
    for (let row = Math.floor(top / tileSize); row * tileSize < bottom; row += 1) {
      for (let column = Math.floor(left / tileSize); column * tileSize < right; column += 1) {
        const tile = await this.#tile({ level, column, row }, signal);
        signal.throwIfAborted();
        this.#copy(tile, { level, column, row }, at, planes, rows);
      }
    }
    return { level, ...at, planes };
  }

  #copy(
    tile: Tile,
    { column, row }: TileAddress,
    at: Rectangle,
    planes: readonly Float32Array[],
    rows: number,
  ): void {
    const { tileSize, apron } = this.#source.picture;
    const fromX = Math.max(at.x, column * tileSize);
    const toX = Math.min(at.x + at.width, (column + 1) * tileSize, tile.columns);
    const toY = Math.min(at.y + at.height, (row + 1) * tileSize, rows);
    for (let y = Math.max(at.y, row * tileSize); y < toY; y += 1) {
      const line = (y - row * tileSize + apron) * tile.width;
      for (let x = fromX; x < toX; x += 1) {
        const from = (line + x - column * tileSize + apron) * tile.planes;
        const to = (y - at.y) * at.width + x - at.x;
        for (const [plane, values] of planes.entries()) values[to] = tile.values[from + plane]!;
      }
    }
  }

  /** A tile that is asked for by several at once is fetched once, whoever of them gives up. */
  #tile(address: TileAddress, signal: AbortSignal): Promise<Tile> {
    signal.throwIfAborted();
    const key = keyOf(address);
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    const tile =
      kept ??
      this.#source.tile(address, never).then((found) => {
        const fault = faultOf(found, this.#source);
        if (fault) throw new Error(fault);
        return found;
      });
    this.#kept.set(key, tile);
    tile.catch(() => this.#kept.delete(key));
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= mostKept) break;
      this.#kept.delete(oldest);
    }
    return tile;
  }
}

/** 12 tiles of 514² pixels of two energies are 13 MB. */
const mostKept = 12;
const never = new AbortController().signal;
