import type { VisitCommandInput } from '../api/inputs.pure.ts';
import type { Officer, Truck, VisitState } from '../api/views.pure.ts';
import { type Decision, happens, refuse, type Values } from './decision.pure.ts';
import { checkContainer, normalisePlate } from './identifiers.pure.ts';
import type { VisitEntry, VisitEvent } from './visit-entries.pure.ts';
import { decideMark, followMark, isMarkEntry } from './visit-marks.pure.ts';
import {
  decideAcknowledgement,
  decideReading,
  followReading,
  isAside,
  isReadingEntry,
  type ReadingCommand,
  refuseWhileAlarmed,
} from './visit-readings.pure.ts';
import type { ReachedMoment, Scan, Stamp, Visit } from './visit-state.pure.ts';

type DistributiveOmit<Union, Keys extends PropertyKey> = Union extends unknown ? Omit<Union, Keys> : never;
type Defects = readonly ({ readonly kind: string } & Values)[];

/** What an officer asks for. */
export type OfficerCommand =
  | { readonly command: 'book'; readonly truck: Truck; readonly bookedFor: string }
  | { readonly command: 'arrive'; readonly truck: Truck }
  | { readonly command: 'arriveBooked' }
  | DistributiveOmit<VisitCommandInput, 'commandId' | 'visitId' | 'version'>;

/** What the station itself learned about a scan it started. */
export type ScanOutcome =
  | { readonly command: 'beamOn'; readonly scanId: string }
  | { readonly command: 'beamOff'; readonly scanId: string }
  | {
      readonly command: 'scanEnded';
      readonly scanId: string;
      readonly lines: number;
      readonly defects: Defects;
    }
  | {
      readonly command: 'scanFailed';
      readonly scanId: string;
      readonly code: string;
      readonly details?: Values;
    }
  | {
      readonly command: 'scanRecovered';
      readonly scanId: string;
      readonly lines: number;
      readonly defects: Defects;
    }
  | {
      readonly command: 'scanArchived';
      readonly scanId: string;
      readonly planes: readonly { readonly file: string; readonly sha256: string }[];
    }
  | {
      readonly command: 'importFailed';
      readonly scanId: string;
      readonly code: string;
      readonly details: Values;
      readonly unreadable: boolean;
    };

/** A picture that another program made becomes a scan of the visit: the station is certain, or an officer says so. */
export interface PictureCommand {
  readonly command: 'takePicture';
  readonly image: NonNullable<Scan['image']>;
}

export type VisitCommand = OfficerCommand | ScanOutcome | PictureCommand | ReadingCommand;

/** What `decide` may know besides the visit: no clock, no other visit, no chance of its own. */
export interface VisitContext {
  readonly now: string;
  /** Null: the station itself. */
  readonly actor: Pick<Officer, 'id' | 'serviceNumber' | 'roles'> | null;
  readonly lanes: readonly string[];
  /** The other visit that is called or scanning at a lane. */
  readonly atLane: (lane: string) => { readonly plate: string; readonly state: VisitState } | null;
  readonly newScanId: string;
  /** How many trucks would be called to a lane before this one; null where the lane does not serve its class. */
  readonly before: (lane: string) => number | null;
}

/**
 * The rules of the post: what a command makes happen to a visit, or why not. Pure and total: it never throws.
 * `visit` is null where there is none yet.
 */
