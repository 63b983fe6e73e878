import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { sinkCalls } from '../../native-bridge/device-host/sink-calls.ts';
import type { DeviceRole, DeviceSinks, StartDriver } from '../../native-bridge/drivers/driver.ts';
import { BridgeError } from '../../native-bridge/errors.ts';
import type { Timers } from '../../native-bridge/transport/timers.ts';
import type { DeviceConfig } from '../api/device-inputs.pure.ts';
import type { DeviceTestReport } from '../api/device-views.pure.ts';
import { describeFault } from '../api/refusals.ts';
import type { Clock } from '../clock.ts';
import { checkDevice, type DriverKinds } from '../config/config.ts';
import { StationError } from '../errors.ts';
import { linkPlace } from './link-place.ts';
import { tellBytes } from './told-bytes.ts';

export interface DeviceTestParts {
  readonly kinds: DriverKinds;
  readonly start: StartDriver;
  /** Folder of the devices' own folders. */
  readonly spools: string;
  readonly lanes: readonly string[];
  /** The running device that has a link, or null. */
  readonly inUse: (link: string) => string | null;
  /** Links that are being tried out now. */
  readonly links: Set<string>;
  readonly clock: Clock;
  readonly timers: Timers;
}

const longestMs = 120_000;
/** What the screen has not fetched yet: beyond it the oldest are let go, and their number is said. */
const mostWaiting = 100;
const mostText = 2_000;

/**
 * Runs a device's driver aside from the configured ones and tells what it does, for two minutes at most. Nothing it
 * reads is recorded, and a picture is not taken: its driver keeps it for the device that will be.
 * Throws StationError DEVICE_CONFIG_INVALID, or DEVICE_LINK_IN_USE naming the device that has the link.
 */
export async function* testDevice(
  device: DeviceConfig,
  signal: AbortSignal,
  parts: DeviceTestParts,
): AsyncGenerator<DeviceTestReport, void> {
  const { kinds, links, spools, start, timers } = parts;
  await checkDevice(device, parts.lanes, kinds);
  const user = parts.inUse(device.link);
  const place = linkPlace(device.link) ?? `test ${device.id}`;
  if (user !== null || links.has(place)) throw inUse(device.link, user ?? '');
  links.add(place);
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const cancel = timers.after(longestMs, stop);
  const reports = new Reports(parts.clock);
  // A name that no device can have: the folder of a running one is not shared.
  const spool = path.join(spools, `.test-${device.id}`);
  try {
    await mkdir(spool, { recursive: true, mode: 0o700 });
    const role = kinds[device.driver]?.role ?? 'scanner';
    const running = run({ device, role, spool, reports, signal: stopping.signal, start, timers });
    try {
      yield* reports.all();
    } finally {
      stop();
      await running;
    }
  } finally {
    cancel();
    signal.removeEventListener('abort', stop);
    links.delete(place);
    await rm(spool, { recursive: true, force: true }).catch(() => {});
  }
}

interface Run {
  readonly device: DeviceConfig;
  readonly role: DeviceRole;
  readonly spool: string;
  readonly reports: Reports;
  readonly signal: AbortSignal;
  readonly start: StartDriver;
  readonly timers: Timers;
}

async function run({ device, role, spool, reports, signal, start, timers }: Run): Promise<void> {
  const { driver, link, settings } = device;
  const record = path.join(spool, 'link.recording');
  const over = new AbortController();
  const told = tellBytes(
    record,
    ({ hex, printable, more }) => reports.add('bytes', more > 0 ? `${hex} … +${more}` : hex, printable),
    timers,
    over.signal,
  );
  reports.add('link', 'connecting', { link });
  let ending: { code: string; details?: Readonly<Record<string, string | number>> } = { code: 'LINK_CLOSED' };
  try {
    const started = start({
      driver,
      link,
      settings,
      spool,
      record,
      sink: tellingSink(role, reports, signal),
    });
    started.capabilities.then(
      (capabilities) => reports.add('link', 'online', capabilities),
      () => undefined,
    );
    await started.run(signal);
  } catch (fault) {
    ending = describeFault(fault);
  }
  over.abort();
  await told;
  if (ending.details) reports.add('fault', ending.code, ending.details);
  reports.add('link', 'lost', { code: ending.code });
  reports.end();
}

/** A picture is held until the test is over, and then refused: so its driver, or whoever sent it, keeps it. */
function tellingSink(role: DeviceRole, reports: Reports, over: AbortSignal): DeviceSinks[DeviceRole] {
  const held = new Promise<never>((_resolve, reject) => {
    const refuse = () =>
      reject(
        new BridgeError('DEVICE_REFUSED', 'A device that is tried out has no picture taken from it.', {
          details: { reason: 'test' },
        }),
      );
    over.addEventListener('abort', refuse, { once: true });
  });
  held.catch(() => {});
  const tell = (name: string) => (said: unknown) => {
    reports.add('event', name, shown(said));
    return role === 'image-source' && name !== 'health' ? held : undefined;
  };
  return Object.fromEntries(
    Object.keys(sinkCalls[role]).map((name) => [name, tell(name)]),
  ) as unknown as DeviceSinks[DeviceRole];
}

/** Small enough for a screen: no pixels, no long texts. */
function shown(said: unknown): unknown {
  const text = JSON.stringify(said, (_key, value: unknown) =>
    value instanceof Uint8Array ? `${value.length} bytes` : value,
  );
  if (text === undefined || text.length <= mostText) return text === undefined ? null : JSON.parse(text);
  return `${text.slice(0, mostText)}…`;
}

/** What is to be told, in order. */
class Reports {
  readonly #clock: Clock;
  #waiting: DeviceTestReport[] = [];
  #dropped = 0;
  #over = false;
  #wake: () => void = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(kind: DeviceTestReport['kind'], text: string, data?: unknown): void {
    if (this.#over) return;
    const report = { at: this.#clock.utc(), kind, text };
    this.#waiting.push(data === undefined ? report : { ...report, data });
    if (this.#waiting.length > mostWaiting) {
      this.#waiting.shift();
      this.#dropped += 1;
    }
    this.#wake();
  }

  end(): void {
    this.#over = true;
    this.#wake();
  }

  async *all(): AsyncGenerator<DeviceTestReport, void> {
    for (;;) {
      if (this.#dropped > 0) {
        const count = this.#dropped;
        this.#dropped = 0;
        yield { at: this.#clock.utc(), kind: 'event', text: 'not-shown', data: { count } };
      }
      const next = this.#waiting.shift();
      if (next) yield next;
      else if (this.#over) return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }
}

function inUse(link: string, device: string): StationError {
  return new StationError(
    'DEVICE_LINK_IN_USE',
    device
      ? `The device ${device} uses ${link}. Take it out of the configuration, or test another link.`
      : `${link} is being tried out already. End that first.`,
    { details: { link, device } },
  );
}
