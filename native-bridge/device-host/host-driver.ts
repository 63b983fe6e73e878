import { MessageChannel } from 'node:worker_threads';
import type { DeviceDriver, DeviceRole, DriverWish, StartDriver } from '../drivers/driver.ts';
import type { ScanBegin, ScanEnd, ScannerSink, StartScan, Strip } from '../drivers/scanner.ts';
import { BridgeError } from '../errors.ts';
import { openTransport } from '../transport/open-transport.ts';
import { systemTimers, type Timers } from '../transport/timers.ts';
import { DriverThread, type ThreadEnd, type ThreadLimits, type ThreadUser } from './driver-thread.ts';
import { type FromDriver, fromWire, toWire, type WrittenWish } from './host-protocol.ts';
import { OpenScans } from './open-scans.ts';
import { lendConnection } from './remote-connection.ts';
import { closed, commandsBy, crashed } from './run-driver.ts';

export interface HostOptions {
  /** What drivers' code writes to its standard output and error; to this process's standard error otherwise. */
  readonly log?: (line: string, driver: { readonly driver: string; readonly link: string }) => void;
  readonly limits?: Partial<HostLimits>;
  readonly timers?: Timers;
  /** The thread's entry, for drivers that are not in the registry. */
  readonly worker?: URL;
}

export interface HostLimits extends ThreadLimits {
  /** How long a driver that was told to stop may go on, not counting the station's time for its last calls. */
  readonly stopMs: number;
}

/** Drivers answer commands in time by themselves; this is for one that does not. */
const commandMs = 30_000;
/** A thread that waits for the next try of its device: longer than the supervisor lets it wait. */
const idleMs = 40_000;

/**
 * A driver in a thread of its own. It behaves as with `runDriver`; and should it hang for 5 s, end its thread, throw
 * where nobody catches, or take too much memory, `run` rejects with BridgeError DRIVER_HUNG or DRIVER_CRASHED (cause
 * kept), its open scan is ended through the sink as `link-lost`, exactly once, and nothing else is touched. A device
 * whose run has ended keeps its thread for its next one for a while.
 */
export const hostDriver: StartDriver = (wish) => hosts(wish);

/** `hostDriver` with a log, limits or drivers of its own. */
export function driverHost(options: HostOptions = {}): StartDriver {
  const idle = new Map<string, { readonly thread: DriverThread; readonly cancel: () => void }>();
  const timers = options.timers ?? systemTimers;
  const limits: HostLimits = {
    hangMs: 5_000,
    stopMs: 10_000,
    heapMB: 256,
    buffersMB: 512,
    ...options.limits,
  };

  const take = (wish: WrittenWish): DriverThread => {
    const waiting = idle.get(nameOf(wish));
    idle.delete(nameOf(wish));
    waiting?.cancel();
    if (waiting?.thread.usable) return waiting.thread;
    const { driver, link } = wish;
    return new DriverThread({
      worker: options.worker ?? workerFile(),
      timers,
      log: (line) => (options.log ?? toStandardError)(line, { driver, link }),
      limits,
    });
  };
  const giveBack = (wish: WrittenWish, thread: DriverThread) => {
    const name = nameOf(wish);
    const terminate = () => void thread.terminate({ kind: 'crashed', cause: new Error('not needed') });
    if (!thread.usable) return;
    if (idle.has(name)) {
      terminate();
      return;
    }
    const timer = setTimeout(() => {
      idle.delete(name);
      terminate();
    }, idleMs).unref();
    idle.set(name, { thread, cancel: () => clearTimeout(timer) });
  };

  return <Role extends DeviceRole>(wish: DriverWish<Role>) => {
    const { sink: _, ...written } = wish;
    const hosted = new HostedDriver(wish, written, {
      timers,
      stopMs: limits.stopMs,
      take: () => take(written),
      giveBack: (thread) => giveBack(written, thread),
    });
    const command =
      (name: string) =>
      (...args: readonly unknown[]) =>
        hosted.command(name, args);
    return {
      run: (signal: AbortSignal) => hosted.run(signal),
      capabilities: hosted.capabilities,
      ...commandsBy(command),
    } as unknown as DeviceDriver<Role>;
  };
}

