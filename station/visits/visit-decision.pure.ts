import type { MassView } from '../api/assessment-views.pure.ts';
import type { CheckKind } from '../api/decision-views.pure.ts';
import type { DecisionKind } from '../api/views.pure.ts';
import { massNearestTo } from '../assessments/declared.pure.ts';
import { orderSecondLook } from '../decisions/four-eyes.pure.ts';
import { type Decision, happens, refuse } from './decision.pure.ts';
import { acknowledgedShown } from './decision-state.pure.ts';
import { openChecks } from './visit-checks.pure.ts';
import type { OfficerCommand, VisitContext } from './visit-commands.pure.ts';
import { goesOn } from './visit-decided.pure.ts';
import type { VisitEvent } from './visit-entries.pure.ts';
import { refuseWhileAlarmed } from './visit-readings.pure.ts';
import { held } from './visit-refusals.pure.ts';
import type { Visit } from './visit-state.pure.ts';

type Said<Name extends OfficerCommand['command']> = Extract<OfficerCommand, { command: Name }>;
type Acting = VisitContext & { readonly actor: NonNullable<VisitContext['actor']> };

/** The rules for what an officer decides on an open picture. */
export function decideOnPicture(visit: Visit, command: Said<'decide'>, context: Acting): Decision {
  const { actor, rules } = context;
  const by = actor.serviceNumber;
  if (visit.holder && visit.holder.id !== actor.id) return held(visit);
  const scan = visit.scans.at(-1);
  if (visit.state !== 'in-analysis' || !scan)
    return refuse('PICTURE_NOT_OPENED', 'Open the picture before you decide on it.');
  if (command.scanId !== scan.id)
    return refuse('SCAN_NOT_LATEST', 'There is a newer scan of this truck. Decide on that one.');
  if (command.decision === 'escalate' && visit.escalated)
    return refuse('ALREADY_ESCALATED', 'This decision has been passed on once. Decide it now.');
  if (visit.secondLook?.officers.includes(by)) return anotherOfficer(by);
  const { decision, code, seenPercent } = command;
  const reason = command.reason.trim();
  const codes = rules.reasons?.[decision];
  if (code !== undefined && codes && !codes.includes(code))
    return refuse('REASON_UNKNOWN', 'The list of reasons has changed. Reload the screen and choose again.');
  // An incomplete picture stays one, however much of it was on the screen.
  const fidelity = scan.state === 'incomplete' ? 'incomplete' : command.fidelity;
  if (decision === 'release') {
    const closed = refuseWhileOpen(visit, rules.stopRelease);
    if (closed) return closed;
    if ((fidelity !== 'full' || seenPercent <= rules.seenNeeded) && reason === '' && code === undefined)
      return refuse(
        'PICTURE_NOT_SEEN',
        'The picture was not looked at whole. Say why the truck is released.',
      );
  }
  const first = visit.secondLook?.officers.length === 1 ? visit.secondLook : null;
  const concludes = first !== null && (decision === 'release' || decision === 'refer');
  const checked = visit.escalatedBy !== null && visit.escalatedBy !== by;
  const said = { decision, seenPercent, massKg: massToCheck(visit, context.massOf?.(scan.id) ?? null) };
  const order =
    first || checked ? null : orderSecondLook(visit, said, rules.fourEyes, context.chance.secondLook);
  // An independent second officer who has seen what became of it would otherwise decide anew, knowing.
  const mayUndo = rules.undoSeconds > 0 && !(first?.independent === true);
  const event: VisitEvent = {
    kind: 'visit.decided',
    body: {
      decision,
      reason,
      ...(code !== undefined && { code }),
      scanId: scan.id,
      fidelity,
      seenPercent,
      ...(command.seenMap && { seenMap: command.seenMap }),
      by,
      ...(mayUndo && { undoUntil: later(context.now, rules.undoSeconds) }),
      ...(order && { secondLook: order }),
      ...(concludes && { second: { agrees: decision === first.first.kind } }),
      ...(command.aids && { aids: command.aids }),
    },
  };
  const waits = mayUndo || (order !== null && order.because.length > 0);
  const settles = !waits && !(concludes && decision !== first.first.kind);
  return happens(event, ...(settles ? finality(decision, context) : []));
}

