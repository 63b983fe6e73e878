import type { Timers } from '../../native-bridge/transport/timers.ts';
import type { PostView } from '../api/views.pure.ts';
import { freeSpace, lowSpaceBytes, scanSpaceBytes } from '../data-folder/free-space.ts';
import type { Journal } from '../journal/journal.ts';

type Alert = PostView['alerts'][number];

export interface AlertsOptions {
  readonly folder: string;
  readonly journal: Pick<Journal, 'onAppend'>;
  readonly timers: Timers;
  readonly notArchived: () => readonly { readonly scanId: string; readonly code: string }[];
  /** Scans that are over and that the journal could not take yet. */
  readonly notJournaled: () => number;
  /** What is wrong with the configuration. */
  readonly configuration: () => readonly Alert[];
  /** What nobody must overlook: before everything else. */
  readonly ofIncidents: () => readonly Alert[];
  /** Radiation alarms, and what devices said that could not be saved: before everything else. */
  readonly ofReadings: () => readonly Alert[];
  readonly freeSpace?: (folder: string) => Promise<number | null>;
}

const lookMs = 15_000;
/** A clock that was set back makes the record hard to read for a while; then the alert would only be in the way. */
const clockAlertMs = 12 * 3_600_000;
const bytesPerMB = 1_000_000;

/** What is wrong at the post now, for every screen to show. */
export class Alerts {
  readonly #options: AlertsOptions;
  readonly #stopListening: () => void;
  #cancel: () => void = () => {};
  #closed = false;
  #free: number | null = null;
  #clock: { readonly alert: Alert; readonly until: number } | null = null;

  constructor(options: AlertsOptions) {
    this.#options = options;
    this.#stopListening = options.journal.onAppend(({ kind, body }) => {
      if (kind !== 'clock.set-back') return;
      const { expected, found } = body as { expected: string; found: string };
      const until = options.timers.now() + clockAlertMs;
      this.#clock = { alert: { code: 'CLOCK_SET_BACK', details: { expected, found } }, until };
    });
  }

  /** Looks at the disk now and from then on. */
  async start(): Promise<void> {
    this.#free = await (this.#options.freeSpace ?? freeSpace)(this.#options.folder);
    if (this.#closed) return;
    this.#cancel = this.#options.timers.after(lookMs, () => void this.start());
  }

  /** Whether a scan would still fit, with room left for decisions. Unknown counts as yes. */
  get roomForScan(): boolean {
    return this.#free === null || this.#free >= scanSpaceBytes;
  }

  list(): Alert[] {
    const alerts: Alert[] = [...this.#options.ofIncidents(), ...this.#options.ofReadings()];
    if (this.#free !== null && this.#free < lowSpaceBytes) {
      const code = this.roomForScan ? 'DISK_LOW' : 'DISK_FULL';
      const { folder } = this.#options;
      alerts.push({ code, details: { folder, freeMB: Math.floor(this.#free / bytesPerMB) } });
    }
    if (this.#clock && this.#options.timers.now() < this.#clock.until) alerts.push(this.#clock.alert);
    alerts.push(...this.#options.configuration());
    const notJournaled = this.#options.notJournaled();
    if (notJournaled > 0) alerts.push({ code: 'SCANS_NOT_JOURNALED', details: { count: notJournaled } });
    const notArchived = this.#options.notArchived();
    if (notArchived.length > 0) {
      alerts.push({
        code: 'SCANS_NOT_ARCHIVED',
        details: { count: notArchived.length, reason: notArchived[0]?.code ?? '' },
      });
    }
    return alerts;
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
    this.#stopListening();
  }
}
