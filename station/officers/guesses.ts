import { StationError } from '../errors.ts';
import { numberKey } from './officer-table.ts';

/** Wrong passwords a person may type before waiting begins. */
const freeGuesses = 3;
const firstDelayMs = 1_000;
const longestDelayMs = 15 * 60_000;
/** Service numbers remembered; the one guessed at longest ago is forgotten first. */
const remembered = 1_000;

/**
 * Slows guessing: after three wrong passwords for a service number each next try waits, twice as long every time.
 * `now` is monotonic milliseconds.
 */
export class GuessThrottle {
  readonly #now: () => number;
  readonly #wrong = new Map<string, { count: number; nextAt: number }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Takes one try, counted as wrong until `forgive`, so that many at once do not get past.
   * Throws StationError SIGN_IN_LATER with the seconds to wait.
   */
  take(serviceNumber: string): void {
    const key = numberKey(serviceNumber);
    const now = this.#now();
    const known = this.#wrong.get(key) ?? { count: 0, nextAt: 0 };
    const seconds = this.waitSeconds(serviceNumber);
    if (seconds > 0) {
      throw new StationError(
        'SIGN_IN_LATER',
        `Too many wrong passwords for this service number. Try again in ${seconds} s.`,
        { details: { seconds } },
      );
    }
    const count = known.count + 1;
    const delay =
      count < freeGuesses ? 0 : Math.min(longestDelayMs, firstDelayMs * 2 ** (count - freeGuesses));
    this.#wrong.delete(key);
    this.#wrong.set(key, { count, nextAt: now + delay });
    const [oldest] = this.#wrong.keys();
    if (this.#wrong.size > remembered && oldest !== undefined) this.#wrong.delete(oldest);
  }

  forgive(serviceNumber: string): void {
    this.#wrong.delete(numberKey(serviceNumber));
  }

  /** How long the next try for the number must wait, whole seconds. */
  waitSeconds(serviceNumber: string): number {
    const nextAt = this.#wrong.get(numberKey(serviceNumber))?.nextAt ?? 0;
    return Math.ceil(Math.max(0, nextAt - this.#now()) / 1000);
  }

  /** How many wrong tries are remembered for the number. */
  wrongTries(serviceNumber: string): number {
    return this.#wrong.get(numberKey(serviceNumber))?.count ?? 0;
  }
}
