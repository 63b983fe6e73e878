import type { Painted } from './messages.ts';

/** Which of the looks that were asked for are on the canvas, and who waits for them. */
export class LooksPainted {
  #asked = 0;
  #last: Painted | null = null;
  #nothingToCome = false;
  #waiting: (() => boolean)[] = [];

  /** Another picture begins, or none: of that nothing is painted yet, and without one nothing will be. */
  begin(isThere: boolean): void {
    this.#last = null;
    this.#nothingToCome = !isThere;
  }

  /** Another look is asked for; answers its number. */
  next(): number {
    this.#asked += 1;
    return this.#asked;
  }

  hear(painted: Painted): void {
    this.#last = painted;
    this.#settle();
  }

  /** Nobody waits any longer. */
  end(): void {
    this.#nothingToCome = true;
    this.#settle();
  }

  /** Resolves when the look asked for last is on the canvas, as far as its tiles can be had, or nothing is to come. */
  settled(): Promise<void> {
    const serial = this.#asked;
    const isDone = () => this.#nothingToCome || (this.#last?.settled === true && this.#last.serial >= serial);
    if (isDone()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(() => {
        const done = isDone();
        if (done) resolve();
        return done;
      });
    });
  }

  #settle(): void {
    this.#waiting = this.#waiting.filter((isDone) => !isDone());
  }
}
