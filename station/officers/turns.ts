/** Runs one thing after the other, and refuses more than a few that wait. */
export class Turns {
  readonly #mostWaiting: number;
  readonly #refusal: () => Error;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(mostWaiting: number, refusal: () => Error) {
    this.#mostWaiting = mostWaiting;
    this.#refusal = refusal;
  }

  /** Throws what `refusal` gives when too many wait already. */
  async take<Result>(run: () => Promise<Result>): Promise<Result> {
    if (this.#waiting >= this.#mostWaiting) throw this.#refusal();
    this.#waiting += 1;
    const result = this.#last.then(run);
    this.#last = result.catch(() => undefined);
    try {
      return await result;
    } finally {
      this.#waiting -= 1;
    }
  }
}
