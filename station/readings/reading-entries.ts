import { z } from 'zod';
import { plateRead, portalAlarm, portalPassed, reported, weighed } from '../visits/reading-bodies.pure.ts';
import type { ReadingEvent } from '../visits/visit-readings.pure.ts';

/**
 * What the journal says of readings that belong to no visit (yet); the subject is the reading's id. One that belongs to
 * a visit is an entry of the visit, with the same body.
 */
export const readingKinds = {
  'reading.weighed': weighed,
  'reading.plate-read': plateRead,
  'reading.portal-alarm': portalAlarm,
  'reading.portal-passed': portalPassed,
  'reading.reported': reported,
  'reading.dismissed': z.strictObject({ by: z.string().min(1), reason: z.string().min(1) }),
} as const;

/** How what was said is called while it belongs to nobody. */
export const unattachedKinds = {
  'visit.weighed': 'reading.weighed',
  'visit.plate-read': 'reading.plate-read',
  'visit.portal-alarm': 'reading.portal-alarm',
  'visit.portal-passed': 'reading.portal-passed',
  'visit.report-attached': 'reading.reported',
} as const satisfies Readonly<Record<ReadingEvent['kind'], keyof typeof readingKinds>>;

/** The other way round. */
export const attachedKinds = {
  'reading.weighed': 'visit.weighed',
  'reading.plate-read': 'visit.plate-read',
  'reading.portal-alarm': 'visit.portal-alarm',
  'reading.portal-passed': 'visit.portal-passed',
  'reading.reported': 'visit.report-attached',
} as const;
