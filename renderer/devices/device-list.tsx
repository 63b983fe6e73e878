import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeviceView } from '../../station/api/device-views.pure.ts';
import type { PostView } from '../../station/api/views.pure.ts';
import { StateShape } from '../ui/icons.tsx';
import { moveInList } from '../ui/list-keys.ts';
import { useLive, useScanner } from '../ui/live.tsx';
import { scannerLook } from '../ui/scanner-look.ts';
import { useStationSecond } from '../ui/station-clock.ts';
import classes from './device-list.module.css';
import { deviceLook, secondsToRetry } from './device-look.ts';
import { shortly } from './reading-words.ts';
import { sinceWords } from './since.ts';

/** The devices under each other, trouble first. Arrows move, and what is reached is shown beside the list. */
export function DeviceList(props: {
  readonly devices: readonly DeviceView[];
  readonly post: PostView;
  readonly shownId: string | null;
  readonly onChoose: (id: string) => void;
}) {
  const { t } = useTranslation('devices');
  const { devices, shownId } = props;

  const move = (event: KeyboardEvent<HTMLElement>) =>
    moveInList(
      event,
      devices.map(({ id }) => id),
      shownId,
      props.onChoose,
    );

  return (
    <section className={classes.panel} aria-label={t('title')}>
      <div className={classes.columns} aria-hidden="true">
        <span>{t('columns.state')}</span>
        <span>{t('columns.device')}</span>
        <span>{t('columns.lane')}</span>
        <span>{t('columns.says')}</span>
        <span>{t('columns.since')}</span>
      </div>
      <div className={classes.rows} role="listbox" aria-label={t('title')} onKeyDown={move}>
        {devices.map((device) => (
          <Row
            key={device.id}
            device={device}
            post={props.post}
            shown={device.id === shownId}
            onChoose={() => props.onChoose(device.id)}
          />
        ))}
      </div>
    </section>
  );
}

function Row(props: {
  readonly device: DeviceView;
  readonly post: PostView;
  readonly shown: boolean;
  readonly onChoose: () => void;
}) {
  const { t } = useTranslation('devices');
  const { device, post } = props;
  const { connection } = useLive();
  const look = deviceLook(device, connection === 'online');
  return (
    <button
      type="button"
      role="option"
      aria-selected={props.shown}
      tabIndex={props.shown ? 0 : -1}
      className={classes.row}
      data-row={device.id}
      data-link={look.link}
      onClick={props.onChoose}
    >
      <span className={classes.state} data-tone={look.tone}>
        <StateShape shape={look.shape} />
        <span>
          <strong>{t(`links.${look.link}`)}</strong>
          {connection === 'online' && <Retry device={device} />}
        </span>
      </span>
      <span className={classes.name}>
        <strong data-untranslated>{device.id}</strong>
        <span>{t(`roles.${device.role}`)}</span>
        <span className={classes.address} data-untranslated>
          {device.address}
        </span>
      </span>
      <span>{device.lane === null ? t('wholePost') : <span data-untranslated>{device.lane}</span>}</span>
      <span className={classes.says}>
        <Says device={device} zone={post.timeZone} known={connection === 'online'} />
      </span>
      <span className={classes.since}>
        <Since device={device} zone={post.timeZone} />
      </span>
    </button>
  );
}

/** When a lost device is tried next, ticking. */
export function Retry({ device }: { readonly device: DeviceView }) {
  const { t } = useTranslation('devices');
  const now = useStationSecond();
  const seconds = secondsToRetry(device, now);
  if (device.link === 'connecting' && device.linkError !== null) {
    return <span className={classes.retry}>{t('tryingNow')}</span>;
  }
  if (seconds === null) return null;
  return <span className={classes.retry}>{seconds === 0 ? t('tryingNow') : t('nextTry', { seconds })}</span>;
}

function Says(props: { readonly device: DeviceView; readonly zone: string; readonly known: boolean }) {
  const { t, i18n } = useTranslation(['devices', 'common']);
  const { device, zone, known } = props;
  const scanner = useScanner(device.lane);
  if (!known) return null;
  if (device.role === 'scanner') {
    if (scanner?.id !== device.id || device.link !== 'online') return null;
    const look = scannerLook(scanner);
    return <span data-tone={look.tone}>{t(`common:scanner.${look.state}`)}</span>;
  }
  if (device.reading === null) return null;
  return shortly(device.reading, { t, language: i18n.language, zone }).map((saying) => (
    <span key={saying.label} data-tone={saying.tone}>
      {saying.label !== '' && (
        <span className={classes.label} data-untranslated={saying.said === 'label' || undefined}>
          {saying.label}{' '}
        </span>
      )}
      <span data-untranslated={saying.said === 'text' || undefined}>{saying.text}</span>
    </span>
  ));
}

function Since({ device, zone }: { readonly device: DeviceView; readonly zone: string }) {
  const { t, i18n } = useTranslation('devices');
  const now = useStationSecond();
  if (device.since === null) return <span>{t('detail.sinceUnknown')}</span>;
  return <span>{sinceWords(device.since, now, zone, i18n.language)}</span>;
}
