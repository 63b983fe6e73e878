import { examinationInputs, ratesInput } from './examination-inputs.pure.ts';
import { asOfficer, t } from './procedures.ts';

/** Commands on examinations; mounted beside the others under `commands`. */
export const examinationCommands = {
  startExamination: asOfficer
    .input(examinationInputs.startExamination)
    .mutation(({ ctx, input }) =>
      ctx.operations.command(ctx.officer, { command: 'startExamination', ...input }),
    ),
  endExamination: asOfficer
    .input(examinationInputs.endExamination)
    .mutation(({ ctx, input }) =>
      ctx.operations.command(ctx.officer, { command: 'endExamination', ...input }),
    ),
  correctExamination: asOfficer
    .input(examinationInputs.correctExamination)
    .mutation(({ ctx, input }) =>
      ctx.operations.command(ctx.officer, { command: 'correctExamination', ...input }),
    ),
  endDetention: asOfficer
    .input(examinationInputs.endDetention)
    .mutation(({ ctx, input }) => ctx.operations.command(ctx.officer, { command: 'endDetention', ...input })),
};

/** What is asked about examinations. */
export const examinationCalls = t.router({
  rates: asOfficer
    .input(ratesInput)
    .query(({ ctx, input }) => ctx.operations.examinationRates(ctx.officer, input)),
});
