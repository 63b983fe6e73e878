import type { CheckKind } from '../../station/api/decision-views.pure.ts';
import type { Officer, VisitView } from '../../station/api/views.pure.ts';
import { openChecks } from '../../station/visits/visit-checks.pure.ts';
import type { PictureSeen } from './picture-seen.ts';
import { alarmToAcknowledge } from './reading-rules.ts';

/** Whether enough of the picture was seen for a release without a reason. */
export function isSeen(seen: PictureSeen | null, seenNeeded: number): boolean {
  // As it will be recorded.
  return seen !== null && seen.fidelity === 'full' && Math.round(seen.percent) > seenNeeded;
}

/** The checks that keep a truck from being released, besides an alarm; which ones do is the post's own rule. */
export function checksToAcknowledge(
  visit: VisitView | null,
  stopRelease: readonly CheckKind[],
): readonly Exclude<CheckKind, 'alarm'>[] {
  if (visit === null) return [];
  return openChecks(visit).filter((check) => check !== 'alarm' && stopRelease.includes(check)) as Exclude<
    CheckKind,
    'alarm'
  >[];
}

/** Whether something has to be acknowledged before the truck is released. */
export function isReleaseClosed(visit: VisitView | null, stopRelease: readonly CheckKind[]): boolean {
  return alarmToAcknowledge(visit) !== null || checksToAcknowledge(visit, stopRelease).length > 0;
}

/** The decisions of this officer that can still be taken back, the newest first. */
export function undoable(visits: readonly VisitView[], officer: Officer): readonly VisitView[] {
  return visits
    .filter(({ pending }) => pending?.by === officer.serviceNumber)
    .toSorted((one, other) => (other.pending?.until ?? '').localeCompare(one.pending?.until ?? ''));
}

/** What a supervisor may put in the place of the visit's decision; nothing where there is nothing to reverse. */
export function reversals(visit: VisitView | null): readonly ('release' | 'refer' | 'analysis')[] {
  if (!visit || visit.pending !== null || visit.examination !== null) return [];
  if (visit.state === 'released') return ['refer', 'analysis'];
  if (visit.state === 'referred') return ['release', 'analysis'];
  if (visit.state === 'departed' && visit.decisions.at(-1)?.part !== 'counter') return ['refer'];
  return [];
}

/** Whether the officer may put right what an ended examination has on record. */
export function mayCorrectExamination(visit: VisitView | null, officer: Officer): boolean {
  const examination = visit?.examination ?? null;
  if (examination === null || examination.outcome === null) return false;
  if (officer.roles.includes('supervisor')) return true;
  return (
    officer.roles.includes('officer') && examination.record?.officers.includes(officer.serviceNumber) === true
  );
}

/** What a second officer decides who does not agree with the first. */
export function otherThan(visit: VisitView): 'release' | 'refer' {
  return visit.secondLook?.first?.kind === 'release' ? 'refer' : 'release';
}

/** Whether this officer has looked at the truck before, so that another has to now. */
export function hasLooked(visit: VisitView | null, officer: Officer): boolean {
  return visit?.secondLook?.officers.includes(officer.serviceNumber) ?? false;
}
