import type { FigureFilter, ReportFileInput } from '../../api/figure-inputs.pure.ts';
import type {
  DelayFigures,
  Dimension,
  GroupFigures,
  OutlierRuleView,
  PatternCell,
  PeriodView,
  Statistics,
  StretchFigures,
  Totals,
} from '../../api/figure-views.pure.ts';
import { dimensions } from '../../api/figure-views.pure.ts';
import type { Language } from '../../api/views.pure.ts';
import { catalogueWords, type Translate } from '../../catalogue-words.ts';
import { type Stretch, stretches } from '../stretches.pure.ts';
import {
  count,
  hours,
  minutes,
  type ReportCell,
  type ReportDocument,
  type ReportTable,
  rate,
  text,
  time,
} from './report-document.ts';

/** What a report is made from; the same data makes the same tables. */
export interface ReportData {
  readonly kind: ReportFileInput['kind'];
  readonly period: PeriodView;
  readonly filter: FigureFilter;
  readonly totals: Totals;
  readonly path: readonly StretchFigures[];
  readonly byHour: readonly GroupFigures[];
  readonly byClass: readonly GroupFigures[];
  readonly byLane: readonly GroupFigures[];
  readonly pattern: readonly PatternCell[];
  readonly delays: readonly DelayFigures[];
  readonly rule: OutlierRuleView;
  readonly post: { readonly name: string; readonly timeZone: string; readonly training: boolean };
  readonly version: string;
  readonly at: string;
  /** Service number of who asked for it. */
  readonly by: string;
  readonly head: { readonly seq: number; readonly hash: string };
  readonly language: Language;
}

/** Activities as CAREC's CPMM has them, and which stretches they are here; none where this workstation sees nothing of them. */
const cpmmActivities: readonly (readonly [string, readonly Stretch[]])[] = [
  ['queue', ['waiting']],
  ['xray', ['approach', 'beam', 'imageWaiting', 'decision']],
  ['examination', ['yardWaiting', 'examination']],
  ['borderSecurity', []],
  ['health', []],
  ['phytosanitary', []],
  ['veterinary', []],
  ['visa', []],
  ['traffic', []],
  ['police', []],
];

export function reportDocument(data: ReportData): ReportDocument {
  const t = catalogueWords(data.language);
  const tables = data.kind === 'trs' ? trsTables(data, t) : cpmmTables(data, t);
  return {
    title: t(`reports:kinds.${data.kind}.title`),
    watermark: data.post.training ? t('reports:training') : null,
    factsTitle: t('reports:about'),
    facts: factsOf(data, t),
    tables,
    notesTitle: t('reports:definitions'),
    notes: [
      ...(['counted', 'stretches', 'unknown', 'statistics'] as const).map((note) =>
        t(`reports:notes.${note}`),
      ),
      t('reports:notes.outliers', { rule: ruleText(data.rule, t, data.language) }),
      ...stretches.map(
        (stretch) => `${t(`figures:stretches.${stretch}`)}: ${t(`reports:stretches.${stretch}`)}`,
      ),
      t(`reports:kinds.${data.kind}.source`),
    ],
    pageOf: (page, pages) => t('sheet:page', { page, pages }),
  };
}

function ruleText({ rule, factor }: OutlierRuleView, t: Translate, language: Language): string {
  return t(`figures:rules.${rule}`, { factor: new Intl.NumberFormat(language).format(factor ?? 0) });
}

