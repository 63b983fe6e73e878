import { z } from 'zod';
import { incidentKinds, incidentStates } from './incident-views.pure.ts';
import { decisionKinds, examinationOutcomes, laneClasses, visitStates } from './views.pure.ts';

/** What is handed over with a shift, as it is signed. Times are ISO 8601 UTC. */

const moment = z.string();
const count = z.int().min(0);

/** A shift as the pattern plans it. */
export const plannedShift = z.strictObject({ id: z.string(), name: z.string(), from: moment, to: moment });
const done = z.strictObject({ at: moment, by: z.string() });

export const handoverSheet = z.strictObject({
  format: z.literal(1),
  id: z.string(),
  post: z.strictObject({ name: z.string(), timeZone: z.string(), mode: z.enum(['live', 'training']) }),
  version: z.string(),
  prepared: done,
  shift: plannedShift.extend({ opened: done }),
  /** The entries of the journal that the sheet is about: no entry lies between two sheets. */
  entries: z.strictObject({ from: count, to: count }),
  officers: z.array(
    z.strictObject({
      serviceNumber: z.string(),
      name: z.string(),
      /** The first and last thing on record that they did. */
      from: moment,
      to: moment,
      decisions: count,
    }),
  ),
  counts: z.strictObject({
    arrived: count,
    scanned: count,
    decisions: z.strictObject(
      Object.fromEntries(decisionKinds.map((kind) => [kind, count])) as Record<
        (typeof decisionKinds)[number],
        typeof count
      >,
    ),
    outcomes: z.strictObject(
      Object.fromEntries(examinationOutcomes.map((outcome) => [outcome, count])) as Record<
        (typeof examinationOutcomes)[number],
        typeof count
      >,
    ),
    departed: count,
    /**
     * Examinations among the outcomes that were corrected since they ended, and ones of earlier sheets that were corrected
     * in these entries. Sheets of before this was counted do not have it: theirs are the outcomes as first ended.
     */
    corrected: z.strictObject({ here: count, earlier: count }).exactOptional(),
  }),
  visits: z.array(
    z.strictObject({
      id: z.string(),
      plate: z.string(),
      container: z.string().nullable(),
      laneClass: z.enum(laneClasses),
      state: z.enum(visitStates),
      /** When it came to where it stands. */
      since: moment,
      lane: z.string().nullable(),
      holder: z.string().nullable(),
      hold: z.string().nullable(),
      alarm: z.boolean(),
    }),
  ),
  /**
   * What happened in these entries or was not closed before them, a suspected person first. Sheets of before this was
   * handed over do not have it.
   */
  incidents: z
    .array(
      z.strictObject({
        id: z.string(),
        kind: z.enum(incidentKinds),
        /** The device that said it, and the lane where it stands or which was reported. */
        device: z.string().nullable(),
        lane: z.string().nullable(),
        plate: z.string().nullable(),
        what: z.string(),
        since: moment,
        state: z.enum(incidentStates),
        holder: z.string().nullable(),
        /** The last thing that was written about the follow-up; empty where nothing was. */
        note: z.string(),
      }),
    )
    .exactOptional(),
  devices: z.array(
    z.strictObject({
      id: z.string(),
      role: z.string(),
      lane: z.string().nullable(),
      link: z.string(),
      /** A scanner's own; null for other devices. */
      state: z.string().nullable(),
    }),
  ),
  alerts: z.array(
    z.strictObject({
      code: z.string(),
      details: z.record(z.string(), z.union([z.string(), z.number()])),
    }),
  ),
  remarks: z.string(),
  head: z.strictObject({ seq: count, hash: z.string() }),
});
export type HandoverSheet = z.output<typeof handoverSheet>;

export const signingSides = ['outgoing', 'incoming'] as const;
export type SigningSide = (typeof signingSides)[number];

export interface Signature {
  readonly serviceNumber: string;
  readonly at: string;
}

export interface HandoverView {
  readonly id: string;
  readonly sheet: HandoverSheet;
  /** Of the sheet's text, 64 hex digits: what the signatures hold. */
  readonly sha256: string;
  /** Whether the text is still what that says. */
  readonly intact: boolean;
  readonly outgoing: Signature | null;
  readonly incoming: Signature | null;
}

export interface HandoverSummary {
  readonly id: string;
  readonly shift: z.output<typeof plannedShift>;
  readonly signedAt: string;
  readonly outgoing: string;
  readonly incoming: string;
}

/** How the shift stands, and the handover that is being signed. */
export interface DutyView {
  /** Null while nobody has opened one. */
  readonly open: (z.output<typeof plannedShift> & { readonly opened: { at: string; by: string } }) | null;
  /** What the pattern plans for now. */
  readonly planned: z.output<typeof plannedShift>;
  /** The sheet as it would be now; null without an open shift. */
  readonly draft: HandoverSheet | null;
  readonly pending: HandoverView | null;
}
