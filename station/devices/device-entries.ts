import { z } from 'zod';

/** What the journal says of scanners; the scanner is the subject, as the device reported it. */
export const deviceKinds = {
  'device.link': z.strictObject({ link: z.enum(['online', 'lost']), code: z.string().optional() }),
  'device.state': z.strictObject({ state: z.string(), fault: z.string().optional() }),
  'device.event': z.strictObject({ event: z.string(), text: z.string() }),
} as const;
