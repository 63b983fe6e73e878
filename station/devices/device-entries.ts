import { z } from 'zod';

/** The entry stands for that many of its kind, of which it is the latest (`event-limit.ts`). */
const more = z.int().min(1).optional();

/** What the journal says of devices; the device is the subject. */
export const deviceKinds = {
  'device.link': z.strictObject({ link: z.enum(['online', 'lost']), code: z.string().optional() }),
  /** Of a scanner. */
  'device.state': z.strictObject({ state: z.string(), fault: z.string().optional(), more }),
  'device.event': z.strictObject({ event: z.string(), text: z.string(), more }),
  'device.health': z.strictObject({
    level: z.enum(['good', 'degraded']),
    code: z.string().optional(),
    text: z.string().optional(),
    more,
  }),
  'device.output-written': z.strictObject({
    output: z.string(),
    value: z.union([z.boolean(), z.number()]),
    /** Service number. */
    by: z.string(),
  }),
} as const;

type Kinds = typeof deviceKinds;
/** What a device has the journal say of it. */
export type DeviceEntry = {
  [Kind in keyof Kinds]: { readonly kind: Kind; readonly body: z.output<Kinds[Kind]> };
}[keyof Kinds];
