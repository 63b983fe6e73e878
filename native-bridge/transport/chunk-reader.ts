/**
 * The reading side of a connection: a source that pushes on one side, one patient reader on the other.
 * The source is told to go on only when the reader asks for more, so at most one chunk waits here.
 */
export class ChunkReader implements AsyncIterable<Uint8Array> {
  #chunks: Uint8Array[] = [];
  #ended = false;
  #failure: unknown;
  #waiting: { resolve(result: IteratorResult<Uint8Array>): void; reject(failure: unknown): void } | undefined;
  readonly #wantMore: () => void;

  /** `wantMore` is called each time the reader asks and nothing is there: resume the source. */
  constructor(wantMore: () => void) {
    this.#wantMore = wantMore;
  }

  /** True when the source must now pause until `wantMore`; false when nobody reads any more. */
  push(chunk: Uint8Array): boolean {
    if (this.#ended) return false;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) this.#chunks.push(chunk);
    else waiting.resolve({ done: false, value: chunk });
    return true;
  }

  /** Ends the reading; with a failure, the reader gets it once after what was already pushed. */
  end(failure?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) return;
    this.#failure = undefined;
    if (failure === undefined) waiting.resolve({ done: true, value: undefined });
    else waiting.reject(failure);
  }

  /** Ends the reading and drops what was not read: the reader's own side closed. */
  stop(): void {
    this.#chunks = [];
    this.end();
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return { next: () => this.#next() };
  }

  #next(): Promise<IteratorResult<Uint8Array>> {
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) return Promise.resolve({ done: false, value: chunk });
    if (this.#ended) {
      const failure = this.#failure;
      this.#failure = undefined;
      return failure === undefined
        ? Promise.resolve({ done: true, value: undefined })
        : Promise.reject(failure);
    }
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#wantMore();
    });
  }
}
