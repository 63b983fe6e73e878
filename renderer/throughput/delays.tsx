import { useTranslation } from 'react-i18next';
import type { FiguresReport } from '../../station/api/figure-views.pure.ts';
import { useNumbers } from './numbers.tsx';
import classes from './throughput.module.css';

/** What held trucks and devices up, as far as the journal says. */
export function Delays({ report }: { readonly report: FiguresReport }) {
  const { t } = useTranslation('figures');
  const { count, span } = useNumbers();
  if (report.delays.length === 0) return <p className={classes.empty}>{t('delays.empty')}</p>;
  return (
    <div className={classes.pathTable}>
      <table className={classes.numbers} data-testid="delays">
        <caption>{t('delays.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('delays.cause')}</th>
            <th scope="col">{t('delays.reason')}</th>
            <th scope="col">{t('delays.count')}</th>
            <th scope="col">{t('path.median')}</th>
            <th scope="col">{t('path.p90')}</th>
            <th scope="col">{t('delays.sum')}</th>
          </tr>
        </thead>
        <tbody>
          {report.delays.map((delay) => (
            <tr key={`${delay.cause} ${delay.reason}`}>
              <th scope="row">{t(`causes.${delay.cause}`)}</th>
              <td className={classes.words} data-untranslated>
                {delay.reason}
              </td>
              <td>{count(delay.count)}</td>
              <td>{span(delay.all.median)}</td>
              <td>{span(delay.all.p90)}</td>
              <td>{span(delay.sum)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
