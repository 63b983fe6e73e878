import { Worker } from 'node:worker_threads';
import { threadEnvironment } from '../../native-bridge/thread-environment.ts';
import type { Clock } from '../clock.ts';
import { StationError } from '../errors.ts';
import type { FiguresReply, FiguresRequest, FiguresSetting, LongWork } from './figures-protocol.ts';

type Asked<Name extends keyof LongWork> = Parameters<LongWork[Name]>;
type Answer<Name extends keyof LongWork> = Awaited<ReturnType<LongWork[Name]>>;

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (fault: unknown) => void;
}

/**
 * Works out figures of long periods in a thread of its own, on a connection of its own that only reads, so that a year's
 * report keeps no officer's decision waiting. The thread starts with the first of them and anew after a fall; it takes one
 * after the other. Every call rejects with what `Figures` throws, or with Error where the thread falls or is closed.
 */
export class FiguresThread {
  readonly #setting: FiguresSetting;
  readonly #clock: Pick<Clock, 'utc'>;
  #worker: Worker | null = null;
  #lastId = 0;
  readonly #pending = new Map<number, Pending>();

  constructor(setting: FiguresSetting, clock: Pick<Clock, 'utc'>) {
    this.#setting = setting;
    this.#clock = clock;
  }

  call<Name extends keyof LongWork>(task: Name, ...asked: Asked<Name>): Promise<Answer<Name>> {
    const worker = this.#running();
    const id = ++this.#lastId;
    return new Promise<Answer<Name>>((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as Pending['resolve'], reject });
      worker.ref();
      worker.postMessage({ id, now: this.#clock.utc(), task, asked } as unknown as FiguresRequest);
    });
  }

  /** Resolves when the thread has let go of the journal's file. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker === null) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.ref();
    worker.postMessage('end');
    await ended;
  }

  #running(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(workerFile(), { workerData: this.#setting, env: threadEnvironment() });
    this.#worker = worker;
    let fall: unknown = null;
    worker.on('message', (reply: FiguresReply) => this.#onReply(reply));
    worker.on('error', (error) => {
      fall = error;
    });
    worker.on('exit', () => {
      this.#worker = null;
      const why = fall ?? new Error('The thread that works out figures has ended.');
      for (const { reject } of this.#pending.values()) reject(why);
      this.#pending.clear();
    });
    return worker;
  }

  #onReply(reply: FiguresReply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (this.#pending.size === 0) this.#worker?.unref();
    if ('value' in reply) pending?.resolve(reply.value);
    else {
      const { code, message, details = {} } = reply.fault;
      pending?.reject(code === undefined ? new Error(message) : new StationError(code, message, { details }));
    }
  }
}

/** From source the worker is a `.ts` file; in a bundle it is the `.js` file built beside the one this is in. */
function workerFile(): URL {
  const here = import.meta.url;
  return new URL(here.endsWith('.ts') ? 'figures-worker.ts' : 'figures-worker.js', here);
}
