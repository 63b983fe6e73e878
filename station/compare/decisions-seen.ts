import type { DecisionSeen } from '../api/seen-map.pure.ts';
import type { Journal } from '../journal/journal.ts';
import { isVisitEntry } from '../visits/visits-table.ts';

/**
 * What was seen at each decision of a visit that recorded it, newest first. It is read from the journal when it is asked
 * for: the visit itself is sent to every screen with each change, and must stay small.
 */
export function decisionsSeen(journal: Pick<Journal, 'entriesOf'>, visitId: string): DecisionSeen[] {
  const decisions: DecisionSeen[] = [];
  for (const entry of journal.entriesOf(visitId)) {
    if (!isVisitEntry(entry) || entry.kind !== 'visit.decided' || !entry.body.seenMap) continue;
    const { scanId, decision, by, fidelity, seenPercent, seenMap: map } = entry.body;
    decisions.push({ scanId, decision, by, at: entry.at, fidelity, seenPercent, map });
  }
  return decisions.reverse();
}
