import type { ArchiveOperations } from './archive-operations.ts';
import type { AssessmentOperations } from './assessment-operations.ts';
import type { BookingOperations } from './booking-operations.ts';
import type { CompareOperations } from './compare-operations.ts';
import type { DecisionOperations } from './decision-operations.ts';
import type { DeviceOperations } from './device-operations.ts';
import type { ExaminationOperations } from './examination-operations.ts';
import type { FigureOperations } from './figure-operations.ts';
import type { HandoverOperations } from './handover-operations.ts';
import type { IncidentOperations } from './incident-operations.ts';
import type {
  ArriveBookedInput,
  ArriveInput,
  BookInput,
  CallNextInput,
  VisitCommandInput,
} from './inputs.pure.ts';
import type { OfficerOperations, SessionView } from './officer-operations.ts';
import type {
  AttachReadingInput,
  DismissReadingInput,
  MatchImageInput,
  SetAsideImageInput,
} from './reading-inputs.pure.ts';
import type { RefusedImageView, UnattachedReading, WaitingImage } from './reading-views.pure.ts';
import type { Mode, Officer, PostEvent, PostView, QueueView, ShiftReport, VisitView } from './views.pure.ts';

export interface Hello {
  /** No officer exists yet: the screen asks who this is and calls `session.firstRun`. */
  readonly firstRun: boolean;
  readonly mode: Mode;
  readonly post: { readonly name: string; readonly timeZone: string };
  readonly version: string;
}

export interface ShiftSummary {
  readonly id: string;
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** What the calls of the router do. Inputs are parsed and rights are checked before one of these runs. */
export interface Operations
  extends DeviceOperations,
    ArchiveOperations,
    AssessmentOperations,
    CompareOperations,
    BookingOperations,
    IncidentOperations,
    DecisionOperations,
    ExaminationOperations,
    FigureOperations {
  hello(): Hello;
  readonly officers: OfficerOperations;
  readonly handover: HandoverOperations;
  /** Whose a session is and how it stands; null when it is unknown or over. */
  sessionAt(session: string): SessionView | null;
  /** The officer at a session's window; null when it is over, locked, or has a first password to change. */
  officerOf(session: string): Officer | null;
  postView(): PostView;
  /** Events after journal entry `after` (null: from now on), each with the seq to resume from. Ends with `signal`. */
  events(after: number | null, signal: AbortSignal): AsyncIterable<{ seq: number; event: PostEvent }>;
  openVisits(): readonly VisitView[];
  queue(): QueueView;
  visit(visitId: string): VisitView;
  earlierVisits(visitId: string): readonly VisitView[];
  arrive(by: Officer, input: ArriveInput): Promise<VisitView>;
  book(by: Officer, input: BookInput): Promise<VisitView>;
  arriveBooked(by: Officer, input: ArriveBookedInput): Promise<VisitView>;
  callNext(by: Officer, input: CallNextInput): Promise<VisitView>;
  command(by: Officer, input: VisitCommandInput): Promise<VisitView>;
  unattachedReadings(): readonly UnattachedReading[];
  attachReading(by: Officer, input: AttachReadingInput): VisitView;
  dismissReading(by: Officer, input: DismissReadingInput): void;
  waitingImages(): readonly WaitingImage[];
  matchImage(by: Officer, input: MatchImageInput): VisitView;
  setAsideImage(by: Officer, input: SetAsideImageInput): void;
  refusedImages(): readonly RefusedImageView[];
  shifts(): readonly ShiftSummary[];
  shiftReport(period: { from?: string | undefined; to?: string | undefined }): ShiftReport;
}
