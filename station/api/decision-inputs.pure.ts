import { z } from 'zod';
import { checkKinds } from './decision-views.pure.ts';
import { onVisit, reason, shortText } from './on-visit.pure.ts';

/** A code of the post's list of reasons. */
export const reasonCode = z.string().regex(/^[\w-]{1,40}$/);

/** What the calls about decisions take, besides the decision itself. */
export const decisionInputs = {
  undoDecision: z.strictObject(onVisit),
  /** Against a decision that is final; the old one stays on record. `analysis`: a supervisor looks at the picture anew. */
  reverseDecision: z.strictObject({
    ...onVisit,
    to: z.enum(['release', 'refer', 'analysis']),
    reason: reason.min(1),
  }),
  /** A radiation alarm has a call of its own, for each passage is acknowledged by itself. */
  acknowledgeCheck: z.strictObject({
    ...onVisit,
    check: z.enum(checkKinds).exclude(['alarm']),
    reason: reason.min(1),
  }),
  flagRecheck: z.strictObject({ ...onVisit, reason: reason.min(1) }),
  recheck: z.strictObject({ ...onVisit, agrees: z.boolean(), note: shortText(2000) }),
} as const;
