import { useTranslation } from 'react-i18next';
import type { VisitsBehindInput } from '../../station/api/figure-inputs.pure.ts';
import type { StretchFigures } from '../../station/api/figure-views.pure.ts';
import type { Behind } from './behind-list.tsx';
import { Leads, useNumbers } from './numbers.tsx';
import classes from './throughput.module.css';

/** The path of time: each stretch with its statistics, without and with outliers, and how long it was in another period. */
export function PathTable(props: {
  readonly path: readonly StretchFigures[];
  readonly compared: readonly StretchFigures[] | null;
  /** Null: the numbers lead nowhere. */
  readonly onBehind: ((behind: Behind) => void) | null;
}) {
  const { t } = useTranslation('figures');
  const { count, span } = useNumbers();
  const longest = Math.max(
    1,
    ...props.path.map(({ stretch, usual }) => (stretch === 'total' ? 0 : (usual.p90 ?? 0))),
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
            {props.compared && <th scope="col">{t('path.was')}</th>}
            <th scope="col">{t('path.p90')}</th>
            <th scope="col">{t('path.mean')}</th>
            <th scope="col">{t('path.n')}</th>
            <th scope="col">{t('path.outliers')}</th>
            <th scope="col">{t('path.withAll')}</th>
            <th scope="col">{t('path.unknown')}</th>
          </tr>
        </thead>
        <tbody>
          {props.path.map((row) => {
            const { stretch, usual, all, outliers, unknown } = row;
            const name = t(`stretches.${stretch}`);
            const leads = (which: VisitsBehindInput['outliers'], behind: number, title: string) => ({
              count: props.onBehind ? behind : 0,
              label: t('behind.open', { what: title }),
              onOpen: () => props.onBehind?.({ of: stretch, title, outliers: which }),
            });
            return (
              <tr key={stretch} data-stretch={stretch}>
                <th scope="row">{name}</th>
                <td className={classes.barCell} aria-hidden="true">
                  {stretch !== 'total' && <Bar of={row} longest={longest} />}
                </td>
                <td>
                  <Leads {...leads('without', usual.n, name)}>{span(usual.median)}</Leads>
                </td>
                {props.compared && (
                  <td className={classes.dim}>
                    {span(props.compared.find((each) => each.stretch === stretch)?.usual.median ?? null)}
                  </td>
                )}
                <td>
                  <Leads {...leads('without', usual.n, name)}>{span(usual.p90)}</Leads>
                </td>
                <td>
                  <Leads {...leads('without', usual.n, name)}>{span(usual.mean)}</Leads>
                </td>
                <td>
                  <Leads {...leads('without', usual.n, name)}>{count(usual.n)}</Leads>
                </td>
                <td>
                  <Leads {...leads('only', outliers, t('behind.outliers', { what: name }))}>
                    {count(outliers)}
                  </Leads>
                </td>
                <td className={classes.dim}>
                  <Leads {...leads('with', all.n + unknown, t('behind.withAll', { what: name }))}>
                    {t('path.pair', { median: span(all.median), p90: span(all.p90) })}
                  </Leads>
                </td>
                <td className={classes.dim}>
                  <Leads {...leads('unknown', unknown, t('behind.unknown', { what: name }))}>
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
