import type { Entry } from '../journal/entry.ts';
import { isOf } from '../journal/entry.ts';
import { type ClockWasSet, durationBetween } from '../shifts/durations.ts';
import type { Stamp } from '../visits/stamp.pure.ts';
import type { VisitEntry } from '../visits/visit-entries.pure.ts';
import { visitKinds } from '../visits/visit-entries.pure.ts';
import { delaysTold } from './delay-rules.ts';
import type { Observation } from './hour-page.ts';
import type { DelayCause } from './stretches.pure.ts';
import { beginTiming, followTiming, type Timing } from './timing.pure.ts';

export interface Delay {
  /** `seq` of the entry that tells of it. */
  readonly seq: number;
  readonly cause: DelayCause;
  /** A visit's id, or a device's. */
  readonly subject: string;
  /** Word of its class, 0 for a device's. */
  readonly laneClass: number;
  readonly reason: string;
  /** `seq` of the entry with which it began: that one, or an earlier one. */
  readonly from: number;
}

/** Where timings are kept: the tables of the journal, or memory while a history is made in bulk. */
export interface TimingStore {
  find(visit: string): Timing | null;
  nextNumber(): number;
  put(timing: Timing): void;
  /** The number of a word, the next one for a new word. */
  word(text: string | null): number;
  observe(observation: Observation): void;
  stampOf(seq: number): Stamp;
  readonly clockWasSet: ClockWasSet;
  begin(delay: Delay): void;
  /** Ends the delays of those causes that a subject still has. */
  end(subject: string, causes: readonly DelayCause[], when: Stamp): void;
}

/** Takes an entry into the figures: what it ends becomes observations, what it says of delays is kept. */
export function takeTiming(store: TimingStore, entry: Entry): void {
  const visit = isOf(visitKinds, entry) ? takeVisit(store, entry) : null;
  takeDelays(store, entry, visit);
}

function takeVisit(store: TimingStore, entry: Entry & VisitEntry): Timing | null {
  const known = store.find(entry.subject);
  const before = known ?? beginTiming(store.nextNumber(), entry);
  if (!before) return null;
  const { timing, ended } = followTiming(before, entry);
  if (timing !== known) store.put(timing);
  if (ended.length === 0 && entry.kind !== 'visit.arrived') return timing;
  const dimensions = {
    visit: timing.number,
    laneClass: store.word(timing.laneClass),
    // A truck that is put back has left its lane after what ended there.
    lane: store.word(timing.lane ?? before.lane),
    scanner: store.word(timing.scanner),
    officer: store.word(officerOf(entry)),
  };
  if (entry.kind === 'visit.arrived') {
    const at = Date.parse(entry.at);
    store.observe({ ...dimensions, stretch: 'arrival', at, took: null, decision: null });
  }
  for (const { stretch, from, to, decision, by } of ended) {
    const end = to === null ? entry : store.stampOf(to);
    const took = durationBetween(store.stampOf(from), end, store.clockWasSet);
    const officer = by === null ? dimensions.officer : store.word(by);
    store.observe({ ...dimensions, officer, stretch, at: Date.parse(end.at), took, decision });
  }
  return timing;
}

/** Service number of who ended what an entry ends; for an examination, whose entries have none, the officer's id. */
function officerOf(entry: Entry & VisitEntry): string | null {
  switch (entry.kind) {
    case 'visit.called':
    case 'visit.opened':
      return entry.body.holder.serviceNumber;
    case 'visit.decided':
      return entry.body.by;
    case 'visit.examination-started':
    case 'visit.examination-ended':
      return entry.actor;
    default:
      return null;
  }
}

function takeDelays(store: TimingStore, entry: Entry, timing: Timing | null): void {
  const { begins, ends, sinceScan } = delaysTold(entry);
  const { subject, seq } = entry;
  if (ends) store.end(subject, ends, entry);
  const laneClass = timing ? store.word(timing.laneClass) : 0;
  if (begins) store.begin({ seq, subject, laneClass, ...begins, from: seq });
  if (!sinceScan) return;
  store.begin({ seq, cause: 'scan-failed', subject, laneClass, ...sinceScan, from: timing?.asked ?? seq });
  store.end(subject, ['scan-failed'], entry);
}
