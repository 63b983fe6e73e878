import { z } from 'zod';
import type { Entry, NewEntryOf } from './entry.ts';

const clockChange = z.strictObject({
  /** What the wall clock should have said. */
  expected: z.string(),
  /** What it said. */
  found: z.string(),
  byMs: z.int(),
});

/** Written by the journal itself, before the entry that first has the other time. */
export const clockKinds = {
  'clock.set-back': clockChange,
  'clock.set-forward': clockChange,
} as const;

export const clockSubject = 'clock';

/** NTP may slew a clock by 500 ppm (the limit of Linux's adjtime); that is no jump. */
const slew = 500e-6;
const toleranceMs = 2000;

interface Reading {
  readonly at: string;
  readonly monotonic: number;
  readonly run: string;
}

/**
 * Compares the wall clock with the last entry's: within a run against the monotonic clock, both ways; across runs
 * only backwards, because nobody knows how long the station was off. Returns the entry to write, or null.
 */
export function clockChangeSince(
  last: Pick<Entry, 'at' | 'monotonic' | 'run'>,
  now: Reading,
): NewEntryOf<typeof clockKinds> | null {
  const sameRun = last.run === now.run;
  const elapsed = sameRun ? now.monotonic - last.monotonic : 0;
  const offBy = Date.parse(now.at) - Date.parse(last.at) - elapsed;
  const tolerance = toleranceMs + elapsed * slew;
  // Any step to before the last entry is worth a line, however small: the record is then out of order.
  const back = now.at < last.at || (sameRun && offBy < -tolerance);
  const forward = sameRun && offBy > tolerance;
  if (!back && !forward) return null;
  return {
    kind: back ? 'clock.set-back' : 'clock.set-forward',
    body: {
      expected: new Date(Date.parse(last.at) + elapsed).toISOString(),
      found: now.at,
      byMs: Math.round(offBy),
    },
  };
}
