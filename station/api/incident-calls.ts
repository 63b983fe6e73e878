import {
  noteIncidentInput,
  recordCheckInput,
  recordDoseInput,
  reportIncidentInput,
  takeIncidentInput,
} from './incident-inputs.pure.ts';
import { asOfficer, t } from './procedures.ts';

/** Incidents, daily checks and dose readings; rights in `rights.ts`. */
export const incidentCalls = t.router({
  view: asOfficer.query(({ ctx }) => ctx.operations.incidents()),
  report: asOfficer
    .input(reportIncidentInput)
    .mutation(({ ctx, input }) => ctx.operations.reportIncident(ctx.officer, input)),
  take: asOfficer
    .input(takeIncidentInput)
    .mutation(({ ctx, input }) => ctx.operations.followIncident(ctx.officer, 'take', input)),
  note: asOfficer
    .input(noteIncidentInput)
    .mutation(({ ctx, input }) => ctx.operations.followIncident(ctx.officer, 'note', input)),
  close: asOfficer
    .input(noteIncidentInput)
    .mutation(({ ctx, input }) => ctx.operations.followIncident(ctx.officer, 'close', input)),
  reopen: asOfficer
    .input(noteIncidentInput)
    .mutation(({ ctx, input }) => ctx.operations.followIncident(ctx.officer, 'reopen', input)),
  recordCheck: asOfficer
    .input(recordCheckInput)
    .mutation(({ ctx, input }) => ctx.operations.recordCheck(ctx.officer, input)),
  recordDose: asOfficer
    .input(recordDoseInput)
    .mutation(({ ctx, input }) => ctx.operations.recordDose(ctx.officer, input)),
});