export function decide(visit: Visit | null, command: VisitCommand, context: VisitContext): Decision {
  if (isOutcome(command)) {
    if (context.actor) return refuse('STATION_ONLY', 'Only the station itself reports on a scan.');
    if (!visit) return unknown();
    return decideOutcome(visit, command);
  }
  const { actor } = context;
  if (isFromDevice(command)) {
    // Nothing that belongs to a truck is taken from it by a machine.
    if (actor ? !atTheLane(actor) : command.command === 'removeReading') return notAllowed();
    if (!visit) return unknown();
    if (isClosed(visit.state)) return over();
    return command.command === 'takePicture'
      ? takePicture(visit, command, context)
      : decideReading(visit, command, actor);
  }
  if (command.command === 'book' || command.command === 'arrive') {
    // A plate reader or a training session brings trucks without an officer.
    if (actor && !atTheLane(actor)) return notAllowed();
    if (visit) return refuse('VISIT_EXISTS', 'This visit is already there. Reload the screen.');
    const truck = asKept(command.truck);
    return command.command === 'book'
      ? happens({ kind: 'visit.booked', body: { truck, bookedFor: command.bookedFor } })
      : happens({ kind: 'visit.arrived', body: { truck } });
  }
  // Stopping the beam only ever makes the lane safer, so no officer is kept from it.
  if (!actor || (!atTheLane(actor) && command.command !== 'abortScan')) return notAllowed();
  if (!visit) return unknown();
  if (command.command === 'recordExport') {
    const { what, name, sha256 } = command;
    return happens({ kind: 'visit.exported', body: { what, name, sha256, by: actor.serviceNumber } });
  }
  if (isClosed(visit.state)) return over();
  return decideOnOpen(visit, command, { ...context, actor });
}

/** Whether nothing more happens to a visit but the archiving of its scans. */
export function isClosed(state: VisitState): boolean {
  return state === 'departed' || state === 'no-show' || state === 'cancelled';
}

/** Whether a command based on `version` was based on what stands now. */
export function isStale(visit: Visit, version: number): boolean {
  return version < visit.basis || version > visit.version;
}

type OnVisit = Exclude<OfficerCommand, { command: 'book' | 'arrive' | 'recordExport' }>;
type Acting = VisitContext & { readonly actor: NonNullable<VisitContext['actor']> };

