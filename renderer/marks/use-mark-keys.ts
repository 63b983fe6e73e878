import { useBindings } from '../ui/action-context.tsx';
import type { Marking } from './use-marks.ts';

/** The keys of marks. While a decision is asked for none is begun or changed: its keys are the decision's. */
export function useMarkKeys(marking: Marking, asking: boolean): void {
  const { marks, draft, chosen } = marking;
  const begins = { enabled: marking.may && !asking && draft?.step !== 'describe' };
  const changes = { enabled: marking.mayChange && chosen !== null && !asking };
  const walks = { enabled: marks.length > 0 && draft === null };
  useBindings({
    markRectangle: { ...begins, run: () => marking.begin('rectangle') },
    markEllipse: { ...begins, run: () => marking.begin('ellipse') },
    markArrow: { ...begins, run: () => marking.begin('arrow') },
    markFreehand: { ...begins, run: () => marking.begin('freehand') },
    markText: { ...begins, run: () => marking.begin('text') },
    nextMark: { ...walks, run: () => marking.walk(1) },
    previousMark: { ...walks, run: () => marking.walk(-1) },
    changeMark: { ...changes, run: marking.beginChange },
    removeMark: { ...changes, run: () => void marking.remove() },
    undoMark: { enabled: marking.undoableSince !== null && !asking, run: () => void marking.undo() },
    markHistory: { enabled: marking.visit !== null && draft === null, run: marking.toggleHistory },
    hideMarks: { enabled: marks.length > 0, run: marking.toggle },
  });
}
