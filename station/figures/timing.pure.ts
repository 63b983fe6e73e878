import type { DecisionKind } from '../api/views.pure.ts';
import { goesOn } from '../visits/visit-decided.pure.ts';
import type { VisitEntry } from '../visits/visit-entries.pure.ts';
import type { Stretch } from './stretches.pure.ts';

/** What of a visit is being timed. Each of `begun` is the `seq` of the entry with which a stretch began that is not over. */
export interface Timing {
  /** 1, 2, 3 … in the order in which the journal first speaks of the visits. */
  readonly number: number;
  readonly visit: string;
  readonly laneClass: string;
  readonly lane: string | null;
  /** The scanner, or the device whose picture it was; null where no entry names it. */
  readonly scanner: string | null;
  /** `seq` of the entry that last asked for a scan. */
  readonly asked: number | null;
  readonly begun: Begun;
  /** A decision that may still be taken back: it is counted once it is final, as of when it was made. */
  readonly pending: PendingDecision | null;
}

export interface PendingDecision {
  /** `seq` of where the decision began, and of the decision. */
  readonly from: number;
  readonly to: number;
  readonly decision: DecisionKind;
  /** Service number. */
  readonly by: string;
}

export const begins = [
  'waiting',
  'approach',
  'beam',
  'dark',
  'imageWaiting',
  'decision',
  'yardWaiting',
  'examination',
  'total',
] as const;
/** `dark`: where the beam last went off, of a scan that is not over. */
export type Begun = Readonly<Record<(typeof begins)[number], number | null>>;

/** A stretch that an entry ended, between two entries. */
export interface Ended {
  readonly stretch: Stretch;
  readonly from: number;
  /** Null: the entry itself. */
  readonly to: number | null;
  readonly decision: DecisionKind | null;
  /** Whose decision was pending until this entry; null: who the entry names. */
  readonly by: string | null;
}

const nothing: Begun = {
  waiting: null,
  approach: null,
  beam: null,
  dark: null,
  imageWaiting: null,
  decision: null,
  yardWaiting: null,
  examination: null,
  total: null,
};

/**
 * A visit's timing after one of its entries, and what that entry ended. What has ended stays as it is whatever follows: a
 * re-scan begins new stretches and takes back none, so the figures of a shift that is over never change.
 */
export function followTiming(
  timing: Timing,
  entry: VisitEntry,
): { readonly timing: Timing; readonly ended: readonly Ended[] } {
  const { timing: before, ended: settled } = settle(timing, entry);
  const { begun } = before;
  const ended: Ended[] = [...settled];
  const end = (
    stretch: Stretch,
    from: number | null,
    to: number | null = null,
    decision: DecisionKind | null = null,
  ) => {
    if (from !== null) ended.push({ stretch, from, to, decision, by: null });
  };
  const after = (changes: Partial<Begun>, more: Partial<Timing> = {}) => ({
    timing: { ...before, ...more, begun: { ...begun, ...changes } },
    ended,
  });
  const { seq } = entry;
  switch (entry.kind) {
    case 'visit.arrived':
      return after({ waiting: seq, total: seq });
    case 'visit.called':
      end('waiting', begun.waiting);
      return after({ waiting: null, approach: seq }, { lane: entry.body.lane });
    case 'visit.put-back':
      return after({ ...nothing, total: begun.total, waiting: seq }, { lane: null });
    case 'scan.requested':
      return after({ beam: null, dark: null }, { scanner: entry.body.scanner ?? null, asked: seq });
    case 'scan.received':
      // When the truck stood before that scanner is not known: its picture is all there is.
      return after({ waiting: null, approach: null }, { scanner: entry.body.image.deviceId, asked: seq });
    case 'scan.beam-on':
      end('approach', begun.approach);
      return after({ approach: null, beam: begun.beam ?? seq, dark: null });
    case 'scan.beam-off':
      // Some devices say so only after the scan's end: then it was on until now.
      if (begun.imageWaiting !== null && begun.beam !== null) {
        end('beam', begun.beam);
        return after({ beam: null, dark: null });
      }
      return after({ dark: seq });
    case 'scan.ended':
    case 'scan.recovered': {
      if (begun.dark !== null) end('beam', begun.beam, begun.dark);
      const beam = begun.dark === null ? begun.beam : null;
      if (entry.body.lines === 0) return after({ ...again(before, seq), beam: null, dark: null });
      return after({ beam, dark: null, imageWaiting: seq });
    }
    case 'scan.failed':
    case 'scan.import-failed':
      if (begun.dark !== null) end('beam', begun.beam, begun.dark);
      return after({ ...again(before, seq), beam: null, dark: null });
    case 'visit.opened':
      end('imageWaiting', begun.imageWaiting);
      return after({ imageWaiting: null, decision: seq });
    case 'visit.decided':
      return decided(before, entry, ended);
    case 'visit.decision-undone':
      // The officer has the picture open again, and looks on.
      if (!before.pending) return { timing: before, ended };
      return after(
        { decision: before.pending.from, imageWaiting: null, approach: null, yardWaiting: null },
        { pending: null },
      );
    case 'visit.decision-reversed':
      if (entry.body.to === 'analysis') return after({ imageWaiting: seq, yardWaiting: null });
      return after({ yardWaiting: entry.body.to === 'refer' ? seq : null });
    case 'visit.examination-started':
      end('yardWaiting', begun.yardWaiting);
      return after({ yardWaiting: null, examination: seq });
    case 'visit.examination-ended':
      end('examination', begun.examination);
      end('total', begun.total, null, 'refer');
      return after({ examination: null, total: null });
    case 'visit.departed':
    case 'visit.no-show':
    case 'visit.cancelled':
      return after(nothing);
    default:
      return { timing: before, ended };
  }
}

