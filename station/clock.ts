/** Where the station takes its time from. Passed in everywhere, so that a test can set it. */
export interface Clock {
  /** The wall clock for the record: ISO 8601 UTC with milliseconds, `2026-03-01T08:15:00.000Z`. */
  utc(): string;
  /** Milliseconds from an arbitrary start that never go back. Only values of one run of the station compare. */
  monotonic(): number;
}

/** The machine's own clocks. */
export const systemClock: Clock = {
  utc: () => new Date().toISOString(),
  monotonic: () => performance.now(),
};

/** A clock that stands still until it is told otherwise. */
export interface SettableClock extends Clock {
  /** Time goes by: both clocks advance. */
  advance(milliseconds: number): void;
  /** Somebody sets the wall clock; the monotonic one goes on as it was. */
  setUtc(utc: string): void;
}

/** A clock for tests, standing at `utc`. */
export function settableClock(utc = '2026-03-01T08:00:00.000Z'): SettableClock {
  let wall = Date.parse(utc);
  let elapsed = 1000;
  return {
    utc: () => new Date(wall).toISOString(),
    monotonic: () => elapsed,
    advance(milliseconds) {
      if (milliseconds < 0) throw new RangeError('Time does not go back; use setUtc for the wall clock.');
      wall += milliseconds;
      elapsed += milliseconds;
    },
    setUtc(to) {
      wall = Date.parse(to);
    },
  };
}
