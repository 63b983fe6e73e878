import type { DecisionKind } from '../api/views.pure.ts';
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
  before: Timing,
  entry: VisitEntry,
): { readonly timing: Timing; readonly ended: readonly Ended[] } {
  const { begun } = before;
  const ended: Ended[] = [];
  const end = (
    stretch: Stretch,
    from: number | null,
    to: number | null = null,
    decision: DecisionKind | null = null,
  ) => {
    if (from !== null) ended.push({ stretch, from, to, decision });
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
    case 'visit.decision-undone':
      return after({ imageWaiting: null, yardWaiting: null, decision: seq });
    case 'visit.decided': {
      const { decision, secondLook, second } = entry.body;
      end('decision', begun.decision, null, decision);
      const decided = { decision: null, imageWaiting: null };
      // The picture waits for another officer, or for a supervisor where two did not agree.
      if ((secondLook && secondLook.because.length > 0) || second?.agrees === false)
        return after({ ...decided, imageWaiting: seq });
      if (decision === 're-scan') return after({ ...decided, ...again(before, seq) });
      if (decision === 'escalate') return after({ ...decided, imageWaiting: seq });
      if (decision === 'refer') return after({ ...decided, yardWaiting: seq });
      end('total', begun.total, null, decision);
      return after({ ...decided, total: null });
    }
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
  };
}

/** The truck goes to the scanner once more: at the lane where it is called, or it waits again where it never was. */
function again({ lane, begun }: Timing, seq: number): Partial<Begun> {
  return lane === null ? { waiting: begun.waiting ?? seq } : { approach: begun.approach ?? seq };
}
