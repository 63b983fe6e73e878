import { Info } from 'luxon';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FiguresReport, PatternCell } from '../../station/api/figure-views.pure.ts';
import { madeOfCell } from '../../station/figures/behind.pure.ts';
import { axis, Chart, commonOption } from './chart.tsx';
import { type BehindShown, Leads, useNumbers } from './numbers.tsx';
import classes from './throughput.module.css';

const measures = ['decided', 'arrived', 'waiting'] as const;
type Measure = (typeof measures)[number];

/** Hour by weekday: trucks an hour, or how long those called in it had waited. */
export function Pattern(props: {
  readonly report: FiguresReport;
  readonly tables: boolean;
  readonly onBehind: (shown: BehindShown) => void;
}) {
  const { report, tables, onBehind } = props;
  const { t, i18n } = useTranslation('figures');
  const { rate, span } = useNumbers();
  const [measure, setMeasure] = useState<Measure>('decided');
  const days = Info.weekdays('short', { locale: i18n.language });
  const amountOf = (cell: PatternCell): number | null => {
    if (measure === 'waiting') return cell.waiting === null ? null : Math.round(cell.waiting / 6000) / 10;
    return cell.hours > 0 ? Math.round((cell[measure] / cell.hours) * 10) / 10 : null;
  };
  const textOf = (cell: PatternCell) => {
    if (measure === 'waiting') return span(cell.waiting);
    return cell.hours > 0 ? rate(cell[measure] / cell.hours) : t('none');
  };
  const cells = report.pattern.filter((cell) => amountOf(cell) !== null);
  const most = Math.max(1, ...cells.map((cell) => amountOf(cell) ?? 0));
  const madeOf = (cell: PatternCell) => madeOfCell(cell)[measure];
  const titleOf = (cell: PatternCell) =>
    t('behind.of', {
      what: t(`pattern.${measure}`),
      who: `${days[cell.weekday - 1]} ${String(cell.hour).padStart(2, '0')}:00`,
    });
  return (
    <div className={classes.split}>
      <div className={classes.splitHead}>
        <label className={classes.choice}>
          <span>{t('pattern.label')}</span>
          <select
            value={measure}
            onChange={(event) =>
              setMeasure(measures.find((each) => each === event.currentTarget.value) ?? 'decided')
            }
          >
            {measures.map((each) => (
              <option key={each} value={each}>
                {t(`pattern.${each}`)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Chart
        title={t('pattern.title', { what: t(`pattern.${measure}`) })}
        tables={tables}
        onPick={(place) => {
          const cell = cells[place];
          const made = cell && madeOf(cell);
          if (made && made.n > 0) onBehind({ title: titleOf(cell), behind: made.behind });
        }}
        option={(theme) => ({
          ...commonOption(theme),
          tooltip: { show: false },
          grid: { left: 8, right: 8, top: 8, bottom: 44, outerBoundsMode: 'same' },
          xAxis: axis(theme, {
            type: 'category',
            data: Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0')),
            splitLine: { show: false },
          }),
          yAxis: axis(theme, { type: 'category', data: days, inverse: true, splitLine: { show: false } }),
          visualMap: {
            min: 0,
            max: most,
            orient: 'horizontal',
            left: 'center',
            bottom: 0,
            calculable: false,
            itemHeight: 160,
            textStyle: { color: theme.dim },
            text: [rate(most), '0'],
            inRange: { color: [theme.panel, theme.low, theme.high] },
          },
          series: [
            {
              type: 'heatmap',
              data: cells.map((cell) => [cell.hour, cell.weekday - 1, amountOf(cell)]),
              label: {
                show: true,
                formatter: ({ dataIndex }: { dataIndex: number }) => {
                  const cell = cells[dataIndex];
                  return cell ? rate(amountOf(cell) ?? 0) : '';
                },
                color: theme.text,
                fontSize: 11,
                textBorderColor: theme.ground,
                textBorderWidth: 2,
              },
              itemStyle: { borderColor: theme.ground, borderWidth: 1 },
            },
          ],
        })}
        table={
          <table className={classes.numbers}>
            <thead>
              <tr>
                <td />
                {Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0')).map((hour) => (
                  <th key={hour} scope="col">
                    {hour}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {days.map((day, index) => (
                <tr key={day}>
                  <th scope="row">{day}</th>
                  {report.pattern
                    .filter(({ weekday }) => weekday === index + 1)
                    .map((cell) => (
                      <td key={cell.hour}>
                        <Leads madeOf={madeOf(cell)} title={titleOf(cell)} onBehind={onBehind}>
                          {textOf(cell)}
                        </Leads>
                      </td>
                    ))}
                </tr>
              ))}
            </tbody>
          </table>
        }
      />
    </div>
  );
}
