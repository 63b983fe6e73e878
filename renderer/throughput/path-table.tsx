import { useTranslation } from 'react-i18next';
import type { FiguresReport, StretchFigures } from '../../station/api/figure-views.pure.ts';
import { madeOfStretch } from '../../station/figures/behind.pure.ts';
import { type BehindShown, Leads, useNumbers } from './numbers.tsx';
import classes from './throughput.module.css';

/** The path of time: each stretch with its statistics, without and with outliers, and how long it was in another period. */
export function PathTable(props: {
  readonly path: readonly StretchFigures[];
  readonly compared: FiguresReport['compared'];
  readonly onBehind: (shown: BehindShown) => void;
}) {
  const { path, compared, onBehind } = props;
  const { t } = useTranslation('figures');
  const { count, span } = useNumbers();
  const longest = Math.max(
    1,
    ...path.map(({ stretch, usual }) => (stretch === 'total' ? 0 : (usual.p90 ?? 0))),
  );
  return (
    <div className={classes.pathTable}>
      <table className={classes.numbers} data-testid="path">
        <caption>{t('path.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('path.stretch')}</th>
            <td className={classes.barCell} />
            <th scope="col">{t('path.median')}</th>
            {compared && <th scope="col">{t('path.was')}</th>}
            <th scope="col">{t('path.p90')}</th>
            <th scope="col">{t('path.mean')}</th>
            <th scope="col">{t('path.n')}</th>
            <th scope="col">{t('path.outliers')}</th>
            <th scope="col">{t('path.withAll')}</th>
            <th scope="col">{t('path.unknown')}</th>
          </tr>
        </thead>
        <tbody>
          {path.map((row) => {
            const { stretch, usual, all, outliers, unknown } = row;
            const name = t(`stretches.${stretch}`);
            const madeOf = madeOfStretch(row);
            const ofUsual = { madeOf: madeOf.usual, title: name, onBehind };
            const then = compared?.path.find((each) => each.stretch === stretch);
            return (
              <tr key={stretch} data-stretch={stretch}>
                <th scope="row">{name}</th>
                <td className={classes.barCell} aria-hidden="true">
                  {stretch !== 'total' && <Bar of={row} longest={longest} />}
                </td>
                <td>
                  <Leads {...ofUsual}>{span(usual.median)}</Leads>
                </td>
                {compared && (
                  <td className={classes.dim}>
                    <Leads
                      madeOf={then && madeOfStretch(then).usual}
                      title={name}
                      during={compared.period}
                      onBehind={onBehind}
                    >
                      {span(then?.usual.median ?? null)}
                    </Leads>
                  </td>
                )}
                <td>
                  <Leads {...ofUsual}>{span(usual.p90)}</Leads>
                </td>
                <td>
                  <Leads {...ofUsual}>{span(usual.mean)}</Leads>
                </td>
                <td>
                  <Leads {...ofUsual}>{count(usual.n)}</Leads>
                </td>
                <td>
                  <Leads
                    madeOf={madeOf.outliers}
                    title={t('behind.outliers', { what: name })}
                    onBehind={onBehind}
                  >
                    {count(outliers)}
                  </Leads>
                </td>
                <td className={classes.dim}>
                  <Leads madeOf={madeOf.all} title={t('behind.withAll', { what: name })} onBehind={onBehind}>
                    {t('path.pair', { median: span(all.median), p90: span(all.p90) })}
                  </Leads>
                </td>
                <td className={classes.dim}>
                  <Leads
                    madeOf={madeOf.unknown}
                    title={t('behind.unknown', { what: name })}
                    onBehind={onBehind}
                  >
                    {count(unknown)}
                  </Leads>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** The median as a bar and the P90 as a mark, on one scale for all stretches. */
function Bar({ of, longest }: { readonly of: StretchFigures; readonly longest: number }) {
  const { median, p90 } = of.usual;
  if (median === null || p90 === null) return null;
  const [end, mark] = [(median / longest) * 100, (p90 / longest) * 100];
  return (
    <svg className={classes.bar} viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect className={classes.barGround} x="0" y="4" width={mark} height="2" />
      <rect className={classes.barMedian} x="0" y="1" width={end} height="8" />
      <rect className={classes.barMedian} x={Math.max(0, mark - 0.6)} y="0" width="0.8" height="10" />
    </svg>
  );
}