const hosts = driverHost();

interface Host {
  readonly timers: Timers;
  readonly stopMs: number;
  take(): DriverThread;
  giveBack(thread: DriverThread): void;
}

interface PendingCommand {
  readonly resolve: (value: unknown) => void;
  readonly reject: (fault: unknown) => void;
}

/** One run of a driver elsewhere. */
class HostedDriver<Role extends DeviceRole> {
  readonly capabilities: Promise<unknown>;
  readonly #wish: DriverWish<Role>;
  readonly #written: WrittenWish;
  readonly #host: Host;
  readonly #recognised = Promise.withResolvers<unknown>();
  readonly #over = Promise.withResolvers<BridgeError | null>();
  readonly #commands = new Map<number, PendingCommand>();
  readonly #scans = new OpenScans();
  #thread: DriverThread | null = null;
  #lastCommand = 0;
  /** The sink call that the driver waits for. */
  #taking: Promise<void> | null = null;
  /** The serial line that is open, or being opened, for the driver; resolves with what closes it. */
  #line: Promise<() => Promise<void>> | null = null;

  constructor(wish: DriverWish<Role>, written: WrittenWish, host: Host) {
    this.#wish = wish;
    this.#written = written;
    this.#host = host;
    this.capabilities = this.#recognised.promise;
    this.capabilities.catch(() => {});
  }

  async run(signal: AbortSignal): Promise<void> {
    const thread = this.#host.take();
    this.#thread = thread;
    thread.begin({
      wish: this.#written,
      take: (message) => this.#take(thread, message, signal),
      ended: (end) => this.#over.resolve(this.#faultOf(end)),
    });
    let cancelStop = () => {};
    const onAbort = () => {
      thread.say({ kind: 'stop', run: thread.run });
      cancelStop = this.#stopInTime(thread);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();

    const fault = await this.#over.promise;
    signal.removeEventListener('abort', onAbort);
    cancelStop();
    this.#thread = null;
    if (thread.usable) thread.rest();
    else await thread.gone();
    await (await this.#line)?.();
    this.#recognised.reject(fault ?? closed(this.#wish));
    for (const { reject } of this.#commands.values()) reject(fault ?? closed(this.#wish));
    this.#commands.clear();
    await this.#taking;
    await this.#endScans();
    this.#host.giveBack(thread);
    if (fault !== null) throw fault;
  }

  command(name: string, args: readonly unknown[]): Promise<unknown> {
    const thread = this.#thread;
    if (thread === null) return Promise.reject(closed(this.#wish));
    const id = ++this.#lastCommand;
    const answered = new Promise<unknown>((resolve, reject) => {
      const cancel = this.#host.timers.after(commandMs, () => this.#settle(id)?.reject(unanswered(name)));
      this.#commands.set(id, {
        resolve: (value) => {
          cancel();
          resolve(value);
        },
        reject: (fault) => {
          cancel();
          reject(fault);
        },
      });
    });
    thread.say({ kind: 'call', run: thread.run, id, name, args });
    if (name !== 'startScan') return answered;
    return answered.then((value) => {
      this.#scans.begin((args[0] as StartScan).scanId);
      return value;
    });
  }

  #take(thread: DriverThread, message: SaidInRun, signal: AbortSignal): void {
    switch (message.kind) {
      case 'recognised':
        this.#recognised.resolve(message.capabilities);
        break;
      case 'sink':
        if (message.awaited) this.#taking = this.#takeAwaited(thread, message);
        else this.#takeTold(thread, message);
        break;
      case 'open-line':
        this.#line = this.#openLine(thread, signal);
        break;
      case 'answered':
        if (message.failure === null) this.#settle(message.id)?.resolve(message.value);
        else this.#settle(message.id)?.reject(fromWire(message.failure));
        break;
      case 'ended':
        this.#over.resolve(message.failure === null ? null : this.#bridgeFault(fromWire(message.failure)));
        break;
    }
  }

  async #takeAwaited(thread: DriverThread, { name, args, run }: SinkCall): Promise<void> {
    let failure: unknown = null;
    try {
      if (name === 'scanBegin') this.#scans.begin((args[0] as ScanBegin).scanId);
      if (name === 'scanEnd') this.#scans.end((args[0] as ScanEnd).scanId);
      await this.#call(name, args);
      if (name === 'strip') this.#scans.stored(args[0] as Strip);
    } catch (fault) {
      failure = fault;
    }
    this.#taking = null;
    if (thread.usable) thread.say({ kind: 'taken', run, failure: failure === null ? null : toWire(failure) });
  }

  #takeTold(thread: DriverThread, { name, args }: SinkCall): void {
    try {
      this.#call(name, args);
    } catch (fault) {
      // As where the driver's own call throws: its run is over.
      void thread.terminate({
        kind: 'crashed',
        cause: fault instanceof Error ? fault : new Error(String(fault)),
      });
    }
    thread.grant();
  }

