import { z } from 'zod';

/** When a moment was reached: both clocks, and where in the journal, so that durations can be told. */
export const stamp = z.strictObject({ at: z.string(), monotonic: z.int(), run: z.string(), seq: z.int() });
export type Stamp = z.output<typeof stamp>;
