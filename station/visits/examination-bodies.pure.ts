import { z } from 'zod';
import { examinationResult } from '../api/examination-record.pure.ts';
import { photoAttached } from '../api/photo.pure.ts';

/** What the journal says about examinations. `by` is always a service number. */

const by = z.string().min(1);
const why = { reason: z.string().min(1), by };

export const examinationBodies = {
  'visit.examination-ended': z.strictObject({ ...examinationResult, detained: z.boolean() }),
  /** A counter-entry: the examination as it is on record from here on. What it was is in the entries before it. */
  'visit.examination-corrected': z.strictObject({ ...examinationResult, ...why }),
  /** Beside the entry it was saved with; nothing ever takes it off the record. */
  'visit.examination-photo-attached': z.strictObject(photoAttached),
  /** A supervisor lets a detained truck go. */
  'visit.detention-ended': z.strictObject(why),
} as const;
