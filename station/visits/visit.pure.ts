import type { Officer } from '../api/views.pure.ts';
import { type Decision, happens, refuse } from './decision.pure.ts';
import type { OfficerCommand, PictureCommand, VisitCommand, VisitContext } from './visit-commands.pure.ts';
import {
  afterFinality,
  anotherOfficer,
  type DecisionCommand,
  decideFinality,
  decideOnDecision,
  decideOnPicture,
  isAfterwards,
  isOnDecision,
} from './visit-decision.pure.ts';
import type { VisitEvent } from './visit-entries.pure.ts';
import { decideOnExamination, type ExaminationCommand, isOnExamination } from './visit-examination.pure.ts';
import { decideMark } from './visit-marks.pure.ts';
import { beginVisit, decideOnPapers, isOnPapers, type PapersCommand } from './visit-papers.pure.ts';
import { decidePassOn } from './visit-pass-on.pure.ts';
import {
  decideAcknowledgement,
  decideReading,
  type ReadingCommand,
  refuseWhileAlarmed,
} from './visit-readings.pure.ts';
import {
  held,
  laneBusy,
  notAllowed,
  notCalled,
  notWaiting,
  onHold,
  over,
  scanRunning,
  unknown,
} from './visit-refusals.pure.ts';
import { decideOutcome, isOutcome, takePicture } from './visit-scans.pure.ts';
import { isClosed, type ReachedMoment, type Visit } from './visit-state.pure.ts';

/**
 * The rules of the post: what a command makes happen to a visit, or why not. Pure and total: it never throws.
 * `visit` is null where there is none yet.
 */
export function decide(visit: Visit | null, command: VisitCommand, context: VisitContext): Decision {
  const decision = decideAlone(visit, command, context);
  return visit ? afterFinality(visit, decision, context) : decision;
}

function decideAlone(visit: Visit | null, command: VisitCommand, context: VisitContext): Decision {
  if (isOutcome(command)) {
    if (context.actor) return refuse('STATION_ONLY', 'Only the station itself reports on a scan.');
    if (!visit) return unknown();
    return decideOutcome(visit, command);
  }
  if (command.command === 'makeFinal') {
    if (context.actor) return refuse('STATION_ONLY', 'Only the station itself makes a decision final.');
    return visit ? decideFinality(visit, context) : unknown();
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
    return beginVisit(command);
  }
  if (isOnPapers(command)) {
    // A plate reader meets a booking, and an import changes one, without an officer.
    if (actor && !atTheLane(actor)) return notAllowed();
    if (!visit) return unknown();
    return isClosed(visit.state) ? over() : decideOnPapers(visit, command, context);
  }
  // Stopping the beam only ever makes the lane safer, so no officer is kept from it.
  // Whoever goes on at another's window, their trucks are looked at one by one.
  const openToAll = command.command === 'abortScan' || command.command === 'passOn';
  if (!actor || (!atTheLane(actor) && !openToAll)) return notAllowed();
  if (!visit) return unknown();
  if (command.command === 'recordExport') {
    const { what, name, sha256 } = command;
    return happens({ kind: 'visit.exported', body: { what, name, sha256, by: actor.serviceNumber } });
  }
  if (command.command === 'passOn') return decidePassOn(visit, command, actor);
  if (isClosed(visit.state) && !isAfterwards(command)) return over();
  if (isOnDecision(command)) return decideOnDecision(visit, command, { ...context, actor });
  if (isOnExamination(command)) return decideOnExamination(visit, command, actor, context.photoOf);
  return decideOnOpen(visit, command, { ...context, actor });
}

type OnVisit = Exclude<
  OfficerCommand,
  DecisionCommand | ExaminationCommand | PapersCommand | { command: 'book' | 'arrive' | 'recordExport' }
>;
type Acting = VisitContext & { readonly actor: NonNullable<VisitContext['actor']> };

function decideOnOpen(visit: Visit, command: OnVisit, context: Acting): Decision {
  const { actor } = context;
  const supervisor = actor.roles.includes('supervisor');
  const mine = visit.holder?.id === actor.id;
  const scan = visit.scans.at(-1);
  const holder = { id: actor.id, serviceNumber: actor.serviceNumber };
  const alarmed = refuseWhileAlarmed(visit);
  switch (command.command) {
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
      const scanner = context.scannerAt?.(visit.lane) ?? null;
      const body = { scanId: context.newScanId, number: visit.scans.length + 1 };
      return happens({ kind: 'scan.requested', body: { ...body, ...(scanner !== null && { scanner }) } });
    }
    case 'abortScan':
      if (visit.state !== 'scanning' || !scan)
        return refuse('NO_SCAN_RUNNING', 'There is no scan of this truck to stop.');
      return happens({ kind: 'scan.abort-requested', body: { scanId: scan.id, reason: command.reason } });
    case 'open':
      if (visit.state === 'in-analysis' && mine)
        return refuse('PICTURE_ALREADY_OPEN', 'You have this picture open already.');
      if (!scan || !['image-ready', 'in-analysis', 'second-look', 'escalated'].includes(visit.state))
        return refuse('PICTURE_NOT_READY', 'There is no picture to open yet. Wait until the scan is over.');
      if (visit.secondLook?.officers.includes(actor.serviceNumber))
        return anotherOfficer(actor.serviceNumber);
      if (visit.escalated && visit.state !== 'second-look' && !supervisor)
        return refuse('SUPERVISOR_NEEDED', 'This decision was passed on. Only a supervisor opens it now.');
      if (visit.holder && !mine && !supervisor) return held(visit);
      return happens({ kind: 'visit.opened', body: { scanId: scan.id, holder } });
    case 'decide':
      return decideOnPicture(visit, command, context);
    case 'acknowledgeAlarm':
      return decideAcknowledgement(visit, command, actor.serviceNumber);
    case 'mark':
    case 'removeMark':
      return decideMark(visit, command, actor);
    case 'depart':
      if (visit.state !== 'released' && visit.state !== 'detained')
        return refuse('NOT_RELEASED', 'The truck is neither released nor detained, so it cannot depart yet.');
      if (alarmed) return alarmed;
      return happens({ kind: 'visit.departed', body: {} });
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

function isFromDevice(command: VisitCommand): command is PictureCommand | ReadingCommand {
  return ['takePicture', 'takeReading', 'removeReading'].includes(command.command);
}

function stamp(visit: Visit, moment: ReachedMoment, event: VisitEvent): Decision {
  if (visit.state !== 'arrived') return notWaiting();
  if (visit.moments[moment] !== undefined)
    return refuse('STEP_ALREADY_DONE', 'This step is already on record for the visit.');
  return happens(event);
}

function atTheLane(actor: Pick<Officer, 'roles'>): boolean {
  return actor.roles.some((role) => role === 'officer' || role === 'supervisor');
}
