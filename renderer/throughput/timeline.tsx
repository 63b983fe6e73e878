import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TimelineRow } from '../../station/api/figure-views.pure.ts';
import { type Stretch, stretches } from '../../station/figures/stretches.pure.ts';
import { minutesSeconds, readablePlate, timeOfDay } from '../ui/format.ts';
import { useTRPC } from '../ui/station.ts';
import { Waiting } from '../ui/waiting.tsx';
import { axis, Chart, type ChartTheme, commonOption } from './chart.tsx';
import { useNumbers } from './numbers.tsx';
import type { PeriodAsk } from './period-choice.tsx';
import classes from './throughput.module.css';

const rowHeight = 20;
const page = 60;
const shown = stretches.filter((stretch) => stretch !== 'total');

/** The visits of a period as bars over time, by when they began. */
export function TimelineSection(props: {
  readonly ask: PeriodAsk;
  readonly zone: string;
  readonly tables: boolean;
  readonly onVisit: (visitId: string) => void;
}) {
  const { ask, zone, tables, onVisit } = props;
  const { t } = useTranslation('figures');
  const { count: inWords } = useNumbers();
  const trpc = useTRPC();
  const [skip, setSkip] = useState(0);
  const timeline = useQuery(
    trpc.figures.timeline.queryOptions({ ...ask, skip }, { placeholderData: keepPreviousData }),
  );
  if (!timeline.data) return <Waiting failed={timeline.isError} fault={timeline.error} />;
  const { rows, count } = timeline.data;
  if (count === 0) return <p className={classes.empty}>{t('empty.title')}</p>;
  const bars = rows.flatMap((row, index) => row.bars.map((bar) => ({ ...bar, row, index })));
  return (
    <div className={classes.split}>
      <div className={classes.splitHead}>
        <span className={classes.dim}>
          {t('timeline.which', {
            ...{ from: inWords(skip + 1), to: inWords(skip + rows.length), count: inWords(count) },
          })}
        </span>
        <button type="button" disabled={skip === 0} onClick={() => setSkip(Math.max(0, skip - page))}>
          {t('timeline.before')}
        </button>
        <button type="button" disabled={skip + page >= count} onClick={() => setSkip(skip + page)}>
          {t('timeline.after')}
        </button>
        <ul className={classes.legend}>
          {shown.map((stretch) => (
            <li key={stretch} data-stretch={stretch}>
              <i data-stretch={stretch} />
              {t(`stretches.${stretch}`)}
            </li>
          ))}
        </ul>
      </div>
      <Chart
        title={t('timeline.title')}
        tables={tables}
        height={rows.length * rowHeight + 48}
        onPick={(place) => {
          const bar = bars[place];
          if (bar) onVisit(bar.row.visitId);
        }}
        option={(theme) => ({
          ...commonOption(theme),
          tooltip: {
            ...(commonOption(theme).tooltip as object),
            trigger: 'item',
            formatter: ({ dataIndex }: { dataIndex: number }) => {
              const bar = bars[dataIndex];
              if (!bar) return '';
              const took = minutesSeconds(Date.parse(bar.to) - Date.parse(bar.from));
              return `${readablePlate(bar.row.plate)}\n${t(`stretches.${bar.stretch}`)}: ${took}\n${timeOfDay(bar.from, zone)} – ${timeOfDay(bar.to, zone)}`;
            },
          },
          grid: { left: 8, right: 16, top: 24, bottom: 4, outerBoundsMode: 'same' },
          xAxis: axis(theme, {
            type: 'time',
            position: 'top',
            axisLabel: { color: theme.dim, formatter: (at: number) => timeOfDay(at, zone).slice(0, 5) },
          }),
          yAxis: axis(theme, {
            type: 'category',
            inverse: true,
            data: rows.map(({ plate }) => readablePlate(plate)),
            splitLine: { show: false },
          }),
          series: [
            {
              type: 'custom',
              renderItem: renderBar(theme, bars),
              encode: { x: [1, 2], y: 0 },
              data: bars.map((bar) => [bar.index, Date.parse(bar.from), Date.parse(bar.to)]),
            },
          ],
        })}
        table={<TimelineTable rows={rows} zone={zone} onVisit={onVisit} />}
      />
    </div>
  );
}

interface Api {
  value(index: number): number;
  coord(at: readonly number[]): number[];
  size(of: readonly number[]): number[];
}

/** Stretches differ in height as well as in colour, so that they are told apart without it. */
function renderBar(
  { dim, line, text, blue, amber }: ChartTheme,
  bars: readonly { readonly stretch: Stretch }[],
) {
  const look: Partial<Record<Stretch, { readonly fill: string; readonly height: number }>> = {
    waiting: { fill: line, height: 0.35 },
    approach: { fill: dim, height: 0.35 },
    beam: { fill: text, height: 0.95 },
    imageWaiting: { fill: amber, height: 0.35 },
    decision: { fill: blue, height: 0.75 },
    yardWaiting: { fill: line, height: 0.35 },
    examination: { fill: dim, height: 0.75 },
  };
  return ({ dataIndex }: { dataIndex: number }, api: Api) => {
    const [x = 0, y = 0] = api.coord([api.value(1), api.value(0)]);
    const [end = 0] = api.coord([api.value(2), api.value(0)]);
    const { fill, height } = look[bars[dataIndex]?.stretch ?? 'waiting'] ?? { fill: line, height: 0.35 };
    const tall = (api.size([0, 1])[1] ?? rowHeight) * height;
    return {
      type: 'rect',
      shape: { x, y: y - tall / 2, width: Math.max(1.5, end - x), height: tall },
      style: { fill },
    };
  };
}

function TimelineTable(props: {
  readonly rows: readonly TimelineRow[];
  readonly zone: string;
  readonly onVisit: (visitId: string) => void;
}) {
  const { t } = useTranslation('figures');
  return (
    <table className={classes.numbers}>
      <thead>
        <tr>
          <th scope="col">{t('behind.plate')}</th>
          {shown.map((stretch) => (
            <th key={stretch} scope="col">
              {t(`stretches.${stretch}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {props.rows.map((row) => (
          <tr key={row.visitId}>
            <th scope="row">
              <button type="button" className={classes.leads} onClick={() => props.onVisit(row.visitId)}>
                {readablePlate(row.plate)}
              </button>
            </th>
            {shown.map((stretch) => (
              <td key={stretch}>
                {row.bars
                  .filter((bar) => bar.stretch === stretch)
                  .map(({ from, to }) => minutesSeconds(Date.parse(to) - Date.parse(from)))
                  .join(' + ')}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
