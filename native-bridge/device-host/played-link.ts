import { BridgeError } from '../errors.ts';
import { ChunkReader } from '../transport/chunk-reader.ts';
import type { Connection } from '../transport/transport.ts';

/** Where a driver writes something else than was recorded. Hexadecimal, a few bytes from there on. */
export interface WriteDifference {
  readonly atByte: number;
  readonly recorded: string;
  readonly written: string;
}

const shownBytes = 16;
/** One side writes so much and the other nothing: they are not the same. */
const furthestAhead = 1 << 20;

/** A connection whose other end is a recording. */
export class PlayedLink implements Connection {
  readonly address: string;
  readonly incoming: AsyncIterable<Uint8Array>;
  /** Bytes so far: handed to the driver, written by it, and written when it was recorded. */
  given = 0;
  written = 0;
  expected = 0;
  difference: WriteDifference | null = null;
  readonly #reader: ChunkReader;
  #asked = Promise.withResolvers<void>();
  #open = true;
  /** What one side has and the other has not yet. */
  #ahead: { readonly of: 'recorded' | 'written'; bytes: Buffer } = { of: 'recorded', bytes: Buffer.alloc(0) };

  constructor(address: string) {
    this.address = address;
    this.#reader = new ChunkReader(() => this.#asked.resolve());
    this.incoming = this.#reader;
  }

  /** Resolves when the driver has asked for more and has these. */
  async give(bytes: Uint8Array): Promise<void> {
    await this.#asked.promise;
    this.#asked = Promise.withResolvers();
    this.given += bytes.length;
    this.#reader.push(Uint8Array.from(bytes));
  }

  end(fault: unknown): void {
    this.#reader.end(fault ?? undefined);
  }

  expect(bytes: Uint8Array): void {
    this.expected += bytes.length;
    this.#compare('recorded', bytes);
  }

  /** What one side has and the other has not is a difference now. */
  settle(): void {
    const { of, bytes } = this.#ahead;
    if (bytes.length > 0) this.#differ(Math.min(this.written, this.expected), { [of]: bytes });
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (!this.#open) throw closedLink(this.address);
    this.written += bytes.length;
    this.#compare('written', bytes);
  }

  async close(): Promise<void> {
    this.#open = false;
    this.#reader.stop();
  }

  #compare(of: 'recorded' | 'written', bytes: Uint8Array): void {
    if (this.difference !== null) return;
    const ahead = this.#ahead;
    if (ahead.of === of || ahead.bytes.length === 0) {
      this.#ahead = { of, bytes: Buffer.concat([ahead.bytes, bytes]) };
      if (this.#ahead.bytes.length > furthestAhead) this.settle();
      return;
    }
    const before = (of === 'written' ? this.written : this.expected) - bytes.length;
    const length = Math.min(ahead.bytes.length, bytes.length);
    const at = ahead.bytes.findIndex((byte, i) => i < length && byte !== bytes[i]);
    if (at >= 0) {
      this.#differ(before + at, {
        [ahead.of]: ahead.bytes.subarray(at),
        [of]: Buffer.from(bytes.subarray(at)),
      });
    } else if (length < bytes.length) this.#ahead = { of, bytes: Buffer.from(bytes.subarray(length)) };
    else this.#ahead = { of: ahead.of, bytes: ahead.bytes.subarray(length) };
  }

  #differ(atByte: number, sides: { readonly recorded?: Buffer; readonly written?: Buffer }): void {
    const hex = (bytes?: Buffer) => (bytes ?? Buffer.alloc(0)).subarray(0, shownBytes).toString('hex');
    this.difference ??= { atByte, recorded: hex(sides.recorded), written: hex(sides.written) };
    this.#ahead = { of: 'recorded', bytes: Buffer.alloc(0) };
  }
}

function closedLink(address: string): BridgeError {
  return new BridgeError('LINK_CLOSED', `The link to ${address} is closed.`, { details: { address } });
}
