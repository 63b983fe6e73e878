import { z } from 'zod';
import { plannedShift, signingSides } from '../api/handover-views.pure.ts';
import type { NewEntryOf } from '../journal/entry.ts';

const serviceNumber = z.string().min(1);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * What people say of shifts. A shift's subject is the id of its opening, because a planned shift can be opened twice; a
 * handover's is its own. `by` is a service number.
 */
export const dutyKinds = {
  /** `shift` is what the pattern planned. */
  'shift.opened': z.strictObject({ shift: plannedShift, by: serviceNumber }),
  /** `handover`: the sheet that both have signed; null where nobody came after. */
  'shift.closed': z.strictObject({ by: serviceNumber, handover: z.string().nullable() }),
  /** The text of the sheet, as it is signed, and its SHA-256. */
  'handover.prepared': z.strictObject({ sheet: z.string(), sha256, by: serviceNumber }),
  'handover.signed': z.strictObject({ side: z.enum(signingSides), sha256, by: serviceNumber }),
} as const;

export type DutyEvent = NewEntryOf<typeof dutyKinds> & { readonly subject: string };
export type DutyEntry = DutyEvent & { readonly at: string; readonly seq: number };
