import type { DecisionSeen } from '../api/seen-map.pure.ts';
import type { Journal } from '../journal/journal.ts';
import { isHidden } from '../visits/decision-state.pure.ts';
import { evolve } from '../visits/visit-evolve.pure.ts';
import type { Visit } from '../visits/visit-state.pure.ts';
import { isVisitEntry } from '../visits/visits-table.ts';

/**
 * What was seen at each decision of a visit that recorded it, newest first. It is read from the journal when it is asked
 * for: the visit itself is sent to every screen with each change, and must stay small.
 */
export function decisionsSeen(journal: Pick<Journal, 'entriesOf'>, visitId: string): DecisionSeen[] {
  const decisions: DecisionSeen[] = [];
  let visit: Visit | null = null;
  for (const entry of journal.entriesOf(visitId)) {
    if (!isVisitEntry(entry)) continue;
    visit = evolve(visit, entry);
    if (entry.kind !== 'visit.decided' || !entry.body.seenMap) continue;
    const { scanId, decision, by, fidelity, seenPercent, seenMap: map } = entry.body;
    decisions.push({ scanId, decision, by, at: entry.at, fidelity, seenPercent, map });
  }
  // Who is to look independently is not shown what the first officer decided.
  const first = visit && isHidden(visit) ? visit.secondLook?.officers[0] : null;
  return decisions.filter(({ by }) => by !== first).reverse();
}
