import type { ArchiveOperations } from './archive-operations.ts';
import type { AssessmentOperations } from './assessment-operations.ts';
import type { BookingOperations } from './booking-operations.ts';
import type { CompareOperations } from './compare-operations.ts';
import type { DecisionOperations } from './decision-operations.ts';
import type { DeviceOperations } from './device-operations.ts';
import type { IncidentOperations } from './incident-operations.ts';
import type {
  AddOfficerInput,
  ArriveBookedInput,
  ArriveInput,
  BookInput,
  CallNextInput,
  FirstRunInput,
  SignInInput,
  VisitCommandInput,
} from './inputs.pure.ts';
import type {
  AttachReadingInput,
  DismissReadingInput,
  MatchImageInput,
  SetAsideImageInput,
} from './reading-inputs.pure.ts';
import type { RefusedImageView, UnattachedReading, WaitingImage } from './reading-views.pure.ts';
import type {
  Language,
  Mode,
  Officer,
  PostEvent,
  PostView,
  QueueView,
  ShiftReport,
  VisitView,
} from './views.pure.ts';

export interface Hello {
  /** No officer exists yet: the screen asks who this is and calls `session.firstRun`. */
  readonly firstRun: boolean;
  readonly mode: Mode;
  readonly post: { readonly name: string; readonly timeZone: string };
  readonly version: string;
}

export interface SignedIn {
  /** Sent back in the header `x-scanpost-session` with every call. */
  readonly session: string;
  readonly officer: Officer;
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
    DecisionOperations {
  hello(): Hello;
  firstRun(input: FirstRunInput): Promise<SignedIn>;
  signIn(input: SignInInput): Promise<SignedIn>;
  signOut(session: string): void;
  /** The officer a session belongs to, or null when it is unknown or over. */
  officerOf(session: string): Officer | null;
  setLanguage(officer: Officer, language: Language): Officer;
  officers(): readonly Officer[];
  addOfficer(by: Officer, input: AddOfficerInput): Promise<Officer>;
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