function factsOf(data: ReportData, t: Translate): ReportDocument['facts'] {
  const { post, period, filter, totals, head } = data;
  const filters: string[] = [
    ...dimensions.flatMap((dimension) => {
      const value = filter[dimension];
      if (value === undefined) return [];
      return [`${t(`figures:split.${dimension}`)}: ${nameOf(dimension, value, t)}`];
    }),
    ...(filter.hour === undefined ? [] : [`${t('figures:split.hour')}: ${filter.hour}`]),
    ...(filter.weekday === undefined ? [] : [`${t('reports:weekday')}: ${filter.weekday}`]),
  ];
  return [
    [t('reports:post'), text(post.name)],
    [t('reports:from'), time(period.from)],
    [t('reports:until'), time(period.to)],
    [t('reports:zone'), text(post.timeZone)],
    [t('reports:filter'), text(filters.length === 0 ? t('reports:noFilter') : filters.join('; '))],
    [t('reports:sample'), text(sampleText(totals, data.language, t))],
    [t('reports:made'), time(data.at)],
    [t('reports:by'), text(data.by)],
    [t('reports:version'), text(`Scanpost ${data.version}`)],
    [t('reports:headSeq'), count(head.seq)],
    [t('reports:headHash'), text(head.hash)],
  ];
}

function sampleText(totals: Totals, language: Language, t: Translate): string {
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const { arrived, decided, released, referred, hours } = totals;
  const counts = Object.entries({ arrived, decided, released, referred, hours });
  return t(
    'reports:sampleText',
    Object.fromEntries(counts.map(([name, value]) => [name, whole.format(value)])),
  );
}

function nameOf(dimension: Dimension | 'hour', key: string, t: Translate): string {
  if (key === '') return t('figures:split.notRecorded');
  if (dimension === 'hour') return `${key.padStart(2, '0')}:00`;
  return dimension === 'laneClass' ? t(`common:laneClasses.${key}`) : key;
}

const statisticColumns = ['mean', 'median', 'mode', 'p90', 'min', 'max', 'range'] as const;

function trsTables(data: ReportData, t: Translate): ReportTable[] {
  const column = (name: string) => t(`reports:columns.${name}`);
  return [
    {
      title: t('reports:trs.activities'),
      columns: [
        column('activity'),
        column('observations'),
        ...statisticColumns.map((name) => t('reports:columns.minutes', { what: column(name) })),
        column('outliers'),
        t('reports:columns.minutes', { what: column('limit') }),
        column('unknown'),
      ],
      rows: data.path.map(({ stretch, usual, outliers, limit, unknown, modeMinute }) => [
        text(t(`figures:stretches.${stretch}`)),
        ...statisticCells(usual, modeMinute),
        count(outliers),
        minutes(limit),
        count(unknown),
      ]),
    },
    {
      title: t('reports:trs.extremes'),
      columns: [
        column('activity'),
        column('observations'),
        ...statisticColumns
          .filter((name) => name !== 'mode')
          .map((name) => t('reports:columns.minutes', { what: column(name) })),
      ],
      rows: data.path.map(({ stretch, all }) => [
        text(t(`figures:stretches.${stretch}`)),
        ...statisticCells(all, undefined),
      ]),
    },
    {
      title: t('reports:trs.hours'),
      columns: [
        column('hour'),
        column('arrived'),
        column('decided'),
        ...(['waiting', 'decision', 'total'] as const).map((stretch) =>
          t('reports:columns.medianOf', { what: t(`figures:stretches.${stretch}`) }),
        ),
      ],
      rows: Array.from({ length: 24 }, (_, hour) => {
        const cells = data.pattern.filter((cell) => cell.hour === hour);
        const group = data.byHour.find(({ key }) => key === String(hour));
        const median = (stretch: Stretch) =>
          minutes(group?.stretches.find((each) => each.stretch === stretch)?.usual.median ?? null);
        const sum = (of: 'arrived' | 'decided') => count(cells.reduce((total, cell) => total + cell[of], 0));
        return [
          text(nameOf('hour', String(hour), t)),
          sum('arrived'),
          sum('decided'),
          ...(['waiting', 'decision', 'total'] as const).map(median),
        ];
      }),
    },
    groupTable(t('reports:trs.classes'), 'laneClass', data.byClass, t),
    groupTable(t('reports:trs.lanes'), 'lane', data.byLane, t),
  ];
}

