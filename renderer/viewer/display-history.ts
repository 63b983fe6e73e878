import type { Display } from './transfer.ts';

/** The display setting and the ones before it. Changes of the same fields in quick succession are one step. */
export class DisplayHistory {
  readonly #steps: Display[] = [];
  #display: Display;
  #lastFields = '';
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(display: Display) {
    this.#display = display;
  }

  get display(): Display {
    return this.#display;
  }

  /**
   * Takes a new setting at `now` (ms, monotonic); false when it changes nothing. A `whole` change is a step of its own,
   * however soon before or after it the same fields change.
   */
  change(display: Display, now: number, whole = false): boolean {
    const fields = fieldsThatDiffer(this.#display, display);
    if (fields === '') return false;
    if (whole || fields !== this.#lastFields || now - this.#lastAt > sameStepMs) {
      this.#steps.push(this.#display);
      if (this.#steps.length > mostSteps) this.#steps.shift();
    }
    this.#lastFields = whole ? '' : fields;
    this.#lastAt = now;
    this.#display = display;
    return true;
  }

  /** Takes a setting that comes with the picture and is nobody's step. */
  replace(display: Display): void {
    this.#display = display;
    this.#lastFields = '';
  }

  /** Goes back one step; false when there is none. */
  undo(): boolean {
    const before = this.#steps.pop();
    if (!before) return false;
    this.#display = before;
    this.#lastFields = '';
    return true;
  }
}

const sameStepMs = 400;
const mostSteps = 100;

/** Window and level go together: a drag moves now one, now both. */
function fieldsThatDiffer(a: Display, b: Display): string {
  const differ = (Object.keys(a) as (keyof Display)[]).filter((field) => a[field] !== b[field]);
  return [...new Set(differ.map((field) => (field === 'level' ? 'window' : field)))].join();
}
