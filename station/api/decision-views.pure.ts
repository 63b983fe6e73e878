import type { DecisionKind, ExaminationOutcome, Fidelity, Language } from './kinds.pure.ts';

/** What the screen is shown of decisions: who made them, whether they are final, and who has to look again. */

/** What may stop a release until somebody has said why the truck may go all the same. */
export const checkKinds = ['alarm', 'documents', 'rpm', 'seals'] as const;
export type CheckKind = (typeof checkKinds)[number];

/** Why a second officer has to look. */
export const secondLookCauses = [
  'always',
  'class',
  'country',
  'goods',
  'weight',
  'alarm',
  'seal',
  'seen',
  'lot',
] as const;
export type SecondLookCause = (typeof secondLookCauses)[number];

/** Decisions that a second officer may have to agree with. */
export const checkedDecisions = ['release', 'refer'] as const;

/** Whose decision it was: one officer's alone, the first's or the second's of two, or a supervisor's against an earlier one. */
export const decisionParts = ['only', 'first', 'second', 'counter'] as const;

/** What became of a decision that no longer stands. */
export const decisionFates = ['undone', 'withdrawn', 'reversed', 'disputed', 'superseded'] as const;

/** One decision on a picture. What was undone, disputed or reversed stays on record. */
export interface MadeDecision {
  readonly kind: DecisionKind;
  /** As the officer saw or wrote it. */
  readonly reason: string;
  /** Of the post's reasons; null where there was none, or own words only. */
  readonly code: string | null;
  readonly by: string;
  readonly at: string;
  readonly scanId: string;
  readonly fidelity: Fidelity;
  readonly seenPercent: number;
  readonly part: (typeof decisionParts)[number];
  /** Null while it stands. */
  readonly became: (typeof decisionFates)[number] | null;
}

/** A second officer has to look, or has looked and did not agree. */
export interface SecondLook {
  readonly because: readonly SecondLookCause[];
  /** The first officer's decision is not shown before the second has decided. */
  readonly independent: boolean;
  /** Service numbers of those who have looked so far; none of them decides again. */
  readonly officers: readonly string[];
  /** Null while it is not to be shown. */
  readonly first: MadeDecision | null;
  readonly since: string;
}

/** A supervisor is to look at a released truck's picture again. */
export interface Recheck {
  readonly because: 'lot' | 'flagged';
  readonly reason: string;
  /** Service number of who flagged it; null for the lot. */
  readonly by: string | null;
  readonly at: string;
  readonly done: {
    readonly agrees: boolean;
    readonly note: string;
    readonly by: string;
    readonly at: string;
  } | null;
}

/** The part of a visit's view that is about decisions. */
export interface DecisionsOfVisit {
  /** Every decision that was made, oldest first, at most the newest 40. */
  readonly decisions: readonly MadeDecision[];
  /** The last decision is not final yet: until then it can be taken back by who made it. `kind` null: not to be shown. */
  readonly pending: {
    readonly until: string;
    readonly by: string;
    readonly kind: DecisionKind | null;
  } | null;
  readonly secondLook: SecondLook | null;
  /** Open checks that somebody has said something to. */
  readonly acknowledgedChecks: readonly {
    readonly check: CheckKind;
    readonly reason: string;
    readonly by: string;
    readonly at: string;
  }[];
  readonly recheck: Recheck | null;
}

/** Of a visit about which nothing was decided. */
export const nothingDecided: DecisionsOfVisit = {
  decisions: [],
  pending: null,
  secondLook: null,
  acknowledgedChecks: [],
  recheck: null,
};

/** A reason of the post's list. `names` is null for one of the built-in list, which the catalogue names. */
export interface ReasonCode {
  readonly code: string;
  readonly names: Readonly<Record<Language, string>> | null;
}

/** How the post decides, as far as the screen has to know it. */
export interface DecisionSettings {
  /** 0: every decision is final at once. */
  readonly undoSeconds: number;
  readonly reasons: Readonly<Record<DecisionKind, readonly ReasonCode[]>>;
  /** The checks that stop a release while they are open. */
  readonly stopRelease: readonly CheckKind[];
  /** A release of a picture of which no more than this was seen needs a reason, percent. */
  readonly seenNeeded: number;
}

/** A row of the supervisor's re-check list. */
export interface RecheckView {
  readonly visitId: string;
  readonly version: number;
  readonly plate: string;
  readonly container: string | null;
  readonly goods: string | null;
  readonly departed: boolean;
  readonly decidedBy: readonly string[];
  readonly decidedAt: string;
  readonly outcome: ExaminationOutcome | null;
  readonly recheck: Recheck;
}
