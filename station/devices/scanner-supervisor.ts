import { isDeepStrictEqual } from 'node:util';
import type { DeviceDriver } from '../../native-bridge/drivers/driver.ts';
import type {
  ScanBegin,
  ScanEnd,
  ScannerCapabilities,
  ScannerSink,
  ScannerStatus,
  StartScan,
  Strip,
} from '../../native-bridge/drivers/scanner.ts';
import { BridgeError } from '../../native-bridge/errors.ts';
import { pause, type Timers } from '../../native-bridge/transport/timers.ts';
import type { ScannerView } from '../api/views.pure.ts';
import { StationError } from '../errors.ts';
import { type EventLimit, type LimitedEvent, limitEvents } from './event-limit.ts';

/** One scanner, kept connected for as long as the station lives. */
export interface ScannerSupervisor {
  readonly id: string;
  readonly lane: string;
  view(): ScannerView;
  /** Throws StationError SCANNER_OFFLINE, or what the driver throws. */
  startScan(request: StartScan): Promise<void>;
  abortScan(reason: string): Promise<void>;
  /** Ends the scan in progress as incomplete and lets the link go. */
  close(): Promise<void>;
}

export interface SupervisorOptions {
  readonly id: string;
  readonly lane: string;
  /** As people see it. */
  readonly address: string;
  /** Makes a driver on the link as it is now; asked again for every connection. */
  readonly start: (sink: ScannerSink) => DeviceDriver<'scanner'>;
  /** Takes the scans. Must not throw: the link has no use for a fault of the disk. */
  readonly scans: ScanTaker;
  /** What goes into the journal, with the scanner as its subject. */
  readonly record: (entry: DeviceEntry) => void;
  readonly changed: (view: ScannerView) => void;
  readonly timers: Timers;
  /** Wall-clock milliseconds, to say when the next try is. */
  readonly utcMs: () => number;
  /** From 0 to below 1: spreads the retries of several stations. */
  readonly random: () => number;
}

export interface ScanTaker {
  /** The device says that its beam went on or off. A device that says it twice is heard twice. */
  beam(on: boolean): void;
  scanBegin(begin: ScanBegin): Promise<void>;
  strip(strip: Strip): Promise<void>;
  scanEnd(end: ScanEnd): Promise<void>;
}

export type DeviceEntry =
  | {
      readonly kind: 'device.link';
      readonly body: { readonly link: 'online' | 'lost'; readonly code?: string };
    }
  | { readonly kind: 'device.state'; readonly body: { readonly state: string; readonly fault?: string } }
  | { readonly kind: 'device.event'; readonly body: LimitedEvent };

const firstRetryMs = 500;
const longestRetryMs = 15_000;
/** A link that lived this long was a good one: the next retry is quick again. */
const goodLinkMs = 10_000;

/**
 * Opens the link, runs the driver on it and begins again when it ends, for ever, ever slower up to 15 s.
 * Every path ends connected or retrying where a person sees it; a lost link makes everything unknown.
 */
export function superviseScanner(options: SupervisorOptions): ScannerSupervisor {
  return new Supervisor(options);
}

class Supervisor implements ScannerSupervisor {
  readonly id: string;
  readonly lane: string;
  readonly #options: SupervisorOptions;
  readonly #closing = new AbortController();
  readonly #ended: Promise<void>;

  #view: ScannerView;
  readonly #events: EventLimit;
  #driver: DeviceDriver<'scanner'> | null = null;
  #known: ScannerStatus | null = null;
  /** What its status last said of the beam: in between it may have been unknown. */
  #beam: boolean | null = null;
  /** What the journal says of the link, so that a thousand failed tries are one entry. */
  #recordedLink: string | null = null;

