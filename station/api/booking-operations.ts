import type { AtTheGate, KnownTrucks } from './arrival-views.pure.ts';
import type {
  ApplyBookingsInput,
  BookingListInput,
  LookUpInput,
  PreviewBookingsInput,
} from './booking-inputs.pure.ts';
import type { BookingList, BookingsPreview, ImportReport } from './booking-views.pure.ts';
import type { Officer } from './views.pure.ts';

/** What the calls about bookings and about trucks that are being taken in do. */
export interface BookingOperations {
  lookUp(input: LookUpInput): KnownTrucks;
  atTheGate(): readonly AtTheGate[];
  bookings(input: BookingListInput): BookingList;
  previewBookings(input: PreviewBookingsInput): Promise<BookingsPreview>;
  applyBookings(by: Officer, input: ApplyBookingsInput): Promise<ImportReport>;
  bookingImports(): readonly ImportReport[];
}