type Decided = Extract<VisitEntry, { kind: 'visit.decided' }>;

/** A look is over; what it came to is counted at once, or once it cannot be taken back, or when a second officer agrees. */
function decided(before: Timing, { seq, body }: Decided, ended: Ended[]): { timing: Timing; ended: Ended[] } {
  const { begun } = before;
  const from = begun.decision;
  const over = { ...begun, decision: null, imageWaiting: null };
  const toBeSeconded = (body.secondLook?.because.length ?? 0) > 0;
  if (toBeSeconded) {
    if (from !== null) ended.push({ stretch: 'decision', from, to: null, decision: null, by: null });
    return { timing: { ...before, begun: { ...over, imageWaiting: seq } }, ended };
  }
  const decision = body.second?.agrees === false ? 'escalate' : body.decision;
  const goesOn = {
    release: {},
    refer: { yardWaiting: seq },
    're-scan': again(before, seq),
    escalate: { imageWaiting: seq },
  }[decision];
  const timing = { ...before, begun: { ...over, ...goesOn } };
  if (from === null) return { timing, ended };
  const pending = { from, to: seq, decision, by: body.by };
  if (body.undoUntil !== undefined) return { timing: { ...timing, pending }, ended };
  const counted = count({ ...timing, pending }, null);
  return { timing: counted.timing, ended: [...ended, ...counted.ended] };
}

/** A decision that was pending, if what follows makes it final. */
function settle(before: Timing, { kind }: VisitEntry): { timing: Timing; ended: Ended[] } {
  if (!before.pending || !(kind === 'visit.decision-final' || goesOn.has(kind)))
    return { timing: before, ended: [] };
  return count(before, before.pending.to);
}

/** `to` null: the entry that is followed is the decision itself. */
function count(before: Timing, to: number | null): { timing: Timing; ended: Ended[] } {
  const { pending, begun } = before;
  if (!pending) return { timing: before, ended: [] };
  const { from, decision, by } = pending;
  const ended: Ended[] = [{ stretch: 'decision', from, to, decision, by }];
  const releases = decision === 'release';
  if (releases && begun.total !== null) ended.push({ stretch: 'total', from: begun.total, to, decision, by });
  return {
    timing: { ...before, pending: null, begun: { ...begun, total: releases ? null : begun.total } },
    ended,
  };
}

/** Where an entry stands that first speaks of a visit; null for any other. */
export function beginTiming(number: number, entry: VisitEntry): Timing | null {
  const truck = entry.kind === 'visit.booked' || entry.kind === 'visit.arrived' ? entry.body.truck : null;
  if (!truck) return null;
  const { subject: visit } = entry;
  return {
    number,
    visit,
    laneClass: truck.laneClass,
    lane: null,
    scanner: null,
    asked: null,
    begun: nothing,
    pending: null,
  };
}

/** The truck goes to the scanner once more: at the lane where it is called, or it waits again where it never was. */
function again({ lane, begun }: Timing, seq: number): Partial<Begun> {
  return lane === null ? { waiting: begun.waiting ?? seq } : { approach: begun.approach ?? seq };
}
