import { z } from 'zod';
import { examinationResult } from './examination-record.pure.ts';
import { onVisit, reason } from './on-visit.pure.ts';
import { attachedPhotos } from './photo.pure.ts';

const moment = z.iso.datetime();
/** Those that are new: what is on record stays there. */
const photos = { photos: attachedPhotos.exactOptional() };

/** From one instant until before another. */
export const ratesInput = z.strictObject({ from: moment, to: moment });
export type RatesInput = z.output<typeof ratesInput>;

/** What the calls about examinations take. */
export const examinationInputs = {
  startExamination: z.strictObject(onVisit),
  endExamination: z.strictObject({ ...onVisit, ...examinationResult, ...photos, detained: z.boolean() }),
  /** After its end, also of a truck that has left: what was on record is kept. */
  correctExamination: z.strictObject({
    ...onVisit,
    ...examinationResult,
    ...photos,
    reason: reason.min(1),
  }),
  endDetention: z.strictObject({ ...onVisit, reason: reason.min(1) }),
} as const;
