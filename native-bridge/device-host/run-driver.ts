import { randomInt } from 'node:crypto';
import { z } from 'zod';
import type {
  DeviceDriver,
  DeviceRole,
  DriverDefinition,
  DriverLink,
  DriverWish,
  StartDriver,
} from '../drivers/driver.ts';
import { type DriverEntry, drivers } from '../drivers/drivers.ts';
import { BridgeError } from '../errors.ts';
import { parseAddress } from '../transport/address.ts';
import { type Recording, recordConnection, startRecording } from '../transport/recording-writer.ts';
import { systemTimers, type Timers } from '../transport/timers.ts';
import { openLink } from './open-link.ts';
import { seeded } from './seeded.ts';

/**
 * A driver that runs in this thread: it is loaded and its link opened by `run`. Commands before that, and after the
 * link has ended, throw BridgeError LINK_CLOSED. `run` throws DRIVER_UNKNOWN for a name nobody has,
 * DRIVER_SETTINGS_INVALID, LINK_ADDRESS_INVALID for a kind of link the driver does not take, and DRIVER_CRASHED with
 * the cause for anything that is not a BridgeError.
 */
export const runDriver: StartDriver = (wish) => runDriverOf(drivers, wish);

/** What is around a driver: the real world, another thread's, or a recorded one. */
export interface World {
  readonly open: (address: string, signal: AbortSignal) => Promise<DriverLink>;
  readonly timers: Timers;
  /** ISO 8601 UTC with milliseconds. */
  readonly utc: () => string;
  /** Of the driver's random numbers. */
  readonly seed: number;
}

/** The same with a registry and a world of its own. */
export function runDriverOf<Role extends DeviceRole>(
  registry: Readonly<Record<string, DriverEntry>>,
  wish: DriverWish<Role>,
  given: Partial<World> = {},
): DeviceDriver<Role> {
  const world: World = { ...realWorld(), ...given };
  const greeted = Promise.withResolvers<unknown>();
  greeted.promise.catch(() => {});
  let driver: DeviceDriver<Role> | null = null;
  let recording: Recording | null = null;

  const pump = async (signal: AbortSignal) => {
    const definition = await load(registry, wish);
    const settings = settingsOf(definition, wish);
    const opened = await world.open(wish.link, signal);
    let link = opened;
    if (wish.record !== undefined && opened.kind === 'bytes') {
      recording = record(wish.record, wish as unknown as DriverWish<never>, world);
      link = { kind: 'bytes', connection: recordConnection(opened.connection, recording) };
      signal.addEventListener('abort', () => recording?.command('stop', []), { once: true });
    }
    try {
      driver = definition.create({
        link,
        sink: wish.sink,
        settings,
        timers: world.timers,
        utc: world.utc,
        random: seeded(world.seed),
        spool: wish.spool,
      });
      driver.capabilities.then(greeted.resolve, greeted.reject);
      await driver.run(signal);
    } finally {
      driver = null;
      if (link.kind === 'bytes') await link.connection.close().catch(() => {});
      await recording?.close();
      recording = null;
    }
  };
  const run = async (signal: AbortSignal) => {
    try {
      await pump(signal);
    } catch (cause) {
      const fault = cause instanceof BridgeError ? cause : crashed(wish, cause);
      greeted.reject(fault);
      throw fault;
    }
    greeted.reject(closed(wish));
  };

  const command =
    (name: string) =>
    (...args: readonly unknown[]) => {
      const asked: unknown = driver && Reflect.get(driver, name);
      if (typeof asked !== 'function') return Promise.reject(closed(wish));
      recording?.command(name, args);
      return Reflect.apply(asked, driver, args);
    };
  return { run, capabilities: greeted.promise, ...commandsBy(command) } as unknown as DeviceDriver<Role>;
}

function realWorld(): World {
  return {
    open: openLink,
    timers: systemTimers,
    utc: () => new Date().toISOString(),
    seed: randomInt(2 ** 32),
  };
}

function record(file: string, { driver, link, settings }: DriverWish<never>, world: World): Recording {
  const about = { address: link, driver, settings, seed: world.seed, utc: world.utc() };
  return startRecording(file, about, {
    timers: world.timers,
    onFault: (fault) => {
      const why = fault instanceof Error ? fault.message : String(fault);
      process.stderr.write(`The link to ${link} is not recorded any more: ${why}\n`);
    },
  });
}

/** Every command there is, made by its name: which of them a device has, its role says to the compiler. */
export function commandsBy(
  make: (name: string) => (...args: readonly unknown[]) => Promise<unknown>,
): Record<string, unknown> {
  return Object.fromEntries(commandNames.map((name) => [name, make(name)]));
}
const commandNames = ['startScan', 'abortScan', 'writeOutput'] as const;

/** What is told of a command while there is no link. */
export function closed({ link }: { readonly link: string }): BridgeError {
  return new BridgeError('LINK_CLOSED', `The link to ${link} is closed.`, { details: { address: link } });
}

export function crashed({ driver }: { readonly driver: string }, cause: unknown): BridgeError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new BridgeError(
    'DRIVER_CRASHED',
    `The driver "${driver}" stopped by a fault of its own (${reason}): it is started again; report it if it keeps stopping.`,
    { cause, details: { driver, reason } },
  );
}

async function load<Role extends DeviceRole>(
  registry: Readonly<Record<string, DriverEntry>>,
  wish: DriverWish<Role>,
): Promise<DriverDefinition<Role>> {
  const entry = Object.hasOwn(registry, wish.driver) ? registry[wish.driver] : undefined;
  if (entry === undefined) {
    throw new BridgeError('DRIVER_UNKNOWN', `There is no driver called "${wish.driver}".`, {
      details: { driver: wish.driver },
    });
  }
  const { kind } = parseAddress(wish.link);
  if (!entry.links.includes(kind)) {
    const why = `${wish.driver} takes ${entry.links.join(' or ')}`;
    throw new BridgeError('LINK_ADDRESS_INVALID', `The address "${wish.link}" cannot be used: ${why}.`, {
      details: { address: wish.link, why },
    });
  }
  return (await entry.load()) as unknown as DriverDefinition<Role>;
}

function settingsOf(
  definition: DriverDefinition,
  wish: { readonly driver: string; readonly settings: unknown },
) {
  const parsed = definition.settings.safeParse(wish.settings);
  if (parsed.success) return parsed.data;
  const place = parsed.error.issues[0]?.path.join('.') || 'settings';
  const reason = z.prettifyError(parsed.error).slice(0, 1000);
  throw new BridgeError(
    'DRIVER_SETTINGS_INVALID',
    `The settings of the driver "${wish.driver}" have a mistake at ${place}: ${reason}.`,
    { cause: parsed.error, details: { driver: wish.driver, place, reason } },
  );
}
