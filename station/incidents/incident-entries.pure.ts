import { z } from 'zod';
import { checkValues } from '../api/incident-inputs.pure.ts';
import { reportedKinds } from '../api/incident-views.pure.ts';

/**
 * What people say about incidents, daily checks and doses; the subject is the incident's, check's or dose's id. What devices
 * say is in the journal as their own entries (`device.event`), which are incidents by `occurrence.pure.ts`.
 */
const said = { by: z.string().min(1), note: z.string() };
const limit = z.number().min(0);

export const incidentEntryKinds = {
  'incident.reported': z.strictObject({
    kind: z.enum(reportedKinds),
    lane: z.string().nullable(),
    visitId: z.string().nullable(),
    plate: z.string().nullable(),
    ...said,
  }),
  'incident.taken': z.strictObject(said),
  'incident.noted': z.strictObject(said),
  'incident.closed': z.strictObject(said),
  /** The counter-entry of a closing that was wrong; the closing and its words stay on record. */
  'incident.reopened': z.strictObject(said),
  /** The limits are those of the day: what was passed stays passed when they change. */
  'check.done': z.strictObject({
    lane: z.string().min(1),
    values: checkValues,
    material: z.boolean().nullable(),
    limits: z.strictObject({
      penetrationMm: limit,
      wireMm: limit,
      contrastPercent: limit,
      resolutionMm: limit,
      material: z.boolean(),
    }),
    ...said,
  }),
  /** µSv/h. */
  'dose.read': z.strictObject({
    place: z.string().min(1),
    reading: limit,
    background: limit,
    limit,
    by: z.string().min(1),
  }),
} as const;
