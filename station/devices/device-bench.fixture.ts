import type {
  DeviceDriver,
  DeviceRole,
  DeviceSinks,
  DriverWish,
  StartDriver,
} from '../../native-bridge/drivers/driver.ts';
import { BridgeError } from '../../native-bridge/errors.ts';

/** One connection of a device on the bench, as the test holds it. */
export interface BenchRun {
  readonly wish: DriverWish<DeviceRole>;
  /** The sink as the given role has it. */
  sink<Role extends DeviceRole>(role: Role): DeviceSinks[Role];
  /** The driver has recognised its device. */
  greet(): void;
  /** The link ends: orderly, or with a fault. */
  drop(fault?: unknown): void;
  /** What was asked of it, in order. */
  readonly asked: { readonly command: string; readonly order: unknown }[];
  over: boolean;
}

export interface DeviceBench {
  readonly start: StartDriver;
  /** Every connection that was tried, by its link. */
  runs(link: string): BenchRun[];
  /** The latest one. */
  last(link: string): BenchRun;
  /** Links that cannot be opened, with the fault of why. */
  readonly dead: Map<string, unknown>;
  /** Links for which not even a driver can be made. */
  readonly unmade: Set<string>;
  /** Links whose drivers never end, whatever they are told. */
  readonly stubborn: Set<string>;
  /** What a command is answered with; a fault is thrown. */
  answer: (command: string, order: unknown) => Promise<void>;
}

/** Drivers for tests of who starts them: each does what the test says, and nothing by itself. */
export function deviceBench(): DeviceBench {
  const all: BenchRun[] = [];
  const dead = new Map<string, unknown>();
  const unmade = new Set<string>();
  const stubborn = new Set<string>();
  const runs = (link: string) => all.filter(({ wish }) => wish.link === link);

  const start: StartDriver = <Role extends DeviceRole>(wish: DriverWish<Role>) => {
    if (unmade.has(wish.link)) throw new Error('no thread could be started');
    const greeted = Promise.withResolvers<unknown>();
    const ended = Promise.withResolvers<void>();
    greeted.promise.catch(() => {});
    ended.promise.catch(() => {});
    const run: BenchRun = {
      wish: wish as unknown as DriverWish<DeviceRole>,
      sink: <Other extends DeviceRole>() => wish.sink as unknown as DeviceSinks[Other],
      greet: () =>
        greeted.resolve({
          maker: 'Test',
          model: 'One',
          serialNumber: '1',
          detectors: 8,
          energiesMeV: [6],
          maxLines: 100,
          ...(wish.link === 'listen://127.0.0.1:0' ? { listensOn: '127.0.0.1:4711' } : {}),
        }),
      drop: (fault) => (fault === undefined ? ended.resolve() : ended.reject(fault)),
      asked: [],
      over: false,
    };
    all.push(run);
    const command = (name: string) => async (order: unknown) => {
      run.asked.push({ command: name, order });
      await bench.answer(name, order);
    };
    const driver = {
      async run(signal: AbortSignal) {
        try {
          if (dead.has(wish.link)) throw dead.get(wish.link);
          if (!stubborn.has(wish.link))
            signal.addEventListener('abort', () => ended.resolve(), { once: true });
          if (signal.aborted && !stubborn.has(wish.link)) return;
          await ended.promise;
        } finally {
          run.over = true;
          greeted.reject(new BridgeError('LINK_CLOSED', 'over'));
        }
      },
      capabilities: greeted.promise,
      startScan: command('startScan'),
      abortScan: command('abortScan'),
      writeOutput: command('writeOutput'),
    };
    return driver as unknown as DeviceDriver<Role>;
  };

  const bench: DeviceBench = {
    start,
    runs,
    last: (link) => {
      const run = runs(link).at(-1);
      if (!run) throw new Error(`nothing was started on ${link}`);
      return run;
    },
    dead,
    unmade,
    stubborn,
    answer: async () => {},
  };
  return bench;
}
