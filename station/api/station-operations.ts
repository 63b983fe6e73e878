import type { Archive } from '../archive/archive.ts';
import type { Assessments } from '../assessments/assessments.ts';
import type { Bookings } from '../bookings/bookings.ts';
import type { Devices } from '../devices/devices.ts';
import { isThere } from '../devices/kept-link.ts';
import type { ScannerSupervisor } from '../devices/scanner-supervisor.ts';
import { StationError } from '../errors.ts';
import type { PostEvents, SeenEvent } from '../events/post-events.ts';
import type { Photos } from '../examinations/photos.ts';
import type { Figures } from '../figures/figures.ts';
import type { FiguresThread } from '../figures/figures-thread.ts';
import type { Images } from '../images/images.ts';
import type { Incidents } from '../incidents/incidents.ts';
import type { Readings } from '../readings/readings.ts';
import type { Scans } from '../scans/scans.ts';
import type { Shifts } from '../shifts/shifts.ts';
import type { Visits } from '../visits/visits.ts';
import type { ArchiveSearch } from './archive-inputs.pure.ts';
import type { ArchivePage, VisitRecord } from './archive-views.pure.ts';
import type { AtTheGate, KnownTrucks } from './arrival-views.pure.ts';
import type { WeighInput } from './assessment-inputs.pure.ts';
import type { AssessmentState, MassView } from './assessment-views.pure.ts';
import type {
  ApplyBookingsInput,
  BookingListInput,
  LookUpInput,
  PreviewBookingsInput,
} from './booking-inputs.pure.ts';
import type { BookingList, BookingsPreview, ImportReport } from './booking-views.pure.ts';
import type { CompareOperations } from './compare-operations.ts';
import type { CandidateSource, Candidates, EmptyMark, MarkEmptyInput } from './compare-views.pure.ts';
import type { RecheckView } from './decision-views.pure.ts';
import type {
  DeviceChangeInput,
  DeviceConfig,
  DeviceRemovalInput,
  DeviceWriteInput,
} from './device-inputs.pure.ts';
import type { DeviceOperations, DevicesConfigured } from './device-operations.ts';
import type { DeviceKind, DeviceTestReport, DeviceView, SerialPortView } from './device-views.pure.ts';
import type { RatesInput } from './examination-inputs.pure.ts';
import type { ExaminationOperations } from './examination-operations.ts';
import type { ExaminationRates } from './examination-views.pure.ts';
import type {
  DelayedInput,
  ExaminedInput,
  FiguresInput,
  NowVisitsInput,
  TimelineInput,
  VisitsBehindInput,
} from './figure-inputs.pure.ts';
import type { FiguresReport, NowFigures, Timeline, VisitsBehind } from './figure-views.pure.ts';
import type { HandoverOperations } from './handover-operations.ts';
import type {
  NoteIncidentInput,
  RecordCheckInput,
  RecordDoseInput,
  ReportIncidentInput,
  TakeIncidentInput,
} from './incident-inputs.pure.ts';
import type { IncidentsView } from './incident-views.pure.ts';
import type {
  ArriveBookedInput,
  ArriveInput,
  BookInput,
  CallNextInput,
  VisitCommandInput,
} from './inputs.pure.ts';
import type { MarkHistory } from './mark-views.pure.ts';
import type { OfficerOperations, SessionView } from './officer-operations.ts';
import type { Hello, Operations, ShiftSummary } from './operations.ts';
import type {
  AttachReadingInput,
  DismissReadingInput,
  MatchImageInput,
  SetAsideImageInput,
} from './reading-inputs.pure.ts';
import type { RefusedImageView, UnattachedReading, WaitingImage } from './reading-views.pure.ts';
import type { DecisionSeen } from './seen-map.pure.ts';
import type { Officer, PostView, QueueView, ShiftReport, VisitView } from './views.pure.ts';

