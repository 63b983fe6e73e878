import { z } from 'zod';
import { delayCauses, observed } from '../figures/stretches.pure.ts';
import { comparisons, nowGroups, periodUnits } from './figure-views.pure.ts';
import { decisionKinds, laneClasses, languages } from './views.pure.ts';

const moment = z.iso.datetime();
const word = z.string().max(64);

/** The period of that unit that holds `at`, or now; a chosen one has its ends. */
const period = {
  unit: z.enum(periodUnits),
  at: moment.optional(),
  from: moment.optional(),
  to: moment.optional(),
};

/** Empty words ask for what has none on record. */
const filter = z
  .strictObject({
    lane: word.optional(),
    scanner: word.optional(),
    laneClass: z.enum(laneClasses).optional(),
    officer: word.optional(),
    hour: z.int().min(0).max(23).optional(),
    /** 1: Monday. */
    weekday: z.int().min(1).max(7).optional(),
  })
  .default({});

export const figuresInput = z.strictObject({
  ...period,
  filter,
  compare: z.enum(comparisons).default('none'),
  /** The other period, where one is chosen: it wins over `compare`. */
  against: z.strictObject({ from: moment, to: moment }).optional(),
});
export type FiguresInput = z.output<typeof figuresInput>;
export type FigureFilter = FiguresInput['filter'];

/** How many of a list come before those that are shown. */
const skip = z.int().min(0).default(0);

export const visitsBehindInput = z.strictObject({
  ...period,
  skip,
  filter,
  of: z.enum(observed),
  /** Only those; `final` is release and refer. */
  decision: z.enum([...decisionKinds, 'final']).optional(),
  /** `unknown`: only those of which nobody knows how long they took; `known`: all others. */
  outliers: z.enum(['with', 'known', 'only', 'without', 'unknown']).default('with'),
  /** Within the period, ISO 8601: one bar of the trucks per hour. */
  within: z.strictObject({ from: moment, to: moment }).optional(),
});
export type VisitsBehindInput = z.output<typeof visitsBehindInput>;

/** The visits of the delays of one cause and reason that began in a period; `known`: only of those whose length is known. */
export const delayedInput = z.strictObject({
  ...period,
  cause: z.enum(delayCauses),
  reason: z.string().max(4000),
  known: z.boolean().optional(),
  skip,
});
export type DelayedInput = z.output<typeof delayedInput>;

/** The visits whose examination ended in a period; `found`: only those in which something was found, or nothing. */
export const examinedInput = z.strictObject({ ...period, found: z.boolean().optional(), skip });
export type ExaminedInput = z.output<typeof examinedInput>;

/** The visits of the post as it stands. */
export const nowVisitsInput = z.strictObject({ of: z.enum(nowGroups), skip });
export type NowVisitsInput = z.output<typeof nowVisitsInput>;

export const timelineInput = z.strictObject({ ...period, filter, skip });
export type TimelineInput = z.output<typeof timelineInput>;

export const reportKinds = ['trs', 'cpmm'] as const;
export const reportFormats = ['csv', 'xlsx', 'pdf'] as const;
export const reportFileInput = z.strictObject({
  ...period,
  filter,
  kind: z.enum(reportKinds),
  format: z.enum(reportFormats),
  language: z.enum(languages),
});
export type ReportFileInput = z.output<typeof reportFileInput>;
