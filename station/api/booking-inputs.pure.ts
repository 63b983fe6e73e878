import { z } from 'zod';
import { bookingFields } from './booking-views.pure.ts';

const moment = z.iso.datetime();
/** The SHA-256 of the file. */
const importId = z.string().regex(/^[0-9a-f]{64}$/);
const mapping = z.array(z.enum(bookingFields).nullable()).min(1).max(200);

export const lookUpInput = z.strictObject({ plate: z.string().max(20), container: z.string().max(20) });

/** `from` and `to`: the booked times that are asked for. `text`: part of a plate, number, container or goods. */
export const bookingListInput = z.strictObject({
  from: moment,
  to: moment,
  text: z.string().trim().max(80),
  /** Also those that have arrived, were cancelled or did not come. */
  all: z.boolean(),
});
export const previewBookingsInput = z.strictObject({ importId, mapping });
export const applyBookingsInput = z.strictObject({ commandId: z.uuid(), importId, mapping });

export type LookUpInput = z.output<typeof lookUpInput>;
export type BookingListInput = z.output<typeof bookingListInput>;
export type PreviewBookingsInput = z.output<typeof previewBookingsInput>;
export type ApplyBookingsInput = z.output<typeof applyBookingsInput>;
