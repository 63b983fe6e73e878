import type { Tile, TileAddress, TileSource } from './tile-source.ts';

/** The fetches under way, by the number the worker gave them. A source that misbehaves fails its tile, nothing else. */
export class TileFetches {
  readonly #answer: TileAnswer;
  readonly #underWay = new Map<number, AbortController>();

  constructor(answer: TileAnswer) {
    this.#answer = answer;
  }

  async begin(source: TileSource, request: number, address: TileAddress): Promise<void> {
    const abort = new AbortController();
    this.#underWay.set(request, abort);
    try {
      const tile = await source.tile(address, abort.signal);
      if (abort.signal.aborted) return;
      const fault = faultOf(tile, source);
      if (fault) this.#answer.failed(request, fault);
      else this.#answer.tile(request, tile);
    } catch (error) {
      if (abort.signal.aborted) return;
      this.#answer.failed(request, error instanceof Error ? error.message : String(error));
    } finally {
      if (this.#underWay.get(request) === abort) this.#underWay.delete(request);
    }
  }

  cancel(request: number): void {
    this.#underWay.get(request)?.abort();
    this.#underWay.delete(request);
  }

  cancelAll(): void {
    for (const request of [...this.#underWay.keys()]) this.cancel(request);
  }
}

export interface TileAnswer {
  tile(request: number, tile: Tile): void;
  failed(request: number, reason: string): void;
}

/** What makes a tile unfit to be shown or measured, or null. */
export function faultOf(tile: Tile, { picture }: TileSource): string | null {
  const side = picture.tileSize + 2 * picture.apron;
  if (tile.planes !== picture.energiesMeV.length) return `${tile.planes} planes`;
  if (!(tile.width > 0 && tile.width <= side && tile.height > 0 && tile.height <= side)) {
    return `${tile.width} × ${tile.height} pixels`;
  }
  const expected = tile.width * tile.height * tile.planes;
  return tile.values.length === expected ? null : `${tile.values.length} values instead of ${expected}`;
}