export interface OperationsParts {
  readonly officers: OfficerOperations;
  readonly handover: HandoverOperations;
  readonly visits: Visits;
  readonly shifts: Shifts;
  readonly figures: Pick<Figures, 'now' | 'nowVisits'>;
  readonly longFigures: Pick<FiguresThread, 'call'>;
  readonly scans: Scans;
  readonly devices: Pick<Devices, 'scannerAt' | 'refuseUnlessSafe' | 'views'>;
  readonly deviceOperations: DeviceOperations;
  readonly compare: CompareOperations;
  readonly readings: Readings;
  readonly bookings: Pick<Bookings, 'list' | 'preview' | 'apply' | 'imports'>;
  readonly images: Images;
  readonly archive: Archive;
  readonly incidents: Incidents;
  readonly assessments: Assessments;
  readonly events: PostEvents;
  readonly photos: Pick<Photos, 'recall'>;
  readonly examinationRates: ExaminationOperations['examinationRates'];
  readonly hello: () => Hello;
  readonly postView: () => PostView;
  /** Whether the disk has room for a scan. */
  readonly roomForScan: () => boolean;
  /** What is passed to the scanner with a scan: the visit's id, or in training the scene to show. */
  readonly reference: (visitId: string) => string;
}

/** What the calls do, each over the part of the station that knows it. */
export function stationOperations(parts: OperationsParts): Operations {
  return new StationOperations(parts);
}

class StationOperations implements Operations {
  readonly #parts: OperationsParts;

  constructor(parts: OperationsParts) {
    this.#parts = parts;
  }

  hello(): Hello {
    return this.#parts.hello();
  }

  get officers(): OfficerOperations {
    return this.#parts.officers;
  }

  get handover(): HandoverOperations {
    return this.#parts.handover;
  }

  sessionAt(session: string): SessionView | null {
    return this.officers.sessionAt(session);
  }

  officerOf(session: string): Officer | null {
    const at = this.sessionAt(session);
    return at?.state === 'open' ? at.officer : null;
  }

  postView(): PostView {
    return this.#parts.postView();
  }

  events(after: number | null, signal: AbortSignal): AsyncIterable<SeenEvent> {
    return this.#parts.events.follow(after, signal);
  }

  openVisits(): readonly VisitView[] {
    return this.#parts.visits.open();
  }

  queue(): QueueView {
    return this.#parts.visits.queue();
  }

  visit(visitId: string): VisitView {
    return this.#parts.visits.get(visitId);
  }

  earlierVisits(visitId: string): readonly VisitView[] {
    return this.#parts.visits.earlier(visitId);
  }

  async arrive(by: Officer, input: ArriveInput): Promise<VisitView> {
    const { visits, readings } = this.#parts;
    const { view } = visits.arrive(input, by);
    readings.met(view.id);
    return visits.get(view.id);
  }

  async book(by: Officer, input: BookInput): Promise<VisitView> {
    return this.#parts.visits.book(input, by).view;
  }

  async arriveBooked(by: Officer, input: ArriveBookedInput): Promise<VisitView> {
    return this.#parts.visits.execute({ command: 'arriveBooked', ...input }, by).view;
  }

  async callNext(by: Officer, input: CallNextInput): Promise<VisitView> {
    return this.#parts.visits.callNext(input, by).view;
  }

  async command(by: Officer, input: VisitCommandInput): Promise<VisitView> {
    if (input.command === 'startScan') return this.#startScan(by, input);
    if (input.command === 'abortScan') return this.#abortScan(by, input);
    // A station that was started since knows a mass again once it has read it.
    if (input.command === 'decide') await this.#parts.assessments.of(input.scanId);
    // Nor does it know the photos that it was given before.
    if (input.command === 'endExamination' || input.command === 'correctExamination')
      await this.#parts.photos.recall((input.photos ?? []).map(({ sha256 }) => sha256));
    return this.#parts.visits.execute(input, by).view;
  }

  decisionsSeen(visitId: string): readonly DecisionSeen[] {
    return this.#parts.compare.decisionsSeen(visitId);
  }

  examinationRates(by: Officer, period: RatesInput): ExaminationRates {
    return this.#parts.examinationRates(by, period);
  }

  rechecks(): readonly RecheckView[] {
    return this.#parts.visits.rechecks();
  }

  candidates(visitId: string, scanId: string, from: CandidateSource): Promise<Candidates> {
    return this.#parts.compare.candidates(visitId, scanId, from);
  }

  emptyMark(scanId: string): EmptyMark {
    return this.#parts.compare.emptyMark(scanId);
  }

  markEmpty(by: Officer, input: MarkEmptyInput): EmptyMark {
    return this.#parts.compare.markEmpty(by, input);
  }

