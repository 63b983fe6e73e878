import { z } from 'zod';
import {
  checkKinds,
  type DecisionsOfVisit,
  decisionFates,
  decisionParts,
  secondLookCauses,
} from '../api/decision-views.pure.ts';
import { decisionKinds, fidelities } from '../api/views.pure.ts';
import { stamp } from './stamp.pure.ts';

/** The part of a visit's state that is about decisions. Officers are named by their service numbers. */

const made = z.strictObject({
  kind: z.enum(decisionKinds),
  reason: z.string(),
  code: z.string().nullable(),
  by: z.string(),
  at: z.string(),
  scanId: z.string(),
  fidelity: z.enum(fidelities),
  seenPercent: z.number(),
  part: z.enum(decisionParts),
  became: z.enum(decisionFates).nullable(),
});
export type Made = z.output<typeof made>;

const secondLook = z.strictObject({
  because: z.array(z.enum(secondLookCauses)),
  independent: z.boolean(),
  officers: z.array(z.string()),
  first: made,
  since: z.string(),
});

export const standing = z.strictObject({
  kind: z.enum(decisionKinds),
  reason: z.string(),
  by: z.string(),
  at: z.string(),
  scanId: z.string(),
  fidelity: z.enum(fidelities),
  /** The officer who agreed with it. */
  second: z.strictObject({ by: z.string(), at: z.string() }).nullable(),
});

const person = z.strictObject({ id: z.string(), serviceNumber: z.string() });

/** What a decision changed, so that taking it back restores it. `decided`: the moment as it was before. */
const before = z.strictObject({
  holder: person.nullable(),
  escalated: z.boolean(),
  escalatedBy: z.string().nullable(),
  decision: standing.nullable(),
  decisions: z.array(made),
  secondLook: secondLook.nullable(),
  decided: stamp.nullable(),
});

export const decisionState = {
  decision: standing.nullable(),
  /** Who passed the decision on this picture to a supervisor. */
  escalatedBy: z.string().nullable(),
  decisions: z.array(made),
  /** The decision is not final yet. */
  pending: z
    .strictObject({
      since: z.string(),
      until: z.string(),
      by: z.string(),
      kind: z.enum(decisionKinds),
      before,
    })
    .nullable(),
  secondLook: secondLook.nullable(),
  /** The visit's lot for a second look, 0 to 100: it has one only. */
  lot: z.number().nullable(),
  acknowledgedChecks: z.array(
    z.strictObject({ check: z.enum(checkKinds), reason: z.string(), by: z.string(), at: z.string() }),
  ),
  recheck: z
    .strictObject({
      because: z.enum(['lot', 'flagged']),
      reason: z.string(),
      by: z.string().nullable(),
      at: z.string(),
      done: z
        .strictObject({ agrees: z.boolean(), note: z.string(), by: z.string(), at: z.string() })
        .nullable(),
    })
    .nullable(),
};

type Decisions = z.output<z.ZodObject<typeof decisionState>>;

export const undecided: Decisions = {
  decision: null,
  escalatedBy: null,
  decisions: [],
  pending: null,
  secondLook: null,
  lot: null,
  acknowledgedChecks: [],
  recheck: null,
};

/** Whether a first officer has decided, and the second has not: until then nobody is shown what, where it is so ordered. */
export function isHidden({ secondLook }: Pick<Decisions, 'secondLook'>): boolean {
  return secondLook?.independent === true && secondLook.officers.length === 1;
}

/**
 * The checks that a person answered for, as far as they are known to who looks now: nobody answers for an open check who
 * does not mean to release, so an independent second officer is asked himself.
 */
export function acknowledgedShown({
  secondLook,
  acknowledgedChecks,
}: Pick<Decisions, 'secondLook' | 'acknowledgedChecks'>): Decisions['acknowledgedChecks'] {
  if (!isHidden({ secondLook })) return acknowledgedChecks;
  const [first] = secondLook?.officers ?? [];
  return acknowledgedChecks.filter(({ by }) => by !== first);
}

/** What is shown of it. Where the second officer is to look independently, neither the first's decision nor marks. */
export function decisionsShown<Mark extends { readonly by: string }>(
  visit: Decisions & { readonly marks: readonly Mark[] },
): DecisionsOfVisit & { readonly marks: readonly Mark[] } {
  const { decisions, pending, secondLook, recheck, marks } = visit;
  const hidden = isHidden(visit);
  const first = secondLook?.officers[0];
  return {
    // Also what the first officer took back before deciding.
    decisions: hidden ? decisions.filter(({ by }) => by !== first) : decisions,
    pending: pending && { until: pending.until, by: pending.by, kind: hidden ? null : pending.kind },
    secondLook: secondLook && { ...secondLook, first: hidden ? null : secondLook.first },
    acknowledgedChecks: acknowledgedShown(visit),
    recheck,
    marks: hidden ? marks.filter(({ by }) => by !== first) : marks,
  };
}
