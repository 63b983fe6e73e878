import { z } from 'zod';
import { decisionAids } from '../api/decision-aids.pure.ts';
import { reasonCode } from '../api/decision-inputs.pure.ts';
import { checkKinds, secondLookCauses } from '../api/decision-views.pure.ts';
import { seenMap } from '../api/seen-map.pure.ts';
import { decisionKinds, fidelities } from '../api/views.pure.ts';

/** What the journal says about decisions. `by` is always a service number. */

const moment = z.iso.datetime();
const by = z.string().min(1);
/** What was drawn, 0 to 100, and the share that was drawn for: whoever doubts the lot counts these. */
const lot = z.strictObject({ drawn: z.number().min(0).max(100), percent: z.number().min(0).max(100) });

export const decided = z.strictObject({
  decision: z.enum(decisionKinds),
  reason: z.string(),
  code: reasonCode.exactOptional(),
  scanId: z.string().min(1),
  fidelity: z.enum(fidelities),
  seenPercent: z.number().min(0).max(100),
  /** Which parts of the picture that share was. */
  seenMap: seenMap.exactOptional(),
  by,
  /** What the picture said of the mass, and the hints that were on screen; absent where nothing was shown. */
  aids: decisionAids.exactOptional(),
  /** Until then it is not final, and whoever made it may take it back. Without it, it is final at once. */
  undoUntil: moment.exactOptional(),
  /** Why a second officer has to agree; empty where only the lot was drawn, and not for this truck. */
  secondLook: z
    .strictObject({
      because: z.array(z.enum(secondLookCauses)),
      independent: z.boolean(),
      lot: lot.exactOptional(),
    })
    .exactOptional(),
  /** It is the second officer's: whether it is what the first decided. */
  second: z.strictObject({ agrees: z.boolean() }).exactOptional(),
});

export const decisionBodies = {
  /** From here on the truck is told. `lot`: whether a supervisor looks at the release again. */
  'visit.decision-final': z.strictObject({ decision: z.enum(decisionKinds), lot: lot.exactOptional() }),
  /** `by` null: the station took it back, because a check was opened before it was final. */
  'visit.decision-undone': z.strictObject({
    by: by.nullable(),
    check: z.enum(checkKinds).exactOptional(),
  }),
  /** A supervisor against a decision that was final. `analysis`: the picture is looked at anew. */
  'visit.decision-reversed': z.strictObject({
    was: z.enum(decisionKinds),
    to: z.enum(['release', 'refer', 'analysis']),
    reason: z.string().min(1),
    by,
  }),
  'visit.check-acknowledged': z.strictObject({
    check: z.enum(checkKinds),
    reason: z.string().min(1),
    by,
  }),
  /** `by` null: drawn by lot. */
  'visit.recheck-wanted': z.strictObject({
    because: z.enum(['lot', 'flagged']),
    reason: z.string(),
    by: by.nullable(),
  }),
  'visit.rechecked': z.strictObject({ agrees: z.boolean(), note: z.string(), by }),
} as const;
