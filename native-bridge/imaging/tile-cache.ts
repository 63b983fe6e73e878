import { tileSize } from './scan-picture.ts';
import type { PlaneTiff } from './tiff-reader.ts';

const tileBytes = tileSize * tileSize * 2;

/**
 * Decoded tiles of archives, the least recently used dropped first. Neighbouring tiles share their aprons, so
 * without it a viewport would decode each tile up to nine times.
 */
export class TileCache {
  readonly #limit: number;
  readonly #parallel: number;
  /** In order of use, the latest last. */
  readonly #tiles = new Map<string, Promise<Uint16Array<ArrayBuffer>>>();
  readonly #numbers = new WeakMap<PlaneTiff, number>();
  #lastNumber = 0;
  #decoding = 0;
  readonly #queue: (() => void)[] = [];

  /** Keeps `limitBytes` of tiles and decodes `parallel` at a time (of the four threads Node's pool has). */
  constructor(limitBytes = 96 * 1024 * 1024, parallel = 3) {
    this.#limit = Math.max(1, Math.floor(limitBytes / tileBytes));
    this.#parallel = parallel;
  }

  /** Rejects as `PlaneTiff.readTile` does. */
  get(plane: PlaneTiff, level: number, column: number, row: number): Promise<Uint16Array<ArrayBuffer>> {
    const key = `${this.#prefix(plane)}${level}/${column}/${row}`;
    const known = this.#tiles.get(key);
    this.#tiles.delete(key);
    const tile = known ?? this.#decode(plane, level, column, row);
    this.#tiles.set(key, tile);
    if (known === undefined) {
      tile.catch(() => this.#tiles.delete(key));
      if (this.#tiles.size > this.#limit) this.#tiles.delete(this.#tiles.keys().next().value!);
    }
    return tile;
  }

  /** Drops the tiles of a plane that is closed. */
  forget(plane: PlaneTiff): void {
    const prefix = this.#prefix(plane);
    for (const key of [...this.#tiles.keys()]) if (key.startsWith(prefix)) this.#tiles.delete(key);
  }

  #prefix(plane: PlaneTiff): string {
    const number = this.#numbers.get(plane) ?? ++this.#lastNumber;
    this.#numbers.set(plane, number);
    return `${number}/`;
  }

  async #decode(
    plane: PlaneTiff,
    level: number,
    column: number,
    row: number,
  ): Promise<Uint16Array<ArrayBuffer>> {
    if (this.#decoding >= this.#parallel) await new Promise<void>((resolve) => this.#queue.push(resolve));
    else this.#decoding++;
    try {
      return await plane.readTile(level, column, row);
    } finally {
      const next = this.#queue.shift();
      if (next === undefined) this.#decoding--;
      else next();
    }
  }
}
