import type { BridgeError } from '../../errors.ts';
import type { Timers } from '../../transport/timers.ts';

const rememberMs = 10 * 60_000;
const most = 1000;

/** What was refused in the last ten minutes, by what it was: a thousand of them at most. */
export class RecentRefusals {
  readonly #timers: Timers;
  readonly #known = new Map<string, { readonly why: BridgeError; readonly until: number }>();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  get(what: string): BridgeError | null {
    const known = this.#known.get(what);
    return known !== undefined && known.until > this.#timers.now() ? known.why : null;
  }

  add(what: string, why: BridgeError): void {
    this.#known.delete(what);
    this.#known.set(what, { why, until: this.#timers.now() + rememberMs });
    if (this.#known.size > most) this.#known.delete(this.#known.keys().next().value as string);
  }
}
