import type { Stamp } from '../visits/stamp.pure.ts';
import type { ReachedMoment, Visit } from '../visits/visit-state.pure.ts';

export const stretches = ['waiting', 'scanning', 'imageWaiting', 'decision'] as const;
export type Stretch = (typeof stretches)[number];

/** Between which moments of a visit each stretch lies. */
export const stretchEnds: Readonly<Record<Stretch, readonly [ReachedMoment, ReachedMoment]>> = {
  waiting: ['arrived', 'called'],
  scanning: ['called', 'beamOff'],
  imageWaiting: ['imageReady', 'opened'],
  decision: ['opened', 'decided'],
};

/** Whether the wall clock was set between two places of the journal (after the first, up to the second). */
export type ClockWasSet = (afterSeq: number, upToSeq: number) => boolean;

/** How long a stretch of a visit took, ms; null while it is not over or when nobody can know. */
export function stretchOf(
  visit: Pick<Visit, 'moments'>,
  stretch: Stretch,
  clockWasSet: ClockWasSet,
): number | null {
  const [from, to] = stretchEnds[stretch];
  const [begin, end] = [visit.moments[from], visit.moments[to]];
  return begin && end ? durationBetween(begin, end, clockWasSet) : null;
}

/**
 * Milliseconds between two moments: by the monotonic clock when one run of the station saw both, else by the wall
 * clock. Null when that was set in between, and never negative.
 */
export function durationBetween(begin: Stamp, end: Stamp, clockWasSet: ClockWasSet): number | null {
  if (begin.run !== end.run && clockWasSet(begin.seq, end.seq)) return null;
  const took =
    begin.run === end.run ? end.monotonic - begin.monotonic : Date.parse(end.at) - Date.parse(begin.at);
  return took >= 0 ? took : null;
}
