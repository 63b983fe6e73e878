import type { TakeReadings } from './reading-taker.ts';

interface Taken {
  readonly device: string;
  readonly what: string;
  readonly said: unknown;
}

/** For tests of who hands readings on: takers that remember what they were given, in order. */
export function rememberingTakers(): { readonly take: TakeReadings; readonly taken: Taken[] } {
  const taken: Taken[] = [];
  const take: TakeReadings = ({ id }) => {
    const now = (what: string) => (said: unknown) => void taken.push({ device: id, what, said });
    const later = (what: string) => async (said: unknown) => now(what)(said);
    return {
      portalOccupancy: later('portalOccupancy'),
      portalAlarm: now('portalAlarm'),
      weight: later('weight'),
      plateRead: later('plateRead'),
      image: later('image'),
      imageRefused: later('imageRefused'),
      report: later('report'),
      linkEnded: () => now('linkEnded')(null),
    };
  };
  return { take, taken };
}
