import type { DecisionSettings } from '../../station/api/decision-views.pure.ts';
import { useLive } from '../ui/live.tsx';

/** How the post decides; nothing is asked for until the station has said. */
export function useDecisionSettings(): DecisionSettings {
  return useLive().post?.decisions ?? notSaidYet;
}

const notSaidYet: DecisionSettings = {
  undoSeconds: 0,
  reasons: { release: [], refer: [], 're-scan': [], escalate: [] },
  stopRelease: ['alarm'],
  seenNeeded: 0,
};