  /** Here, because the code that talks to serial ports works in a process's first thread only. */
  async #openLine(thread: DriverThread, signal: AbortSignal): Promise<() => Promise<void>> {
    const { run } = thread;
    try {
      const connection = await openTransport(this.#wish.link).open(signal);
      const { port1, port2 } = new MessageChannel();
      const close = lendConnection(connection, port1);
      if (thread.usable) thread.say({ kind: 'line', run, port: port2, failure: null }, [port2]);
      return close;
    } catch (fault) {
      if (thread.usable) thread.say({ kind: 'line', run, port: null, failure: toWire(fault) });
      return async () => {};
    }
  }

  #call(name: string, args: readonly unknown[]): unknown {
    const call: unknown = Reflect.get(this.#wish.sink, name);
    return typeof call === 'function' ? Reflect.apply(call, this.#wish.sink, args) : undefined;
  }

  async #endScans(): Promise<void> {
    if (!('scanEnd' in this.#wish.sink)) return;
    for (const end of this.#scans.endAll()) await (this.#wish.sink as ScannerSink).scanEnd(end);
  }

  #settle(id: number): PendingCommand | undefined {
    const pending = this.#commands.get(id);
    this.#commands.delete(id);
    return pending;
  }

  /** Ends the thread of a driver that was told to stop and does not. */
  #stopInTime(thread: DriverThread): () => void {
    const later = (leftMs: number): (() => void) => {
      let cancel = this.#host.timers.after(stopStepMs, () => {
        const left = this.#taking === null ? leftMs - stopStepMs : leftMs;
        if (left > 0) cancel = later(left);
        else void thread.terminate({ kind: 'hung', seconds: this.#host.stopMs / 1000 });
      });
      return () => cancel();
    };
    return later(this.#host.stopMs);
  }

  #faultOf(end: ThreadEnd): BridgeError {
    if (end.kind === 'crashed') return this.#bridgeFault(end.cause);
    const { driver, link } = this.#wish;
    return new BridgeError(
      'DRIVER_HUNG',
      `The driver "${driver}" did not answer for ${end.seconds} s and was ended: it is started again; report it if it keeps stopping.`,
      { details: { driver, address: link, seconds: end.seconds } },
    );
  }

  #bridgeFault(fault: Error): BridgeError {
    return fault instanceof BridgeError ? fault : crashed(this.#wish, fault);
  }
}

type SaidInRun = Parameters<ThreadUser['take']>[0];
type SinkCall = Extract<FromDriver, { kind: 'sink' }>;

const stopStepMs = 500;

/** A device's own thread: its spool is its own. */
function nameOf({ driver, spool }: WrittenWish): string {
  return `${driver} ${spool}`;
}

function unanswered(name: string): BridgeError {
  const seconds = commandMs / 1000;
  return new BridgeError(
    'DEVICE_TIMEOUT',
    `The device did not answer ${name} within ${seconds} s: look at it and try again.`,
    { details: { what: name, seconds } },
  );
}

function toStandardError(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** From source the worker is a `.ts` file; in a bundle it is the `.js` file built beside the one this is in. */
function workerFile(): URL {
  const here = import.meta.url;
  return new URL(here.endsWith('.ts') ? 'device-worker.ts' : 'device-worker.js', here);
}
