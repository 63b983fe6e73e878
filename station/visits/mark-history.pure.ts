import type { MarkHistory, MarkVersion, MarkView } from '../api/mark-views.pure.ts';
import type { VisitEntry } from './visit-entries.pure.ts';
import { followMark, isMarkEntry } from './visit-marks.pure.ts';

/** Every mark that a visit's entries tell of, also those that were removed, in the order in which they were first made. */
export function markHistories(entries: Iterable<VisitEntry>): MarkHistory[] {
  const histories = new Map<string, MarkHistory>();
  let marks: readonly MarkView[] = [];
  for (const entry of entries) {
    if (!isMarkEntry(entry)) continue;
    const { markId } = entry.body;
    const known = histories.get(markId);
    const before = marks.find(({ id }) => id === markId);
    marks = followMark({ marks: [...marks] }, entry).marks;
    const after = marks.find(({ id }) => id === markId);
    const mark = after ?? before;
    if (!mark) continue;
    const { category, confidence, note, number, scanId } = mark;
    const version: MarkVersion = {
      change: after ? (before ? 'changed' : known ? 'restored' : 'made') : 'removed',
      ...{ by: entry.body.by, at: entry.at, category, confidence, note },
      moved: before !== undefined && JSON.stringify(before.shape) !== JSON.stringify(mark.shape),
    };
    const versions = [...(known?.versions ?? []), version];
    histories.set(markId, { id: markId, number, scanId, removed: !after, versions });
  }
  return [...histories.values()];
}
