import { z } from 'zod';
import { candidatesInput, markEmptyInput } from './compare-views.pure.ts';
import { visitInput } from './inputs.pure.ts';
import { asOfficer, t } from './procedures.ts';

/** Calls for looking at a scan beside others, and at what was seen of it. */
export const compareCalls = t.router({
  seen: asOfficer.input(visitInput).query(({ ctx, input }) => ctx.operations.decisionsSeen(input.visitId)),
  candidates: asOfficer
    .input(candidatesInput)
    .query(({ ctx, input }) => ctx.operations.candidates(input.visitId, input.scanId, input.from)),
  emptyMark: asOfficer
    .input(z.strictObject({ scanId: z.string().min(1).max(64) }))
    .query(({ ctx, input }) => ctx.operations.emptyMark(input.scanId)),
  markEmpty: asOfficer
    .input(markEmptyInput)
    .mutation(({ ctx, input }) => ctx.operations.markEmpty(ctx.officer, input)),
});
