import type { ExaminationRecord, ExaminationResult } from './examination-record.pure.ts';
import type { ExaminationOutcome } from './kinds.pure.ts';
import type { PhotoOnRecord } from './photo.pure.ts';

/** An examination of a visit, as it is on record now. */
export interface ExaminationView {
  /** Null until it has ended. */
  readonly outcome: ExaminationOutcome | null;
  readonly note: string;
  /** Absent until it has ended, and of examinations by an older Scanpost. */
  readonly record?: ExaminationRecord;
  /** In the order they were attached. */
  readonly photos?: readonly PhotoOnRecord[];
  /** What was on record before, oldest first: `by` corrected it `at`, for `reason`. */
  readonly corrections?: readonly (ExaminationResult & {
    readonly at: string;
    readonly by: string;
    readonly reason: string;
  })[];
}

/** A share with what it rests on: `n` cases, and the 95 % interval (Wilson) in which it may really lie; all 0 to 1. */
export interface Rate {
  readonly n: number;
  readonly share: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** What examinations found, of those that ended in a period. Trucks that nobody examined say nothing about it. */
export interface ExaminationRates {
  readonly from: string;
  readonly to: string;
  readonly outcomes: Readonly<Record<ExaminationOutcome, number>>;
  /** Something was found. */
  readonly hits: Rate;
  /** Nothing was. */
  readonly falseReferrals: Rate;
  /** By service number of who referred the truck; null for those who may not see it. */
  readonly byOfficer:
    | readonly { readonly officer: string; readonly hits: Rate; readonly falseReferrals: Rate }[]
    | null;
}
