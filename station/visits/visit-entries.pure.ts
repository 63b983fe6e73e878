import { z } from 'zod';
import { markContents } from '../api/mark-views.pure.ts';
import { exportKinds, laneClasses, sealStates, turnReasons } from '../api/views.pure.ts';
import { decided, decisionBodies } from './decision-bodies.pure.ts';
import { examinationBodies } from './examination-bodies.pure.ts';
import { plateRead, portalAlarm, portalPassed, reported, weighed } from './reading-bodies.pure.ts';

/** What the journal says about visits. The subject of each of these entries is the visit's id. */

const moment = z.iso.datetime();
const nothing = z.strictObject({});
const ofScan = z.strictObject({ scanId: z.string().min(1) });

export const truck = z.strictObject({
  plate: z.string().min(1),
  trailerPlate: z.string().exactOptional(),
  container: z.string().exactOptional(),
  country: z.string().exactOptional(),
  laneClass: z.enum(laneClasses),
  turnReason: z.enum(turnReasons).exactOptional(),
  goods: z.string().exactOptional(),
  declaration: z.string().exactOptional(),
  declaredWeightKg: z.number().exactOptional(),
  empty: z.boolean().exactOptional(),
  seals: z.array(z.string()).readonly().exactOptional(),
  sealStates: z.record(z.string(), z.enum(sealStates)).exactOptional(),
  reefer: z
    .strictObject({
      setPointC: z.number(),
      actualC: z.number().exactOptional(),
      gensetRunning: z.boolean().exactOptional(),
      limitAt: moment.exactOptional(),
    })
    .exactOptional(),
});

/** The officer who called the truck or has its picture open. */
export const holder = z.strictObject({ id: z.string().min(1), serviceNumber: z.string().min(1) });

/** Why a scan is not whole: `kind` and its values, as the driver says them. */
export const defects = z.array(
  z.object({ kind: z.string().min(1) }).catchall(z.union([z.string(), z.number()])),
);

/** An archived plane: a file in the data folder's `scans`. */
export const archivedFile = z.strictObject({
  file: z.string().regex(/^[\w.-]+$/),
  /** Of the whole file, 64 hex digits. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** A picture that was received, as its scan is shown with it. Its id is the SHA-256 of its file. */
export const receivedImage = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{64}$/),
  deviceId: z.string().min(1),
  name: z.string(),
  format: z.string().min(1),
});

const scanResult = ofScan.extend({ lines: z.int().min(0), defects });

export const visitKinds = {
  /** `number`: as whoever gives out the slots numbers it. */
  'visit.booked': z.strictObject({
    truck,
    bookedFor: moment,
    number: z.string().min(1).exactOptional(),
  }),
  /** Another time for a booking. `by`: null for an import. */
  'visit.rebooked': z.strictObject({ bookedFor: moment, was: moment, by: z.string().min(1).nullable() }),
  /** Of a booked truck `truck` is null where its papers are those of the booking. */
  'visit.arrived': z.strictObject({ truck: truck.nullable() }),
  /** Its papers, whole, as they are from here on, and as they were. `by`: null for an import. */
  'visit.corrected': z.strictObject({ truck, was: truck, by: z.string().min(1).nullable() }),
  'visit.gate-in': nothing,
  'visit.documents-checked': nothing,
  'visit.rpm-passed': nothing,
  /** `outOfOrder`: it was not next at its lane; `passed` is how many trucks it was called before. */
  'visit.called': z.strictObject({
    lane: z.string().min(1),
    holder,
    outOfOrder: z.strictObject({ reason: z.string().min(1), passed: z.int().min(0) }).exactOptional(),
  }),
  /** It waits at the post and is not called until it is resumed. `by`: the officer's service number. */
  'visit.held': z.strictObject({ reason: z.string().min(1), by: z.string().min(1) }),
  'visit.resumed': z.strictObject({ by: z.string().min(1) }),
  'visit.put-back': z.strictObject({ reason: z.string() }),
  /** `scanner`: the device that was to make it. */
  'scan.requested': ofScan.extend({
    number: z.int().min(1),
    scanner: z.string().min(1).exactOptional(),
  }),
  'scan.abort-requested': ofScan.extend({ reason: z.string() }),
  'scan.beam-on': ofScan,
  'scan.beam-off': ofScan,
  'scan.ended': scanResult,
  /** The device refused, or nothing of the scan came. */
  'scan.failed': ofScan.extend({
    code: z.string().min(1),
    details: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
  /** The station stopped in the middle; this is what its next run found on the disk. */
  'scan.recovered': scanResult,
  /**
   * A picture that another program made: from here on it is a scan like any other. `matchedBy` is the service number of
   * the officer who said whose it is, null where the station was certain.
   */
  'scan.received': ofScan.extend({
    number: z.int().min(1),
    image: receivedImage,
    matchedBy: z.string().nullable(),
    holder,
  }),
  /** `unreadable`: it is the picture's fault, so it is not offered again. */
  'scan.import-failed': ofScan.extend({
    code: z.string().min(1),
    details: z.record(z.string(), z.union([z.string(), z.number()])),
    unreadable: z.boolean(),
  }),
  'scan.archived': ofScan.extend({ planes: z.array(archivedFile).min(1) }),
  'visit.opened': z.strictObject({ scanId: z.string().min(1), holder }),
  /** Another officer went on at the window of the one who had it. */
  'visit.passed-on': z.strictObject({ holder, from: holder }),
  'visit.decided': decided,
  ...decisionBodies,
  'visit.examination-started': nothing,
  ...examinationBodies,
  'visit.weighed': weighed,
  'visit.plate-read': plateRead,
  'visit.portal-alarm': portalAlarm,
  'visit.portal-passed': portalPassed,
  'visit.report-attached': reported,
  /** It was another truck's, or nobody's. */
  'visit.reading-removed': z.strictObject({ readingId: z.string().min(1), by: z.string().min(1) }),
  'visit.alarm-acknowledged': z.strictObject({
    passageId: z.string().min(1),
    reason: z.string().min(1),
    by: z.string().min(1),
  }),
  /**
   * A mark on one of the visit's pictures, whole, as it is from here on. `version` is the visit's with this entry, `by` the
   * service number of who made or changed it.
   */
  'visit.marked': ofScan.extend({
    markId: z.string().min(1).max(64),
    version: z.int().min(1),
    ...markContents,
    by: z.string().min(1),
  }),
  'visit.mark-removed': z.strictObject({
    markId: z.string().min(1).max(64),
    version: z.int().min(1),
    by: z.string().min(1),
  }),
  /** Something of the visit was taken out of the station. `what`: of the screen, the archived picture, or the sheet. */
  'visit.exported': z.strictObject({
    what: z.enum(exportKinds),
    name: z.string().min(1),
    /** Of the file, 64 hex digits. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    by: z.string().min(1),
  }),
  'visit.departed': nothing,
  'visit.no-show': nothing,
  'visit.cancelled': z.strictObject({ reason: z.string() }),
} as const;

type Kinds = typeof visitKinds;

/** What a decision says happened; the journal adds who, when and about which visit. */
export type VisitEvent = {
  [Kind in keyof Kinds]: { readonly kind: Kind; readonly body: z.output<Kinds[Kind]> };
}[keyof Kinds];

/** An event with when it was written: what `evolve` needs of a journal entry. */
export type VisitEntry = VisitEvent &
  Readonly<Record<'subject' | 'at' | 'run', string> & Record<'seq' | 'monotonic', number>>;
