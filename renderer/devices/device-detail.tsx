import { useTranslation } from 'react-i18next';
import type { DeviceView } from '../../station/api/device-views.pure.ts';
import type { PostView } from '../../station/api/views.pure.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { faultSentence } from '../ui/fault.ts';
import { StateShape } from '../ui/icons.tsx';
import { useLive } from '../ui/live.tsx';
import { ScannerSays } from '../ui/scanner-says.tsx';
import { useStationSecond } from '../ui/station-clock.ts';
import classes from './device-detail.module.css';
import { Retry } from './device-list.tsx';
import { deviceLook } from './device-look.ts';
import { driverWord } from './driver-words.ts';
import { sayingsOf } from './reading-words.ts';
import { RemoveDevice } from './remove-device.tsx';
import { sinceWords } from './since.ts';
import { Outputs } from './write-output.tsx';

/** One device in full: how it is, what is wrong and what to do, and all it says. */
export function DeviceDetail(props: {
  readonly device: DeviceView;
  readonly post: PostView;
  readonly removing: boolean;
  readonly onRemoved: () => void;
}) {
  const { t, i18n } = useTranslation('devices');
  const { device, post } = props;
  const { connection } = useLive();
  const now = useStationSecond();
  const known = connection === 'online';
  const look = deviceLook(device, known);
  return (
    <section
      className={classes.panel}
      aria-label={t('detail.title', { id: device.id })}
      data-testid="device-detail"
      data-link={look.link}
    >
      <header className={classes.head}>
        <h2 className={classes.name} data-untranslated>
          {device.id}
        </h2>
        <span className={classes.role}>{t(`roles.${device.role}`)}</span>
      </header>
      <p className={classes.state} data-tone={look.tone} role="status">
        <StateShape shape={look.shape} />
        <strong>{t(`links.${look.link}`)}</strong>
        {known && <Retry device={device} />}
      </p>
      {known && device.linkError && (
        <Wrong
          code={device.linkError.code}
          details={{ address: device.address, ...device.linkError.details }}
        />
      )}
      {known && device.degraded && (
        <Wrong code={device.degraded.code} details={{}} said={device.degraded.text} amber />
      )}
      <dl className={classes.facts}>
        <Fact label={t('detail.driver')} value={driverWord(device.driver)} />
        <Fact
          label={t('detail.model')}
          value={device.model ?? t('detail.modelUnknown')}
          said={device.model !== null}
        />
        <Fact label={t('detail.lane')} value={device.lane ?? t('wholePost')} said={device.lane !== null} />
        <Fact label={t('detail.address')} value={device.address} said />
        <Fact
          label={t('detail.since')}
          value={
            device.since === null
              ? t('detail.sinceUnknown')
              : sinceWords(device.since, now, post.timeZone, i18n.language)
          }
        />
      </dl>
      <h3 className={classes.caption}>{t('detail.says')}</h3>
      <Says device={device} zone={post.timeZone} known={known} />
      {known && device.reading?.role === 'plc' && (
        <Outputs deviceId={device.id} signals={device.reading.signals} />
      )}
      {props.removing ? (
        <RemoveDevice id={device.id} onClose={props.onRemoved} />
      ) : (
        <div className={classes.actions}>
          <ActionButton action="changeDevice" />
          <ActionButton action="removeDevice" />
        </div>
      )}
    </section>
  );
}

/** What is wrong with it and what to do, and what it said itself. */
function Wrong(props: {
  readonly code: string;
  readonly details: Readonly<Record<string, string | number>>;
  readonly said?: string;
  readonly amber?: boolean;
}) {
  return (
    <p className={classes.wrong} data-tone={props.amber ? 'amber' : 'red'} data-testid="device-fault">
      <span>{faultSentence({ code: props.code, details: props.details })}</span>
      {props.said && (
        <span className={classes.said} data-untranslated>
          {props.said}
        </span>
      )}
      <small>{props.code}</small>
    </p>
  );
}

function Fact(props: { readonly label: string; readonly value: string; readonly said?: boolean }) {
  return (
    <div>
      <dt>{props.label}</dt>
      <dd data-untranslated={props.said || undefined}>{props.value}</dd>
    </div>
  );
}

function Says(props: { readonly device: DeviceView; readonly zone: string; readonly known: boolean }) {
  const { t, i18n } = useTranslation(['devices', 'common']);
  const { device, zone } = props;
  if (props.known && device.role === 'scanner') return <ScannerSays id={device.id} />;
  if (!props.known || device.reading === null) {
    return (
      <p className={classes.nothing}>
        {t('devices:detail.nothingKnown')} {device.linkError !== null && t('devices:detail.saidBefore')}
      </p>
    );
  }
  return (
    <dl className={classes.facts} data-testid="device-says">
      {sayingsOf(device.reading, { t, language: i18n.language, zone }).map((saying) => (
        <div key={saying.label}>
          <dt data-untranslated={saying.said === 'label' || undefined}>{saying.label}</dt>
          <dd data-tone={saying.tone} data-untranslated={saying.said === 'text' || undefined}>
            {(saying.tone === 'red' || saying.tone === 'amber') && (
              <StateShape shape={saying.tone === 'red' ? 'octagon' : 'diamond'} />
            )}
            {saying.text}
          </dd>
        </div>
      ))}
    </dl>
  );
}
