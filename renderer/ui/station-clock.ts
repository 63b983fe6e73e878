import { useSyncExternalStore } from 'react';

/**
 * The station's clock as this screen knows it. The screen's own wall clock is never trusted: the last `now` of the
 * station is carried on by the browser's monotonic clock.
 */
export interface StationClock {
  /** Takes over the station's time, ISO 8601. */
  set(now: string): void;
  /** The station's time, ms since 1970; NaN until it was set. */
  now(): number;
}

export function createStationClock(monotonic: () => number): StationClock {
  let offset = Number.NaN;
  return {
    set(now) {
      const received = Date.parse(now);
      if (!Number.isNaN(received)) offset = received - monotonic();
    },
    now: () => monotonic() + offset,
  };
}

export const stationClock = createStationClock(() => performance.now());

/** The station's time to the second, for a component that ticks; NaN until the station said it. */
export function useStationSecond(): number {
  return useSyncExternalStore(subscribe, wholeSecond);
}

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

// One timer for all that ticks; four times a second so that no second is skipped on screen.
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of listeners) each();
  }, 250);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

function wholeSecond(): number {
  return Math.floor(stationClock.now() / 1000) * 1000;
}
