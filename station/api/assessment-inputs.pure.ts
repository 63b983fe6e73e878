import { z } from 'zod';

const scanId = z.string().min(1).max(100);
export const assessedScanInput = z.strictObject({ scanId });

const place = z.number().min(-100_000).max(1_000_000);
export const weighInput = z.strictObject({
  scanId,
  /** Pixels of the picture. */
  region: z.strictObject({ x: place, y: place, width: place.min(0), height: place.min(0) }),
});
export type WeighInput = z.output<typeof weighInput>;
