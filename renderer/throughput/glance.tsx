import { useTranslation } from 'react-i18next';
import type { FiguresReport, RateBin } from '../../station/api/figure-views.pure.ts';
import { dayAndTime, placeInTime } from '../ui/format.ts';
import type { Behind } from './behind-list.tsx';
import { axis, Chart, commonOption } from './chart.tsx';
import { FoundTiles } from './found-tiles.tsx';
import { Leads, useNumbers } from './numbers.tsx';
import { PathTable } from './path-table.tsx';
import classes from './throughput.module.css';

/** A period at a glance: how many, how fast against the plan, and where the time went. */
export function Glance(props: {
  readonly report: FiguresReport;
  readonly zone: string;
  readonly tables: boolean;
  readonly onBehind: (behind: Behind) => void;
}) {
  const { report, zone, tables, onBehind } = props;
  const { t, i18n } = useTranslation('figures');
  const { count, rate } = useNumbers();
  const { totals, compared } = report;
  const other = compared?.totals;
  const change = (now: number, before: number | undefined) =>
    before === undefined ? null : t('compare.was', { value: rate(before), sign: signOf(now, before) });
  const figures = [
    { id: 'perHour', value: totals.perHour, text: rate(totals.perHour), of: 'decision', decision: 'final' },
    { id: 'decided', value: totals.decided, text: count(totals.decided), of: 'decision', decision: 'final' },
    {
      id: 'released',
      value: totals.released,
      text: count(totals.released),
      of: 'decision',
      decision: 'release',
    },
    {
      id: 'referred',
      value: totals.referred,
      text: count(totals.referred),
      of: 'decision',
      decision: 'refer',
    },
    {
      id: 'rescans',
      value: totals.rescans,
      text: count(totals.rescans),
      of: 'decision',
      decision: 're-scan',
    },
    { id: 'arrived', value: totals.arrived, text: count(totals.arrived), of: 'arrival', decision: undefined },
  ] as const;
  const binName = (bin: RateBin) => placeInTime(bin.from, report.binUnit, zone, i18n.language);
  const until = Date.parse(report.period.from) + totals.hours * 3_600_000;
  const isToCome = ({ from }: RateBin) => Date.parse(from) >= until;
  const within = (bin: RateBin): Behind => ({
    of: 'decision',
    decision: 'final',
    within: { from: bin.from, to: bin.to },
    title: t('behind.decidedIn', { when: dayAndTime(bin.from, zone, i18n.language) }),
  });
  const arrivedIn = (bin: RateBin): Behind => ({
    of: 'arrival',
    within: { from: bin.from, to: bin.to },
    title: t('behind.arrivedIn', { when: dayAndTime(bin.from, zone, i18n.language) }),
  });
  return (
    <div className={classes.glance}>
      <dl className={classes.totals}>
        {figures.map(({ id, value, text, of, decision }) => (
          <div key={id} className={classes.total} data-testid={`total-${id}`}>
            <dt>{t(`totals.${id}`)}</dt>
            <dd>
              <Leads
                count={value}
                label={t('behind.open', { what: t(`totals.${id}`) })}
                onOpen={() => onBehind({ of, title: t(`totals.${id}`), ...(decision && { decision }) })}
              >
                {text}
              </Leads>
            </dd>
            <dd className={classes.was}>
              {id === 'perHour'
                ? [
                    t('totals.planned', {
                      value: rate(totals.hours > 0 ? totals.planned / totals.hours : 0),
                    }),
                    change(value, other?.perHour),
                  ]
                    .filter(Boolean)
                    .join(' · ')
                : change(value, other?.[id])}
            </dd>
          </div>
        ))}
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
          if (bin && bin.decided > 0) onBehind(within(bin));
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
                    <Leads
                      count={bin.arrived}
                      label={t('behind.open', { what: arrivedIn(bin).title })}
                      onOpen={() => onBehind(arrivedIn(bin))}
                    >
                      {count(bin.arrived)}
                    </Leads>
                  </td>
                  <td>
                    <Leads
                      count={bin.decided}
                      label={t('behind.open', { what: within(bin).title })}
                      onOpen={() => onBehind(within(bin))}
                    >
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
      <PathTable path={report.path} compared={compared?.path ?? null} onBehind={onBehind} />
    </div>
  );
}

function signOf(now: number, before: number): string {
  if (now === before) return '=';
  return now > before ? '▲' : '▼';
}
