import { assessedScanInput, weighInput } from './assessment-inputs.pure.ts';
import { asOfficer, t } from './procedures.ts';

/** What a scan says of mass, and hints; rights in `rights.ts`. */
export const assessmentCalls = t.router({
  of: asOfficer.input(assessedScanInput).query(({ ctx, input }) => ctx.operations.assessment(input.scanId)),
  begin: asOfficer.input(assessedScanInput).mutation(({ ctx, input }) => ctx.operations.assess(input.scanId)),
  stop: asOfficer
    .input(assessedScanInput)
    .mutation(({ ctx, input }) => ctx.operations.stopAssessment(input.scanId)),
  weigh: asOfficer.input(weighInput).query(({ ctx, input }) => ctx.operations.weighRegion(input)),
});