function decideOnOpen(visit: Visit, command: OnVisit, context: Acting): Decision {
  const { actor } = context;
  const supervisor = actor.roles.includes('supervisor');
  const mine = visit.holder?.id === actor.id;
  const scan = visit.scans.at(-1);
  const holder = { id: actor.id, serviceNumber: actor.serviceNumber };
  const alarmed = refuseWhileAlarmed(visit);
  switch (command.command) {
    case 'arriveBooked':
      if (visit.state !== 'booked') return refuse('VISIT_NOT_BOOKED', 'The truck has already arrived.');
      return happens({ kind: 'visit.arrived', body: { truck: null } });
    case 'gateIn':
      return stamp(visit, 'gateIn', { kind: 'visit.gate-in', body: {} });
    case 'checkDocuments':
      return stamp(visit, 'documentsChecked', { kind: 'visit.documents-checked', body: {} });
    case 'passRpm':
      return stamp(visit, 'rpmPassed', { kind: 'visit.rpm-passed', body: {} });
    case 'callTruck': {
      if (visit.holder && !mine) return held(visit);
      if (visit.state !== 'arrived') return notWaiting();
      if (!context.lanes.includes(command.lane))
        return refuse('LANE_UNKNOWN', `There is no lane ${command.lane}.`, { lane: command.lane });
      const other = context.atLane(command.lane);
      if (other) return laneBusy(command.lane, other.plate);
      if (visit.hold) return onHold();
      const passed = context.before(command.lane);
      if (passed === 0) return happens({ kind: 'visit.called', body: { lane: command.lane, holder } });
      const reason = command.reason ?? '';
      if (reason === '')
        return refuse(
          'VISIT_NOT_NEXT',
          'Another truck is next at this lane. Call that one, or say why this one goes before it.',
        );
      const outOfOrder = { reason, passed: passed ?? 0 };
      return happens({ kind: 'visit.called', body: { lane: command.lane, holder, outOfOrder } });
    }
    case 'hold':
      if (visit.state !== 'arrived') return notWaiting();
      if (visit.hold) return refuse('VISIT_ALREADY_ON_HOLD', 'The truck is on hold already.');
      return happens({ kind: 'visit.held', body: { reason: command.reason, by: actor.serviceNumber } });
    case 'resume':
      if (!visit.hold) return refuse('VISIT_NOT_ON_HOLD', 'The truck is not on hold.');
      return happens({ kind: 'visit.resumed', body: { by: actor.serviceNumber } });
    case 'putBack':
      if (visit.state !== 'called') return notCalled(visit, mine);
      if (!mine && !supervisor) return held(visit);
      return happens({ kind: 'visit.put-back', body: { reason: command.reason } });
    case 'startScan': {
      if (visit.state === 'scanning') return scanRunning();
      if (visit.state !== 'called' || visit.lane === null) return notCalled(visit, mine);
      if (!mine) return held(visit);
      const other = context.atLane(visit.lane);
      if (other?.state === 'scanning') return laneBusy(visit.lane, other.plate);
      return happens({
        kind: 'scan.requested',
        body: { scanId: context.newScanId, number: visit.scans.length + 1 },
      });
    }
    case 'abortScan':
      if (visit.state !== 'scanning' || !scan)
        return refuse('NO_SCAN_RUNNING', 'There is no scan of this truck to stop.');
      return happens({ kind: 'scan.abort-requested', body: { scanId: scan.id, reason: command.reason } });
    case 'open':
      if (visit.state === 'in-analysis' && mine)
        return refuse('PICTURE_ALREADY_OPEN', 'You have this picture open already.');
      if (!scan || !['image-ready', 'in-analysis', 'escalated'].includes(visit.state))
        return refuse('PICTURE_NOT_READY', 'There is no picture to open yet. Wait until the scan is over.');
      if (visit.escalated && !supervisor)
        return refuse('SUPERVISOR_NEEDED', 'This decision was passed on. Only a supervisor opens it now.');
      if (visit.holder && !mine && !supervisor) return held(visit);
      return happens({ kind: 'visit.opened', body: { scanId: scan.id, holder } });
    case 'decide':
      return decideOnPicture(visit, command, actor.serviceNumber, mine);
    case 'acknowledgeAlarm':
      return decideAcknowledgement(visit, command, actor.serviceNumber);
    case 'mark':
    case 'removeMark':
      return decideMark(visit, command, actor);
    case 'startExamination':
      if (visit.state === 'in-examination')
        return refuse('EXAMINATION_RUNNING', 'The examination has already begun.');
      if (visit.state !== 'referred')
        return refuse('NOT_REFERRED', 'The truck was not referred to examination.');
      return happens({ kind: 'visit.examination-started', body: {} });
    case 'endExamination':
      if (visit.state !== 'in-examination')
        return refuse('EXAMINATION_NOT_STARTED', 'The examination has not begun. Start it first.');
      if (!command.detained && alarmed) return alarmed;
      return happens({
        kind: 'visit.examination-ended',
        body: { outcome: command.outcome, note: command.note, detained: command.detained },
      });
    case 'depart':
      if (visit.state !== 'released' && visit.state !== 'detained')
        return refuse('NOT_RELEASED', 'The truck is neither released nor detained, so it cannot depart yet.');
      if (alarmed) return alarmed;
      return happens({ kind: 'visit.departed', body: {} });
    case 'noShow':
      if (visit.state === 'booked' && (visit.bookedFor ?? '') > context.now)
        return refuse('VISIT_NOT_YET_DUE', 'The booked time has not come yet. Cancel the booking instead.');
      if (visit.state !== 'booked' && visit.state !== 'arrived') return notWaiting();
      if (alarmed) return alarmed;
      return happens({ kind: 'visit.no-show', body: {} });
    case 'cancel':
      if (visit.state === 'scanning') return scanRunning();
      if (!['booked', 'arrived', 'called'].includes(visit.state))
        return refuse(
          'VISIT_TOO_LATE_TO_CANCEL',
          'The truck has been scanned; decide on its picture instead.',
        );
      if (visit.holder && !mine && !supervisor) return held(visit);
      if (alarmed) return alarmed;
      return happens({ kind: 'visit.cancelled', body: { reason: command.reason } });
  }
}

