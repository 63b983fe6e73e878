import type { Stamp } from './stamp.pure.ts';
import type { VisitEntry } from './visit-entries.pure.ts';
import type { ReachedMoment, Visit } from './visit-state.pure.ts';

/** What begins anew with each scan, and with each call to a lane. */
export const fromScan = ['scanStarted', 'beamOn', 'beamOff', 'imageReady', 'opened', 'decided'] as const;
export const fromCall = ['called', ...fromScan] as const;

export function without(moments: Visit['moments'], gone: readonly ReachedMoment[]): Visit['moments'] {
  return Object.fromEntries(
    Object.entries(moments).filter(([moment]) => !gone.includes(moment as ReachedMoment)),
  );
}

export function stampOf({ at, monotonic, run, seq }: VisitEntry): Stamp {
  return { at, monotonic, run, seq };
}
