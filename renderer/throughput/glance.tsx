import { useTranslation } from 'react-i18next';
import type { FiguresReport, RateBin } from '../../station/api/figure-views.pure.ts';
import { madeOfBin, madeOfTotals } from '../../station/figures/behind.pure.ts';
import { dayAndTime, placeInTime } from '../ui/format.ts';
import { axis, Chart, commonOption } from './chart.tsx';
import { FoundTiles } from './found-tiles.tsx';
import { type BehindShown, Leads, useNumbers } from './numbers.tsx';
import { PathTable } from './path-table.tsx';
import classes from './throughput.module.css';

const totalTiles = ['perHour', 'decided', 'released', 'referred', 'rescans', 'arrived'] as const;

/** A period at a glance: how many, how fast against the plan, and where the time went. */
export function Glance(props: {
  readonly report: FiguresReport;
  readonly zone: string;
  readonly tables: boolean;
  readonly onBehind: (shown: BehindShown) => void;
}) {
  const { report, zone, tables, onBehind } = props;
  const { t, i18n } = useTranslation('figures');
  const { count, rate } = useNumbers();
  const { totals, compared } = report;
  const madeOf = madeOfTotals(totals);
  const madeOfOther = compared && madeOfTotals(compared.totals);
  const binName = (bin: RateBin) => placeInTime(bin.from, report.binUnit, zone, i18n.language);
  const until = Date.parse(report.period.from) + totals.hours * 3_600_000;
  const isToCome = ({ from }: RateBin) => Date.parse(from) >= until;
  const decidedIn = (bin: RateBin) =>
    t('behind.decidedIn', { when: dayAndTime(bin.from, zone, i18n.language) });
  const arrivedIn = (bin: RateBin) =>
    t('behind.arrivedIn', { when: dayAndTime(bin.from, zone, i18n.language) });
  return (
    <div className={classes.glance}>
      <dl className={classes.totals}>
        {totalTiles.map((id) => {
          const title = t(`totals.${id}`);
          const inWords = id === 'perHour' ? rate : count;
          return (
            <div key={id} className={classes.total} data-testid={`total-${id}`}>
              <dt>{title}</dt>
              <dd>
                <Leads madeOf={madeOf[id]} title={title} onBehind={onBehind}>
                  {inWords(totals[id])}
                </Leads>
              </dd>
              <dd className={classes.was}>
                {id === 'perHour' && (
                  <span>
                    {t('totals.planned', {
                      value: rate(totals.hours > 0 ? totals.planned / totals.hours : 0),
                    })}
                  </span>
                )}
                {compared && (
                  <span>
                    {signOf(totals[id], compared.totals[id])}{' '}
                    <Leads
                      madeOf={madeOfOther?.[id]}
                      title={title}
                      during={compared.period}
                      onBehind={onBehind}
                    >
                      {t('compare.was', { value: inWords(compared.totals[id]) })}
                    </Leads>
                  </span>
                )}
              </dd>
            </div>
          );
        })}
        <FoundTiles period={report.period} onBehind={onBehind} />
      </dl>
      <Chart
        title={t(`rates.${report.binUnit}`)}
        legend={[
          { word: t('rates.decided'), look: 'bar' },
          { word: t('rates.arrived'), look: 'line' },
          { word: t('rates.planned'), look: 'dashed' },
        ]}
        tables={tables}
        onPick={(place) => {
          const bin = report.bins[place];
          if (bin && bin.decided > 0)
            onBehind({ title: decidedIn(bin), behind: madeOfBin(bin).decided.behind });
        }}
        option={(theme) => ({
          ...commonOption(theme, rate),
          xAxis: axis(theme, {
            type: 'category',
            data: report.bins.map(binName),
            splitLine: { show: false },
          }),
          yAxis: axis(theme, {
            type: 'value',
            minInterval: 1,
            axisLabel: { color: theme.dim, formatter: count },
          }),
          series: [
            {
              name: t('rates.decided'),
              type: 'bar',
              data: report.bins.map((bin) => (isToCome(bin) ? null : bin.decided)),
              itemStyle: { color: theme.blue },
              barMaxWidth: 36,
            },
            {
              name: t('rates.arrived'),
              type: 'line',
              data: report.bins.map((bin) => (isToCome(bin) ? null : bin.arrived)),
              symbol: 'circle',
              itemStyle: { color: theme.text },
              lineStyle: { color: theme.text, width: 1.5 },
            },
            {
              name: t('rates.planned'),
              type: 'line',
              step: 'middle',
              symbol: 'none',
              data: report.bins.map(({ planned }) => Math.round(planned * 10) / 10),
              lineStyle: { color: theme.amber, type: 'dashed', width: 1.5 },
              itemStyle: { color: theme.amber },
            },
          ],
        })}
        table={
          <table className={classes.numbers}>
            <thead>
              <tr>
                <th scope="col">{t(`rates.${report.binUnit}From`)}</th>
                <th scope="col">{t('rates.arrived')}</th>
                <th scope="col">{t('rates.decided')}</th>
                <th scope="col">{t('rates.planned')}</th>
              </tr>
            </thead>
            <tbody>
              {report.bins.map((bin) => (
                <tr key={bin.from}>
                  <th scope="row">{dayAndTime(bin.from, zone, i18n.language)}</th>
                  <td>
                    <Leads madeOf={madeOfBin(bin).arrived} title={arrivedIn(bin)} onBehind={onBehind}>
                      {count(bin.arrived)}
                    </Leads>
                  </td>
                  <td>
                    <Leads madeOf={madeOfBin(bin).decided} title={decidedIn(bin)} onBehind={onBehind}>
                      {count(bin.decided)}
                    </Leads>
                  </td>
                  <td>{rate(bin.planned)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        }
      />
      <PathTable path={report.path} compared={compared} onBehind={onBehind} />
    </div>
  );
}

function signOf(now: number, before: number): string {
  if (now === before) return '=';
  return now > before ? '▲' : '▼';
}