function decideOnPicture(
  visit: Visit,
  command: Extract<OfficerCommand, { command: 'decide' }>,
  by: string,
  mine: boolean,
): Decision {
  if (visit.holder && !mine) return held(visit);
  const scan = visit.scans.at(-1);
  if (visit.state !== 'in-analysis' || !scan)
    return refuse('PICTURE_NOT_OPENED', 'Open the picture before you decide on it.');
  if (command.scanId !== scan.id)
    return refuse('SCAN_NOT_LATEST', 'There is a newer scan of this truck. Decide on that one.');
  if (command.decision === 'escalate' && visit.escalated)
    return refuse('ALREADY_ESCALATED', 'This decision has been passed on once. Decide it now.');
  const alarmed = command.decision === 'release' ? refuseWhileAlarmed(visit) : null;
  if (alarmed) return alarmed;
  return happens({
    kind: 'visit.decided',
    body: {
      decision: command.decision,
      reason: command.reason,
      scanId: scan.id,
      // An incomplete picture stays one, however much of it was on the screen.
      fidelity: scan.state === 'incomplete' ? 'incomplete' : command.fidelity,
      seenPercent: command.seenPercent,
      by,
    },
  });
}

function takePicture(visit: Visit, { image }: PictureCommand, { actor, newScanId }: VisitContext): Decision {
  if (visit.state === 'scanning') return scanRunning();
  if (visit.state !== 'called' && !(visit.state === 'arrived' && actor))
    return refuse(
      'VISIT_TAKES_NO_PICTURE',
      'The truck waits for no picture. Ask for a re-scan first if this one is to count.',
    );
  const mine = visit.holder?.id === actor?.id;
  if (actor && visit.holder && !mine && !actor.roles.includes('supervisor')) return held(visit);
  const holder = visit.holder ?? (actor && { id: actor.id, serviceNumber: actor.serviceNumber });
  if (!holder) return unknown();
  const matchedBy = actor?.serviceNumber ?? null;
  const number = visit.scans.length + 1;
  return happens({ kind: 'scan.received', body: { scanId: newScanId, number, image, matchedBy, holder } });
}

function decideOutcome(visit: Visit, outcome: ScanOutcome): Decision {
  const scan = visit.scans.find((one) => one.id === outcome.scanId);
  if (!scan) return refuse('SCAN_UNKNOWN', 'The visit has no such scan.');
  const { scanId } = outcome;
  const running = scan.state === 'requested' || scan.state === 'receiving';
  switch (outcome.command) {
    case 'beamOn':
      if (!running) return scanOver();
      if (scan.beam === 'on') return repeated();
      return happens({ kind: 'scan.beam-on', body: { scanId } });
    case 'beamOff':
      // Also after the scan's end: devices differ in which they say first, and the beam's end is on record anyway.
      if (scan.beam !== 'on') return repeated();
      return happens({ kind: 'scan.beam-off', body: { scanId } });
    case 'scanEnded':
    case 'scanRecovered': {
      if (!running) return scanOver();
      const body = {
        scanId,
        lines: outcome.lines,
        defects: outcome.defects.map((defect) => ({ ...defect })),
      };
      return happens({ kind: outcome.command === 'scanEnded' ? 'scan.ended' : 'scan.recovered', body });
    }
    case 'scanFailed':
      if (!running) return scanOver();
      return happens({
        kind: 'scan.failed',
        body: { scanId, code: outcome.code, details: { ...outcome.details } },
      });
    case 'importFailed': {
      if (!running) return scanOver();
      const { code, details, unreadable } = outcome;
      return happens({
        kind: 'scan.import-failed',
        body: { scanId, code, details: { ...details }, unreadable },
      });
    }
    case 'scanArchived':
      if (running || scan.lines === 0)
        return refuse('SCAN_NOT_ENDED', 'Only a scan that is over and has lines is archived.');
      if (scan.planes) return repeated();
      return happens({
        kind: 'scan.archived',
        body: { scanId, planes: outcome.planes.map((plane) => ({ ...plane })) },
      });
  }
}

