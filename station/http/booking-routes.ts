import { Hono } from 'hono';
import { z } from 'zod';
import type { OpenedBookings } from '../api/booking-views.pure.ts';
import { mostBytes, tooLarge } from '../bookings/table.pure.ts';
import { StationError } from '../errors.ts';
import { limitBody } from './body-limit.ts';
import type { Guard } from './guard.ts';

const query = z.object({ name: z.string().trim().min(1).max(200) });

/** `POST /bookings/files?name=…`: a list of bookings as it is, answered with what its columns are. */
export function bookingRoutes(
  open: (bytes: Uint8Array, name: string) => Promise<OpenedBookings>,
  guard: Guard,
): Hono {
  return new Hono().post(
    '/bookings/files',
    guard('bookings.open'),
    limitBody(mostBytes, refuse),
    async (c) => {
      const { name } = query.parse(c.req.query());
      return c.json(await open(new Uint8Array(await c.req.raw.arrayBuffer()), name));
    },
  );
}

function refuse(): never {
  const most = mostBytes / 1048576;
  const { code, message, details } = tooLarge(most + 1, most);
  throw new StationError(code, message, { details });
}
