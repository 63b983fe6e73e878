import { BridgeError } from '../../native-bridge/errors.ts';
import type { ArchivedScan } from '../../native-bridge/imaging/archive.ts';
import type { Timers } from '../../native-bridge/transport/timers.ts';
import type { Logger } from '../log.ts';

export interface ArchiveQueueOptions {
  /** Writes a scan's archive; what it began is gone when the signal aborts. */
  readonly archive: (scanId: string, signal: AbortSignal) => Promise<ArchivedScan>;
  /** The archive is durable: journal it, then let the capture go. */
  readonly archived: (scan: ArchivedScan) => Promise<void>;
  readonly timers: Timers;
  readonly log: Logger;
}

/** A disk that was full may have room again. */
const retryMs = 5 * 60_000;

/** Archives scans one after the other, in the background. One that fails stays a capture and is tried again. */
export class ArchiveQueue {
  readonly #options: ArchiveQueueOptions;
  readonly #closing = new AbortController();
  readonly #failed = new Map<string, { readonly code: string; readonly cancelRetry: () => void }>();
  #last: Promise<void> = Promise.resolve();

  constructor(options: ArchiveQueueOptions) {
    this.#options = options;
  }

  /** Scans that could not be archived yet, with the code of why. */
  get failed(): { scanId: string; code: string }[] {
    return [...this.#failed].map(([scanId, { code }]) => ({ scanId, code }));
  }

  add(scanId: string): void {
    this.#last = this.#last.then(() => this.#archive(scanId));
  }

  /** Resolves when everything queued so far is archived or has failed. */
  idle(): Promise<void> {
    return this.#last;
  }

  /** Leaves what is not archived to the next start. */
  async close(): Promise<void> {
    this.#closing.abort();
    for (const { cancelRetry } of this.#failed.values()) cancelRetry();
    await this.#last;
  }

  async #archive(scanId: string): Promise<void> {
    const { signal } = this.#closing;
    if (signal.aborted) return;
    const { archive, archived, timers, log } = this.#options;
    try {
      await archived(await archive(scanId, signal));
      this.#failed.delete(scanId);
    } catch (fault) {
      if (signal.aborted) return;
      log.error({ err: fault, scanId }, 'a scan could not be archived; its capture is kept');
      const code = fault instanceof BridgeError ? fault.code : 'ARCHIVE_FAILED';
      this.#failed.set(scanId, { code, cancelRetry: timers.after(retryMs, () => this.add(scanId)) });
    }
  }
}
