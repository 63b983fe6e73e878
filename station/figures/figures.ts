import type {
  DelayedInput,
  ExaminedInput,
  FiguresInput,
  NowVisitsInput,
  TimelineInput,
  VisitsBehindInput,
} from '../api/figure-inputs.pure.ts';
import type {
  DelayFigures,
  FiguresReport,
  NowFigures,
  OutlierRuleView,
  PeriodView,
  Timeline,
  VisitsBehind,
} from '../api/figure-views.pure.ts';
import type { Officer } from '../api/views.pure.ts';
import type { Clock } from '../clock.ts';
import type { ThroughputConfig } from '../config/config.ts';
import type { Journal } from '../journal/journal.ts';
import { allAccounts } from '../officers/officer-table.ts';
import type { ShiftPattern } from '../shifts/shift-pattern.ts';
import { delayedVisits, delaysIn } from './delays.ts';
import { visitsBehind } from './drill-down.ts';
import { examinedVisits } from './examined.ts';
import { nowFigures, visitsNow } from './now.ts';
import { groupsBy, pathOf, type RuleOf, type Sorted, sortedStretches } from './path.ts';
import { createPeriods, type PeriodAsked } from './periods.ts';
import { postHours } from './post-hours.ts';
import { binsOf, binUnit, type Counted, type Plan, patternOf, totalsOf } from './rates.ts';
import { observationsIn, type Selection } from './selection.ts';
import { timelineOf } from './timeline.ts';

export interface FiguresOptions {
  readonly journal: Pick<Journal, 'db' | 'head'>;
  readonly clock: Pick<Clock, 'utc'>;
  readonly pattern: ShiftPattern;
  readonly timeZone: string;
  readonly throughput: ThroughputConfig;
  /** Trucks that the post scans on a full day: the plan where none is written. */
  readonly capacityPerDay: number;
}

type Viewer = Pick<Officer, 'serviceNumber' | 'roles'>;

/** A period as its figures are made of: for the screen, and for the files of the reports. */
export interface Measured {
  readonly period: PeriodView;
  readonly selection: Selection;
  readonly sorted: readonly Sorted[];
  readonly counted: Counted;
}

/** Where the minutes of the post went. Everything is read from the read models; nothing is kept between calls. */
export class Figures {
  readonly #options: FiguresOptions;
  readonly #plan: Plan;
  readonly #ruleOf: RuleOf;

  constructor(options: FiguresOptions) {
    this.#options = options;
    const { planPerHour = options.capacityPerDay / 24, outliers } = options.throughput;
    this.#plan = (hour) => (typeof planPerHour === 'number' ? planPerHour : (planPerHour[hour] ?? 0));
    this.#ruleOf = (stretch) => (outliers.rule === 'limit' ? limitOf(outliers.minutes[stretch]) : outliers);
  }