  deviceKinds(): Promise<readonly DeviceKind[]> {
    return this.#parts.deviceOperations.deviceKinds();
  }

  deviceConfig(by: Officer): Promise<DevicesConfigured> {
    return this.#parts.deviceOperations.deviceConfig(by);
  }

  serialPorts(): Promise<readonly SerialPortView[]> {
    return this.#parts.deviceOperations.serialPorts();
  }

  addDevice(by: Officer, input: DeviceChangeInput): Promise<DevicesConfigured> {
    return this.#parts.deviceOperations.addDevice(by, input);
  }

  changeDevice(by: Officer, input: DeviceChangeInput): Promise<DevicesConfigured> {
    return this.#parts.deviceOperations.changeDevice(by, input);
  }

  removeDevice(by: Officer, input: DeviceRemovalInput): Promise<DevicesConfigured> {
    return this.#parts.deviceOperations.removeDevice(by, input);
  }

  testDevice(device: DeviceConfig, signal: AbortSignal): AsyncIterable<DeviceTestReport> {
    return this.#parts.deviceOperations.testDevice(device, signal);
  }

  writeOutput(by: Officer, input: DeviceWriteInput): Promise<void> {
    return this.#parts.deviceOperations.writeOutput(by, input);
  }

  lookUp(input: LookUpInput): KnownTrucks {
    return this.#parts.visits.lookUp(input);
  }

  atTheGate(): readonly AtTheGate[] {
    return this.#parts.readings.atTheGate();
  }

  bookings(input: BookingListInput): BookingList {
    return this.#parts.bookings.list(input);
  }

  previewBookings(input: PreviewBookingsInput): Promise<BookingsPreview> {
    return this.#parts.bookings.preview(input);
  }

  applyBookings(by: Officer, input: ApplyBookingsInput): Promise<ImportReport> {
    return this.#parts.bookings.apply(input, by);
  }

  bookingImports(): readonly ImportReport[] {
    return this.#parts.bookings.imports();
  }

  unattachedReadings(): readonly UnattachedReading[] {
    return this.#parts.readings.unattached();
  }

  attachReading(by: Officer, input: AttachReadingInput): VisitView {
    return this.#parts.readings.attach(input, by);
  }

  dismissReading(by: Officer, input: DismissReadingInput): void {
    this.#parts.readings.dismiss(input, by);
  }

  waitingImages(): readonly WaitingImage[] {
    return this.#parts.images.waiting();
  }

  matchImage(by: Officer, input: MatchImageInput): VisitView {
    return this.#parts.images.match(input, by);
  }

  setAsideImage(by: Officer, input: SetAsideImageInput): void {
    this.#parts.images.setAside(input, by);
  }

  refusedImages(): readonly RefusedImageView[] {
    return this.#parts.images.refused();
  }

  searchArchive(search: ArchiveSearch): ArchivePage {
    return this.#parts.archive.search(search);
  }

  assessment(scanId: string): Promise<AssessmentState> {
    return this.#parts.assessments.of(scanId);
  }

  assess(scanId: string): Promise<AssessmentState> {
    return this.#parts.assessments.again(scanId);
  }

  stopAssessment(scanId: string): void {
    this.#parts.assessments.stop(scanId);
  }

  weighRegion(input: WeighInput): Promise<MassView | null> {
    return this.#parts.assessments.weigh(input);
  }

  visitRecord(visitId: string): VisitRecord {
    return this.#parts.archive.record(visitId);
  }

  markHistory(visitId: string): readonly MarkHistory[] {
    return this.#parts.archive.markHistory(visitId);
  }

  incidents(): IncidentsView {
    return this.#parts.incidents.view();
  }

  reportIncident(by: Officer, input: ReportIncidentInput): void {
    this.#parts.incidents.report(input, by);
  }

  followIncident(
    by: Officer,
    command: 'take' | 'note' | 'close' | 'reopen',
    input: TakeIncidentInput | NoteIncidentInput,
  ): void {
    this.#parts.incidents.followUp(command, input, by);
  }

  recordCheck(by: Officer, input: RecordCheckInput): void {
    this.#parts.incidents.recordCheck(input, by);
  }

  recordDose(by: Officer, input: RecordDoseInput): void {
    this.#parts.incidents.recordDose(input, by);
  }

