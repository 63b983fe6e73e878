import type { WeighInput } from './assessment-inputs.pure.ts';
import type { AssessmentState, MassView } from './assessment-views.pure.ts';

/** What the calls about the assessment of a scan do. */
export interface AssessmentOperations {
  assessment(scanId: string): Promise<AssessmentState>;
  /** Begins again what was stopped or has failed. */
  assess(scanId: string): Promise<AssessmentState>;
  stopAssessment(scanId: string): void;
  /** Null where the picture says nothing of matter. Throws SCAN_UNKNOWN, or why the scan cannot be read. */
  weighRegion(input: WeighInput): Promise<MassView | null>;
}
