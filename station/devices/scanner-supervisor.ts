import { isDeepStrictEqual } from 'node:util';
import type { DeviceDriver } from '../../native-bridge/drivers/driver.ts';
import type {
  ScanBegin,
  ScanEnd,
  ScannerSink,
  ScannerStatus,
  StartScan,
  Strip,
} from '../../native-bridge/drivers/scanner.ts';
import type { Timers } from '../../native-bridge/transport/timers.ts';
import type { DeviceView } from '../api/device-views.pure.ts';
import type { ScannerView } from '../api/views.pure.ts';
import { StationError } from '../errors.ts';
import type { DeviceEntry } from './device-entries.ts';
import { type EntryLimit, type EventLimit, limitEntries, limitEvents } from './event-limit.ts';
import { isThere, KeptLink, type LinkShown } from './kept-link.ts';

/** One scanner, kept connected for as long as the station lives. */
export interface ScannerSupervisor {
  readonly id: string;
  readonly lane: string;
  view(): ScannerView;
  /** The same as one of the post's devices. */
  device(): DeviceView;
  /** Throws StationError SCANNER_OFFLINE, or what the driver throws. */
  startScan(request: StartScan): Promise<void>;
  abortScan(reason: string): Promise<void>;
  /** Ends the scan in progress as incomplete and lets the link go. */
  close(): Promise<void>;
}

export interface SupervisorOptions {
  readonly id: string;
  readonly lane: string;
  readonly driver: string;
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

/** Keeps a scanner connected (`kept-link.ts`); a lost link makes everything unknown. */
export function superviseScanner(options: SupervisorOptions): ScannerSupervisor {
  return new Supervisor(options);
}

class Supervisor implements ScannerSupervisor {
  readonly id: string;
  readonly lane: string;
  readonly #options: SupervisorOptions;
  readonly #link: KeptLink<'scanner'>;
  readonly #events: EventLimit;
  readonly #states: EntryLimit<{ state: string; fault?: string }>;

  #view: ScannerView;
  #known: ScannerStatus | null = null;
  /** What its status last said of the beam: in between it may have been unknown. */
  #beam: boolean | null = null;

  constructor(options: SupervisorOptions) {
    this.id = options.id;
    this.lane = options.lane;
    this.#options = options;
    const { timers, record } = options;
    this.#events = limitEvents(timers, (body) => record({ kind: 'device.event', body }));
    this.#states = limitEntries(timers, (body, more) =>
      record({ kind: 'device.state', body: more === undefined ? body : { ...body, more } }),
    );
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
    this.#link = new KeptLink({
      ...options,
      start: (live) => options.start(this.#sink(live)),
      greeted: ({ energiesMeV }) => {
        this.#view = { ...this.#view, energiesMeV };
      },
      changed: (shown) => this.#linkChanged(shown),
    });
  }

  view(): ScannerView {
    return this.#view;
  }

  device(): DeviceView {
    const { id, lane, driver, address } = this.#options;
    return { id, role: 'scanner', driver, lane, address, ...this.#link.shown, reading: null };
  }

  async startScan(request: StartScan): Promise<void> {
    await this.#connected().startScan(request);
  }

  async abortScan(reason: string): Promise<void> {
    await this.#connected().abortScan(reason);
  }

  async close(): Promise<void> {
    await this.#link.close();
    this.#events.settle();
    this.#states.settle();
  }

  #connected(): DeviceDriver<'scanner'> {
    const { driver } = this.#link;
    if (driver) return driver;
    throw new StationError(
      'SCANNER_OFFLINE',
      `The scanner of lane ${this.lane} is not connected. Check that it is on and its cable is in; the station keeps trying.`,
      { details: { lane: this.lane, scanner: this.id } },
    );
  }

  #linkChanged({ link, linkError, model }: LinkShown): void {
    const error = linkError && { code: linkError.code, retryAt: linkError.retryAt };
    if (isThere(link)) {
      this.#show({ link, linkError: error, model });
      return;
    }
    this.#known = null;
    this.#beam = null;
    const unknown = nothingKnown(link === 'none' ? 'unknown' : 'comms-lost');
    this.#show({ link, linkError: error, model, scan: null, ...unknown });
  }

  #sink(live: () => boolean): ScannerSink {
    const { scans } = this.#options;
    return {
      health: (health) => {
        if (live()) this.#link.health(health);
      },
      status: (status) => {
        if (live()) this.#status(status);
      },
      event: ({ kind, text }) => {
        if (!live()) return;
        this.#events.hear(kind, text);
        if (kind === 'beam-on' || kind === 'beam-off') scans.beam(kind === 'beam-on');
      },
      scanBegin: async (begin) => {
        if (!live()) return;
        const { expectedLines } = begin.geometry;
        this.#show({ scan: { scanId: begin.scanId, lines: 0, expectedLines } });
        await scans.scanBegin(begin);
      },
      strip: async (strip) => {
        if (!live()) return;
        const { scan } = this.#view;
        // Not shown to anyone here: the lines of a scan have an event of their own.
        if (scan) {
          const lines = Math.max(scan.lines, strip.firstLine + strip.lines);
          this.#view = { ...this.#view, scan: { ...scan, lines } };
        }
        await scans.strip(strip);
      },
      // Also from a driver that ended late: the scan's visit waits for this word.
      scanEnd: async (end) => {
        if (live()) this.#show({ scan: null });
        await scans.scanEnd(end);
      },
    };
  }

  #status(status: ScannerStatus): void {
    const before = this.#known;
    this.#known = status;
    if (before?.state !== status.state || before.fault?.code !== status.fault?.code) {
      const fault = status.fault ? { fault: status.fault.code } : {};
      this.#states.hear('', { state: status.state, ...fault });
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
