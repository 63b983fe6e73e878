import { z } from 'zod';
import { decisionAids } from './decision-aids.pure.ts';
import { decisionInputs, reasonCode } from './decision-inputs.pure.ts';
import { examinationInputs } from './examination-inputs.pure.ts';
import { markContents } from './mark-views.pure.ts';
import { commandId, id, onVisit, reason, shortText } from './on-visit.pure.ts';
import { seenMap } from './seen-map.pure.ts';
import {
  decisionKinds,
  exportKinds,
  fidelities,
  laneClasses,
  sealStates,
  turnReasons,
} from './views.pure.ts';

/** What each call takes, as zod schemas: the station parses with them, and a form may check with the same. */

const moment = z.iso.datetime();

export const truckInput = z.strictObject({
  plate: z.string().trim().min(1).max(20),
  trailerPlate: shortText(20).optional(),
  container: shortText(20).optional(),
  country: shortText(3).optional(),
  laneClass: z.enum(laneClasses),
  turnReason: z.enum(turnReasons).optional(),
  goods: shortText(200).optional(),
  declaration: shortText(60).optional(),
  declaredWeightKg: z.number().min(0).max(200_000).optional(),
  empty: z.boolean().optional(),
  seals: z.array(shortText(40)).max(10).optional(),
  sealStates: z.record(z.string().min(1).max(40), z.enum(sealStates)).optional(),
  reefer: z
    .strictObject({
      setPointC: z.number().min(-60).max(40),
      actualC: z.number().min(-80).max(80).optional(),
      gensetRunning: z.boolean().optional(),
      limitAt: moment.optional(),
    })
    .optional(),
});

export const visitInput = z.strictObject({ visitId: id });

const lane = z.string().min(1).max(20);
/** `basedOn` is the version of the mark that the officer saw, 0 where there is none yet. */
const onMark = { markId: z.uuid(), basedOn: z.int().min(0) };

export const visitCommandInputs = {
  gateIn: z.strictObject(onVisit),
  checkDocuments: z.strictObject(onVisit),
  passRpm: z.strictObject(onVisit),
  /** tRPC keeps the name `call` for itself. */
  /** `reason`: why it goes before those that would be called first; not asked for where it is next. */
  callTruck: z.strictObject({ ...onVisit, lane, reason: reason.optional() }),
  hold: z.strictObject({ ...onVisit, reason: reason.min(1) }),
  resume: z.strictObject(onVisit),
  putBack: z.strictObject({ ...onVisit, reason }),
  startScan: z.strictObject(onVisit),
  abortScan: z.strictObject({ ...onVisit, reason }),
  open: z.strictObject(onVisit),
  decide: z.strictObject({
    ...onVisit,
    decision: z.enum(decisionKinds),
    reason: shortText(2000),
    /** The reason's, where it is one of the post's list. */
    code: reasonCode.optional(),
    scanId: id,
    fidelity: z.enum(fidelities),
    /** Share of the picture that was on screen at full resolution, percent. */
    seenPercent: z.number().min(0).max(100),
    /** Which parts those were. */
    seenMap: seenMap.optional(),
    /** What was shown besides the picture. */
    aids: decisionAids.optional(),
  }),
  acknowledgeAlarm: z.strictObject({
    ...onVisit,
    passageId: id,
    /** What the alarm was found to be: nobody acknowledges one without looking. */
    reason: reason.min(1),
  }),
  /** Makes a mark, or changes one; `markId` is the screen's own. */
  mark: z.strictObject({ ...onVisit, ...onMark, scanId: id, ...markContents }),
  removeMark: z.strictObject({ ...onVisit, ...onMark }),
  /** What was taken out of the station is on record before it is saved, also of a visit that is over. */
  recordExport: z.strictObject({
    ...onVisit,
    what: z.enum(exportKinds),
    name: z.string().min(1).max(200),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  /** The papers as they should have been, whole; what they were is kept. */
  correctTruck: z.strictObject({ ...onVisit, truck: truckInput }),
  /** Another time for a booking; its plate and its post stay. */
  rebook: z.strictObject({ ...onVisit, bookedFor: moment }),
  ...decisionInputs,
  ...examinationInputs,
  depart: z.strictObject(onVisit),
  noShow: z.strictObject(onVisit),
  cancel: z.strictObject({ ...onVisit, reason }),
} as const;

export type VisitCommandName = keyof typeof visitCommandInputs;
/** A command on a visit as it arrives, tagged with its name. */
export type VisitCommandInput = {
  [Name in VisitCommandName]: { readonly command: Name } & Readonly<
    z.output<(typeof visitCommandInputs)[Name]>
  >;
}[VisitCommandName];

export const arriveInput = z.strictObject({ commandId, truck: truckInput });
export const bookInput = z.strictObject({
  commandId,
  truck: truckInput,
  bookedFor: moment,
  /** As whoever gives out the slots numbers it. */
  number: shortText(40).min(1).optional(),
});
/** `truck`: the papers as they are found at the gate, where they are not those of the booking. */
export const arriveBookedInput = z.strictObject({ ...onVisit, truck: truckInput.optional() });
export const callNextInput = z.strictObject({ commandId, lane });

export const eventsInput = z.strictObject({
  /** The journal seq of the last event seen, filled in by the tRPC client when a stream resumes. */
  lastEventId: z
    .string()
    .regex(/^\d{1,15}$/)
    .nullish(),
});

export const shiftReportInput = z.strictObject({ from: moment.optional(), to: moment.optional() }).optional();

export type ArriveInput = z.output<typeof arriveInput>;
export type BookInput = z.output<typeof bookInput>;
export type ArriveBookedInput = z.output<typeof arriveBookedInput>;
export type CallNextInput = z.output<typeof callNextInput>;