  constructor(options: SupervisorOptions) {
    this.id = options.id;
    this.lane = options.lane;
    this.#options = options;
    this.#events = limitEvents(options.timers, (body) => options.record({ kind: 'device.event', body }));
    this.#view = {
      id: options.id,
      lane: options.lane,
      address: options.address,
      link: 'connecting',
      linkError: null,
      model: null,
      energiesMeV: [],
      scan: null,
      ...nothingKnown('unknown'),
    };
    this.#ended = this.#keepConnected();
  }

  view(): ScannerView {
    return this.#view;
  }

  async startScan(request: StartScan): Promise<void> {
    await this.#connected().startScan(request);
  }

  async abortScan(reason: string): Promise<void> {
    await this.#connected().abortScan(reason);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#ended;
    this.#events.settle();
  }

  #connected(): DeviceDriver<'scanner'> {
    if (this.#driver && this.#view.link === 'online') return this.#driver;
    throw new StationError(
      'SCANNER_OFFLINE',
      `The scanner of lane ${this.lane} is not connected. Check that it is on and its cable is in; the station keeps trying.`,
      { details: { lane: this.lane, scanner: this.id } },
    );
  }

  async #keepConnected(): Promise<void> {
    const { timers, random } = this.#options;
    const { signal } = this.#closing;
    let failures = 0;
    while (!signal.aborted) {
      const began = timers.now();
      const code = await this.#runOnce(signal);
      if (signal.aborted) break;
      failures = timers.now() - began >= goodLinkMs ? 1 : failures + 1;
      const steps = Math.min(failures - 1, 10);
      const waitMs = Math.min(longestRetryMs, firstRetryMs * 2 ** steps) * (0.75 + random() / 2);
      this.#lost(code, waitMs);
      await pause(timers, waitMs, signal);
    }
    this.#show({ link: 'none', linkError: null, scan: null, ...nothingKnown('unknown') });
  }

  /** One connection from open to end. Returns the code of why it ended. */
  async #runOnce(signal: AbortSignal): Promise<string> {
    try {
      const driver = this.#options.start(this.#sink());
      this.#driver = driver;
      const greeted = driver.capabilities.then(
        (capabilities) => this.#online(capabilities),
        () => undefined,
      );
      await driver.run(signal);
      await greeted;
      return 'LINK_CLOSED';
    } catch (fault) {
      return fault instanceof BridgeError ? fault.code : 'LINK_FAILED';
    } finally {
      this.#driver = null;
    }
  }

  #online(capabilities: ScannerCapabilities): void {
    if (this.#driver === null) return;
    this.#recordLink('online');
    this.#show({
      link: 'online',
      linkError: null,
      model: `${capabilities.maker} ${capabilities.model}`.trim(),
      energiesMeV: capabilities.energiesMeV,
    });
  }

  #lost(code: string, waitMs: number): void {
    this.#known = null;
    this.#beam = null;
    this.#recordLink('lost', code);
    this.#show({
      link: 'retrying',
      linkError: { code, retryAt: new Date(this.#options.utcMs() + waitMs).toISOString() },
      scan: null,
      ...nothingKnown('comms-lost'),
    });
  }

  #recordLink(link: 'online' | 'lost', code?: string): void {
    const now = `${link} ${code ?? ''}`;
    if (this.#recordedLink === now) return;
    this.#recordedLink = now;
    this.#options.record({ kind: 'device.link', body: { link, ...(code === undefined ? {} : { code }) } });
  }

  #sink(): ScannerSink {
    const { scans } = this.#options;
    return {
      health: () => undefined,
      status: (status) => this.#status(status),
      event: ({ kind, text }) => {
        this.#events.hear(kind, text);
        if (kind === 'beam-on' || kind === 'beam-off') scans.beam(kind === 'beam-on');
      },
      scanBegin: async (begin) => {
        const { expectedLines } = begin.geometry;
        this.#show({ scan: { scanId: begin.scanId, lines: 0, expectedLines } });
        await scans.scanBegin(begin);
      },
      strip: async (strip) => {
        const { scan } = this.#view;
        // Not shown to anyone here: the lines of a scan have an event of their own.
        if (scan) {
          const lines = Math.max(scan.lines, strip.firstLine + strip.lines);
          this.#view = { ...this.#view, scan: { ...scan, lines } };
        }
        await scans.strip(strip);
      },
      scanEnd: async (end) => {
        this.#show({ scan: null });
        await scans.scanEnd(end);
      },
    };
  }

  #status(status: ScannerStatus): void {
    const before = this.#known;
    this.#known = status;
    if (before?.state !== status.state || before.fault?.code !== status.fault?.code) {
      const fault = status.fault ? { fault: status.fault.code } : {};
      this.#options.record({ kind: 'device.state', body: { state: status.state, ...fault } });
    }
    this.#beamSays(status.beamOn);
    this.#show({
      state: status.state,
      interlocks: status.interlocks,
      emergencyStop: status.emergencyStop,
      beamOn: status.beamOn,
      fault: status.fault ?? null,
      secondsLeft: status.secondsLeft ?? null,
    });
  }

  /** Only what is new: a device that never says anything else than "off" says nothing about a scan. */
  #beamSays(on: boolean | null): void {
    if (on === null) return;
    const before = this.#beam;
    this.#beam = on;
    if (on !== (before ?? false)) this.#options.scans.beam(on);
  }

  #show(change: Partial<ScannerView>): void {
    const next = { ...this.#view, ...change };
    if (isDeepStrictEqual(next, this.#view)) return;
    this.#view = next;
    this.#options.changed(next);
  }
}

/** What the screen may be told of a device that says nothing: never that it is safe, never that it is ready. */
function nothingKnown(state: 'unknown' | 'comms-lost') {
  return {
    state,
    interlocks: [],
    emergencyStop: { latched: null },
    beamOn: null,
    fault: null,
    secondsLeft: null,
  } as const;
}
