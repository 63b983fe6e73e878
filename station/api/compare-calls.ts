import { visitInput } from './inputs.pure.ts';
import { asOfficer, t } from './procedures.ts';

/** Calls for looking at a scan beside others, and at what was seen of it. */
export const compareCalls = t.router({
  seen: asOfficer.input(visitInput).query(({ ctx, input }) => ctx.operations.decisionsSeen(input.visitId)),
});
