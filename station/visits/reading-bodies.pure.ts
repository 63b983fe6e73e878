import { z } from 'zod';

/** What the journal says of a reading, whether it belongs to a visit already or to nobody yet. */

const moment = z.iso.datetime();
const counts = z.number().nullable();

const ofReading = {
  readingId: z.string().min(1).max(64),
  deviceId: z.string().min(1),
  /** null: the device stands at the gate. */
  lane: z.string().nullable(),
  /** Service number of the officer who said whose it is; null where the station was certain, or nobody knows yet. */
  attachedBy: z.string().nullable(),
};
const asWritten = { plate: z.string().nullable(), container: z.string().nullable() };
const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** A file in the data folder's `received`. */
export const receivedFile = z.strictObject({ file: z.string().regex(/^[\w-]+(\.[\w-]+)+$/), sha256: hash });

export const weighed = z.strictObject({ ...ofReading, at: moment, kg: z.number() });

export const plateRead = z.strictObject({
  ...ofReading,
  at: moment,
  ...asWritten,
  country: z.string().nullable(),
  confidence: z.number().min(0).max(1).nullable(),
  camera: z.string().nullable(),
  picture: receivedFile.nullable(),
  /** What the reader said, where an officer has put it right. */
  readAs: z.strictObject(asWritten).nullable(),
});

/** Heard while the vehicle is in the portal. What else is heard of the passage has the same id. */
export const portalAlarm = z.strictObject({
  ...ofReading,
  at: moment,
  radiation: z.enum(['gamma', 'neutron']),
  /** The sum of the detectors. */
  counts: z.number(),
});

/** The end of a passage. Its alarms are those that were heard: without `whole` none is not the same as no alarm. */
export const portalPassed = z.strictObject({
  ...ofReading,
  startedAt: moment,
  endedAt: moment,
  peakGamma: counts,
  peakNeutron: counts,
  backgroundGamma: counts,
  backgroundNeutron: counts,
  gammaAlarm: z.boolean(),
  neutronAlarm: z.boolean(),
  speed: counts,
  count: counts,
  whole: z.boolean(),
});

export const reported = z.strictObject({
  ...ofReading,
  at: moment,
  name: z.string(),
  summary: z.string(),
  report: receivedFile,
  /** Where its device had it, inside the data folder: a move that a crash cut short is finished from there. */
  from: z.string(),
});
