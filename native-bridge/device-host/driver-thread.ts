import { type MessagePort, Worker } from 'node:worker_threads';
import { threadEnvironment } from '../thread-environment.ts';
import type { Timers } from '../transport/timers.ts';
import type { Credit, FromDriver, ToDriver, WrittenWish } from './host-protocol.ts';

export interface ThreadOptions {
  /** The entry: calls `serveDrivers`. */
  readonly worker: URL;
  readonly timers: Timers;
  /** What the driver's code writes to its standard output and error, line by line. */
  readonly log: (line: string) => void;
  readonly limits: ThreadLimits;
}

export interface ThreadLimits {
  /** A thread that does not answer for so long hangs. */
  readonly hangMs: number;
  /** Objects, in megabytes. */
  readonly heapMB: number;
  /** Buffers and other memory outside the heap, in megabytes. */
  readonly buffersMB: number;
}

/** Why a thread is no more. */
export type ThreadEnd =
  | { readonly kind: 'hung'; readonly seconds: number }
  | { readonly kind: 'crashed'; readonly cause: Error };

export interface ThreadUser {
  readonly wish: WrittenWish;
  take(message: Exclude<FromDriver, { kind: 'ready' | 'pong' | 'log' }>): void;
  /** Once; nothing is taken afterwards. */
  ended(end: ThreadEnd): void;
}

const tickMs = 500;
/** Node and a driver's packages are loaded; on a computer that does much else at once this takes its time. */
const startMs = 30_000;
/** A driver that is held because it floods cannot answer; it is not held for ever. */
const heldMs = 60_000;
/** A thread that is ended while it waits for the operating system ends when that answers. */
const goneMs = 2_000;
/** Calls taken of a driver that does not wait for them: the next are taken when this time is over. */
const creditMs = 100;

/**
 * A worker thread that runs one driver at a time, watched: it is ended when it does not answer, when it takes too
 * much memory, and it is asked nothing more once it is idle. It keeps the process alive only while it runs a driver.
 */
export class DriverThread {
  /** Another run may begin. */
  usable = true;
  readonly #options: ThreadOptions;
  readonly #worker: Worker;
  readonly #exited: Promise<unknown>;
  #user: ThreadUser | null = null;
  #run = 0;
  #crash: Error | null = null;
  #started = false;
  #answered = true;
  #granted = false;
  #silentMs = 0;
  #unansweredMs = 0;
  #cancelTick = () => {};
  #credit: Credit = new Int32Array(new SharedArrayBuffer(4));
  #taken = 0;
  #cancelCredit: (() => void) | null = null;

  constructor(options: ThreadOptions) {
    this.#options = options;
    this.#worker = new Worker(options.worker, {
      env: threadEnvironment(),
      resourceLimits: { maxOldGenerationSizeMb: options.limits.heapMB },
    });
    this.#worker.on('message', (message: FromDriver) => this.#take(message));
    this.#worker.on('error', (fault) => {
      this.#crash = fault instanceof Error ? fault : new Error(String(fault));
    });
    this.#exited = new Promise((resolve) => this.#worker.once('exit', resolve));
    this.#worker.once('exit', (code) => {
      const cause = this.#crash ?? new Error(`its thread ended by itself, with code ${code}`);
      this.#end({ kind: 'crashed', cause });
    });
  }

  /** Begins a run. There is none under way, and the thread is usable. */
  begin(user: ThreadUser): void {
    this.#user = user;
    this.#run += 1;
    this.#taken = 0;
    this.#credit = new Int32Array(new SharedArrayBuffer(4));
    this.#worker.ref();
    this.#answered = true;
    this.#silentMs = 0;
    this.#unansweredMs = 0;
    this.#tickLater();
    this.say({ kind: 'run', run: this.#run, wish: user.wish, credit: this.#credit });
  }

  get run(): number {
    return this.#run;
  }

  say(message: ToDriver, transfer: readonly MessagePort[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  /** The run under way is over, and the thread waits for another. */
  rest(): void {
    this.#user = null;
    this.#cancelTick();
    this.#settleCredit();
    this.#worker.unref();
  }

  /** A call that its driver does not wait for was taken. */
  grant(): void {
    this.#taken += 1;
    this.#cancelCredit ??= this.#options.timers.after(creditMs, () => this.#settleCredit());
  }

  /** Ends the thread, whatever it does, and tells its user why. */
  async terminate(end: ThreadEnd): Promise<void> {
    this.#end(end);
    await this.#worker.terminate();
  }

  /** Resolves when the thread is no more, and what it had open is closed; or when that takes too long. */
  async gone(): Promise<void> {
    const late = Promise.withResolvers<void>();
    const cancel = this.#options.timers.after(goneMs, late.resolve);
    await Promise.race([this.#exited, late.promise]);
    cancel();
  }

  #take(message: FromDriver): void {
    if (message.kind === 'ready') this.#started = true;
    if (message.kind === 'ready' || message.kind === 'pong') this.#answered = true;
    else if (message.kind === 'log') this.#options.log(message.line);
    else if (message.run === this.#run) this.#user?.take(message);
  }

  #tickLater(): void {
    this.#cancelTick = this.#options.timers.after(tickMs, () => this.#tick());
  }

  /**
   * Time counts tick by tick, and a tick is late when this thread was busy: an answer that waits here meanwhile is
   * taken before the next, so a busy station never blames a driver.
   */
  #tick(): void {
    this.#tickLater();
    this.#weigh();
    const { limits } = this.#options;
    if (this.#answered) {
      this.#answered = false;
      this.#silentMs = 0;
      this.#unansweredMs = 0;
      if (this.#started) this.say({ kind: 'ping' });
      return;
    }
    this.#unansweredMs += tickMs;
    if (!this.#granted) this.#silentMs += tickMs;
    this.#granted = false;
    const patience = this.#started ? limits.hangMs : startMs;
    if (this.#silentMs >= patience || this.#unansweredMs >= heldMs) {
      void this.terminate({ kind: 'hung', seconds: this.#unansweredMs / 1000 });
    }
  }

  /** The limit of the heap is kept by Node; buffers lie outside. Told even by a thread that never rests. */
  #weigh(): void {
    const { buffersMB } = this.#options.limits;
    this.#worker.getHeapStatistics().then(
      ({ external_memory: bytes }) => {
        if (this.#user === null || bytes <= buffersMB * 1e6) return;
        const cause = new Error(`it held more than ${buffersMB} MB`);
        void this.terminate({ kind: 'crashed', cause });
      },
      () => {},
    );
  }

  #settleCredit(): void {
    this.#cancelCredit?.();
    this.#cancelCredit = null;
    Atomics.store(this.#credit, 0, this.#taken | 0);
    Atomics.notify(this.#credit, 0);
    this.#granted = true;
  }

  #end(end: ThreadEnd): void {
    this.usable = false;
    const user = this.#user;
    this.rest();
    user?.ended(end);
  }
}