function statisticCells(of: Statistics, modeMinute: number | null | undefined): ReportCell[] {
  const range = of.min === null || of.max === null ? null : of.max - of.min;
  return [
    count(of.n),
    minutes(of.mean),
    minutes(of.median),
    ...(modeMinute === undefined ? [] : [count(modeMinute)]),
    minutes(of.p90),
    minutes(of.min),
    minutes(of.max),
    minutes(range),
  ];
}

function groupTable(
  title: string,
  dimension: Dimension,
  groups: readonly GroupFigures[],
  t: Translate,
): ReportTable {
  const shown = ['waiting', 'decision', 'total'] as const;
  return {
    title,
    columns: [
      t(`figures:split.${dimension}`),
      t('reports:columns.decided'),
      ...shown.map((stretch) => t('reports:columns.medianOf', { what: t(`figures:stretches.${stretch}`) })),
    ],
    rows: groups.map(({ key, decided, stretches: of }) => [
      text(nameOf(dimension, key, t)),
      count(decided),
      ...shown.map((stretch) => minutes(of.find((each) => each.stretch === stretch)?.usual.median ?? null)),
    ]),
  };
}

function cpmmTables(data: ReportData, t: Translate): ReportTable[] {
  const column = (name: string) => t(`reports:columns.${name}`);
  const inHours = (name: string) => t('reports:columns.hours', { what: column(name) });
  const crossing = (name: string, figures: StretchFigures | undefined): ReportCell[] => [
    text(name),
    count(figures?.usual.n ?? 0),
    hours(figures?.usual.mean ?? null),
    hours(figures?.usual.median ?? null),
    hours(figures?.usual.p90 ?? null),
    hours(figures?.usual.min ?? null),
    hours(figures?.usual.max ?? null),
    count(figures?.outliers ?? 0),
  ];
  const total = data.path.find(({ stretch }) => stretch === 'total');
  return [
    {
      title: t('reports:cpmm.crossing'),
      columns: [
        t('figures:split.laneClass'),
        column('observations'),
        ...['mean', 'median', 'p90', 'min', 'max'].map(inHours),
        column('outliers'),
      ],
      rows: [
        crossing(t('reports:cpmm.all'), total),
        ...data.byClass.map(({ key, stretches: of }) =>
          crossing(
            nameOf('laneClass', key, t),
            of.find(({ stretch }) => stretch === 'total'),
          ),
        ),
      ],
    },
    {
      title: t('reports:cpmm.activities'),
      columns: [
        column('activity'),
        column('part'),
        column('observations'),
        ...['mean', 'median', 'p90'].map(inHours),
        inHours('perCrossing'),
      ],
      rows: cpmmActivities.flatMap(([activity, parts]) => {
        const name = t(`reports:cpmm.names.${activity}`);
        if (parts.length === 0)
          return [
            [
              text(name),
              text(t('reports:cpmm.notSeen')),
              count(null),
              rate(null),
              rate(null),
              rate(null),
              rate(null),
            ],
          ];
        return parts.map((part) => {
          const figures = data.path.find(({ stretch }) => stretch === part);
          const { n, mean, median, p90 } = figures?.usual ?? { n: 0, mean: null, median: null, p90: null };
          // What a truck that crosses spends on it on average, also where not every truck does.
          const share = mean === null || data.totals.decided === 0 ? null : (mean * n) / data.totals.decided;
          return [
            text(name),
            text(t(`figures:stretches.${part}`)),
            count(n),
            ...[mean, median, p90, share].map(hours),
          ];
        });
      }),
    },
    {
      title: t('reports:cpmm.delays'),
      columns: [
        column('cause'),
        column('reason'),
        column('times'),
        ...['mean', 'median', 'sum'].map(inHours),
      ],
      rows: data.delays.map(({ cause, reason, count: times, all, sum }) => [
        text(t(`figures:causes.${cause}`)),
        text(reason),
        count(times),
        hours(all.mean),
        hours(all.median),
        hours(all.n === 0 ? null : sum),
      ]),
    },
  ];
}
