import { z } from 'zod';
import { examinationRecord, examinationResult } from '../api/examination-record.pure.ts';
import { markContents } from '../api/mark-views.pure.ts';
import { photoOnRecord } from '../api/photo.pure.ts';
import type { VisitMoment, VisitState, VisitView } from '../api/views.pure.ts';
import { examinationOutcomes, visitMoments, visitStates } from '../api/views.pure.ts';
import { decisionState, decisionsShown } from './decision-state.pure.ts';
import { stamp } from './stamp.pure.ts';
import { archivedFile, defects, holder, receivedImage, truck } from './visit-entries.pure.ts';

/** `bookedFor` is what was planned; all others were reached. */
export const reachedMoments = visitMoments.filter((moment) => moment !== 'bookedFor');
export type ReachedMoment = Exclude<VisitMoment, 'bookedFor'>;

const scan = z.strictObject({
  id: z.string(),
  /** 1 for the visit's first. */
  number: z.int(),
  state: z.enum(['requested', 'receiving', 'complete', 'incomplete']),
  lines: z.int(),
  defects,
  beam: z.enum(['not-yet', 'on', 'off']),
  /** Null until archived. */
  planes: z.array(archivedFile).nullable(),
  image: receivedImage.nullable(),
});

const count = z.number().nullable();
const passage = z.strictObject({
  id: z.string(),
  at: z.string(),
  endedAt: z.string().nullable(),
  deviceId: z.string(),
  peakGamma: count,
  peakNeutron: count,
  backgroundGamma: count,
  backgroundNeutron: count,
  gammaAlarm: z.boolean().nullable(),
  neutronAlarm: z.boolean().nullable(),
  whole: z.boolean(),
  acknowledged: z.strictObject({ by: z.string(), at: z.string(), reason: z.string() }).nullable(),
});

const weight = z.strictObject({ id: z.string(), kg: z.number(), at: z.string(), deviceId: z.string() });

const asWritten = { plate: z.string().nullable(), container: z.string().nullable() };
const plateRead = z.strictObject({
  id: z.string(),
  ...asWritten,
  confidence: z.number().nullable(),
  at: z.string(),
  deviceId: z.string(),
  pictureId: z.string().nullable(),
  readAs: z.strictObject(asWritten).nullable(),
});

const report = z.strictObject({
  id: z.string(),
  name: z.string(),
  summary: z.string(),
  at: z.string(),
  deviceId: z.string(),
});

const mark = z.strictObject({
  id: z.string(),
  number: z.int(),
  scanId: z.string(),
  version: z.int(),
  ...markContents,
  by: z.string(),
  at: z.string(),
});

/** A visit as its entries amount to. Parsed where it is read back from a read model. */
export const visitState = z.strictObject({
  id: z.string(),
  version: z.int(),
  /**
   * The newest version that changed what an officer decides on. Between this one and `version` only the beam and
   * the archive have moved, so a command based on anything from here on is not stale.
   */
  basis: z.int(),
  state: z.enum(visitStates),
  truck,
  lane: z.string().nullable(),
  /** Set while it waits and is not to be called. */
  hold: z.strictObject({ reason: z.string(), by: z.string(), at: z.string() }).nullable(),
  bookedFor: z.string().nullable(),
  bookingNumber: z.string().nullable(),
  corrections: z.array(z.strictObject({ at: z.string(), by: z.string().nullable(), was: truck })),
  moments: z.partialRecord(z.enum(reachedMoments), stamp),
  scans: z.array(scan),
  holder: holder.nullable(),
  /** An officer passed the decision on; from then on it is a supervisor's. */
  escalated: z.boolean(),
  ...decisionState,
  examination: z
    .strictObject({
      outcome: z.enum(examinationOutcomes).nullable(),
      note: z.string(),
      record: examinationRecord.exactOptional(),
      photos: z.array(photoOnRecord).exactOptional(),
      /** What was on record before it was corrected, oldest first. */
      corrections: z
        .array(z.strictObject({ ...examinationResult, at: z.string(), by: z.string(), reason: z.string() }))
        .exactOptional(),
    })
    .nullable(),
  notice: z
    .strictObject({ code: z.string(), details: z.record(z.string(), z.union([z.string(), z.number()])) })
    .nullable(),
  weights: z.array(weight),
  plateReads: z.array(plateRead),
  portal: z.array(passage),
  reports: z.array(report),
  marks: z.array(mark),
});

export type Visit = z.output<typeof visitState>;
export type Scan = Visit['scans'][number];

/** What the screen is shown of a visit. */
export function viewOf(visit: Visit): VisitView {
  const { basis, escalated, escalatedBy, lot, bookedFor, moments, ...shown } = visit;
  return {
    ...shown,
    ...decisionsShown(visit),
    moments: {
      ...(bookedFor === null ? {} : { bookedFor }),
      ...Object.fromEntries(Object.entries(moments).map(([moment, { at }]) => [moment, at])),
    },
    scans: visit.scans.map(({ beam, planes, ...summary }) => ({
      ...summary,
      visitId: visit.id,
      archived: planes !== null,
      hashes: planes?.map(({ sha256 }) => sha256) ?? [],
    })),
  };
}

/** Whether nothing more happens to a visit but the archiving of its scans. */
export function isClosed(state: VisitState): boolean {
  return state === 'departed' || state === 'no-show' || state === 'cancelled';
}

/** Whether a command based on `version` was based on what stands now. */
export function isStale(visit: Visit, version: number): boolean {
  return version < visit.basis || version > visit.version;
}
