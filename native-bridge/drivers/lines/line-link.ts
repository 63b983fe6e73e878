import { BridgeError } from '../../errors.ts';
import type { Timers } from '../../transport/timers.ts';
import type { Connection } from '../../transport/transport.ts';
import { type Framed, type LineFormat, LineFramer } from './line-framer.ts';

/** Calls come one at a time; the link is not read while one runs. */
export interface LineHandlers {
  framed(framed: Framed): void | Promise<void>;
  /** Every quarter of a second or so. */
  tick(): void | Promise<void>;
}

/** A connection as lines, with time, and with a flood held back at its sender. */
export class LineLink {
  readonly #connection: Connection;
  readonly #timers: Timers;
  readonly #framer: LineFramer;
  #stopped = false;
  #failure: { readonly cause: unknown } | undefined;
  #arrived: IteratorResult<Uint8Array> | undefined;
  #lines: Iterator<Framed, void> | undefined;
  /** Lines that may be taken before the next tick. */
  #allowance = burst;
  #flooded = false;
  #tickDue = false;
  #busy = false;
  #wake: () => void = () => {};
  #cancelTick: () => void = () => {};
  #attended = 0;
  #lastTick = 0;
  #heardAt = 0;

  constructor(connection: Connection, timers: Timers, format: LineFormat) {
    this.#connection = connection;
    this.#timers = timers;
    this.#framer = new LineFramer(format);
  }

  /**
   * Milliseconds spent ready to read. Time in a handler is not counted, and a process that was suspended counts as
   * one tick: a device is only silent while it was listened to.
   */
  get attended(): number {
    return this.#attended;
  }

  /** Attended milliseconds since `noteHeard`. */
  get silentFor(): number {
    return this.#attended - this.#heardAt;
  }

  /** More came than is taken, and the sender was held back; over when there is room again for all that may come. */
  get flooded(): boolean {
    return this.#flooded;
  }

  get skippedBytes(): number {
    return this.#framer.skippedBytes;
  }

  /** Resolves after `stop`. Throws what a handler threw, and BridgeError when the connection failed or ended. */
  async run(handlers: LineHandlers): Promise<void> {
    const chunks = this.#connection.incoming[Symbol.asyncIterator]();
    this.#lastTick = this.#timers.now();
    this.#armTick();
    this.#ask(chunks);
    try {
      while (!this.#stopped) {
        await this.#somethingToDo();
        if (this.#stopped) break;
        this.#busy = true;
        await this.#handle(chunks, handlers);
        this.#busy = false;
      }
    } finally {
      this.#stopped = true;
      this.#cancelTick();
    }
  }

  /** The device has just been heard. */
  noteHeard(): void {
    this.#heardAt = this.#attended;
  }

  /** Ends `run` when the handler that is running, if any, returns. */
  stop(): void {
    this.#stopped = true;
    this.#wake();
  }

  /** Sends without waiting; a link that cannot take it fails in `run`. */
  post(bytes: Uint8Array): void {
    this.#connection.write(bytes).catch((cause: unknown) => this.#fail(cause));
  }

  async #handle(chunks: AsyncIterator<Uint8Array>, handlers: LineHandlers): Promise<void> {
    if (this.#tickDue) {
      this.#tickDue = false;
      if (this.#allowance <= 0) this.#flooded = true;
      this.#allowance = Math.min(burst, this.#allowance + linesPerTick);
      if (this.#allowance === burst) this.#flooded = false;
      await handlers.tick();
    } else if (this.#lines !== undefined) {
      await this.#takeLines(chunks, handlers);
    } else if (this.#arrived !== undefined) {
      const arrived = this.#arrived;
      this.#arrived = undefined;
      if (arrived.done) throw closedByPeer(this.#connection.address);
      // Bytes that never become a line have their price too.
      this.#allowance -= arrived.value.length / bytesForALine;
      this.#lines = this.#framer.push(arrived.value);
    } else if (this.#failure !== undefined) {
      throw this.#failure.cause;
    }
  }

  async #takeLines(chunks: AsyncIterator<Uint8Array>, handlers: LineHandlers): Promise<void> {
    while (this.#lines !== undefined && this.#allowance > 0 && !this.#stopped) {
      const next = this.#lines.next();
      if (next.done) {
        this.#lines = undefined;
        this.#ask(chunks);
      } else {
        this.#allowance -= 1;
        const taken = handlers.framed(next.value);
        if (taken !== undefined) await taken;
      }
    }
  }

  #ask(chunks: AsyncIterator<Uint8Array>): void {
    chunks.next().then(
      (result) => {
        this.#arrived = result;
        this.#wake();
      },
      (cause: unknown) => this.#fail(cause),
    );
  }

  #fail(cause: unknown): void {
    this.#failure ??= { cause };
    this.#wake();
  }

  #somethingToDo(): Promise<void> | undefined {
    const waits = this.#lines === undefined || this.#allowance <= 0;
    const idle = this.#lines !== undefined || (this.#arrived === undefined && this.#failure === undefined);
    if (this.#stopped || this.#tickDue || !waits || !idle) return;
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #armTick(): void {
    this.#cancelTick = this.#timers.after(tickMs, () => {
      const now = this.#timers.now();
      if (!this.#busy) this.#attended += Math.min(now - this.#lastTick, 2 * tickMs);
      this.#lastTick = now;
      this.#tickDue = true;
      this.#armTick();
      this.#wake();
    });
  }
}

const tickMs = 250;
/** 500 lines a second: ten times what the busiest scales print. */
const linesPerTick = 125;
const burst = 1000;
const bytesForALine = 1024;

function closedByPeer(address: string): BridgeError {
  return new BridgeError('LINK_CLOSED', `The other end closed the link ${address}.`, {
    details: { address },
  });
}
