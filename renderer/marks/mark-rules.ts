import type { MarkView } from '../../station/api/mark-views.pure.ts';
import type { Officer, VisitView } from '../../station/api/views.pure.ts';
import { worksAtLane } from '../ui/officer.ts';

/** Whether the officer may mark this visit's pictures now. The station has the last word. */
export function mayMark(visit: VisitView | null, officer: Officer): boolean {
  if (visit === null || !worksAtLane(officer)) return false;
  if (visit.state === 'referred' || visit.state === 'in-examination') return true;
  return visit.state === 'in-analysis' && visit.holder?.id === officer.id;
}

/** Whether a mark is the officer's to change or remove. */
export function isTheirs(mark: MarkView, officer: Officer): boolean {
  return mark.by === officer.serviceNumber || officer.roles.includes('supervisor');
}

/** The mark after the one chosen, or before it, all around; the first or last where none is. */
export function markBeside(
  marks: readonly MarkView[],
  chosenId: string | null,
  step: 1 | -1,
): MarkView | null {
  const at = marks.findIndex(({ id }) => id === chosenId);
  const from = at < 0 && step < 0 ? 0 : at;
  return marks.at((from + step) % Math.max(1, marks.length)) ?? null;
}
