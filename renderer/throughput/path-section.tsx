import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FiguresReport, GroupFigures } from '../../station/api/figure-views.pure.ts';
import { laneClasses } from '../../station/api/views.pure.ts';
import { madeOfGroup, type Split } from '../../station/figures/behind.pure.ts';
import { type Stretch, stretches } from '../../station/figures/stretches.pure.ts';
import { axis, Chart, commonOption } from './chart.tsx';
import { type BehindShown, Leads, useNumbers } from './numbers.tsx';
import classes from './throughput.module.css';

const splits = ['lane', 'scanner', 'laneClass', 'hour', 'officer'] as const;

/** One stretch split by lane, scanner, class, hour or officer, and all stretches of each in a table. */
export function PathSection(props: {
  readonly report: FiguresReport;
  readonly tables: boolean;
  readonly onBehind: (shown: BehindShown) => void;
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
  const titleOf = (group: GroupFigures, what: string) => t('behind.of', { what, who: nameOf(group.key) });
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
          const made = group && madeOfGroup(split, group).stretch(stretch)?.usual;
          if (made && made.n > 0)
            onBehind({ title: titleOf(group, t(`stretches.${stretch}`)), behind: made.behind });
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
            {groups.map((group) => {
              const madeOf = madeOfGroup(split, group);
              return (
                <tr key={group.key}>
                  <th scope="row">{nameOf(group.key)}</th>
                  <td>
                    <Leads
                      madeOf={madeOf.decided}
                      title={titleOf(group, t('totals.decided'))}
                      onBehind={onBehind}
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
                            madeOf={madeOf.stretch(each)?.usual}
                            title={titleOf(group, t(`stretches.${each}`))}
                            onBehind={onBehind}
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
                            madeOf={madeOf.stretch(each)?.outliers}
                            title={titleOf(group, t('behind.outliers', { what: t(`stretches.${each}`) }))}
                            onBehind={onBehind}
                          >
                            {t('split.outliers', { n: count(figure.outliers) })}
                          </Leads>
                        )}
                      </td>
                    );
                  })}
                </tr>
              );
            })}
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