/**
 * The visit after an entry. Every entry that `decide` ever gave is understood.
 * Throws TypeError for an entry about a visit that no entry began: a journal that is not whole.
 */
export function evolve(visit: Visit | null, entry: VisitEntry): Visit {
  const next = visit ? follow(visit, entry) : begin(entry);
  const version = (visit?.version ?? 0) + 1;
  return {
    ...next,
    version,
    basis: visit && (aside.has(entry.kind) || isAside(entry)) ? visit.basis : version,
  };
}

/** Entries that change nothing an officer decides on. */
const aside: ReadonlySet<VisitEntry['kind']> = new Set<VisitEntry['kind']>([
  'scan.beam-on',
  'scan.beam-off',
  'scan.abort-requested',
  'scan.archived',
  'visit.exported',
  // Two officers at an examination may mark at once; each mark has a version of its own.
  'visit.marked',
  'visit.mark-removed',
]);

function begin(entry: VisitEntry): Visit {
  const fresh = {
    id: entry.subject,
    version: 0,
    basis: 0,
    lane: null,
    hold: null,
    scans: [],
    holder: null,
    escalated: false,
    decision: null,
    examination: null,
    notice: null,
    bookedFor: null,
    weights: [],
    plateReads: [],
    portal: [],
    reports: [],
    marks: [],
  };
  if (entry.kind === 'visit.booked') {
    const { truck, bookedFor } = entry.body;
    return { ...fresh, state: 'booked', truck, bookedFor, moments: { booked: stampOf(entry) } };
  }
  if (entry.kind === 'visit.arrived' && entry.body.truck)
    return { ...fresh, state: 'arrived', truck: entry.body.truck, moments: { arrived: stampOf(entry) } };
  throw new TypeError(`No entry began the visit ${entry.subject}, which has a ${entry.kind}.`);
}

