import { z } from 'zod';
import type { DecisionKind, ExaminationOutcome } from './views.pure.ts';

/** Where candidates for a comparison come from: the same truck or container, like cargo, or the vehicle when it was empty. */
export const candidateSources = ['earlier', 'similar', 'empty'] as const;
export type CandidateSource = (typeof candidateSources)[number];

const id = z.string().min(1).max(64);

export const candidatesInput = z.strictObject({ visitId: id, scanId: id, from: z.enum(candidateSources) });

/** `version`: entries about the scan's being empty that the officer knew of; 0 where there was none. */
export const markEmptyInput = z.strictObject({
  commandId: z.uuid(),
  visitId: id,
  scanId: id,
  version: z.int().min(0),
  empty: z.boolean(),
});
export type MarkEmptyInput = z.output<typeof markEmptyInput>;

/** A scan that another may be looked at beside. */
export interface Candidate {
  readonly scanId: string;
  readonly visitId: string;
  /** When its truck came to the post. */
  readonly at: string;
  readonly plate: string;
  readonly container: string | null;
  readonly goods: string | null;
  readonly decision: DecisionKind | null;
  readonly outcome: ExaminationOutcome | null;
  readonly why: WhyCandidate;
}

/** Why it is offered, as the screen says it. */
export type WhyCandidate =
  /** Another scan of this very visit. */
  | { readonly reason: 'sameVisit' }
  | { readonly reason: 'samePlate' }
  | { readonly reason: 'sameContainer' }
  /** Its declaration says that it was empty. */
  | { readonly reason: 'declaredEmpty' }
  /** An officer marked it as the empty vehicle. */
  | { readonly reason: 'markedEmpty'; readonly by: string }
  /**
   * How alike it looks, percent; turned round where it is alike the other way round; words that both declarations have;
   * whether both came in the same class.
   */
  | {
      readonly reason: 'similar';
      readonly percent: number;
      readonly mirrored: boolean;
      readonly words: readonly string[];
      readonly sameClass: boolean;
    };

export interface Candidates {
  readonly scans: readonly Candidate[];
  /** Archived scans that have not been looked at for likeness yet; they are in a while. */
  readonly notYet: number;
}

/** Whether a scan is kept as the picture of its vehicle when empty. */
export interface EmptyMark {
  readonly by: string | null;
  readonly version: number;
}
