import { z } from 'zod';
import { bookingFields, rowProblems } from '../api/booking-views.pure.ts';

/** What the journal says about lists of bookings, apart from the visits they make. */

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);

export const mostRefusedKept = 500;

export const refusedRow = z.strictObject({
  row: z.int().min(1),
  problem: z.enum(rowProblems),
  value: z.string(),
  plate: z.string(),
  number: z.string(),
});

const file = { name: z.string(), sha256, bytes: count };

export const bookingKinds = {
  /** What the columns of a list with these titles mean. Subject `bookings`. */
  'bookings.mapped': z.strictObject({
    /** Of `headerKey`. */
    header: z.string().min(1),
    mapping: z.array(z.enum(bookingFields).nullable()).min(1),
    by: z.string().min(1).nullable(),
  }),
  /** A list was taken over. Subject: the SHA-256 of its file. `by`: null for the watched folder. */
  'bookings.imported': z.strictObject({
    ...file,
    source: z.enum(['screen', 'folder']),
    by: z.string().min(1).nullable(),
    counts: z.strictObject({ new: count, changed: count, same: count, refused: count }),
    refused: z.array(refusedRow).max(mostRefusedKept),
    leftOut: count,
  }),
  /** A list of the watched folder that could not be read. */
  'bookings.refused': z.strictObject({
    ...file,
    code: z.string().min(1),
    details: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
} as const;
