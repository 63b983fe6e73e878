import { DisplayHistory } from './display-history.ts';
import { materialsOf } from './materials.ts';
import type { PictureFacts } from './tile-source.ts';
import { beginningOf, type Display, isMaterialShow, plainDisplay, withinLimits } from './transfer.ts';

/** How the picture is shown: what was asked for, as far as this picture allows it, and the way back. */
export class PictureDisplay {
  /** As asked for, whatever the picture. */
  readonly #asked: Display;
  readonly #history: DisplayHistory;
  #picture: PictureFacts | null;

  constructor(asked: Partial<Display> | undefined, picture: PictureFacts | null) {
    this.#asked = { ...plainDisplay, ...asked };
    this.#picture = picture;
    this.#history = new DisplayHistory(this.usual);
  }

  get now(): Display {
    return this.#history.display;
  }

  /** What this picture begins with. */
  get usual(): Display {
    return beginningOf(this.#asked, this.#picture?.imported);
  }

  /** False when it changes nothing. `whole`: it is one step to undo, however soon it follows another. */
  change(change: Partial<Display>, now: number, whole = false): boolean {
    const display = this.#allowed(withinLimits({ ...this.now, ...change }, this.#planes));
    return this.#history.change(display, now, whole);
  }

  undo(): boolean {
    return this.#history.undo();
  }

  /**
   * Another picture begins. Where it begins otherwise than the last one did, so does its display; the rest stays. False when
   * nothing changes.
   */
  begin(picture: PictureFacts | null): boolean {
    const before = this.usual;
    this.#picture = picture;
    const { invert, log } = this.usual;
    const isOther = invert !== before.invert || log !== before.log;
    const wanted = isOther ? { ...this.now, invert, log } : this.now;
    const plane = picture && wanted.plane >= this.#planes ? 0 : wanted.plane;
    const display = this.#allowed({ ...wanted, plane });
    if (JSON.stringify(display) === JSON.stringify(this.now)) return false;
    this.#history.replace(display);
    return true;
  }

  /**
   * Marks are thicknesses of steel, which takes an I0 that nobody knows of an imported picture; the colours of materials
   * take a calibration, and a mean takes two energies.
   */
  #allowed(display: Display): Display {
    if (!this.#picture) return display;
    const { imported, calibration } = this.#picture;
    const { highlight, show } = display;
    const canShow = this.#planes > 1 && (!isMaterialShow(show) || materialsOf(calibration) !== null);
    return {
      ...display,
      highlight: imported === undefined ? highlight : 'none',
      show: canShow ? show : 'grey',
    };
  }

  get #planes(): number {
    return this.#picture?.energiesMeV.length ?? 1;
  }
}
