import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Dimension, FiguresReport, GroupFigures } from '../../station/api/figure-views.pure.ts';
import { laneClasses } from '../../station/api/views.pure.ts';
import { type Stretch, stretches } from '../../station/figures/stretches.pure.ts';
import type { Behind, BehindStretch } from './behind-list.tsx';
import { axis, Chart, commonOption } from './chart.tsx';
import { Leads, useNumbers } from './numbers.tsx';
import classes from './throughput.module.css';

const splits = ['lane', 'scanner', 'laneClass', 'hour', 'officer'] as const;
type Split = Dimension | 'hour';

/** One stretch split by lane, scanner, class, hour or officer, and all stretches of each in a table. */
export function PathSection(props: {
  readonly report: FiguresReport;
  readonly tables: boolean;
  readonly onBehind: (behind: Behind) => void;
}) {
  const { report, tables, onBehind } = props;
  const { t } = useTranslation('figures');
  const { span, count, rate } = useNumbers();
  const [split, setSplit] = useState<Split>('hour');
  const [stretch, setStretch] = useState<Stretch>('decision');
  const nameOf = useGroupName(split);
  const groups = report.groups[split];
  const figureOf = (group: GroupFigures, of: Stretch) => group.stretches.find((each) => each.stretch === of);
  const minutes = (ms: number | null | undefined) => (ms == null ? null : Math.round(ms / 6000) / 10);
  const behind = (
    group: GroupFigures,
    of: Stretch,
    what: string = t(`stretches.${of}`),
    more: Partial<BehindStretch> = { outliers: 'without' },
  ): Behind => ({
    ...{ of, title: t('behind.of', { what, who: nameOf(group.key) }) },
    filter: filterOf(split, group.key),
    ...more,
  });
  const decidedBy = (group: GroupFigures) =>
    behind(group, 'decision', t('totals.decided'), { decision: 'final' });
  const outliersOf = (group: GroupFigures, of: Stretch) =>
    behind(group, of, t('behind.outliers', { what: t(`stretches.${of}`) }), { outliers: 'only' });
  return (
    <div className={classes.split}>
      <div className={classes.splitHead}>
        <label className={classes.choice}>
          <span>{t('split.stretch')}</span>
          <select
            value={stretch}
            onChange={(event) =>
              setStretch(stretches.find((each) => each === event.currentTarget.value) ?? 'decision')
            }
          >
            {stretches.map((each) => (
              <option key={each} value={each}>
                {t(`stretches.${each}`)}
              </option>
            ))}
          </select>
        </label>
        <label className={classes.choice}>
          <span>{t('split.label')}</span>
          <select
            value={split}
            onChange={(event) =>
              setSplit(splits.find((each) => each === event.currentTarget.value) ?? 'hour')
            }
          >
            {splits.map((each) => (
              <option key={each} value={each}>
                {t(`split.${each}`)}
              </option>
            ))}
          </select>
        </label>
        {split === 'officer' && !report.everyOfficer && (
          <span className={classes.dim}>{t('split.onlyYou')}</span>
        )}
      </div>
      <Chart
        title={t('split.title', { what: t(`stretches.${stretch}`), by: t(`split.${split}`) })}
        tables={false}
        legend={[
          { word: t('path.median'), look: 'bar' },
          { word: t('path.p90'), look: 'pale' },
        ]}
        onPick={(place) => {
          const group = groups[place];
          if (group) onBehind(behind(group, stretch));
        }}
        option={(theme) => ({
          ...commonOption(theme, rate),
          xAxis: axis(theme, {
            type: 'category',
            data: groups.map(({ key }) => nameOf(key)),
            splitLine: { show: false },
          }),
          yAxis: axis(theme, {
            type: 'value',
            name: t('split.minutes'),
            axisLabel: { color: theme.dim, formatter: rate },
          }),
          series: (['median', 'p90'] as const).map((which) => ({
            name: t(`path.${which}`),
            type: 'bar',
            barMaxWidth: 28,
            data: groups.map((group) => minutes(figureOf(group, stretch)?.usual[which])),
            itemStyle: { color: which === 'median' ? theme.blue : theme.line, borderColor: theme.dim },
          })),
        })}
        table={null}
      />
      <div className={classes.pathTable} data-wide={tables || undefined}>
        <table className={classes.numbers} data-testid="split">
          <caption>{t('split.table', { by: t(`split.${split}`) })}</caption>
          <thead>
            <tr>
              <th scope="col">{t(`split.${split}`)}</th>
              <th scope="col">{t('totals.decided')}</th>
              {stretches.map((each) => (
                <th key={each} scope="col">
                  {t(`stretches.${each}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => (
              <tr key={group.key}>
                <th scope="row">{nameOf(group.key)}</th>
                <td>
                  <Leads
                    count={group.decided}
                    label={t('behind.open', { what: decidedBy(group).title })}
                    onOpen={() => onBehind(decidedBy(group))}
                  >
                    {count(group.decided)}
                  </Leads>
                </td>
                {stretches.map((each) => {
                  const figure = figureOf(group, each);
                  return (
                    <td key={each}>
                      {figure && figure.usual.n > 0 && (
                        <Leads
                          count={figure.usual.n}
                          label={t('behind.open', { what: behind(group, each).title })}
                          onOpen={() => onBehind(behind(group, each))}
                        >
                          {t('split.cell', {
                            median: span(figure.usual.median),
                            p90: span(figure.usual.p90),
                            n: count(figure.usual.n),
                          })}
                        </Leads>
                      )}
                      {figure && figure.outliers > 0 && (
                        <Leads
                          count={figure.outliers}
                          label={t('behind.open', { what: outliersOf(group, each).title })}
                          onOpen={() => onBehind(outliersOf(group, each))}
                        >
                          {t('split.outliers', { n: count(figure.outliers) })}
                        </Leads>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
        <p className={classes.dim}>{t('split.legend')}</p>
      </div>
    </div>
  );
}

function useGroupName(split: Split): (key: string) => string {
  const { t } = useTranslation(['figures', 'common']);
  return (key) => {
    if (key === '') return t('figures:split.notRecorded');
    if (split === 'hour') return `${key.padStart(2, '0')}:00`;
    if (split !== 'laneClass') return key;
    const laneClass = laneClasses.find((each) => each === key);
    return laneClass ? t(`common:laneClasses.${laneClass}`) : key;
  };
}

function filterOf(split: Split, key: string): NonNullable<BehindStretch['filter']> {
  if (split === 'hour') return { hour: Number(key) };
  if (split === 'laneClass') {
    const laneClass = laneClasses.find((each) => each === key);
    return laneClass ? { laneClass } : {};
  }
  return { [split]: key };
}
