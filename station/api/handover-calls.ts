import {
  closeShiftInput,
  handoverInput,
  openShiftInput,
  prepareHandoverInput,
  signHandoverInput,
} from './handover-inputs.pure.ts';
import { asOfficer, t } from './procedures.ts';

/** Opening, closing and handing over a shift. */
export const handoverRouter = t.router({
  duty: asOfficer.query(({ ctx }) => ctx.operations.handover.duty()),
  open: asOfficer
    .input(openShiftInput)
    .mutation(({ ctx, input }) => ctx.operations.handover.open(ctx.officer, input)),
  close: asOfficer
    .input(closeShiftInput)
    .mutation(({ ctx, input }) => ctx.operations.handover.close(ctx.officer, input)),
  prepare: asOfficer
    .input(prepareHandoverInput)
    .mutation(({ ctx, input }) => ctx.operations.handover.prepare(ctx.officer, input)),
  sign: asOfficer.input(signHandoverInput).mutation(({ ctx, input }) => ctx.operations.handover.sign(input)),
  list: asOfficer.query(({ ctx }) => ctx.operations.handover.handovers()),
  get: asOfficer
    .input(handoverInput)
    .query(({ ctx, input }) => ctx.operations.handover.handover(input.handoverId)),
});
