import { useTranslation } from 'react-i18next';
import type { DelayFigures, FiguresReport } from '../../station/api/figure-views.pure.ts';
import type { Behind } from './behind-list.tsx';
import { Leads, useNumbers } from './numbers.tsx';
import classes from './throughput.module.css';

/** No truck is behind these: what a device did is on the screen of the devices. */
const ofDevice: ReadonlySet<DelayFigures['cause']> = new Set(['device-fault', 'device-lost'] as const);

/** What held trucks and devices up, as far as the journal says. */
export function Delays({
  report,
  onBehind,
}: {
  readonly report: FiguresReport;
  readonly onBehind: (behind: Behind) => void;
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
          {report.delays.map((delay) => (
            <tr key={`${delay.cause} ${delay.reason}`}>
              <th scope="row">{t(`causes.${delay.cause}`)}</th>
              <td className={classes.words} data-untranslated>
                {delay.reason}
              </td>
              <td>
                <Leads
                  count={ofDevice.has(delay.cause) ? 0 : delay.count}
                  label={t('behind.open', { what: nameOf(delay) })}
                  onOpen={() =>
                    onBehind({
                      title: nameOf(delay),
                      delay: { cause: delay.cause, reason: delay.reason },
                    })
                  }
                >
                  {count(delay.count)}
                </Leads>
              </td>
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
