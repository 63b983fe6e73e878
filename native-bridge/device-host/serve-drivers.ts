import { PassThrough } from 'node:stream';
import { type MessagePort, parentPort } from 'node:worker_threads';
import type { DeviceDriver, DeviceRole, DeviceSinks, DriverLink, DriverWish } from '../drivers/driver.ts';
import type { DriverEntry } from '../drivers/drivers.ts';
import type { Strip } from '../drivers/scanner.ts';
import { BridgeError } from '../errors.ts';
import { parseAddress } from '../transport/address.ts';
import { systemTimers } from '../transport/timers.ts';
import {
  type Credit,
  type FromDriver,
  fromWire,
  type ToDriver,
  toldAtOnce,
  toWire,
  type WrittenWish,
} from './host-protocol.ts';
import { openLink } from './open-link.ts';
import { readLines } from './read-lines.ts';
import { remoteConnection } from './remote-connection.ts';
import { runDriverOf } from './run-driver.ts';
import { sinkCalls } from './sink-calls.ts';

type Registry = Readonly<Record<string, DriverEntry>>;

/** Makes this worker thread one that runs drivers of `registry` for driver-thread.ts, one run after another. */
export function serveDrivers(registry: Registry): void {
  logOutput();
  let current: ServedRun | null = null;
  parentPort?.on('message', (message: ToDriver) => {
    if (message.kind === 'ping') say({ kind: 'pong' });
    else if (message.kind === 'run') current = new ServedRun(registry, message);
    else if (message.run === current?.run) current.take(message);
  });
  say({ kind: 'ready' });
}

/**
 * The process's standard output belongs to what its verbs say there. What is written in this thread is told to the
 * other one as lines, and not read by it from the thread's own streams: those keep the process alive.
 */
function logOutput(): void {
  for (const name of ['stdout', 'stderr'] as const) {
    const stream = new PassThrough();
    process[name].write = stream.write.bind(stream);
    readLines(stream, (line) => say({ kind: 'log', line }), systemTimers);
  }
}

function say(message: FromDriver): void {
  parentPort?.postMessage(message);
}

class ServedRun {
  readonly run: number;
  readonly #driver: DeviceDriver<DeviceRole>;
  readonly #stop = new AbortController();
  readonly #sink: RemoteSink;
  #line: PromiseWithResolvers<MessagePort> | null = null;

  constructor(registry: Registry, order: Extract<ToDriver, { kind: 'run' }>) {
    this.run = order.run;
    this.#sink = new RemoteSink(order.run, order.credit);
    const wish = { ...order.wish, sink: this.#sink.of(roleOf(registry, order.wish)) };
    this.#driver = runDriverOf(registry, wish as unknown as DriverWish<DeviceRole>, {
      open: (address, signal) => this.#open(address, signal),
    });
    this.#driver.capabilities.then(
      (capabilities) => say({ kind: 'recognised', run: this.run, capabilities }),
      () => {},
    );
    this.#driver.run(this.#stop.signal).then(
      () => this.#ended(null),
      (fault: unknown) => this.#ended(fault),
    );
  }

  take(message: Exclude<ToDriver, { kind: 'run' | 'ping' }>): void {
    if (message.kind === 'stop') this.#stop.abort();
    else if (message.kind === 'taken') this.#sink.taken(message.failure && fromWire(message.failure));
    else if (message.kind === 'line') {
      if (message.port !== null) this.#line?.resolve(message.port);
      else this.#line?.reject(message.failure && fromWire(message.failure));
    } else void this.#answer(message.id, message.name, message.args);
  }

  async #open(address: string, signal: AbortSignal): Promise<DriverLink> {
    if (parseAddress(address).kind !== 'serial') return openLink(address, signal);
    // The first thread is told of the abort as well, and then says why there is no line.
    this.#line = Promise.withResolvers();
    say({ kind: 'open-line', run: this.run });
    return { kind: 'bytes', connection: remoteConnection(await this.#line.promise, address) };
  }

  async #answer(id: number, name: string, args: readonly unknown[]): Promise<void> {
    const { run } = this;
    try {
      const command: unknown = Reflect.get(this.#driver, name);
      const value: unknown =
        typeof command === 'function' ? await Reflect.apply(command, this.#driver, args) : undefined;
      say({ kind: 'answered', run, id, value, failure: null });
    } catch (fault) {
      say({ kind: 'answered', run, id, value: undefined, failure: toWire(fault) });
    }
  }

  #ended(fault: unknown): void {
    this.#sink.close();
    say({ kind: 'ended', run: this.run, failure: fault === null ? null : toWire(fault) });
  }
}

/** A driver nobody knows is refused where it is run; until then it has no sink that could be called. */
function roleOf(registry: Registry, { driver }: WrittenWish): DeviceRole | null {
  return Object.hasOwn(registry, driver) ? (registry[driver]?.role ?? null) : null;
}

/** The station's sink, as the driver's thread sees it. */
class RemoteSink {
  readonly #run: number;
  readonly #credit: Credit;
  #told = 0;
  #open = true;
  #waiting: PromiseWithResolvers<void> | null = null;
  /** The pixels on their way. The station reads them where they are, and they stay until it has taken the strip. */
  #pixels = new Uint8Array(new SharedArrayBuffer(0));

  constructor(run: number, credit: Credit) {
    this.#run = run;
    this.#credit = credit;
  }

  of(role: DeviceRole | null): DeviceSinks[DeviceRole] {
    const calls = Object.entries(role === null ? {} : sinkCalls[role]).map(([name, kind]) => [
      name,
      kind === 'told'
        ? (...args: readonly unknown[]) => this.#tell(name, args)
        : (...args: readonly unknown[]) => this.#ask(name, args),
    ]);
    return Object.fromEntries(calls);
  }

  taken(failure: Error | null): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (failure === null) waiting?.resolve();
    else waiting?.reject(failure);
  }

  /** What a driver still says after its run is nobody's. */
  close(): void {
    this.#open = false;
    this.taken(over());
  }

  #tell(name: string, args: readonly unknown[]): void {
    if (!this.#open) return;
    say({ kind: 'sink', run: this.#run, name, args, awaited: false });
    this.#told += 1;
    for (;;) {
      const taken = Atomics.load(this.#credit, 0);
      if (((this.#told - taken) | 0) < toldAtOnce) return;
      Atomics.wait(this.#credit, 0, taken);
    }
  }

  async #ask(name: string, args: readonly unknown[]): Promise<void> {
    while (this.#waiting !== null) await this.#waiting.promise.catch(() => {});
    if (!this.#open) throw over();
    this.#waiting = Promise.withResolvers();
    const sent = name === 'strip' ? [this.#shared(args[0] as Strip)] : args;
    say({ kind: 'sink', run: this.#run, name, args: sent, awaited: true });
    await this.#waiting.promise;
  }

  #shared(strip: Strip): Strip {
    const { length } = strip.pixels;
    if (this.#pixels.length < length) this.#pixels = new Uint8Array(new SharedArrayBuffer(length));
    this.#pixels.set(strip.pixels);
    return { ...strip, pixels: this.#pixels.subarray(0, length) };
  }
}

function over(): BridgeError {
  return new BridgeError('LINK_CLOSED', 'The run of this driver is over.');
}
