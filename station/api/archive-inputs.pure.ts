import { z } from 'zod';
import { decisionKinds, examinationOutcomes } from './views.pure.ts';

const moment = z.iso.datetime();
const words = (max: number) => z.string().trim().max(max).optional();

/** What is looked for among the visits of the past; everything that is said must hold. */
export const archiveSearchInput = z.strictObject({
  /** The beginning of a plate, or of a group of its letters or digits. */
  plate: words(20),
  container: words(20),
  /** Arrived at this instant or later, and before that one. */
  from: moment.optional(),
  to: moment.optional(),
  /** Service number of an officer who did anything with the truck. */
  officer: words(20),
  decision: z.enum(decisionKinds).optional(),
  outcome: z.enum(examinationOutcomes).optional(),
  /** The beginnings of words, all of which the goods hold. */
  goods: words(200),
  /** The same for goods, declaration, seals, numbers, reasons and notes. */
  text: words(200),
  /** Go on after the last one seen: its `key`. */
  before: z.int().min(1).optional(),
  limit: z.int().min(1).max(200).default(50),
});
export type ArchiveSearch = z.output<typeof archiveSearchInput>;

export const archivedVisitInput = z.strictObject({ visitId: z.string().min(1).max(64) });
