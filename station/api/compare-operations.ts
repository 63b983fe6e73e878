import type { DecisionSeen } from './seen-map.pure.ts';

/** What the calls under `compare` do. Inputs are parsed and rights are checked before one of these runs. */
export interface CompareOperations {
  /** What was seen at each decision of the visit that recorded it, newest first. */
  decisionsSeen(visitId: string): readonly DecisionSeen[];
}
