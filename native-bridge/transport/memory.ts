import { BridgeError } from '../errors.ts';
import { ChunkReader } from './chunk-reader.ts';
import type { Connection } from './transport.ts';

/** What an in-memory link does to bytes on their way. Without it they arrive as they were written. */
export interface MemoryLinkOptions {
  /** Bytes that may be under way in each direction before a writer waits, as in an operating system's buffer. */
  readonly capacity?: number;
  /**
   * Called for each write with the side that wrote and a copy of the bytes: returns what arrives, piece by
   * piece; an empty list loses the write. Delay and damage are made here.
   */
  readonly carry?: (
    bytes: Uint8Array,
    from: 'a' | 'b',
  ) => readonly Uint8Array[] | Promise<readonly Uint8Array[]>;
}

/** Two ends of one link inside this process. Closing an end ends the reading of both. */
export function memoryPair(options: MemoryLinkOptions = {}): {
  readonly a: Connection;
  readonly b: Connection;
} {
  const toB = new Direction(options, 'a');
  const toA = new Direction(options, 'b');
  const end = (address: string, out: Direction, into: Direction): Connection => ({
    address,
    incoming: into.reader,
    write: (bytes) => out.write(bytes),
    close: async () => {
      into.stopReading();
      await out.finish();
    },
  });
  return { a: end('memory:a', toB, toA), b: end('memory:b', toA, toB) };
}

/** Bytes going one way. */
class Direction {
  readonly reader: ChunkReader;
  readonly #capacity: number;
  readonly #carry: NonNullable<MemoryLinkOptions['carry']>;
  readonly #from: 'a' | 'b';
  #queue: Uint8Array[] = [];
  #queued = 0;
  #wanted = false;
  #writable = true;
  #draining = false;
  #writes: Promise<void> = Promise.resolve();
  #room: (() => void)[] = [];

  constructor(options: MemoryLinkOptions, from: 'a' | 'b') {
    this.#capacity = options.capacity ?? 1 << 16;
    this.#carry = options.carry ?? ((bytes) => [bytes]);
    this.#from = from;
    this.reader = new ChunkReader(() => {
      this.#wanted = true;
      this.#deliver();
    });
  }

  write(bytes: Uint8Array): Promise<void> {
    if (!this.#writable) return Promise.reject(closed());
    const copy = Uint8Array.from(bytes);
    const written = this.#writes.then(() => this.#put(copy));
    this.#writes = written.catch(() => {});
    return written;
  }

  /** No more writes; the other end reads what is under way and then its end. */
  async finish(): Promise<void> {
    this.#writable = false;
    this.#release();
    await this.#writes;
    this.#draining = true;
    this.#deliver();
  }

  stopReading(): void {
    this.#writable = false;
    this.#queue = [];
    this.#queued = 0;
    this.reader.stop();
    this.#release();
  }

  async #put(bytes: Uint8Array): Promise<void> {
    const pieces = await this.#carry(bytes, this.#from);
    for (const piece of pieces) {
      this.#queue.push(piece);
      this.#queued += piece.length;
      this.#deliver();
      while (this.#queued > this.#capacity && this.#writable) {
        await new Promise<void>((resolve) => this.#room.push(resolve));
      }
    }
  }

  #deliver(): void {
    // In a task of its own, as bytes from an operating system come: a reader never runs inside a writer's call.
    setImmediate(() => {
      if (this.#wanted && this.#queue.length > 0) {
        const chunk = this.#queue.shift() as Uint8Array;
        this.#queued -= chunk.length;
        this.#wanted = false;
        this.reader.push(chunk);
        this.#release();
      }
      if (this.#draining && this.#queue.length === 0) this.reader.end();
    });
  }

  #release(): void {
    const waiting = this.#room;
    this.#room = [];
    for (const resolve of waiting) resolve();
  }
}

function closed(): BridgeError {
  return new BridgeError('LINK_CLOSED', 'The in-memory link is closed.');
}
