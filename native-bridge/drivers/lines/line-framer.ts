/** How a device ends its lines, and how long they may be. */
export interface LineFormat {
  /** Bytes of a line, its end not counted. What is longer is garbage up to the next end. */
  readonly maxLength: number;
  /**
   * Bytes that each end a line; CR and LF without it. An empty line is none, so CRLF, LFCR and blank lines between
   * need no setting.
   */
  readonly ends?: readonly number[];
  /** A byte that begins a line wherever it stands, as SOH does: what was not ended before it is garbage. */
  readonly start?: number;
}

export type Framed =
  /** One character for each byte (Latin-1), without its end, its start and any NUL. */
  | { readonly kind: 'line'; readonly text: string }
  /** Bytes that are no line: too long, or broken off by a start. `sample` is how they began. */
  | { readonly kind: 'garbage'; readonly sample: string };

/**
 * Cuts bytes into lines, however they were cut into chunks on their way. It never fails, holds one line at most and
 * looks at each byte once; after garbage it finds the next line by its end or its start. NULs, as a break or a plug in
 * a serial line makes them, are left out.
 */
export class LineFramer {
  readonly #kinds: Uint8Array;
  readonly #line: Buffer;
  #length = 0;
  #skipping = false;
  #skippedBytes = 0;

  constructor({ maxLength, ends = [carriageReturn, lineFeed], start }: LineFormat) {
    this.#line = Buffer.alloc(maxLength);
    this.#kinds = new Uint8Array(256);
    this.#kinds[0] = kinds.ignored;
    for (const byte of ends) this.#kinds[byte] = kinds.end;
    if (start !== undefined) this.#kinds[start] = kinds.start;
  }

  /** Bytes, of all so far, that were part of garbage. */
  get skippedBytes(): number {
    return this.#skippedBytes;
  }

  /** Take all that comes before the next push. The chunk is not kept. */
  *push(chunk: Uint8Array): Generator<Framed, void, undefined> {
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const kind = this.#kinds[chunk[at] as number];
      if (kind === kinds.ordinary) continue;
      if (this.#append(chunk.subarray(from, at))) yield this.#overlong();
      from = at + 1;
      if (kind === kinds.end) {
        if (this.#length > 0) yield { kind: 'line', text: this.#text(this.#length) };
      } else if (kind === kinds.start) {
        if (this.#length > 0) {
          this.#skippedBytes += this.#length;
          yield { kind: 'garbage', sample: this.#text(sampleLength) };
        }
      } else continue;
      this.#length = 0;
      this.#skipping = false;
    }
    if (this.#append(chunk.subarray(from))) yield this.#overlong();
  }

  /** True when with these bytes the line has just become too long. */
  #append(bytes: Uint8Array): boolean {
    if (this.#skipping) {
      this.#skippedBytes += bytes.length;
      return false;
    }
    const room = this.#line.length - this.#length;
    this.#line.set(bytes.length > room ? bytes.subarray(0, room) : bytes, this.#length);
    if (bytes.length > room) {
      this.#skippedBytes += this.#length + bytes.length;
      this.#length = this.#line.length;
      return true;
    }
    this.#length += bytes.length;
    return false;
  }

  #overlong(): Framed {
    const sample = this.#text(sampleLength);
    this.#length = 0;
    this.#skipping = true;
    return { kind: 'garbage', sample };
  }

  #text(most: number): string {
    return this.#line.toString('latin1', 0, Math.min(this.#length, most));
  }
}

/** What was received, for people: shortened, and with `·` for what cannot be printed. */
export function printable(text: string, most = 60): string {
  const shown = text.slice(0, most).replaceAll(/[^\x20-\x7e]/g, '·');
  return text.length > most ? `${shown}…` : shown;
}

const carriageReturn = 0x0d;
const lineFeed = 0x0a;
const sampleLength = 64;
const kinds = { ordinary: 0, end: 1, start: 2, ignored: 3 } as const;
