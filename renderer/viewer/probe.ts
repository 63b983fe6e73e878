import type { Pyramid } from './pyramid.ts';
import { parentOf } from './pyramid.ts';
import type { PictureProgress, TileAddress } from './tile-source.ts';
import type { TileStore } from './tile-store.ts';
import type { Point } from './view.ts';

/**
 * The value under the cursor, from the finest tile there is. When the cursor rests, the full-resolution tile under it
 * is wanted as well, so that the exact 16-bit values come even while the whole picture is looked at.
 */
export class Probe {
  #at: Point | null = null;
  #since = 0;
  #levelSaid: number | null = null;

  /** The cursor is at these picture coordinates now, or has left. */
  point(at: Point | null, now: number): void {
    this.#at = at;
    this.#since = now;
    this.#levelSaid = null;
  }

  /** The full-resolution tile under a cursor that rests. */
  wanted(pyramid: Pyramid, received: number | null, now: number): TileAddress | null {
    const at = this.#at;
    if (!at || now < this.#since + restMs || !isInside(at, pyramid, received)) return null;
    return addressUnder(at, pyramid);
  }

  wakeAt(now: number): number | null {
    const rests = this.#since + restMs;
    return this.#at && this.#levelSaid !== 0 && rests > now ? rests : null;
  }

  /** The values, when they are new or finer than what was said for this place; null when there is nothing new. */
  read(
    picture: {
      readonly pyramid: Pyramid;
      readonly facts: { readonly apron: number };
      readonly progress: PictureProgress | null;
      readonly store: Pick<TileStore, 'uploaded'>;
    },
    readTexel: (slot: number, x: number, y: number) => number[],
  ): ProbeReading | null {
    const at = this.#at;
    if (!at || this.#levelSaid === 0) return null;
    const { pyramid, facts, progress, store } = picture;
    if (!isInside(at, pyramid, progress?.columns ?? null)) {
      this.#levelSaid = 0;
      return { at, level: 0, values: null };
    }
    for (
      let address = addressUnder(at, pyramid);
      address.level < pyramid.levels;
      address = parentOf(address)
    ) {
      const tile = store.uploaded(address);
      const shrink = 2 ** address.level;
      const column = Math.floor(at.x / shrink);
      if (!tile || column >= tile.columns) continue;
      if (this.#levelSaid !== null && this.#levelSaid <= address.level) return null;
      this.#levelSaid = address.level;
      const x = column - address.column * pyramid.tileSize + facts.apron;
      const y = Math.floor(at.y / shrink) - address.row * pyramid.tileSize + facts.apron;
      const inTile = x < tile.width && y < tile.height;
      return { at, level: address.level, values: inTile ? readTexel(tile.slot, x, y) : null };
    }
    return null;
  }
}

export interface ProbeReading {
  readonly at: Point;
  /** 0: exact; above: the mean of 2^level × 2^level pixels. */
  readonly level: number;
  /** One per plane; null where there is no picture. */
  readonly values: number[] | null;
}

const restMs = 100;

function isInside(at: Point, pyramid: Pyramid, received: number | null): boolean {
  const columns = Math.min(pyramid.columns, received ?? pyramid.columns);
  return at.x >= 0 && at.y >= 0 && at.x < columns && at.y < pyramid.rows;
}

function addressUnder(at: Point, pyramid: Pyramid): TileAddress {
  return {
    level: 0,
    column: Math.floor(at.x / pyramid.tileSize),
    row: Math.floor(at.y / pyramid.tileSize),
  };
}
