import type { MarkView } from './mark-views.pure.ts';
import type { DecisionKind, ExaminationOutcome, LaneClass, VisitState, VisitView } from './views.pure.ts';

/** A visit as the archive lists it. */
export interface ArchivedVisit {
  readonly id: string;
  /** Its place in the archive: the larger, the newer. */
  readonly key: number;
  /** When it arrived; where it never did, when it was over. */
  readonly at: string;
  readonly plate: string;
  readonly trailerPlate: string | null;
  readonly container: string | null;
  readonly laneClass: LaneClass;
  readonly goods: string | null;
  readonly state: VisitState;
  readonly decision: DecisionKind | null;
  /** Service number of who decided. */
  readonly decidedBy: string | null;
  readonly outcome: ExaminationOutcome | null;
  /** The scan to show of it, once it is archived. */
  readonly scanId: string | null;
}

/** A page of the archive, newest first. */
export interface ArchivePage {
  readonly visits: readonly ArchivedVisit[];
  /** What `before` gives the next page; null where there is none. */
  readonly next: number | null;
  /** How many there are, counted no further than `countedTo`; only with the first page. */
  readonly total: number | null;
}

/** Nobody leafs through more, and counting millions takes time. */
export const countedTo = 1_000;

/** An entry of the journal, for people to read. */
export interface JournalEntryView {
  readonly seq: number;
  readonly at: string;
  readonly kind: string;
  /** Service number of the officer, or the device or station that it came from. */
  readonly actor: string;
  /** The body as it is stored. */
  readonly body: string;
  /** 64 hex digits. */
  readonly hash: string;
}

/** All that the post knows of a visit. */
export interface VisitRecord {
  readonly visit: VisitView;
  /** The marks as they were when the last decision was made; null where none was. */
  readonly marksAtDecision: readonly MarkView[] | null;
  readonly entries: readonly JournalEntryView[];
}
