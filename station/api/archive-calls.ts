import { archivedVisitInput, archiveSearchInput } from './archive-inputs.pure.ts';
import { asOfficer, t } from './procedures.ts';

/** The visits of the past; rights in `rights.ts`. */
export const archiveCalls = t.router({
  search: asOfficer.input(archiveSearchInput).query(({ ctx, input }) => ctx.operations.searchArchive(input)),
  visit: asOfficer
    .input(archivedVisitInput)
    .query(({ ctx, input }) => ctx.operations.visitRecord(input.visitId)),
  marks: asOfficer
    .input(archivedVisitInput)
    .query(({ ctx, input }) => ctx.operations.markHistory(input.visitId)),
});
