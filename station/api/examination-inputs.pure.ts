import { z } from 'zod';

const moment = z.iso.datetime();

/** From one instant until before another. */
export const ratesInput = z.strictObject({ from: moment, to: moment });
export type RatesInput = z.output<typeof ratesInput>;
