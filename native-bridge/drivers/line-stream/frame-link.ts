import { BridgeError } from '../../errors.ts';
import type { Timers } from '../../transport/timers.ts';
import type { Connection } from '../../transport/transport.ts';
import { encodeFrame, type Frame } from './frame.ts';
import { type Framed, Framer } from './framer.ts';
import { encodeMessage, type Message } from './messages.ts';
import { encodeStrip, type StripMessage } from './strip.ts';
import { timing } from './timing.ts';

/** Calls come one at a time; the link is not read while one runs. */
export interface FrameHandlers {
  frame(frame: Frame): void | Promise<void>;
  /** The stream was damaged here: at least one frame may be lost. */
  damage(): void | Promise<void>;
  /** Every quarter of a second or so, for whatever has become late. */
  tick(): void | Promise<void>;
}

/** What a link has been through, for logs and for whoever looks after it. */
export interface LinkStatistics {
  readonly frames: number;
  /** Frames whose numbers never came. */
  readonly lostFrames: number;
  readonly damagedPlaces: number;
  readonly skippedBytes: number;
}

/** One end of the protocol below its messages, the same for station and device: frames out, frames in, time. */
export class FrameLink {
  readonly #connection: Connection;
  readonly #timers: Timers;
  readonly #framer = new Framer();
  #outSequence = 0;
  /** Frames that were posted and that the operating system does not have yet. */
  #posted = 0;
  #inSequence: number | undefined;
  #frames = 0;
  #lostFrames = 0;
  #damagedPlaces = 0;

  #stopped = false;
  #failure: { readonly cause: unknown } | undefined;
  #arrived: IteratorResult<Uint8Array> | undefined;
  #tickDue = false;
  #busy = false;
  #wake: () => void = () => {};
  #cancelTick: () => void = () => {};

  #attended = 0;
  #lastTick = 0;
  #lastGood = 0;
  #frameBegan: number | undefined;
  #heartbeats = false;
  #lastHeartbeat = 0;

  constructor(connection: Connection, timers: Timers) {
    this.#connection = connection;
    this.#timers = timers;
  }

  /**
   * Milliseconds spent ready to read. Time in a handler is not counted, and a process that was suspended counts as
   * one tick: the other end is only late when it was listened to.
   */
  get attended(): number {
    return this.#attended;
  }

  /** Attended milliseconds since the last good frame. */
  get silentFor(): number {
    return this.#attended - this.#lastGood;
  }

  /** So much damage without a good frame between that this is not our protocol, or not this baud rate. */
  get hopeless(): boolean {
    return (
      this.#framer.damagedSinceGood > maxDamagedFrames || this.#framer.skippedSinceGood > maxSkippedBytes
    );
  }

  get statistics(): LinkStatistics {
    return {
      frames: this.#frames,
      lostFrames: this.#lostFrames,
      damagedPlaces: this.#damagedPlaces,
      skippedBytes: this.#framer.skippedBytes,
    };
  }

