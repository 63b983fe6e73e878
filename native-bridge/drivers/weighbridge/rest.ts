/** How scales come to rest. */
export interface RestSettings {
  /** Below it nothing stands on the bridge. */
  readonly emptyBelowKg: number;
  /** So long it must not have moved; 0: every stable line is a weight, the scales print only when they are asked. */
  readonly restMs: number;
  /** What may move in that time, and is no new weight. */
  readonly bandKg: number;
}

export interface RestState {
  /** Since when it stands still, on the clock of `ms`; `null` while it moves. */
  readonly since: number | null;
  readonly low: number;
  readonly high: number;
  readonly emptySince: number | null;
  /** Told since the bridge was empty. */
  readonly told: { readonly kg: number; readonly ms: number } | null;
}

export const atFirst: RestState = { since: null, low: 0, high: 0, emptySince: null, told: null };

/**
 * One reading at `ms` (monotonic). `weight` is what is to be told: once for each time that something comes to rest on
 * the bridge; again only when it has been empty between, or has moved and come to rest at another weight.
 */
export function takeReading(
  state: RestState,
  { kg, stable }: { readonly kg: number | null; readonly stable: boolean },
  ms: number,
  settings: RestSettings,
): { readonly state: RestState; readonly weight: number | null } {
  if (kg === null) return { state: { ...state, since: null, emptySince: null }, weight: null };
  if (kg < settings.emptyBelowKg) return { state: empty(state, ms, settings), weight: null };
  if (!stable) return { state: { ...state, since: null, emptySince: null }, weight: null };

  const low = Math.min(state.low, kg);
  const high = Math.max(state.high, kg);
  const still = state.since !== null && high - low <= settings.bandKg;
  const resting: RestState = still
    ? { ...state, low, high, emptySince: null }
    : { ...state, since: ms, low: kg, high: kg, emptySince: null };
  const rested = ms - (resting.since ?? ms) >= settings.restMs;
  if (!rested || wasTold(state.told, kg, ms, settings)) return { state: resting, weight: null };
  return { state: { ...resting, told: { kg, ms } }, weight: kg };
}

/** A zero that is over at once is a jolt, not an empty bridge. */
function empty(state: RestState, ms: number, { restMs }: RestSettings): RestState {
  const emptySince = state.emptySince ?? ms;
  const isEmpty = ms - emptySince >= restMs;
  return { ...state, since: null, emptySince, told: isEmpty ? null : state.told };
}

function wasTold(told: RestState['told'], kg: number, ms: number, { restMs, bandKg }: RestSettings): boolean {
  if (told === null) return false;
  if (ms - told.ms < leastBetweenMs) return true;
  return restMs > 0 && Math.abs(kg - told.kg) <= bandKg;
}

/** Nothing drives on and off so quickly; what prints twice is one weight. */
const leastBetweenMs = 500;