  figuresNow(): NowFigures {
    return this.#parts.figures.now();
  }

  nowVisits(by: Officer, input: NowVisitsInput): VisitsBehind {
    return this.#parts.figures.nowVisits(input, by);
  }

  figures(by: Officer, input: FiguresInput): Promise<FiguresReport> {
    return this.#parts.longFigures.call('report', input, by);
  }

  visitsBehind(by: Officer, input: VisitsBehindInput): Promise<VisitsBehind> {
    return this.#parts.longFigures.call('visits', input, by);
  }

  delayed(input: DelayedInput): Promise<VisitsBehind> {
    return this.#parts.longFigures.call('delayed', input);
  }

  examined(by: Officer, input: ExaminedInput): Promise<VisitsBehind> {
    return this.#parts.longFigures.call('examined', input, by);
  }

  timeline(by: Officer, input: TimelineInput): Promise<Timeline> {
    return this.#parts.longFigures.call('timeline', input, by);
  }

  shifts(): readonly ShiftSummary[] {
    return this.#parts.shifts.recent();
  }

  shiftReport(period: { from?: string | undefined; to?: string | undefined }): ShiftReport {
    return this.#parts.shifts.report(period);
  }

  /** The beam is stopped whatever the journal says to it: a repeated command, a full disk. */
  async #abortScan(by: Officer, input: VisitCommandInput & { command: 'abortScan' }): Promise<VisitView> {
    const { visits, scans } = this.#parts;
    const stopped = scans.abort(input.visitId, input.reason);
    try {
      return visits.execute(input, by).view;
    } finally {
      await stopped;
    }
  }

  async #startScan(by: Officer, input: VisitCommandInput & { command: 'startScan' }): Promise<VisitView> {
    const { visits, scans, reference } = this.#parts;
    const { state, lane } = visits.get(input.visitId);
    const scanner = this.#parts.devices.scannerAt(lane);
    // A repeated command finds the visit scanning already and gets its first outcome, whatever the scanner does now.
    if (state === 'called') this.#refuseUnlessReady(scanner, lane ?? '');
    // Whatever may fail comes before the entry: after it, the visit waits for the scan.
    const passedOn = reference(input.visitId);
    const { view, repeated } = visits.execute(input, by);
    const scan = view.scans.at(-1);
    if (repeated || !scan || !scanner) return view;
    await scans.start({ scanId: scan.id, visitId: view.id }, scanner, passedOn);
    return visits.get(view.id);
  }

  #refuseUnlessReady(scanner: ScannerSupervisor | undefined, lane: string): asserts scanner {
    if (!scanner) {
      const source = this.#parts.devices.views().find((device) => sendsPictures(device, lane));
      if (source) throw startsByItself(lane, source.id);
      throw new StationError(
        'SCANNER_NONE',
        `Lane ${lane} has no scanner. Put the truck back and call it to another.`,
        {
          details: { lane },
        },
      );
    }
    const { link, state } = scanner.view();
    if (!isThere(link)) {
      throw new StationError(
        'SCANNER_OFFLINE',
        `The scanner of lane ${lane} is not connected. Check that it is on and its cable is in; the station keeps trying.`,
        { details: { lane, scanner: scanner.id } },
      );
    }
    this.#parts.devices.refuseUnlessSafe(lane);
    if (state !== 'ready' || this.#parts.scans.runningOn(scanner.id)) {
      throw new StationError(
        'SCANNER_NOT_READY',
        `The scanner of lane ${lane} is not ready (${state}). Wait until it is, or see to what it says.`,
        { details: { lane, scanner: scanner.id, state } },
      );
    }
    if (!this.#parts.roomForScan()) {
      throw new StationError('DISK_FULL', 'The disk has no room for a scan. Free some space, then scan.', {
        details: { folder: '' },
      });
    }
  }
}

function sendsPictures({ role, lane }: DeviceView, ofLane: string): boolean {
  return role === 'image-source' && lane === ofLane;
}

function startsByItself(lane: string, device: string): StationError {
  return new StationError(
    'SCANNER_SENDS_PICTURES',
    `The scanner of lane ${lane} starts by itself. The station waits for the picture from ${device}.`,
    { details: { lane, device } },
  );
}
