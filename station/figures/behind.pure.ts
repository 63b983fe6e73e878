import type {
  DelayedInput,
  ExaminedInput,
  FigureFilter,
  NowVisitsInput,
  VisitsBehindInput,
} from '../api/figure-inputs.pure.ts';
import type {
  DelayFigures,
  Dimension,
  GroupFigures,
  NowFigures,
  NowGroup,
  PatternCell,
  RateBin,
  StretchFigures,
  Totals,
} from '../api/figure-views.pure.ts';
import { laneClasses } from '../api/views.pure.ts';
import type { Stretch } from './stretches.pure.ts';

/**
 * What the visits behind a number are: which stretch, of whom, with or without what is unusual; those of a kind of delay;
 * those whose examination ended; or those of the post as it stands.
 */
export type Behind =
  | BehindStretch
  | { readonly delay: Pick<DelayedInput, 'cause' | 'reason' | 'known'> }
  | { readonly examined: Pick<ExaminedInput, 'found'> }
  | { readonly now: NowVisitsInput['of'] };

export interface BehindStretch extends Partial<Pick<VisitsBehindInput, 'decision' | 'outliers' | 'within'>> {
  readonly of: VisitsBehindInput['of'];
  readonly filter?: FigureFilter;
}

/** A number's visits: how many it was computed of, and which. A list of them is as long as `n`. */
export interface MadeOf {
  readonly n: number;
  readonly behind: Behind;
}

type TotalName = 'perHour' | 'decided' | 'released' | 'referred' | 'rescans' | 'arrived';

export function madeOfTotals(totals: Totals): Readonly<Record<TotalName, MadeOf>> {
  const decided = { n: totals.decided, behind: { of: 'decision', decision: 'final' } } as const;
  return {
    perHour: decided,
    decided,
    released: { n: totals.released, behind: { of: 'decision', decision: 'release' } },
    referred: { n: totals.referred, behind: { of: 'decision', decision: 'refer' } },
    rescans: { n: totals.rescans, behind: { of: 'decision', decision: 're-scan' } },
    arrived: { n: totals.arrived, behind: { of: 'arrival' } },
  };
}

export interface MadeOfStretch {
  /** Median, P90 and mean without outliers. */
  readonly usual: MadeOf;
  readonly outliers: MadeOf;
  /** Median and P90 with outliers. */
  readonly all: MadeOf;
  readonly unknown: MadeOf;
}

/** `filter`: of whom, where the stretch is one of a group. */
export function madeOfStretch(figures: StretchFigures, filter?: FigureFilter): MadeOfStretch {
  const which = (n: number, outliers: VisitsBehindInput['outliers']): MadeOf => ({
    n,
    behind: { of: figures.stretch, outliers, ...(filter && { filter }) },
  });
  return {
    usual: which(figures.usual.n, 'without'),
    outliers: which(figures.outliers, 'only'),
    all: which(figures.all.n, 'known'),
    unknown: which(figures.unknown, 'unknown'),
  };
}

export type Split = Dimension | 'hour';

export function madeOfGroup(
  split: Split,
  { key, decided, stretches }: GroupFigures,
): {
  readonly decided: MadeOf;
  /** Null for a stretch that nobody of the group has been through. */
  readonly stretch: (name: Stretch) => MadeOfStretch | null;
} {
  const filter = filterOf(split, key);
  return {
    decided: { n: decided, behind: { of: 'decision', decision: 'final', filter } },
    stretch: (name) => {
      const figures = stretches.find(({ stretch }) => stretch === name);
      return figures ? madeOfStretch(figures, filter) : null;
    },
  };
}

function filterOf(split: Split, key: string): FigureFilter {
  if (split === 'hour') return { hour: Number(key) };
  if (split !== 'laneClass') return { [split]: key };
  const laneClass = laneClasses.find((each) => each === key);
  return laneClass ? { laneClass } : {};
}

export function madeOfBin({ from, to, ...bin }: RateBin): Readonly<Record<'arrived' | 'decided', MadeOf>> {
  const within = { from, to };
  return {
    arrived: { n: bin.arrived, behind: { of: 'arrival', within } },
    decided: { n: bin.decided, behind: { of: 'decision', decision: 'final', within } },
  };
}

export function madeOfCell({
  weekday,
  hour,
  ...cell
}: PatternCell): Readonly<Record<'arrived' | 'decided' | 'waiting', MadeOf>> {
  const filter = { weekday, hour };
  return {
    arrived: { n: cell.arrived, behind: { of: 'arrival', filter } },
    decided: { n: cell.decided, behind: { of: 'decision', decision: 'final', filter } },
    waiting: { n: cell.waited, behind: { of: 'waiting', outliers: 'known', filter } },
  };
}

/** `times`: median, P90 and sum, of those that have ended. No truck is behind what a device did. */
export function madeOfDelay({ cause, reason, count, all }: DelayFigures): {
  readonly count: MadeOf;
  readonly times: MadeOf;
} {
  const ofDevice = cause === 'device-fault' || cause === 'device-lost';
  return {
    count: { n: ofDevice ? 0 : count, behind: { delay: { cause, reason } } },
    times: { n: ofDevice ? 0 : all.n, behind: { delay: { cause, reason, known: true } } },
  };
}

/** `rate`: a share of `n` examinations in which something was found, or nothing. */
export function madeOfRate(
  rate: { readonly n: number; readonly share: number | null } | undefined,
  found: boolean,
): { readonly share: MadeOf; readonly of: MadeOf } {
  const { n, share } = rate ?? { n: 0, share: null };
  return {
    share: { n: Math.round((share ?? 0) * n), behind: { examined: { found } } },
    of: { n, behind: { examined: {} } },
  };
}

export function madeOfNow(now: NowFigures): Readonly<Record<NowGroup, MadeOf>> {
  const group = (name: NowGroup, n: number): MadeOf => ({ n, behind: { now: name } });
  return {
    waiting: group('waiting', now.waiting),
    onHold: group('onHold', now.onHold),
    atLanes: group('atLanes', now.atLanes),
    imagesWaiting: group('imagesWaiting', now.imagesWaiting),
    inAnalysis: group('inAnalysis', now.inAnalysis),
    inYard: group('inYard', now.inYard),
    undecided: group('undecided', now.clearance.trucks),
    lastHour: group('lastHour', now.lastHour),
  };
}
