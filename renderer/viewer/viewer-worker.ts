import type { FromWorker, ProcessorReason, ToWorker } from './messages.ts';

/** The main thread's end of the worker that paints: what goes there, what comes back, and that it failed. */
export class ViewerWorker {
  readonly #worker: Worker;
  readonly #failed: (reason: string) => void;
  #ended = false;

  constructor(
    create: (() => Worker) | undefined,
    hears: {
      readonly message: (message: FromWorker) => void;
      /** Nothing more will be painted. */
      readonly failed: (reason: string) => void;
    },
  ) {
    this.#failed = hears.failed;
    this.#worker = create?.() ?? newWorker();
    this.#worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
      if (!this.#ended) hears.message(data);
    });
    this.#worker.addEventListener('error', (event) => hears.failed(event.message));
    this.#worker.addEventListener('messageerror', () => hears.failed('a message could not be read'));
  }

  /** The canvas is the worker's from now on, for good. */
  takeCanvas(canvas: HTMLCanvasElement, budgetBytes: number, processor: ProcessorReason | null): void {
    try {
      const given = canvas.transferControlToOffscreen();
      this.post({ kind: 'start', canvas: given, budgetBytes, processor }, [given]);
    } catch (error) {
      queueMicrotask(() => this.#failed(error instanceof Error ? error.message : String(error)));
    }
  }

  post(message: ToWorker, given: Transferable[] = []): void {
    if (!this.#ended) this.#worker.postMessage(message, given);
  }

  end(): void {
    this.#ended = true;
    this.#worker.terminate();
  }
}

function newWorker(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'viewer' });
}
