import { z } from 'zod';
import { type ExaminationOutcome, examinationOutcomes } from './kinds.pure.ts';

/** What an examination puts on record, in commands, in the journal and on screen alike. */

/** What may be found; each is worse than the one before. */
export const findingOutcomes = [
  'misdeclared',
  'undeclared',
  'prohibited',
] as const satisfies readonly ExaminationOutcome[];

export const findingCategories = [
  'consumerGoods',
  'clothing',
  'electronics',
  'food',
  'fuel',
  'tobacco',
  'alcohol',
  'medicines',
  'currency',
  'valuables',
  'culturalGoods',
  'wildlife',
  'counterfeit',
  'hazardous',
  'weapons',
  'narcotics',
  'person',
  'other',
] as const;

export type FindingCategory = (typeof findingCategories)[number];

export const findingUnits = ['piece', 'kg', 'litre', 'metre', 'package'] as const;

/** Findings of one examination, and officers who took part in it. */
export const mostFindings = 20;
export const mostExaminers = 10;

const words = (most: number) => z.string().trim().max(most);

const finding = z
  .strictObject({
    outcome: z.enum(findingOutcomes),
    category: z.enum(findingCategories),
    amount: z
      .strictObject({ value: z.number().positive().max(1e9), unit: z.enum(findingUnits) })
      .readonly()
      .exactOptional(),
    /** The mark of the visit that shows where on the scan it was. */
    markId: z.string().min(1).max(64).exactOptional(),
    note: words(500),
  })
  .readonly();
export type Finding = z.output<typeof finding>;

export const examinationRecord = z
  .strictObject({
    /** Where on the yard. */
    place: words(100),
    /** Service numbers of those who examined. */
    officers: z.array(z.string().trim().min(1).max(20)).max(mostExaminers).readonly(),
    /** What was opened or unloaded. */
    opened: words(1000),
    findings: z.array(finding).max(mostFindings).readonly(),
  })
  .readonly();
export type ExaminationRecord = z.output<typeof examinationRecord>;

/** What an examination came to. Without `record` it was put on record by an older Scanpost. */
export const examinationResult = {
  outcome: z.enum(examinationOutcomes),
  note: words(2000),
  record: examinationRecord.exactOptional(),
};
const result = z.strictObject(examinationResult).readonly();
export type ExaminationResult = z.output<typeof result>;

/** The worst of what was found. */
export function outcomeOf(findings: readonly Pick<Finding, 'outcome'>[]): ExaminationOutcome {
  const worst = Math.max(-1, ...findings.map(({ outcome }) => findingOutcomes.indexOf(outcome)));
  return findingOutcomes[worst] ?? 'nothing';
}
