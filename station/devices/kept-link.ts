import { isDeepStrictEqual } from 'node:util';
import type { DeviceCapabilities, DeviceHealth } from '../../native-bridge/drivers/device.ts';
import type { DeviceDriver, DeviceRole } from '../../native-bridge/drivers/driver.ts';
import { BridgeError } from '../../native-bridge/errors.ts';
import { pause, type Timers } from '../../native-bridge/transport/timers.ts';
import type { DeviceLinkState, DeviceView } from '../api/device-views.pure.ts';
import { StationError } from '../errors.ts';
import type { DeviceEntry } from './device-entries.ts';
import { type EntryLimit, limitEntries } from './event-limit.ts';

/** How a device's link stands, as a view shows it. */
export type LinkShown = Pick<DeviceView, 'link' | 'since' | 'linkError' | 'degraded' | 'model'>;

export interface KeptLinkOptions<Role extends DeviceRole> {
  /**
   * Makes a driver on the link as it is now; asked again for every connection. What the driver says counts only while
   * `live` says so: one that goes on after its end is heard no more.
   */
  readonly start: (live: () => boolean) => DeviceDriver<Role>;
  /** The driver has recognised its device. */
  readonly greeted?: (capabilities: Awaited<DeviceDriver<Role>['capabilities']>) => void;
  /** Told of every change of `shown`. */
  readonly changed: (shown: LinkShown) => void;
  /** What goes into the journal, with the device as its subject. */
  readonly record: (entry: DeviceEntry) => void;
  readonly timers: Timers;
  /** Wall-clock milliseconds, to say when the next try is. */
  readonly utcMs: () => number;
  /** From 0 to below 1: spreads the retries of several stations. */
  readonly random: () => number;
}

const firstRetryMs = 500;
const longestRetryMs = 15_000;
/** A link that lived this long was a good one: the next retry is quick again. */
const goodLinkMs = 10_000;
/** A driver that is told to end and does not is left to itself. Where it runs (`device-host`) ends it sooner. */
const endingMs = 15_000;

/**
 * Opens a link, runs the driver on it and begins again when it ends, for ever, ever slower up to 15 s.
 * Every path ends connected or retrying where a person sees it.
 */
export class KeptLink<Role extends DeviceRole> {
  readonly #options: KeptLinkOptions<Role>;
  readonly #closing = new AbortController();
  readonly #health: EntryLimit<Extract<DeviceEntry, { kind: 'device.health' }>['body']>;
  readonly #ended: Promise<void>;
  #shown: LinkShown;
  #driver: DeviceDriver<Role> | null = null;
  /** What the journal says of the link, so that a thousand failed tries are one entry. */
  #recordedLink: string | null = null;
  /** Closed while the driver would not end: it is heard no more. */
  #left = false;
  #closed: Promise<void> | null = null;

  constructor(options: KeptLinkOptions<Role>) {
    this.#options = options;
    this.#health = limitEntries(options.timers, (body, more) =>
      options.record({ kind: 'device.health', body: more === undefined ? body : { ...body, more } }),
    );
    this.#shown = { link: 'connecting', since: this.#now(), linkError: null, degraded: null, model: null };
    this.#ended = this.#keepConnected();
  }

  get shown(): LinkShown {
    return this.#shown;
  }

  /** The driver of a device that is there, however degraded; null while there is none. */
  get driver(): DeviceDriver<Role> | null {
    return isThere(this.#shown.link) ? this.#driver : null;
  }

  /** What the device says of its health. Only changes are recorded. */
  health(health: DeviceHealth): void {
    const degraded = health.level === 'good' ? null : { code: health.code, text: health.text };
    if (isDeepStrictEqual(degraded, this.#shown.degraded)) return;
    // Its text may hold a count that changes all the time; the record is about the kind of trouble.
    if (degraded?.code !== this.#shown.degraded?.code) {
      this.#health.hear('', { level: health.level, ...degraded });
    }
    const link = isThere(this.#shown.link) ? (degraded ? 'degraded' : 'online') : this.#shown.link;
    this.#show({ link, degraded });
  }

  /** Lets the link go, and resolves when the driver has ended, or after 15 s if it will not. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    const late = new AbortController();
    await Promise.race([this.#ended, pause(this.#options.timers, endingMs, late.signal)]);
    late.abort();
    this.#left = true;
    this.#show({ link: 'none', linkError: null, degraded: null });
    this.#health.settle();
  }

  async #keepConnected(): Promise<void> {
    const { timers, random } = this.#options;
    const { signal } = this.#closing;
    // Whoever made this must have it before the first driver speaks.
    await null;
    let failures = 0;
    while (!signal.aborted) {
      const began = timers.now();
      const why = await this.#runOnce(signal);
      if (signal.aborted) break;
      failures = timers.now() - began >= goodLinkMs ? 1 : failures + 1;
      const steps = Math.min(failures - 1, 10);
      const waitMs = Math.min(longestRetryMs, firstRetryMs * 2 ** steps) * (0.75 + random() / 2);
      this.#lost(why, waitMs);
      await pause(timers, waitMs, signal);
    }
  }

  /** One connection from open to end. Returns why it ended. */
  async #runOnce(signal: AbortSignal): Promise<Ending> {
    let over = false;
    try {
      const driver = this.#options.start(() => !over && !this.#left);
      this.#driver = driver;
      driver.capabilities.then(
        (capabilities) => {
          if (!over && !this.#left) this.#online(capabilities as Greeting<Role>);
        },
        () => undefined,
      );
      await driver.run(signal);
      return { code: 'LINK_CLOSED', details: {} };
    } catch (fault) {
      if (fault instanceof BridgeError || fault instanceof StationError)
        return { code: fault.code, details: fault.details };
      return { code: 'DRIVER_CRASHED', details: { reason: String(fault) } };
    } finally {
      over = true;
      this.#driver = null;
    }
  }

  #online(capabilities: Greeting<Role>): void {
    const { maker, model }: DeviceCapabilities = capabilities;
    this.#recordLink('online');
    this.#options.greeted?.(capabilities);
    this.#show({
      link: this.#shown.degraded ? 'degraded' : 'online',
      linkError: null,
      model: `${maker} ${model}`.trim() || null,
    });
  }

  #lost({ code, details }: Ending, waitMs: number): void {
    this.#recordLink('lost', code);
    const linkError = { code, details, retryAt: new Date(this.#options.utcMs() + waitMs).toISOString() };
    if (isThere(this.#shown.link)) this.#show({ link: 'lost', linkError, degraded: null });
    this.#show({ link: 'retrying', linkError, degraded: null });
  }

  #recordLink(link: 'online' | 'lost', code?: string): void {
    const now = `${link} ${code ?? ''}`;
    if (this.#recordedLink === now) return;
    this.#recordedLink = now;
    this.#options.record({ kind: 'device.link', body: { link, ...(code === undefined ? {} : { code }) } });
  }

  #show(change: Partial<LinkShown>): void {
    const since = change.link && change.link !== this.#shown.link ? this.#now() : this.#shown.since;
    const next = { ...this.#shown, ...change, since };
    if (isDeepStrictEqual(next, this.#shown)) return;
    this.#shown = next;
    this.#options.changed(next);
  }

  #now(): string {
    return new Date(this.#options.utcMs()).toISOString();
  }
}

type Greeting<Role extends DeviceRole> = Awaited<DeviceDriver<Role>['capabilities']>;

interface Ending {
  readonly code: string;
  readonly details: Readonly<Record<string, string | number>>;
}

/** Whether somebody answers at the other end. */
export function isThere(link: DeviceLinkState): boolean {
  return link === 'online' || link === 'degraded';
}