  /** Resolves after `stop`. Throws what a handler threw, and BridgeError when the connection failed or ended. */
  async run(handlers: FrameHandlers): Promise<void> {
    const chunks = this.#connection.incoming[Symbol.asyncIterator]();
    this.#lastTick = this.#timers.now();
    this.#armTick();
    this.#ask(chunks);
    try {
      while (!this.#stopped) {
        await this.#somethingToDo();
        this.#busy = true;
        if (!this.#stopped) await this.#handle(chunks, handlers);
        this.#busy = false;
      }
    } finally {
      this.#stopped = true;
      this.#cancelTick();
    }
  }

  /** Ends `run` when the handler that is running, if any, returns. */
  stop(): void {
    this.#stopped = true;
    this.#wake();
  }

  /** Begins to say, once a second, that this end is alive: also while a handler runs. */
  beginHeartbeats(): void {
    this.#heartbeats = true;
  }

  endHeartbeats(): void {
    this.#heartbeats = false;
  }

  /** Frames from now on are counted from here: a new session began. */
  beginCounting(sequence: number): void {
    this.#inSequence = (sequence + 1) >>> 0;
  }

  /** Sends without waiting; a link that cannot take it, or whose other end does not read, fails in `run`. */
  post(message: Message): void {
    if (this.#failure !== undefined) return;
    if (this.#posted >= maxPosted) {
      this.fail(notReading(this.#connection.address));
      return;
    }
    this.#posted += 1;
    this.send(message)
      .catch((cause: unknown) => this.fail(cause))
      .finally(() => {
        this.#posted -= 1;
      });
  }

  /** Resolves when the operating system has the frame. */
  async send(message: Message): Promise<void> {
    const { type, payload } = encodeMessage(message);
    await this.sendBytes(encodeFrame(type, this.nextSequence(), payload));
  }

  /** Resolves when the operating system has the frame. */
  async sendStrip(strip: StripMessage): Promise<void> {
    await this.sendBytes(encodeStrip(this.nextSequence(), strip).frame);
  }

  /** Bytes as they are, whole frames or not. */
  sendBytes(bytes: Uint8Array): Promise<void> {
    return this.#connection.write(bytes);
  }

  nextSequence(): number {
    const sequence = this.#outSequence;
    this.#outSequence = (sequence + 1) >>> 0;
    return sequence;
  }

  /** Makes `run` throw. */
  fail(cause: unknown): void {
    this.#failure ??= { cause };
    this.#wake();
  }

  async #handle(chunks: AsyncIterator<Uint8Array>, handlers: FrameHandlers): Promise<void> {
    const arrived = this.#arrived;
    if (arrived !== undefined) {
      if (arrived.done) throw closedByPeer(this.#connection.address);
      await this.#take(this.#framer.push(arrived.value), handlers);
      this.#arrived = undefined;
      this.#ask(chunks);
    }
    if (this.#tickDue && !this.#stopped) {
      this.#tickDue = false;
      if (this.#frameBegan !== undefined && this.#attended - this.#frameBegan > timing.frame) {
        this.#frameBegan = undefined;
        await this.#take(this.#framer.abandon(), handlers);
      }
      await handlers.tick();
    }
    if (this.#failure !== undefined && this.#arrived === undefined) throw this.#failure.cause;
  }

  async #take(framed: Iterable<Framed>, handlers: FrameHandlers): Promise<void> {
    for (const item of framed) {
      if (item.kind === 'damage') {
        this.#damagedPlaces += 1;
        await handlers.damage();
      } else {
        this.#count(item.frame.sequence);
        this.#lastGood = this.#attended;
        this.#frameBegan = undefined;
        await handlers.frame(item.frame);
      }
      if (this.#stopped) return;
    }
    this.#frameBegan = this.#framer.unfinished ? (this.#frameBegan ?? this.#attended) : undefined;
  }

  #count(sequence: number): void {
    this.#frames += 1;
    const expected = this.#inSequence;
    if (expected === undefined) return;
    const ahead = (sequence - expected) >>> 0;
    // A number from the past is a repeated frame or one out of order, and says nothing of what is to come.
    if (ahead >= 2 ** 31) return;
    this.#lostFrames += ahead;
    this.#inSequence = (sequence + 1) >>> 0;
  }

  #ask(chunks: AsyncIterator<Uint8Array>): void {
    chunks.next().then(
      (result) => {
        this.#arrived = result;
        this.#wake();
      },
      (cause: unknown) => this.fail(cause),
    );
  }

  #somethingToDo(): Promise<void> | undefined {
    if (this.#stopped || this.#tickDue || this.#arrived !== undefined || this.#failure !== undefined) return;
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #armTick(): void {
    this.#cancelTick = this.#timers.after(tickMs, () => {
      const now = this.#timers.now();
      if (!this.#busy) this.#attended += Math.min(now - this.#lastTick, 2 * tickMs);
      this.#lastTick = now;
      if (this.#heartbeats && now - this.#lastHeartbeat >= timing.heartbeat - tickMs / 2) {
        this.#lastHeartbeat = now;
        this.post({ kind: 'heartbeat', uptimeMs: Math.floor(now) >>> 0 });
      }
      this.#tickDue = true;
      this.#armTick();
      this.#wake();
    });
  }
}

const tickMs = 250;
const maxDamagedFrames = 32;
const maxSkippedBytes = 8 << 20;
/** In order, a handful waits at most: an answer to each request, and the heartbeats of a few seconds. */
const maxPosted = 1000;

function closedByPeer(address: string): BridgeError {
  return new BridgeError('LINK_CLOSED', `The other end closed the link ${address}.`, {
    details: { address },
  });
}

function notReading(address: string): BridgeError {
  const why = 'the other end sends and does not read';
  return new BridgeError('LINK_CLOSED', `The link to ${address} was given up: ${why}.`, {
    details: { address, why },
  });
}