function follow(visit: Visit, entry: VisitEntry): Visit {
  if (isReadingEntry(entry)) return followReading(visit, entry);
  if (isMarkEntry(entry)) return followMark(visit, entry);
  const now = stampOf(entry);
  const reached = (moment: ReachedMoment) => ({ ...visit.moments, [moment]: now });
  switch (entry.kind) {
    case 'visit.booked':
      return visit;
    case 'visit.arrived':
      return { ...visit, state: 'arrived', moments: reached('arrived') };
    case 'visit.gate-in':
      return { ...visit, moments: reached('gateIn') };
    case 'visit.documents-checked':
      return { ...visit, moments: reached('documentsChecked') };
    case 'visit.rpm-passed':
      return { ...visit, moments: reached('rpmPassed') };
    case 'visit.called': {
      const { lane, holder } = entry.body;
      const moments = { ...without(visit.moments, fromCall), called: now };
      return { ...visit, state: 'called', lane, holder, notice: null, moments };
    }
    case 'visit.held':
      return { ...visit, hold: { ...entry.body, at: entry.at } };
    case 'visit.resumed':
      return { ...visit, hold: null };
    case 'visit.put-back': {
      const moments = without(visit.moments, fromCall);
      return { ...visit, state: 'arrived', lane: null, holder: null, notice: null, moments };
    }
    case 'scan.received': {
      const { image, holder } = entry.body;
      // When the beam was on is the scanner's own secret, so no time of it is made up.
      const moments = without(visit.moments, fromScan);
      const scans = [...visit.scans, newScan(entry.body, image)];
      return { ...visit, state: 'scanning', scans, holder, hold: null, notice: null, moments };
    }
    case 'scan.requested': {
      const scan = newScan(entry.body, null);
      const moments = { ...without(visit.moments, fromScan), scanStarted: now };
      return { ...visit, state: 'scanning', scans: [...visit.scans, scan], notice: null, moments };
    }
    case 'scan.abort-requested':
      return visit;
    case 'scan.beam-on': {
      const beaming = withScan(visit, entry.body.scanId, { beam: 'on', state: 'receiving' });
      if (!isLatest(visit, entry.body.scanId)) return beaming;
      // A beam that went off and on again within a scan: the first time on and the last time off count.
      const beamOn = visit.moments.beamOn ?? now;
      return { ...beaming, moments: { ...without(visit.moments, ['beamOff']), beamOn } };
    }
    case 'scan.beam-off': {
      const dark = withScan(visit, entry.body.scanId, { beam: 'off' });
      return isLatest(visit, entry.body.scanId) ? { ...dark, moments: reached('beamOff') } : dark;
    }
    case 'scan.ended':
    case 'scan.recovered':
      return afterScan(visit, entry);
    case 'scan.failed':
    case 'scan.import-failed': {
      const { scanId, code, details } = entry.body;
      const defects = [{ kind: 'failed', code }];
      return {
        ...withScan(visit, scanId, { state: 'incomplete', lines: 0, defects }),
        ...beforeScan(visit),
        notice: { code, details },
      };
    }
    case 'scan.archived':
      return withScan(visit, entry.body.scanId, { planes: entry.body.planes });
    case 'visit.opened': {
      const moments = { ...without(visit.moments, ['opened', 'decided']), opened: now };
      return { ...visit, state: 'in-analysis', holder: entry.body.holder, moments };
    }
    case 'visit.decided': {
      const { decision: kind, reason, by, scanId, fidelity } = entry.body;
      return {
        ...visit,
        ...(kind === 're-scan' ? beforeScan(visit) : { state: afterDecision[kind], holder: null }),
        escalated: visit.escalated || kind === 'escalate',
        decision: { kind, reason, by, at: entry.at, scanId, fidelity },
        moments: reached('decided'),
      };
    }
    case 'visit.examination-started': {
      const moments = reached('examinationStarted');
      return { ...visit, state: 'in-examination', examination: { outcome: null, note: '' }, moments };
    }
    case 'visit.examination-ended': {
      const { outcome, note, detained } = entry.body;
      const state = detained ? 'detained' : 'released';
      return { ...visit, state, examination: { outcome, note }, moments: reached('examinationEnded') };
    }
    case 'visit.exported':
      return visit;
    case 'visit.departed':
      return { ...visit, state: 'departed', moments: { ...visit.moments, departed: now, closed: now } };
    case 'visit.no-show':
      return { ...visit, state: 'no-show', hold: null, moments: reached('closed') };
    case 'visit.cancelled':
      return { ...visit, state: 'cancelled', holder: null, hold: null, moments: reached('closed') };
  }
}

const afterDecision = {
  release: 'released',
  refer: 'referred',
  escalate: 'escalated',
} as const;

function afterScan(
  visit: Visit,
  entry: Extract<VisitEntry, { kind: 'scan.ended' | 'scan.recovered' }>,
): Visit {
  const { scanId, lines, defects } = entry.body;
  const whole = lines > 0 && defects.length === 0;
  const ended = withScan(visit, scanId, { state: whole ? 'complete' : 'incomplete', lines, defects });
  if (lines === 0) {
    const aborted = defects.some((defect) => defect.kind === 'aborted');
    return {
      ...ended,
      ...beforeScan(visit),
      notice: { code: aborted ? 'SCAN_ABORTED' : 'SCAN_EMPTY', details: {} },
    };
  }
  return {
    ...ended,
    state: 'image-ready',
    notice: whole ? null : { code: 'SCAN_INCOMPLETE', details: { lines } },
    moments: { ...visit.moments, imageReady: stampOf(entry) },
  };
}

/** A truck that was never called to a lane, because its picture came from elsewhere, waits again. */
function beforeScan({ lane, holder }: Visit): Pick<Visit, 'state' | 'holder'> {
  return lane === null ? { state: 'arrived', holder: null } : { state: 'called', holder };
}

function newScan(
  { scanId: id, number }: { readonly scanId: string; readonly number: number },
  image: Scan['image'],
): Scan {
  return { id, number, state: 'requested', lines: 0, defects: [], beam: 'not-yet', planes: null, image };
}

