import { z } from 'zod';

/** What the journal says of scanners; the scanner is the subject, as the device reported it. */
export const deviceKinds = {
  'device.link': z.strictObject({ link: z.enum(['online', 'lost']), code: z.string().optional() }),
  'device.state': z.strictObject({ state: z.string(), fault: z.string().optional() }),
  /** `more`: the entry stands for that many of its kind, of which `text` is the latest (`event-limit.ts`). */
  'device.event': z.strictObject({
    event: z.string(),
    text: z.string(),
    more: z.int().min(1).optional(),
  }),
} as const;