function massToCheck({ truck }: Visit, whole: MassView | null): number | undefined {
  const { declaredWeightKg } = truck;
  if (whole === null || declaredWeightKg === undefined) return undefined;
  return massNearestTo(declaredWeightKg, whole);
}

/** The rules for a decision that is made already: taken back, reversed, looked at again. */
export function decideOnDecision(visit: Visit, command: DecisionCommand, context: Acting): Decision {
  const { actor, rules } = context;
  const by = actor.serviceNumber;
  const supervisor = actor.roles.includes('supervisor');
  switch (command.command) {
    case 'undoDecision':
      if (!isPending(visit, context.now))
        return refuse('DECISION_FINAL', 'The decision is final. A supervisor can reverse it.');
      if (visit.pending.by !== by)
        return refuse('DECISION_OF_ANOTHER', `Only officer ${visit.pending.by} takes this decision back.`, {
          by: visit.pending.by,
        });
      return happens({ kind: 'visit.decision-undone', body: { by } });
    case 'reverseDecision': {
      if (!supervisor) return supervisorOnly();
      const { to, reason } = command;
      const was = visit.decision?.kind;
      if (isPending(visit, context.now)) return notFinal(visit, context.now);
      if (visit.examination !== null)
        return refuse('EXAMINATION_DECIDES', 'The truck was examined. Correct the examination instead.');
      const left = visit.state === 'departed';
      const reversed = visit.decisions.at(-1)?.part === 'counter';
      if (
        !(
          ['released', 'referred', 'departed'].includes(visit.state) &&
          (was === 'release' || was === 'refer')
        ) ||
        was === to ||
        (left && (to !== 'refer' || reversed))
      )
        return refuse('NOTHING_TO_REVERSE', 'There is no such decision to reverse.');
      const closed = to === 'release' ? refuseWhileOpen(visit, rules.stopRelease) : null;
      if (closed) return closed;
      return happens({ kind: 'visit.decision-reversed', body: { was, to, reason, by } });
    }
    case 'acknowledgeCheck':
      if (!openToLooker(visit).includes(command.check))
        return refuse('CHECK_NOT_OPEN', 'This check is not open any more.');
      return happens({
        kind: 'visit.check-acknowledged',
        body: { check: command.check, reason: command.reason, by },
      });
    case 'flagRecheck':
      if (!isReleasedForGood(visit, context.now))
        return refuse('NOT_RELEASED_YET', 'Only a release that is final is looked at again.');
      if (visit.recheck && visit.recheck.done === null)
        return refuse('RECHECK_WANTED', 'This truck is on the list for a re-check already.');
      return happens({
        kind: 'visit.recheck-wanted',
        body: { because: 'flagged', reason: command.reason, by },
      });
    case 'recheck': {
      if (!supervisor) return supervisorOnly();
      if (!visit.recheck || visit.recheck.done !== null)
        return refuse('RECHECK_NOT_WANTED', 'Nobody waits for a re-check of this truck any more.');
      if (visit.decision?.by === by || visit.decision?.second?.by === by) return anotherOfficer(by);
      if (!command.agrees && command.note.trim() === '')
        return refuse('REASON_NEEDED', 'Say what the re-check found.');
      return happens({
        kind: 'visit.rechecked',
        body: { agrees: command.agrees, note: command.note.trim(), by },
      });
    }
  }
}

export type DecisionCommand = Said<
  'undoDecision' | 'reverseDecision' | 'acknowledgeCheck' | 'flagRecheck' | 'recheck'
>;

export function isOnDecision(command: OfficerCommand): command is DecisionCommand {
  return Object.hasOwn(onDecision, command.command);
}

/** What is also done to a visit that is over. */
export function isAfterwards(command: OfficerCommand): boolean {
  return ['reverseDecision', 'flagRecheck', 'recheck', 'correctExamination'].includes(command.command);
}

const onDecision: Readonly<Record<DecisionCommand['command'], true>> = {
  undoDecision: true,
  reverseDecision: true,
  acknowledgeCheck: true,
  flagRecheck: true,
  recheck: true,
};

/**
 * The station finds the time over in which a decision could be taken back. A release of a truck of which a check was
 * opened meanwhile, as by an alarm, is taken back instead.
 */
