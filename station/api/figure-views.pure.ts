import type { DelayCause, Stretch } from '../figures/stretches.pure.ts';
import type { DecisionKind, ExaminationOutcome, LaneClass, VisitState } from './views.pure.ts';

/** What the figures of the post are shown as. Times are ISO 8601 UTC, durations ms, hours and weekdays those of the post. */

export const periodUnits = ['shift', 'day', 'week', 'month', 'year', 'chosen'] as const;
export type PeriodUnit = (typeof periodUnits)[number];

export const comparisons = ['none', 'previous', 'day', 'week', 'month', 'year'] as const;
export type Comparison = (typeof comparisons)[number];

/** What a stretch is split by, besides the hour of the day. */
export const dimensions = ['lane', 'scanner', 'laneClass', 'officer'] as const;
export type Dimension = (typeof dimensions)[number];

export interface PeriodView {
  readonly unit: PeriodUnit;
  /** Of a shift; else empty. */
  readonly name: string;
  /** A period holds its beginning and not its end. */
  readonly from: string;
  readonly to: string;
  /** An instant in the period before this one, and in the one after; null where that has not begun. */
  readonly before: string;
  readonly after: string | null;
}

/** Null where nothing was observed. */
export interface Statistics {
  readonly n: number;
  readonly mean: number | null;
  readonly median: number | null;
  readonly p90: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

export interface StretchFigures {
  readonly stretch: Stretch;
  readonly all: Statistics;
  /** Without the outliers; the same as `all` where there are none. */
  readonly usual: Statistics;
  readonly outliers: number;
  /** Longer than this is an outlier, ms; null where nothing is. */
  readonly limit: number | null;
  /** Ended, but nobody can know how long it took: the clock was set in between. In no statistic. */
  readonly unknown: number;
  /** The minute in which most ended, `[3, 4)` as 3; of several the shortest. Of the usual ones. */
  readonly modeMinute: number | null;
}

export interface Totals {
  readonly arrived: number;
  /** Released or referred. */
  readonly decided: number;
  readonly released: number;
  readonly referred: number;
  readonly rescans: number;
  readonly escalated: number;
  /** Hours of the period that are over. */
  readonly hours: number;
  /** Decided in an hour of them; 0 while none is over. */
  readonly perHour: number;
  /** Trucks that the plan has for those hours. */
  readonly planned: number;
}

export interface RateBin {
  readonly from: string;
  readonly to: string;
  readonly arrived: number;
  readonly decided: number;
  /** Trucks that the plan has for it. */
  readonly planned: number;
}

export interface GroupFigures {
  /** A lane, class, service number… ; an hour of the day as `0` … `23`; empty where nothing is on record. */
  readonly key: string;
  readonly decided: number;
  readonly stretches: readonly StretchFigures[];
}

/** An hour of a weekday at the post. */
export interface PatternCell {
  /** 1: Monday. */
  readonly weekday: number;
  readonly hour: number;
  /** How many such hours of the period are over, in whole and parts. */
  readonly hours: number;
  readonly arrived: number;
  readonly decided: number;
  /** Median wait of the trucks called in it, outliers among them, ms; and of how many. */
  readonly waiting: number | null;
  readonly waited: number;
}

export interface OutlierRuleView {
  readonly rule: 'fence' | 'limit' | 'none';
  /** Of the fence, in interquartile ranges. */
  readonly factor: number | null;
}

export interface FiguresReport {
  readonly period: PeriodView;
  readonly totals: Totals;
  readonly binUnit: 'hour' | 'day' | 'month';
  readonly bins: readonly RateBin[];
  readonly path: readonly StretchFigures[];
  readonly groups: Readonly<Record<Dimension | 'hour', readonly GroupFigures[]>>;
  readonly pattern: readonly PatternCell[];
  readonly delays: readonly DelayFigures[];
  readonly outlierRule: OutlierRuleView;
  readonly compared: {
    readonly period: PeriodView;
    readonly totals: Totals;
    readonly path: readonly StretchFigures[];
  } | null;
  /** Whether the officers of `groups` are all there are, or only who asks. */
  readonly everyOfficer: boolean;
  readonly head: { readonly seq: number; readonly hash: string };
}

/** Delays of one cause that began in the period. `n` with a known end make the times. */
export interface DelayFigures {
  readonly cause: DelayCause;
  readonly reason: string;
  readonly count: number;
  readonly all: Statistics;
  /** Of all that have ended, ms. */
  readonly sum: number;
}

/** The trucks that are counted of the post as it stands. */
export const nowGroups = [
  'waiting',
  'onHold',
  'atLanes',
  'imagesWaiting',
  'inAnalysis',
  'inYard',
  'undecided',
  'lastHour',
] as const;
export type NowGroup = (typeof nowGroups)[number];

/** How the post stands this minute. */
export interface NowFigures {
  readonly at: string;
  readonly waiting: number;
  readonly onHold: number;
  /** ms, and whose. */
  readonly longestWait: { readonly ms: number; readonly visitId: string } | null;
  /** Called or being scanned. */
  readonly atLanes: number;
  /** Scanned, and nobody has opened the picture, or who has to look next has not. */
  readonly imagesWaiting: number;
  readonly inAnalysis: number;
  /** Referred, or being examined. */
  readonly inYard: number;
  readonly lastHour: number;
  readonly clearance: {
    /** Trucks before a decision, or before a second officer's. */
    readonly trucks: number;
    /** Decided in an hour: of the last hour, or of the plan where nothing was decided in it. */
    readonly perHour: number;
    readonly by: 'last-hour' | 'plan';
    /** When the last of them would be decided; null where nothing says how fast. */
    readonly at: string | null;
  };
}

/** What is behind a number. */
export interface VisitBehind {
  readonly visitId: string;
  readonly plate: string;
  readonly container: string | null;
  readonly laneClass: LaneClass;
  readonly state: VisitState;
  /** When the stretch ended, or the truck arrived, or was decided in the last hour. */
  readonly at: string;
  /** ms; of a truck at the post, since it arrived. */
  readonly took: number | null;
  readonly outlier: boolean;
  readonly decision: DecisionKind | null;
  /** What the examination found, behind a number of examinations; else null. */
  readonly outcome: ExaminationOutcome | null;
  readonly lane: string;
  readonly scanner: string;
  /** Service number; empty for who may not see it. */
  readonly officer: string;
}

export interface VisitsBehind {
  /** How many there are; at most `shownMost` of them, from the one asked for on, are in `visits`. */
  readonly count: number;
  readonly visits: readonly VisitBehind[];
}

export const shownMost = 500;

/** The stretches of visits, as bars over time. */
export interface TimelineRow {
  readonly visitId: string;
  readonly plate: string;
  readonly laneClass: LaneClass;
  readonly bars: readonly { readonly stretch: Stretch; readonly from: string; readonly to: string }[];
}

export interface Timeline {
  readonly count: number;
  readonly rows: readonly TimelineRow[];
}
