import { Worker } from 'node:worker_threads';
import { BridgeError } from '../../errors.ts';
import { threadEnvironment } from '../../thread-environment.ts';
import { fromWire } from '../imaging-protocol.ts';
import type { ImportJob, ImportMessage } from './import-protocol.ts';
import { timedOut, tooLarge, unreadable } from './refusals.ts';

/** How long a file may take, on the clock of the thread that asks. */
export interface ImportTimes {
  /** For a file that yields nothing. */
  readonly baseMs: number;
  /** More for each MiB of the file. */
  readonly perFileMiB: number;
  /** More for each MiB of pixels that has become ready. */
  readonly perPixelMiB: number;
  /** For the thread to start, and for a codec to load: no work on the file. */
  readonly apartMs: number;
}

/**
 * A small file that yields nothing is given up after 1.5 s, which with the end of its thread is within 2 s. A file of
 * 37 MB that yields its 37 MB has 24 s, some thirty times what it takes.
 */
export const usualTimes: ImportTimes = { baseMs: 1500, perFileMiB: 500, perPixelMiB: 100, apartMs: 20_000 };

export interface ImportThreadOptions {
  readonly signal?: AbortSignal | undefined;
  readonly times?: ImportTimes | undefined;
  /** The thread's file; a test puts one here that hangs. */
  readonly worker?: URL | undefined;
}

/** What the thread hands back when it did not fail. */
export type ImportResult = Extract<ImportMessage, { kind: 'picture' | 'report' }>;

/** One at a time, so that the bound on memory holds for all of them together. */
let queue: Promise<unknown> = Promise.resolve();

/**
 * Decodes a file in a thread of its own, which is ended when it takes too long or too much memory.
 * Rejects with BridgeError, or with the signal's reason.
 */
export function runImport(
  job: Omit<ImportJob, 'yielded'>,
  options: ImportThreadOptions = {},
): Promise<ImportResult> {
  const turn = queue.then(() => {
    options.signal?.throwIfAborted();
    return new ImportThread(job, options).result;
  });
  queue = turn.catch(() => {});
  return turn;
}

/** Heap for what is not pixels: a decoder needs a few MB. Pixels are in buffers, which `budget.ts` bounds. */
const resourceLimits = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 };
const checkMs = 50;

class ImportThread {
  readonly result: Promise<ImportResult>;
  readonly #times: ImportTimes;
  readonly #yielded = new SharedArrayBuffer(4);
  readonly #worker: Worker;
  /** Null while what is done does not count. */
  #since: number | null = null;
  #apartSince = performance.now();
  #fileMiB = 0;

  constructor(job: Omit<ImportJob, 'yielded'>, { signal, times, worker }: ImportThreadOptions) {
    this.#times = times ?? usualTimes;
    this.#worker = new Worker(worker ?? workerFile(), {
      workerData: { ...job, yielded: this.#yielded } satisfies ImportJob,
      env: threadEnvironment(),
      resourceLimits,
      // A library's chatter about a foreign file is nobody's.
      stdout: true,
      stderr: true,
    });
    this.result = this.#run(signal).finally(() => this.#worker.terminate());
  }

  async #run(signal: AbortSignal | undefined): Promise<ImportResult> {
    const { promise, resolve, reject } = Promise.withResolvers<ImportResult>();
    const timer = setInterval(() => {
      const seconds = this.#overdue();
      if (seconds !== null) reject(timedOut(seconds));
    }, checkMs);
    const onAbort = () => reject(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    this.#worker.on('message', (message: ImportMessage) => {
      if (message.kind === 'opened') this.#opened(message.fileBytes);
      else if (message.kind === 'apart') this.#setApart(message.begins);
      else if (message.kind === 'failed') reject(fromWire(message.error, damaged));
      else resolve(message);
    });
    this.#worker.on('error', (error) => reject(crashed(error)));
    this.#worker.on('exit', () => reject(unreadable('what reads it ended')));
    try {
      return await promise;
    } finally {
      clearInterval(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  #opened(fileBytes: number): void {
    this.#fileMiB = fileBytes / (1024 * 1024);
    this.#since = performance.now();
  }

  /** The clock begins anew behind it. */
  #setApart(begins: boolean): void {
    this.#apartSince = performance.now();
    this.#since = begins ? null : performance.now();
  }

  /** Seconds it has taken, when they are too many. */
  #overdue(): number | null {
    const { baseMs, perFileMiB, perPixelMiB, apartMs } = this.#times;
    const pixelMiB = Atomics.load(new Int32Array(this.#yielded), 0) / 1024;
    const allowed =
      this.#since === null ? apartMs : baseMs + perFileMiB * this.#fileMiB + perPixelMiB * pixelMiB;
    const taken = performance.now() - (this.#since ?? this.#apartSince);
    return taken > allowed ? Math.round(taken / 100) / 10 : null;
  }
}

const damaged = { code: 'IMAGE_UNREADABLE', details: { reason: 'it is damaged' } } as const;

function crashed(error: Error): BridgeError {
  if (error instanceof BridgeError) return error;
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? tooLarge('reading it takes more memory than a picture may')
    : unreadable('it is damaged', error);
}

/** From source the worker is a `.ts` file; in a bundle it is the `.js` file built beside the one this is in. */
function workerFile(): URL {
  const here = import.meta.url;
  return new URL(here.endsWith('.ts') ? 'import-worker.ts' : 'import-worker.js', here);
}
