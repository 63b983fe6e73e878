import type { ArchiveSearch } from './archive-inputs.pure.ts';
import type { ArchivePage, VisitRecord } from './archive-views.pure.ts';
import type { MarkHistory } from './mark-views.pure.ts';

/** What the calls about the archive do. */
export interface ArchiveOperations {
  searchArchive(search: ArchiveSearch): ArchivePage;
  /** Throws VISIT_UNKNOWN. */
  visitRecord(visitId: string): VisitRecord;
  /** Throws VISIT_UNKNOWN. */
  markHistory(visitId: string): readonly MarkHistory[];
}
