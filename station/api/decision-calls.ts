import { decisionInputs } from './decision-inputs.pure.ts';
import { asOfficer, t } from './procedures.ts';

/** Commands on decisions that are made already; mounted beside the others under `commands`. */
export const decisionCommands = {
  undoDecision: asOfficer
    .input(decisionInputs.undoDecision)
    .mutation(({ ctx, input }) => ctx.operations.command(ctx.officer, { command: 'undoDecision', ...input })),
  reverseDecision: asOfficer
    .input(decisionInputs.reverseDecision)
    .mutation(({ ctx, input }) =>
      ctx.operations.command(ctx.officer, { command: 'reverseDecision', ...input }),
    ),
  acknowledgeCheck: asOfficer
    .input(decisionInputs.acknowledgeCheck)
    .mutation(({ ctx, input }) =>
      ctx.operations.command(ctx.officer, { command: 'acknowledgeCheck', ...input }),
    ),
  flagRecheck: asOfficer
    .input(decisionInputs.flagRecheck)
    .mutation(({ ctx, input }) => ctx.operations.command(ctx.officer, { command: 'flagRecheck', ...input })),
  recheck: asOfficer
    .input(decisionInputs.recheck)
    .mutation(({ ctx, input }) => ctx.operations.command(ctx.officer, { command: 'recheck', ...input })),
};

export const decisionCalls = t.router({
  rechecks: asOfficer.query(({ ctx }) => ctx.operations.rechecks()),
});
