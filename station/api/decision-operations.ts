import type { RecheckView } from './decision-views.pure.ts';

/** What the calls about decisions do, beside the commands on a visit. */
export interface DecisionOperations {
  /** Releases that a supervisor is to look at again, oldest first, and the last 50 that were. */
  rechecks(): readonly RecheckView[];
}
