import type { z } from 'zod';
import type { PortalPassage } from '../api/reading-views.pure.ts';
import type { portalAlarm, portalPassed } from './reading-bodies.pure.ts';

/**
 * A passage after an alarm was heard in it. `before` is what was known of it. An alarm of a kind of radiation that was
 * not heard before is a new one, whatever was acknowledged until then.
 */
export function passageAfterAlarm(
  before: PortalPassage | undefined,
  { readingId: id, deviceId, at, radiation, counts }: z.output<typeof portalAlarm>,
): PortalPassage {
  const known = before ?? { ...nothingKnown, id, deviceId, at };
  return withNews(
    before,
    radiation === 'gamma'
      ? { ...known, gammaAlarm: true, peakGamma: Math.max(counts, known.peakGamma ?? counts) }
      : { ...known, neutronAlarm: true, peakNeutron: Math.max(counts, known.peakNeutron ?? counts) },
  );
}

/** A passage that is over. What was not heard as a whole never says that there was no alarm. */
export function passageAfterEnd(
  before: PortalPassage | undefined,
  said: z.output<typeof portalPassed>,
): PortalPassage {
  const { startedAt: at, endedAt, readingId: id, deviceId, whole } = said;
  const { peakGamma, peakNeutron, backgroundGamma, backgroundNeutron } = said;
  const silence = whole ? false : null;
  return withNews(before, {
    ...{ id, at, endedAt, deviceId, peakGamma, peakNeutron, backgroundGamma, backgroundNeutron, whole },
    gammaAlarm: said.gammaAlarm || before?.gammaAlarm === true || silence,
    neutronAlarm: said.neutronAlarm || before?.neutronAlarm === true || silence,
    acknowledged: before?.acknowledged ?? null,
  });
}

export function hasAlarm({ gammaAlarm, neutronAlarm }: PortalPassage): boolean {
  return gammaAlarm === true || neutronAlarm === true;
}

/** Whether an alarm was heard that was not there before. */
export function isNewAlarm(before: PortalPassage | undefined, passage: PortalPassage): boolean {
  return (
    (passage.gammaAlarm === true && before?.gammaAlarm !== true) ||
    (passage.neutronAlarm === true && before?.neutronAlarm !== true)
  );
}

function withNews(before: PortalPassage | undefined, passage: PortalPassage): PortalPassage {
  return isNewAlarm(before, passage) ? { ...passage, acknowledged: null } : passage;
}

/** A vehicle is in the portal. */
const nothingKnown = {
  endedAt: null,
  peakGamma: null,
  peakNeutron: null,
  backgroundGamma: null,
  backgroundNeutron: null,
  gammaAlarm: null,
  neutronAlarm: null,
  whole: false,
  acknowledged: null,
} as const;
