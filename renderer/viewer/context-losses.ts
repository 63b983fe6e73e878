/**
 * How often the graphics device went away. A driver that is reset once comes back; one that goes again and again, or stays
 * away, is not to be waited for. Pure; time is passed in (ms, monotonic).
 */
export class ContextLosses {
  #times: number[] = [];

  /** It went away; true when that is once too often. */
  lost(now: number): boolean {
    this.#times = [...this.#times.filter((at) => now - at < withinMs), now];
    return this.#times.length >= mostLosses;
  }
}

const mostLosses = 3;
const withinMs = 10 * 60_000;
/** How long it may stay away. */
export const restoredWithinMs = 8_000;
