import { z } from 'zod';

/** What the calls about readings and received pictures take. */

const commandId = z.uuid();
const readingId = z.string().min(1).max(64);
const visitId = z.string().min(1).max(64);
const reason = z.string().trim().min(1).max(500);

export const attachReadingInput = z.strictObject({
  commandId,
  readingId,
  visitId,
  /** What the plate reader should have read. */
  plate: z.string().trim().min(1).max(20).optional(),
  container: z.string().trim().min(1).max(20).optional(),
});
export const dismissReadingInput = z.strictObject({ commandId, readingId, reason });

export type AttachReadingInput = z.output<typeof attachReadingInput>;
export type DismissReadingInput = z.output<typeof dismissReadingInput>;

const imageId = z.string().regex(/^[0-9a-f]{64}$/);
export const matchImageInput = z.strictObject({ commandId, imageId, visitId });
export const setAsideImageInput = z.strictObject({ commandId, imageId, reason });

export type MatchImageInput = z.output<typeof matchImageInput>;
export type SetAsideImageInput = z.output<typeof setAsideImageInput>;
