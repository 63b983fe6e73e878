import { BridgeError } from '../errors.ts';
import { systemTimers, type Timers } from './timers.ts';
import type { Connection } from './transport.ts';

/** What befalls the bytes of one direction, piece by piece and in order; a piece is what was written or read at once. */
export interface LinkFaults {
  /** Milliseconds that each piece takes: one number, or from … to. */
  readonly delayMs?: number | readonly [from: number, to: number];
  /** Pieces are cut into such as are no longer. */
  readonly splitBytes?: number;
  /** Shares of the pieces, 0 to 1: that are lost, that have one bit turned, that come twice. */
  readonly loss?: number;
  readonly damage?: number;
  readonly duplicate?: number;
  /** After so many bytes the link breaks, in the middle of a piece if need be. */
  readonly cutAfterBytes?: number;
  /** After so many bytes nothing comes through any more, and nobody is told: writes succeed, reads wait. */
  readonly halfOpenAfterBytes?: number;
}

export interface FaultyLinkOptions {
  readonly incoming?: LinkFaults;
  readonly outgoing?: LinkFaults;
  /** From 0 to below 1; a seeded one makes a run repeatable. */
  readonly random?: () => number;
  readonly timers?: Timers;
}

export interface FaultyConnection extends Connection {
  /** Breaks the link now: reading fails with LINK_FAILED, writing with LINK_CLOSED. */
  cut(): void;
  /** From now on nothing comes through in either direction, and nobody is told. */
  halfOpen(): void;
}

/** `connection` with faults of its own. Closing closes both. */
export function faultyLink(connection: Connection, options: FaultyLinkOptions = {}): FaultyConnection {
  return new FaultyLink(connection, options);
}

class FaultyLink implements FaultyConnection {
  readonly address: string;
  readonly incoming: AsyncIterable<Uint8Array>;
  readonly #inner: Connection;
  readonly #outgoing: Direction;
  readonly #over = Promise.withResolvers<'cut' | 'closed'>();
  #state: 'open' | 'half-open' | 'cut' | 'closed' = 'open';
  #writes: Promise<void> = Promise.resolve();

  constructor(inner: Connection, options: FaultyLinkOptions) {
    const { incoming = {}, outgoing = {}, random = Math.random, timers = systemTimers } = options;
    this.#inner = inner;
    this.address = inner.address;
    this.#outgoing = new Direction(outgoing, random, timers);
    this.incoming = this.#read(new Direction(incoming, random, timers));
  }

  write(bytes: Uint8Array): Promise<void> {
    const copy = Uint8Array.from(bytes);
    const written = this.#writes.then(() => this.#write(copy));
    this.#writes = written.catch(() => {});
    return written;
  }

  cut(): void {
    if (this.#state === 'closed' || this.#state === 'cut') return;
    this.#state = 'cut';
    this.#over.resolve('cut');
    void this.#inner.close();
  }

  halfOpen(): void {
    if (this.#state === 'open') this.#state = 'half-open';
  }

  async close(): Promise<void> {
    if (this.#state !== 'cut') this.#state = 'closed';
    this.#over.resolve('closed');
    await this.#inner.close();
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (const piece of this.#outgoing.pieces(bytes)) {
      if (this.#state === 'cut' || this.#state === 'closed') throw linkClosed(this.address);
      if (!(await this.#passes(piece))) continue;
      await this.#inner.write(piece.bytes);
    }
    if (this.#state === 'cut') throw linkClosed(this.address);
  }

  async *#read(direction: Direction): AsyncGenerator<Uint8Array> {
    const reading = this.#inner.incoming[Symbol.asyncIterator]();
    for (;;) {
      const next = await Promise.race([this.#over.promise, reading.next()]);
      if (next === 'closed') return;
      if (next === 'cut') throw broken(this.address);
      if (this.#state === 'half-open') {
        // What is read is gone; the end of the other side is not seen either.
        if (next.done && (await this.#over.promise) === 'closed') return;
        if (next.done) throw broken(this.address);
        continue;
      }
      if (next.done) return;
      for (const piece of direction.pieces(Uint8Array.from(next.value))) {
        const passes = await this.#passes(piece);
        if (this.#state === 'cut') throw broken(this.address);
        if (this.#state === 'closed') return;
        if (passes) yield piece.bytes;
      }
    }
  }

  /** Waits its time, and tells whether the piece goes on. */
  async #passes({ wait, fate }: Piece): Promise<boolean> {
    if (wait !== null) await Promise.race([wait(), this.#over.promise]);
    if (fate === 'half-open') this.halfOpen();
    if (fate === 'cut') this.cut();
    return fate === 'passes' && this.#state === 'open';
  }
}

interface Piece {
  readonly bytes: Uint8Array;
  readonly wait: (() => Promise<void>) | null;
  readonly fate: 'passes' | 'cut' | 'half-open';
}

class Direction {
  readonly #faults: LinkFaults;
  readonly #random: () => number;
  readonly #timers: Timers;
  #passed = 0;

  constructor(faults: LinkFaults, random: () => number, timers: Timers) {
    this.#faults = faults;
    this.#random = random;
    this.#timers = timers;
  }

  *pieces(bytes: Uint8Array): Generator<Piece> {
    const { splitBytes = bytes.length, loss = 0, damage = 0, duplicate = 0 } = this.#faults;
    const step = Math.max(1, splitBytes);
    for (let at = 0; at < bytes.length; at += step) {
      const part = bytes.slice(at, at + step);
      if (this.#random() < loss) continue;
      if (this.#random() < damage) {
        const bit = Math.floor(this.#random() * part.length * 8);
        part[bit >> 3]! ^= 1 << (bit & 7);
      }
      yield* this.#upToTheEnd(part);
      if (this.#random() < duplicate) yield* this.#upToTheEnd(part);
    }
  }

  *#upToTheEnd(bytes: Uint8Array): Generator<Piece> {
    const { cutAfterBytes = Infinity, halfOpenAfterBytes = Infinity } = this.#faults;
    const left = Math.max(0, Math.min(cutAfterBytes, halfOpenAfterBytes) - this.#passed);
    this.#passed += bytes.length;
    const wait = this.#wait();
    if (left > 0) yield { bytes: bytes.subarray(0, left), wait, fate: 'passes' };
    if (left < bytes.length) {
      yield { bytes, wait: null, fate: cutAfterBytes <= halfOpenAfterBytes ? 'cut' : 'half-open' };
    }
  }

  #wait(): (() => Promise<void>) | null {
    const { delayMs } = this.#faults;
    if (delayMs === undefined) return null;
    const [from, to] = typeof delayMs === 'number' ? [delayMs, delayMs] : delayMs;
    const ms = from + (to - from) * this.#random();
    return () => new Promise((resolve) => this.#timers.after(ms, resolve));
  }
}

function broken(address: string): BridgeError {
  return new BridgeError('LINK_FAILED', `The link to ${address} broke: it was cut.`, {
    details: { address, why: 'cut' },
  });
}

function linkClosed(address: string): BridgeError {
  return new BridgeError('LINK_CLOSED', `The link to ${address} is closed.`, { details: { address } });
}
