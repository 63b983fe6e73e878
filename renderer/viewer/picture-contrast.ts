import { type LocalContrast, localContrastOf } from './local-contrast.ts';
import type { PictureFacts, Tile } from './tile-source.ts';
import { type Display, planeOf } from './transfer.ts';

/** The local contrast of one picture, worked out from its coarsest tile when it is first asked for. */
export class PictureContrast {
  readonly #facts: PictureFacts;
  #tile: Tile | null = null;
  #made: { readonly of: string; readonly contrast: LocalContrast } | null = null;

  constructor(facts: PictureFacts) {
    this.#facts = facts;
  }

  /** The coarsest tile, of which a copy is kept: its values go to the GPU. A growing picture brings it again. */
  take(tile: Tile): void {
    this.#tile = { ...tile, values: tile.values.slice() };
    this.#made = null;
  }

  /** Null while the coarsest tile has not come, or where local contrast is off. */
  of(picture: { readonly columns: number; readonly rows: number }, display: Display): LocalContrast | null {
    const { log } = display;
    const plane = planeOf(display);
    if (!this.#tile || display.equalise === 0) return null;
    const of = JSON.stringify([picture.columns, picture.rows, log, plane]);
    if (this.#made?.of !== of) {
      const { airCounts, darkCounts, apron, levels } = this.#facts;
      const at = { columns: picture.columns, rows: picture.rows, apron, level: levels - 1 };
      const contrast = localContrastOf(this.#tile, at, { air: airCounts, dark: darkCounts }, { log, plane });
      this.#made = { of, contrast };
    }
    return this.#made.contrast;
  }
}
