import type { Timers } from '../../native-bridge/transport/timers.ts';
import type { Clock } from '../clock.ts';
import type { Journal } from '../journal/journal.ts';
import type { Logger } from '../log.ts';
import type { Visits } from '../visits/visits.ts';

interface FinalityOptions {
  readonly journal: Pick<Journal, 'onAppend'>;
  readonly visits: Pick<Visits, 'pending' | 'makeFinal'>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
}

/** A journal that takes nothing right now is tried again after this. */
const retryMs = 2_000;

/**
 * Makes decisions final when the time is over in which they could be taken back. What is pending is in the journal, so a
 * station that was down makes final at its start what fell due meanwhile, and waits for the rest.
 */
export class Finality {
  readonly #options: FinalityOptions;
  readonly #stopListening: () => void;
  #cancel: () => void = () => {};
  #closed = false;

  constructor(options: FinalityOptions) {
    this.#options = options;
    this.#stopListening = options.journal.onAppend(({ kind }) => {
      if (kind === 'visit.decided') this.#plan(0);
    });
    this.#run();
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
    this.#stopListening();
  }

  #run(): void {
    const { visits, clock, log } = this.#options;
    let next = Number.POSITIVE_INFINITY;
    for (const { visitId, since, until } of visits.pending()) {
      const now = clock.utc();
      // A clock that was set back must keep no truck waiting.
      if (since <= now && now < until) {
        next = Math.min(next, Date.parse(until) - Date.parse(now));
        continue;
      }
      try {
        visits.makeFinal(visitId);
      } catch (fault) {
        log.error({ err: fault, visitId }, 'a decision could not be made final');
        next = Math.min(next, retryMs);
      }
    }
    if (Number.isFinite(next)) this.#plan(next);
  }

  #plan(ms: number): void {
    if (this.#closed) return;
    this.#cancel();
    this.#cancel = this.#options.timers.after(ms, () => this.#run());
  }
}
