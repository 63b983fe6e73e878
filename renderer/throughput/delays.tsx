import { useTranslation } from 'react-i18next';
import type { DelayFigures, FiguresReport } from '../../station/api/figure-views.pure.ts';
import { madeOfDelay } from '../../station/figures/behind.pure.ts';
import { type BehindShown, Leads, useNumbers } from './numbers.tsx';
import classes from './throughput.module.css';

/** What held trucks and devices up, as far as the journal says. */
export function Delays({
  report,
  onBehind,
}: {
  readonly report: FiguresReport;
  readonly onBehind: (shown: BehindShown) => void;
}) {
  const { t } = useTranslation('figures');
  const { count, span } = useNumbers();
  const nameOf = ({ cause, reason }: DelayFigures) =>
    reason === '' ? t(`causes.${cause}`) : t('behind.of', { what: t(`causes.${cause}`), who: reason });
  if (report.delays.length === 0) return <p className={classes.empty}>{t('delays.empty')}</p>;
  return (
    <div className={classes.pathTable}>
      <table className={classes.numbers} data-testid="delays">
        <caption>{t('delays.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('delays.cause')}</th>
            <th scope="col" className={classes.words}>
              {t('delays.reason')}
            </th>
            <th scope="col">{t('delays.count')}</th>
            <th scope="col">{t('path.median')}</th>
            <th scope="col">{t('path.p90')}</th>
            <th scope="col">{t('delays.sum')}</th>
          </tr>
        </thead>
        <tbody>
          {report.delays.map((delay) => {
            const { cause, reason, all, sum } = delay;
            const madeOf = madeOfDelay(delay);
            const title = nameOf(delay);
            const times = [all.median, all.p90, all.n > 0 ? sum : null];
            return (
              <tr key={`${cause} ${reason}`}>
                <th scope="row">{t(`causes.${cause}`)}</th>
                <td className={classes.words} data-untranslated>
                  {reason}
                </td>
                <td>
                  <Leads madeOf={madeOf.count} title={title} onBehind={onBehind}>
                    {count(delay.count)}
                  </Leads>
                </td>
                {(['median', 'p90', 'sum'] as const).map((name, index) => (
                  <td key={name}>
                    <Leads madeOf={madeOf.times} title={title} onBehind={onBehind}>
                      {span(times[index] ?? null)}
                    </Leads>
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
