import type { Scene } from './scene.ts';

/**
 * When the canvas is to be painted anew. At once after a change of the look, for the first pixels of a picture, and
 * when the last tile on the canvas is there; in between tiles are gathered up, for on a slow GPU each frame that
 * shows one tile more puts the last one off. Not at all when nothing that is on the canvas changed.
 */
export class PaintPace {
  #asked = true;
  #begunAt = Number.NEGATIVE_INFINITY;
  #paintedAt = Number.NEGATIVE_INFINITY;
  #painted = '';
  #paintedPixels = false;
  readonly #fresh = new Set<number>();

  /** Another picture begins. */
  begin(now: number): void {
    this.#begunAt = now;
    this.#paintedPixels = false;
    this.#fresh.clear();
    this.ask();
  }

  /** The look or the picture's length changed, or the canvas was lost. */
  ask(): void {
    this.#asked = true;
  }

  /** The tile in this slot is new. */
  uploaded(slot: number): void {
    this.#fresh.add(slot);
  }

  /** When to paint this scene (ms, monotonic; not before `now`), null for never. */
  dueAt(scene: Scene, now: number): number | null {
    const hasPixels = scene.pixels.length > 0;
    if (this.#asked) return hasPixels ? now : Math.max(now, this.#begunAt + waitForFirstTileMs);
    const isNew =
      contentOf(scene) !== this.#painted || scene.pixels.some(({ slot }) => this.#fresh.has(slot));
    if (!isNew) return null;
    const atOnce = scene.pending === 0 || (hasPixels && !this.#paintedPixels);
    return atOnce ? now : Math.max(now, this.#paintedAt + gatherTilesMs);
  }

  /** The scene is on the canvas. */
  painted(scene: Scene, now: number): void {
    this.#asked = false;
    this.#paintedAt = now;
    this.#painted = contentOf(scene);
    this.#paintedPixels = scene.pixels.length > 0;
    this.#fresh.clear();
  }
}

/** Tiles usually come sooner than a frame that says they are loading could be painted. */
export const waitForFirstTileMs = 60;
export const gatherTilesMs = 250;

function contentOf({ pixels, patterns }: Scene): string {
  return JSON.stringify([pixels, patterns]);
}
