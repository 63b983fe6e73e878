import { useTranslation } from 'react-i18next';
import { faultSentence } from '../ui/fault.ts';
import { StateShape } from '../ui/icons.tsx';
import classes from './alerts.module.css';
import type { alertsBeside, Banner } from './console-rules.ts';

/** What is wrong and what to do, above the picture: stops and faults first, then the alerts of the post. */
export function Alerts(props: {
  readonly banners: readonly Banner[];
  readonly alerts: ReturnType<typeof alertsBeside>;
}) {
  const { t } = useTranslation('console');
  return (
    <div className={classes.alerts} role="alert" aria-atomic="false">
      {props.banners.map((banner) => (
        <div
          key={`${banner.id} ${banner.what ?? ''}`}
          className={classes.banner}
          data-tone={banner.tone}
          data-testid={`banner-${banner.id}`}
        >
          <StateShape shape={banner.tone === 'red' ? 'octagon' : 'triangle'} />
          <p className={classes.text}>
            <strong>
              {t(`banners.${banner.id}.title`, banner.values)}
              {banner.alarm && ` ${t(`readings.alarms.${banner.alarm}`)}`}
              {banner.what && (
                <>
                  {': '}
                  <span data-untranslated>{banner.what}</span>
                </>
              )}
            </strong>
            <span>
              {banner.beam && <>{t(`banners.beam.${banner.beam}`)} </>}
              {t(`banners.${banner.id}.todo`, banner.values)}
            </span>
          </p>
        </div>
      ))}
      {props.alerts.map((alert) => (
        <div
          key={`${alert.code} ${Object.values(alert.details).join(' ')}`}
          className={classes.banner}
          data-tone={alert.tone}
        >
          <StateShape shape={alert.tone === 'red' ? 'octagon' : 'triangle'} />
          <p className={classes.text}>{faultSentence(alert)}</p>
          <small className={classes.code}>{alert.code}</small>
        </div>
      ))}
    </div>
  );
}
