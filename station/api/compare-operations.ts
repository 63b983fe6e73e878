import type { CandidateSource, Candidates, EmptyMark, MarkEmptyInput } from './compare-views.pure.ts';
import type { DecisionSeen } from './seen-map.pure.ts';
import type { Officer } from './views.pure.ts';

/** What the calls under `compare` do. Inputs are parsed and rights are checked before one of these runs. */
export interface CompareOperations {
  /** What was seen at each decision of the visit that recorded it, newest first. */
  decisionsSeen(visitId: string): readonly DecisionSeen[];
  /** Scans that one of the visit's may be looked at beside. */
  candidates(visitId: string, scanId: string, from: CandidateSource): Promise<Candidates>;
  emptyMark(scanId: string): EmptyMark;
  markEmpty(by: Officer, input: MarkEmptyInput): EmptyMark;
}
