import type { ArchiveSearch } from './archive-inputs.pure.ts';
import type { ArchivePage, VisitRecord } from './archive-views.pure.ts';

/** What the calls about the archive do. */
export interface ArchiveOperations {
  searchArchive(search: ArchiveSearch): ArchivePage;
  /** Throws VISIT_UNKNOWN. */
  visitRecord(visitId: string): VisitRecord;
}
