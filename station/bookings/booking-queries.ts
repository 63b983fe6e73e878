import type { ReadableDatabase } from '../journal/database.ts';
import { type Visit, visitState } from '../visits/visit-state.pure.ts';

/** Questions about bookings, asked of the table of the visits. */
export interface BookingQueries {
  byId(id: string): Visit | null;
  /** The newest booking with this number. */
  byNumber(number: string): Visit | null;
  /** The newest booking of the plate for this time, unless both have a number and they differ. */
  bySlot(plate: string, bookedFor: string, number: string): Visit | null;
  /** Booked for a time from one instant until before another, by time; `all`: whatever became of them. */
  between(from: string, to: string, all: boolean): Visit[];
  /** Bookings whose time was before an instant and that nobody has come for. */
  due(before: string): Visit[];
}

/** More than a week of the busiest post. */
const most = 5_000;

export function bookingQueries(db: ReadableDatabase): BookingQueries {
  const byId = db.prepare<[string], Row>('SELECT visit FROM visits WHERE id = ?');
  const byNumber = db.prepare<[string], Row>(
    'SELECT visit FROM visits WHERE booking_number = ? ORDER BY begun DESC LIMIT 1',
  );
  const bySlot = db.prepare<[{ plate: string; bookedFor: string; number: string }], Row>(`
    SELECT visit FROM visits
    WHERE plate = @plate AND booked_for = @bookedFor
      AND (@number IN ('', booking_number) OR booking_number IS NULL)
    ORDER BY begun DESC LIMIT 1`);
  const booked = db.prepare<[string, string, number], Row>(`
    SELECT visit FROM visits WHERE state = 'booked' AND booked_for >= ? AND booked_for < ?
    ORDER BY booked_for, begun LIMIT ?`);
  const everyone = db.prepare<[string, string, number], Row>(`
    SELECT visit FROM visits WHERE booked_for >= ? AND booked_for < ? ORDER BY booked_for, begun LIMIT ?`);
  const due = db.prepare<[string], Row>(
    "SELECT visit FROM visits WHERE state = 'booked' AND booked_for < ? ORDER BY booked_for LIMIT 500",
  );
  const one = (row: Row | undefined) => (row ? visitOf(row) : null);
  return {
    byId: (id) => one(byId.get(id)),
    byNumber: (number) => one(byNumber.get(number)),
    bySlot: (plate, bookedFor, number) => one(bySlot.get({ plate, bookedFor, number })),
    between: (from, to, all) => (all ? everyone : booked).all(from, to, most).map(visitOf),
    due: (before) => due.all(before).map(visitOf),
  };
}

interface Row {
  readonly visit: string;
}

function visitOf(row: Row): Visit {
  return visitState.parse(JSON.parse(row.visit));
}
