import { ratesInput } from './examination-inputs.pure.ts';
import { asOfficer, t } from './procedures.ts';

/** What is asked about examinations; they are begun and ended under `commands`. */
export const examinationCalls = t.router({
  rates: asOfficer
    .input(ratesInput)
    .query(({ ctx, input }) => ctx.operations.examinationRates(ctx.officer, input)),
});
