import {
  applyBookingsInput,
  bookingListInput,
  lookUpInput,
  previewBookingsInput,
} from './booking-inputs.pure.ts';
import { asOfficer, t } from './procedures.ts';

/** What a check-in asks while it is being typed. */
export const arrivalCalls = t.router({
  lookUp: asOfficer.input(lookUpInput).query(({ ctx, input }) => ctx.operations.lookUp(input)),
  atTheGate: asOfficer.query(({ ctx }) => ctx.operations.atTheGate()),
});

/** Bookings, and the lists they come from; a list itself comes over `POST /bookings/files`. */
export const bookingCalls = t.router({
  list: asOfficer.input(bookingListInput).query(({ ctx, input }) => ctx.operations.bookings(input)),
  preview: asOfficer
    .input(previewBookingsInput)
    .query(({ ctx, input }) => ctx.operations.previewBookings(input)),
  /** Takes a list over; tRPC keeps the name `apply` for itself. */
  take: asOfficer
    .input(applyBookingsInput)
    .mutation(({ ctx, input }) => ctx.operations.applyBookings(ctx.officer, input)),
  imports: asOfficer.query(({ ctx }) => ctx.operations.bookingImports()),
});