export function decideFinality(visit: Visit, context: VisitContext): Decision {
  const { pending } = visit;
  if (!pending || isFirstLook(visit) || isPending(visit, context.now))
    return refuse('DECISION_NOT_DUE', 'No decision becomes final now.');
  const [check] = pending.kind === 'release' ? stopping(visit, context.rules.stopRelease) : [];
  if (check !== undefined) return happens({ kind: 'visit.decision-undone', body: { by: null, check } });
  if (visit.state === 'escalated')
    return happens({ kind: 'visit.decision-final', body: { decision: 'escalate' } });
  return happens(...finality(pending.kind, context));
}

/**
 * What goes on with a truck makes the decision before it final. A truck is not let go, and not examined, while the
 * decision can still be taken back.
 */
export function afterFinality(visit: Visit, decision: Decision, context: VisitContext): Decision {
  if ('refusal' in decision || !visit.pending || isFirstLook(visit)) return decision;
  if (!decision.events.some(({ kind }) => goesOn.has(kind))) return decision;
  const tells = ['released', 'referred'].includes(visit.state);
  if (tells && isPending(visit, context.now)) return notFinal(visit, context.now);
  if (tells) {
    const final = decideFinality(visit, context);
    if ('refusal' in final) return final;
    if (final.events.some(({ kind }) => kind === 'visit.decision-undone'))
      return refuseWhileOpen(visit, context.rules.stopRelease) ?? decision;
    return happens(...final.events, ...decision.events);
  }
  const kind = visit.state === 'escalated' ? 'escalate' : visit.pending.kind;
  return happens({ kind: 'visit.decision-final', body: { decision: kind } }, ...decision.events);
}

/** Refuses while a check is open that stops a release. Null where none is. */
function refuseWhileOpen(visit: Visit, stops: readonly CheckKind[]): Decision | null {
  const [check] = stopping(visit, stops);
  if (check === undefined) return null;
  return (
    (check === 'alarm' ? refuseWhileAlarmed(visit) : null) ??
    refuse('CHECK_OPEN', 'A check of this truck is open. See to it, or acknowledge it with a reason.', {
      check,
    })
  );
}

function stopping(visit: Visit, stops: readonly CheckKind[]): CheckKind[] {
  // An alarm stops a release whatever the configuration says.
  return openToLooker(visit).filter((check) => check === 'alarm' || stops.includes(check));
}

/** Whether the decision can still be taken back. A clock that was set back makes it final rather than wait for ever. */
function isPending(visit: Visit, now: string): visit is Visit & { pending: NonNullable<Visit['pending']> } {
  return visit.pending !== null && visit.pending.since <= now && now < visit.pending.until;
}

/** What becomes final when a second officer agrees, and until then waits. */
function isFirstLook({ state }: Visit): boolean {
  return state === 'second-look';
}

function isReleasedForGood(visit: Visit, now: string): boolean {
  const gone = visit.state === 'released' || visit.state === 'departed';
  return gone && visit.decision?.kind === 'release' && visit.examination === null && !isPending(visit, now);
}

/** The entries with which a decision is final; of a release the lot says whether a supervisor looks at it again. */
function finality(decision: DecisionKind, { rules, chance }: VisitContext): VisitEvent[] {
  const percent = rules.recheckPercent;
  if (decision !== 'release' || percent === 0) return [{ kind: 'visit.decision-final', body: { decision } }];
  const lot = { drawn: chance.recheck, percent };
  const final: VisitEvent = { kind: 'visit.decision-final', body: { decision, lot } };
  if (lot.drawn >= percent) return [final];
  return [final, { kind: 'visit.recheck-wanted', body: { because: 'lot', reason: '', by: null } }];
}

function later(now: string, seconds: number): string {
  return new Date(Date.parse(now) + seconds * 1000).toISOString();
}

export const anotherOfficer = (by: string) =>
  refuse(
    'ANOTHER_OFFICER_NEEDED',
    'You have looked at this truck already. Another officer has to look now.',
    {
      by,
    },
  );
const supervisorOnly = () => refuse('SUPERVISOR_ONLY', 'Only a supervisor may do this.');
const notFinal = ({ pending }: Visit, now: string) =>
  refuse('DECISION_NOT_FINAL', 'The decision can still be taken back. Wait until it is final.', {
    seconds: Math.ceil((Date.parse(pending?.until ?? now) - Date.parse(now)) / 1000),
  });

/** The checks that are open to who looks now. */
function openToLooker(visit: Visit): CheckKind[] {
  return openChecks({ ...visit, acknowledgedChecks: acknowledgedShown(visit) });
}
