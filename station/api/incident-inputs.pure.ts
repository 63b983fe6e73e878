import { z } from 'zod';
import { type checkMeasures, reportedKinds } from './incident-views.pure.ts';

const commandId = z.uuid();
const note = z.string().trim().max(2000);
const onIncident = { commandId, incidentId: z.string().min(1).max(64), version: z.int().min(0) };

export const reportIncidentInput = z.strictObject({
  commandId,
  kind: z.enum(reportedKinds),
  lane: z.string().min(1).max(20).nullable(),
  note,
});
export const takeIncidentInput = z.strictObject({ ...onIncident, note });
/** What was found or done, or why it is opened again: nobody does either without a word. */
export const noteIncidentInput = z.strictObject({ ...onIncident, note: note.min(1) });

const measure = z.number().min(0).max(2000);
export const checkValues = z.strictObject({
  penetrationMm: measure,
  wireMm: measure,
  contrastPercent: z.number().min(0).max(100),
  resolutionMm: measure,
} satisfies Record<(typeof checkMeasures)[number], z.ZodType>);

export const recordCheckInput = z.strictObject({
  commandId,
  lane: z.string().min(1).max(20),
  values: checkValues,
  material: z.boolean().nullable(),
  note,
});

const dose = z.number().min(0).max(1_000_000);
export const recordDoseInput = z.strictObject({
  commandId,
  place: z.string().trim().min(1).max(80),
  /** µSv/h. */
  reading: dose,
  background: dose,
});

export type ReportIncidentInput = z.output<typeof reportIncidentInput>;
export type TakeIncidentInput = z.output<typeof takeIncidentInput>;
export type NoteIncidentInput = z.output<typeof noteIncidentInput>;
export type RecordCheckInput = z.output<typeof recordCheckInput>;
export type RecordDoseInput = z.output<typeof recordDoseInput>;
