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
import { openTransport } from '../transport/open-transport.ts';

import { systemTimers } from '../transport/timers.ts';

/**
 * A driver that runs in this thread: it is loaded and its link opened by `run`. Commands before that, and after the
 * link has ended, throw BridgeError LINK_CLOSED. `run` throws DRIVER_UNKNOWN for a name nobody has.
 */
export const runDriver: StartDriver = <Role extends DeviceRole>(wish: DriverWish<Role>) => {
  const greeted = Promise.withResolvers<unknown>();
  greeted.promise.catch(() => {});
  let driver: DeviceDriver<Role> | null = null;

  const run = async (signal: AbortSignal) => {
    try {
      const definition = await load(wish);
      const link = await openLink(wish.link, signal);
      try {
        driver = definition.create({
          link,
          sink: wish.sink,
          settings: definition.settings.parse(wish.settings),
          timers: systemTimers,
          utc: () => new Date().toISOString(),
          spool: wish.spool,
        });
        driver.capabilities.then(greeted.resolve, greeted.reject);
        await driver.run(signal);
      } finally {
        driver = null;
        if (link.kind === 'bytes') await link.connection.close().catch(() => {});
      }
    } catch (fault) {
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
      return Reflect.apply(asked, driver, args);
    };
  const made = { run, capabilities: greeted.promise };
  const commands = Object.fromEntries(commandNames.map((name) => [name, command(name)]));
  return { ...made, ...commands } as unknown as DeviceDriver<Role>;
};

const commandNames = ['startScan', 'abortScan', 'writeOutput'] as const;

async function load<Role extends DeviceRole>(wish: DriverWish<Role>): Promise<DriverDefinition<Role>> {
  const known: Readonly<Record<string, DriverEntry>> = drivers;
  const entry = Object.hasOwn(known, wish.driver) ? known[wish.driver] : undefined;
  if (entry === undefined) {
    throw new BridgeError('DRIVER_UNKNOWN', `There is no driver called "${wish.driver}".`, {
      details: { driver: wish.driver },
    });
  }
  return (await entry.load()) as unknown as DriverDefinition<Role>;
}

async function openLink(address: string, signal: AbortSignal): Promise<DriverLink> {
  return { kind: 'bytes', connection: await openTransport(address).open(signal) };
}

function closed({ link }: { readonly link: string }): BridgeError {
  return new BridgeError('LINK_CLOSED', `The link to ${link} is closed.`, { details: { address: link } });
}