const fromScan = ['scanStarted', 'beamOn', 'beamOff', 'imageReady', 'opened', 'decided'] as const;
const fromCall = ['called', ...fromScan] as const;

function without(moments: Visit['moments'], gone: readonly ReachedMoment[]): Visit['moments'] {
  return Object.fromEntries(
    Object.entries(moments).filter(([moment]) => !gone.includes(moment as ReachedMoment)),
  );
}

function withScan(visit: Visit, scanId: string, change: Partial<Scan>): Visit {
  return { ...visit, scans: visit.scans.map((scan) => (scan.id === scanId ? { ...scan, ...change } : scan)) };
}

function stampOf({ at, monotonic, run, seq }: VisitEntry): Stamp {
  return { at, monotonic, run, seq };
}

function isLatest(visit: Visit, scanId: string): boolean {
  return visit.scans.at(-1)?.id === scanId;
}

function isFromDevice(command: VisitCommand): command is PictureCommand | ReadingCommand {
  return ['takePicture', 'takeReading', 'removeReading'].includes(command.command);
}

function isOutcome(command: VisitCommand): command is ScanOutcome {
  return Object.hasOwn(outcomes, command.command);
}

const outcomes: Readonly<Record<ScanOutcome['command'], true>> = {
  beamOn: true,
  beamOff: true,
  scanEnded: true,
  scanFailed: true,
  scanRecovered: true,
  scanArchived: true,
  importFailed: true,
};

function stamp(visit: Visit, moment: ReachedMoment, event: VisitEvent): Decision {
  if (visit.state !== 'arrived') return notWaiting();
  if (visit.moments[moment] !== undefined)
    return refuse('STEP_ALREADY_DONE', 'This step is already on record for the visit.');
  return happens(event);
}

function atTheLane(actor: Pick<Officer, 'roles'>): boolean {
  return actor.roles.some((role) => role === 'officer' || role === 'supervisor');
}

/** In the one form in which plates and numbers are stored and compared; what has no such form stays as it was written. */
function asKept(truck: Truck): Truck {
  const { trailerPlate, container } = truck;
  const kept = {
    ...truck,
    plate: normalisePlate(truck.plate).normalised || truck.plate,
    trailerPlate: trailerPlate && (normalisePlate(trailerPlate).normalised || trailerPlate),
    container: container && (checkContainer(container).normalised || container),
  };
  return JSON.parse(JSON.stringify(kept)) as Truck;
}

const notAllowed = () => refuse('NOT_ALLOWED', 'Only an officer or a supervisor may do this.');
const over = () => refuse('VISIT_CLOSED', 'The visit is over. Register the truck again if it has come back.');
const unknown = () => refuse('VISIT_UNKNOWN', 'There is no such visit. Reload the screen.');
const notWaiting = () =>
  refuse('VISIT_NOT_WAITING', 'The truck is not waiting, so this step is not open to it.');
const onHold = () => refuse('VISIT_ON_HOLD', 'The truck is on hold. Resume it before it is called.');
const notCalled = (visit: Visit, mine: boolean) =>
  visit.holder && !mine
    ? held(visit)
    : refuse('VISIT_NOT_CALLED', 'The truck is not called to a lane. Call it first.');
const scanRunning = () =>
  refuse('SCAN_RUNNING', 'A scan of this truck is running. Stop it first or wait for its end.');
const scanOver = () => refuse('SCAN_OVER', 'The scan is already over.');
const repeated = () => refuse('SCAN_STEP_REPEATED', 'This is already on record for the scan.');
const laneBusy = (lane: string, plate: string) =>
  refuse('LANE_BUSY', `Lane ${lane} is taken by ${plate}. Finish or put back that truck first.`, {
    lane,
    plate,
  });
const held = (visit: Visit) => {
  const by = visit.holder?.serviceNumber ?? '';
  return refuse('VISIT_HELD', `Officer ${by} has this truck.`, { by });
};
