import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';

/** What a bulk loader does with a database: it only writes. */
export interface WrittenDatabase {
  prepare(sql: string): { run(...values: readonly unknown[]): void };
  exec(sql: string): void;
}

/** A statement that is to be known by the next number, one by its number that is to run with values, SQL, or the end. */
export type Order =
  | { readonly close: true }
  | { readonly prepare: string }
  | { readonly exec: string }
  | readonly [statement: number, values: readonly unknown[]];

const ordersAtOnce = 2_000;
/** Batches that may wait: enough that neither thread ever does, little enough to be small. */
const mostWaiting = 16;

/**
 * A database that a thread of its own writes to, in the order it is told, while this one works out what comes next. Nothing is
 * awaited but the end: `close` returns when all is written. Each method throws what the other thread failed with before.
 */
export class WritingAside implements WrittenDatabase {
  readonly #worker: Worker;
  readonly #port = new MessageChannel();
  /** How many batches are done. */
  readonly #done = new Int32Array(new SharedArrayBuffer(4));
  #sent = 0;
  #orders: Order[] = [];
  #statements = 0;

  constructor(file: string) {
    const { port2: faults } = this.#port;
    this.#worker = new Worker(new URL('./writing-aside-worker.ts', import.meta.url), {
      workerData: { file, faults, done: this.#done },
      transferList: [faults],
    });
    this.#worker.unref();
  }

  prepare(sql: string): { run(...values: readonly unknown[]): void } {
    this.#order({ prepare: sql });
    const statement = this.#statements;
    this.#statements += 1;
    return { run: (...values) => this.#order([statement, values]) };
  }

  exec(sql: string): void {
    this.#order({ exec: sql });
  }

  close(): void {
    this.#order({ close: true });
    this.#send();
    this.#waitUntil(this.#sent);
    this.#port.port1.close();
    void this.#worker.terminate();
  }

  #order(order: Order): void {
    this.#orders.push(order);
    if (this.#orders.length >= ordersAtOnce) this.#send();
  }

  #send(): void {
    this.#worker.postMessage(this.#orders);
    this.#orders = [];
    this.#sent += 1;
    this.#waitUntil(this.#sent - mostWaiting);
  }

  #waitUntil(batches: number): void {
    for (;;) {
      const done = Atomics.load(this.#done, 0);
      const fault = receiveMessageOnPort(this.#port.port1);
      if (fault) throw fault.message;
      if (done >= batches) return;
      Atomics.wait(this.#done, 0, done);
    }
  }
}
