import type { OpenShiftInput, PrepareHandoverInput, SignHandoverInput } from './handover-inputs.pure.ts';
import type { DutyView, HandoverSummary, HandoverView } from './handover-views.pure.ts';
import type { Officer } from './views.pure.ts';

/** Shifts as people open, close and hand them over. Refusals are StationErrors. */
export interface HandoverOperations {
  duty(): DutyView;
  open(by: Officer, input: OpenShiftInput): DutyView;
  /** Without handing over: nobody comes after. */
  close(by: Officer, input: OpenShiftInput): DutyView;
  /** Freezes the sheet as it is now, to be signed; one that waited for signatures is dropped. */
  prepare(by: Officer, input: PrepareHandoverInput): DutyView;
  sign(input: SignHandoverInput): Promise<DutyView>;
  /** Those that both have signed, newest first. */
  handovers(): readonly HandoverSummary[];
  handover(handoverId: string): HandoverView;
}
