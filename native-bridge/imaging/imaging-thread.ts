import { Worker } from 'node:worker_threads';
import { threadEnvironment } from '../thread-environment.ts';
import {
  fromWire,
  type ImagingReply,
  type ImagingRequest,
  type Unforeseen,
  unforeseen,
} from './imaging-protocol.ts';

type Asked<T> = T extends { id: number } ? Omit<T, 'id'> : never;

interface Pending {
  readonly worker: Worker;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: ((fraction: number) => void) | undefined;
  readonly otherwise: Unforeseen;
  readonly stopListening: () => void;
}

export interface ImagingCall {
  readonly otherwise: Unforeseen;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((fraction: number) => void) | undefined;
  /** Wait for the thread's word after an abort: it has files to tidy up. */
  readonly awaitCancel?: boolean;
}

/**
 * A worker thread that reads and writes pictures, so that the thread with the devices never waits for pixels.
 * It starts with the first call, does not keep the process alive while idle, and starts anew after a crash.
 */
export class ImagingThread {
  #worker: Worker | null = null;
  #lastId = 0;
  readonly #pending = new Map<number, Pending>();

  /** Starts the thread, which otherwise the first call does. */
  start(): void {
    const worker = this.#running();
    if (this.#pending.size === 0) worker.unref();
  }

  /** Rejects with BridgeError, or with the signal's reason when it is aborted. */
  call(request: Asked<ImagingRequest>, { signal, ...call }: ImagingCall): Promise<unknown> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const worker = this.#running();
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        worker.postMessage({ id, kind: 'cancel' } satisfies ImagingRequest);
        if (call.awaitCancel !== true) this.#take(id)?.reject(signal?.reason);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#pending.set(id, {
        worker,
        resolve,
        reject: (error) => reject(signal?.aborted ? signal.reason : error),
        onProgress: call.onProgress,
        otherwise: call.otherwise,
        stopListening: () => signal?.removeEventListener('abort', onAbort),
      });
      worker.ref();
      worker.postMessage({ ...request, id } as ImagingRequest);
    });
  }

  /** Ends the thread; calls under way fail. */
  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }

  #running(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(workerFile(), { env: threadEnvironment() });
    this.#worker = worker;
    let crash: unknown = null;
    worker.on('message', (reply: ImagingReply) => this.#onReply(reply));
    worker.on('error', (error) => {
      crash = error;
    });
    worker.on('exit', (code) => {
      if (this.#worker === worker) this.#worker = null;
      const reason = crash instanceof Error ? crash : new Error(`it ended with code ${code}`);
      for (const [id, pending] of [...this.#pending]) {
        if (pending.worker === worker) this.#take(id)?.reject(unforeseen(reason, pending.otherwise));
      }
    });
    return worker;
  }

  #onReply(reply: ImagingReply): void {
    if (reply.kind === 'progress') {
      this.#pending.get(reply.id)?.onProgress?.(reply.fraction);
      return;
    }
    const pending = this.#take(reply.id);
    if (reply.kind === 'done') pending?.resolve(reply.value);
    else pending?.reject(fromWire(reply.error, pending.otherwise));
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.stopListening();
    if (this.#pending.size === 0) this.#worker?.unref();
    return pending;
  }
}

/** From source the worker is a `.ts` file; in a bundle it is the `.js` file built beside the one this is in. */
function workerFile(): URL {
  const here = import.meta.url;
  return new URL(here.endsWith('.ts') ? 'imaging-worker.ts' : 'imaging-worker.js', here);
}
