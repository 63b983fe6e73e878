import type { Timers } from '../../native-bridge/transport/timers.ts';
import { mayPass } from '../journal/may-pass.ts';
import type { Logger } from '../log.ts';

/** A disk that was full may have room again. */
const retryMs = 2_000;
/** A day of a busy post. */
const mostOwed = 5_000;

/**
 * Writes to the journal what devices say, in the order in which they said it. While the journal takes nothing, it is
 * kept in memory and tried again, so that no device waits for a disk.
 */
export class OwedEntries {
  readonly #options: { readonly timers: Timers; readonly log: Logger };
  readonly #owed: (() => void)[] = [];
  #cancel: () => void = () => {};

  constructor(options: { readonly timers: Timers; readonly log: Logger }) {
    this.#options = options;
  }

  get count(): number {
    return this.#owed.length;
  }

  /** Runs `write` now, or after what is owed already. Never throws. */
  run(write: () => void): void {
    if (this.#owed.length > 0 || !this.#tried(write)) this.#owe(write);
  }

  close(): void {
    this.#cancel();
    if (this.#owed.length > 0)
      this.#options.log.error({ count: this.#owed.length }, 'readings could not be journaled and are lost');
  }

  #owe(write: () => void): void {
    if (this.#owed.length >= mostOwed) {
      this.#options.log.error('a reading could not be journaled and is lost');
      return;
    }
    this.#owed.push(write);
    if (this.#owed.length > 1) return;
    this.#options.log.error('a reading could not be journaled; it is kept and tried again');
    this.#cancel = this.#options.timers.after(retryMs, () => this.#retry());
  }

  #retry(): void {
    while (this.#owed[0] && this.#tried(this.#owed[0])) this.#owed.shift();
    if (this.#owed.length > 0) this.#cancel = this.#options.timers.after(retryMs, () => this.#retry());
  }

  /** Whether nothing is left to do: it is written, or will never be. */
  #tried(write: () => void): boolean {
    try {
      write();
      return true;
    } catch (fault) {
      if (mayPass(fault)) return false;
      this.#options.log.error({ err: fault }, 'a reading could not be journaled');
      return true;
    }
  }
}
