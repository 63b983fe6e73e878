import { isDeepStrictEqual } from 'node:util';
import { sinkCalls } from '../../native-bridge/device-host/sink-calls.ts';
import type { DeviceCapabilities } from '../../native-bridge/drivers/device.ts';
import type { DeviceDriver, DeviceRole, DeviceSinks } from '../../native-bridge/drivers/driver.ts';
import { BridgeError } from '../../native-bridge/errors.ts';
import type { Timers } from '../../native-bridge/transport/timers.ts';
import type { DeviceReading, DeviceView } from '../api/device-views.pure.ts';
import type { ReadingTaker } from '../readings/reading-taker.ts';
import type { DeviceEntry } from './device-entries.ts';
import { type EventLimit, limitEvents } from './event-limit.ts';
import { isThere, KeptLink } from './kept-link.ts';
import type { MakeRoleSink, ReadingRole, RoleSink } from './role-sink.ts';
import { generatorSink } from './roles/generator.ts';
import { imageSourceSink } from './roles/image-source.ts';
import { plateReaderSink } from './roles/plate-reader.ts';
import { plcSink } from './roles/plc.ts';
import { portalSink } from './roles/radiation-portal.ts';
import { weighbridgeSink } from './roles/weighbridge.ts';

/** One device that is no scanner, kept connected for as long as the station lives. */
export interface DeviceSupervisor<Role extends DeviceRole = DeviceRole> {
  view(): DeviceView;
  /** The driver of a device that is there; null while there is none. */
  driver(): DeviceDriver<Role> | null;
  close(): Promise<void>;
}

export interface DeviceSupervisorOptions<Role extends ReadingRole> {
  readonly id: string;
  readonly role: Role;
  readonly driver: string;
  readonly lane: string | null;
  /** As people see it. */
  readonly address: string;
  /** Makes a driver on the link; asked again for every connection. */
  readonly start: (sink: DeviceSinks[Role]) => DeviceDriver<Role>;
  readonly taker: ReadingTaker;
  /** What goes into the journal, with the device as its subject. */
  readonly record: (entry: DeviceEntry) => void;
  readonly changed: (view: DeviceView) => void;
  readonly timers: Timers;
  readonly utcMs: () => number;
  readonly random: () => number;
}

/** Keeps a device connected (`kept-link.ts`) and its latest reading; a lost link makes everything unknown. */
export function superviseDevice<Role extends ReadingRole>(
  options: DeviceSupervisorOptions<Role>,
): DeviceSupervisor<Role> {
  return new Supervisor(options);
}

const roleSinks: { readonly [Role in ReadingRole]: MakeRoleSink<Role> } = {
  'image-source': imageSourceSink,
  plc: plcSink,
  'radiation-portal': portalSink,
  generator: generatorSink,
  'plate-reader': plateReaderSink,
  weighbridge: weighbridgeSink,
};

class Supervisor<Role extends ReadingRole> implements DeviceSupervisor<Role> {
  readonly #options: DeviceSupervisorOptions<Role>;
  readonly #events: EventLimit;
  readonly #role: RoleSink<Role>;
  readonly #link: KeptLink<Role>;
  #reading: DeviceReading | null = null;
  /** Something was heard on this connection. */
  #heard = false;
  /** Where others reach a device that they connect to, which may differ from what is configured: port 0 is any. */
  #listensOn: string | null = null;

  constructor(options: DeviceSupervisorOptions<Role>) {
    this.#options = options;
    const { timers, taker, record } = options;
    this.#events = limitEvents(timers, (body) => record({ kind: 'device.event', body }));
    const make: MakeRoleSink<Role> = roleSinks[options.role];
    this.#role = make({
      taker,
      hear: (event, text) => this.#events.hear(event, text),
      show: (reading) => {
        if (isDeepStrictEqual(reading, this.#reading)) return;
        this.#reading = reading;
        options.changed(this.view());
      },
    });
    this.#link = new KeptLink<Role>({
      ...options,
      start: (live) => options.start(this.#sink(live)),
      greeted: (capabilities: DeviceCapabilities) => {
        this.#listensOn = capabilities.listensOn ?? null;
      },
      changed: ({ link }) => {
        if (this.#heard && (link === 'retrying' || link === 'none')) {
          this.#heard = false;
          this.#role.lost();
        }
        options.changed(this.view());
      },
    });
  }

  view(): DeviceView {
    const { id, role, driver, lane } = this.#options;
    const { shown } = this.#link;
    const there = isThere(shown.link);
    const address = there && this.#listensOn ? `listen://${this.#listensOn}` : this.#options.address;
    return { id, role, driver, lane, address, ...shown, reading: there ? this.#reading : null };
  }

  driver(): DeviceDriver<Role> | null {
    return this.#link.driver;
  }

  async close(): Promise<void> {
    await this.#link.close();
    this.#events.settle();
  }

  /** The role's sink, deaf to a driver that speaks after its end. */
  #sink(live: () => boolean): DeviceSinks[Role] {
    const kinds: Readonly<Record<string, string>> = sinkCalls[this.#options.role];
    const heard = Object.entries(this.#role.sink).map(([name, take]) => [
      name,
      (...said: readonly unknown[]): unknown => {
        // What a driver waits for is refused: it must not take silence for a yes.
        if (!live()) return kinds[name] === 'awaited' ? Promise.reject(this.#tooLate()) : undefined;
        this.#heard = true;
        return Reflect.apply(take as (...said: readonly unknown[]) => unknown, undefined, said);
      },
    ]);
    const health: DeviceSinks[Role]['health'] = (given) => {
      if (live()) this.#link.health(given);
    };
    return { ...Object.fromEntries(heard), health };
  }
  #tooLate(): BridgeError {
    const { address } = this.#options;
    return new BridgeError('LINK_CLOSED', `The link to ${address} is closed.`, { details: { address } });
  }
}
