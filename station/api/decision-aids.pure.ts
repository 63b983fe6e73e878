import { z } from 'zod';
import { shownHintKinds } from '../assessments/declared.pure.ts';

/** What an officer was shown beside the picture when deciding. It decides nothing; it is on record. */
export const decisionAids = z.strictObject({
  /** Vehicle and load by the picture, kg, as it was shown. */
  mass: z.strictObject({ kg: z.number(), plusMinusKg: z.number(), isAtLeast: z.boolean() }).exactOptional(),
  /** Present where hints were switched on, also when there were none. */
  hints: z
    .array(z.strictObject({ kind: z.enum(shownHintKinds), dismissed: z.boolean() }))
    .max(40)
    .exactOptional(),
});
export type DecisionAids = Readonly<z.output<typeof decisionAids>>;