  now(): NowFigures {
    return nowFigures(this.#options.journal.db, this.#options.clock.utc(), this.#planFor());
  }

  nowVisits({ of, skip }: NowVisitsInput, by: Viewer): VisitsBehind {
    return visitsNow(this.#options.journal.db, this.#options.clock.utc(), { of, skip }, shownOfficer(by));
  }

  report(input: FiguresInput, by: Viewer): FiguresReport {
    const { journal } = this.#options;
    const everyOfficer = seesEveryOfficer(by);
    const { period, selection, sorted, counted } = this.measure(input, input.filter, by);
    const against = input.against
      ? this.#periods().period({ unit: 'chosen', ...input.against })
      : this.#periods().compared(period, input.compare);
    const only = everyOfficer ? undefined : by.serviceNumber;
    return {
      period,
      totals: totalsOf(counted),
      binUnit: binUnit(selection.from, selection.to),
      bins: binsOf(counted),
      path: pathOf(sorted),
      groups: {
        lane: groupsBy(selection, sorted, 'lane'),
        scanner: groupsBy(selection, sorted, 'scanner'),
        laneClass: groupsBy(selection, sorted, 'laneClass'),
        officer: groupsBy(selection, sorted, 'officer', only),
        hour: groupsBy(selection, sorted, 'hour'),
      },
      pattern: patternOf(counted),
      delays: this.delays(period),
      outlierRule: this.outlierRule(),
      compared: against && this.#compared(against, input, by),
      everyOfficer,
      head: journal.head(),
    };
  }

  visits(input: VisitsBehindInput, by: Viewer): VisitsBehind {
    const { selection, sorted } = this.measure(input, input.filter, by);
    const filtered = Object.values(input.filter).some((value) => value !== undefined);
    const whole = filtered && input.outliers !== 'unknown' ? this.measure(input, {}, by).sorted : sorted;
    const limit = whole.find(({ stretch }) => stretch === input.of)?.limit ?? null;
    return visitsBehind(this.#options.journal.db, selection, sorted, limit, input, shownOfficer(by));
  }

  /** Throws StationError PERIOD_INVALID. */
  delayed(input: DelayedInput): VisitsBehind {
    return delayedVisits(this.#options.journal.db, this.#periods().period(input), input);
  }

  /** Throws StationError PERIOD_INVALID. */
  examined(input: ExaminedInput, by: Viewer): VisitsBehind {
    const period = this.#periods().period(input);
    return examinedVisits(this.#options.journal.db, period, input, shownOfficer(by));
  }

  timeline(input: TimelineInput, by: Viewer): Timeline {
    const { selection } = this.measure(input, input.filter, by);
    return timelineOf(this.#options.journal.db, selection, input.skip);
  }

  /** Throws StationError PERIOD_INVALID. An officer who filters by officer is shown no one else. */
  measure(asked: PeriodAsked, filter: FiguresInput['filter'], by: Viewer): Measured {
    return this.#measure(this.#periods().period(asked), filter, by);
  }

  delays(period: PeriodView): DelayFigures[] {
    return delaysIn(this.#options.journal.db, period);
  }

  outlierRule(): OutlierRuleView {
    const { outliers } = this.#options.throughput;
    return { rule: outliers.rule, factor: outliers.rule === 'fence' ? outliers.factor : null };
  }

  #compared(period: PeriodView, input: FiguresInput, by: Viewer): FiguresReport['compared'] {
    const { sorted, counted } = this.#measure(period, input.filter, by);
    return { period, totals: totalsOf(counted), path: pathOf(sorted) };
  }

  #measure(period: PeriodView, filter: FiguresInput['filter'], by: Viewer): Measured {
    const { journal, timeZone, clock } = this.#options;
    const own =
      filter.officer === undefined || seesEveryOfficer(by)
        ? filter
        : { ...filter, officer: by.serviceNumber };
    const officers = new Map(allAccounts(journal.db).map(({ id, serviceNumber }) => [id, serviceNumber]));
    const { from, to } = period;
    const selection = observationsIn(journal.db, { from, to, filter: own, timeZone }, officers);
    const until = Math.max(selection.from, Math.min(selection.to, Date.parse(clock.utc())));
    return {
      period,
      selection,
      sorted: sortedStretches(selection, this.#ruleOf),
      counted: { selection, until, plan: this.#plan, timeZone },
    };
  }

  #periods() {
    const { pattern, timeZone, clock } = this.#options;
    return createPeriods(pattern, timeZone, () => clock.utc());
  }

  #planFor(): (at: number) => number {
    const { timeZone } = this.#options;
    return (at) => this.#plan(postHours(timeZone, at, at + 1).hour(at));
  }
}

/** Who sees the figures of others, and not only their own. */
export function seesEveryOfficer({ roles }: Pick<Viewer, 'roles'>): boolean {
  return roles.includes('supervisor');
}

function shownOfficer(by: Viewer): string | null {
  return seesEveryOfficer(by) ? null : by.serviceNumber;
}

function limitOf(minutes: number | undefined): ReturnType<RuleOf> {
  return minutes === undefined ? { rule: 'none' } : { rule: 'limit', minutes };
}
