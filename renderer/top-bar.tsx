import { useTranslation } from 'react-i18next';
import type { DeviceView } from '../station/api/device-views.pure.ts';
import type { Officer } from '../station/api/views.pure.ts';
import { deviceLook } from './devices/device-look.ts';
import { ScreenTabs } from './screen-tabs.tsx';
import classes from './top-bar.module.css';
import { useAction } from './ui/action-context.tsx';
import { decimal, timeOfDay } from './ui/format.ts';
import { StateShape, TruckMark } from './ui/icons.tsx';
import type { ChosenLane } from './ui/lane.ts';
import { LanguageSwitch } from './ui/language-switch.tsx';
import { useImageSources, useLive, useScanner } from './ui/live.tsx';
import { scannerLook } from './ui/scanner-look.ts';
import { scannerWaits } from './ui/scanner-waits.ts';
import type { ScreenName } from './ui/screens.ts';
import { useStationSecond } from './ui/station-clock.ts';

/** Always on screen: the post, the devices, the clock, the shift and who is here. */
export function TopBar(props: {
  readonly screen: ScreenName;
  readonly officer: Officer;
  readonly lane: ChosenLane;
}) {
  const { t, i18n } = useTranslation();
  const { post } = useLive();
  return (
    <header className={classes.bar}>
      <div className={classes.who}>
        <TruckMark />
        <span className={classes.post} title={post?.name} data-untranslated>
          {post?.name}
        </span>
      </div>
      <ScreenTabs shown={props.screen} officer={props.officer} />
      <Lane lane={props.lane} />
      <Scanner lane={props.lane.name} />
      <Connection />
      <div className={classes.space} />
      {post && (
        <span className={`${classes.item} ${classes.rate}`} title={t('top.lastHourHint')}>
          <span className={classes.label}>{t('top.shift', { name: post.shift.name })}</span>
          <strong>{t('top.lastHour', { value: decimal(post.trucksPerHour, i18n.language, 1) })}</strong>
        </span>
      )}
      <Clock />
      <span className={`${classes.item} ${classes.officer}`} title={props.officer.name}>
        <span className={classes.label}>{t('top.officer')}</span>
        <strong data-untranslated>{props.officer.serviceNumber}</strong>
      </span>
      <LanguageSwitch />
      <IconAction action="showKeys" />
      <IconAction action="lock" />
      <IconAction action="signOut" />
    </header>
  );
}

function Lane({ lane }: { readonly lane: ChosenLane }) {
  const { t } = useTranslation();
  const { post } = useLive();
  if (!post || lane.name === null) return null;
  if (post.lanes.length < 2) {
    return (
      <span className={classes.item}>
        <span className={classes.label}>{t('top.lane')}</span>
        <strong data-untranslated>{lane.name}</strong>
      </span>
    );
  }
  return (
    <label className={classes.item}>
      <span className={classes.label}>{t('top.lane')}</span>
      <select
        className={classes.select}
        value={lane.name}
        onChange={(event) => lane.choose(event.currentTarget.value)}
      >
        {post.lanes.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Scanner({ lane }: { readonly lane: string | null }) {
  const { t } = useTranslation();
  const scanner = useScanner(lane);
  const sources = useImageSources(lane);
  const now = useStationSecond();
  const look = scannerLook(scanner);
  const [source] = sources;
  if (scanner === null && source) return <PictureSource source={source} />;
  const [wait] = scanner === null ? [] : scannerWaits(scanner, now);
  // The seconds stand beside the state already.
  const counted = wait?.id === 'warmUp' || wait?.id === 'beam';
  const waits = wait && !counted ? t(`waits.${wait.id}`, wait.values) : undefined;
  return (
    <span
      className={`${classes.item} ${classes.scanner}`}
      title={[scanner?.model, scanner?.address].filter(Boolean).join(' · ')}
      data-testid="scanner-state"
      data-state={look.state}
    >
      <span className={`${classes.label} ${classes.waits}`} title={waits} data-testid="scanner-waits">
        {[t('top.scanner'), waits].filter(Boolean).join(' · ')}
      </span>
      <span className={classes.state} data-tone={look.tone}>
        <StateShape shape={look.shape} />
        {/* Only a change of the state is spoken, not every second of a warning. */}
        <strong role="status">{t(`scanner.${look.state}`)}</strong>
        {scanner?.secondsLeft != null && scanner.link === 'online' && (
          <span>{t('top.seconds', { value: Math.ceil(scanner.secondsLeft) })}</span>
        )}
      </span>
    </span>
  );
}

/** In place of a scanner, where the pictures of a lane come from. */
function PictureSource({ source }: { readonly source: DeviceView }) {
  const { t } = useTranslation(['common', 'devices']);
  const look = deviceLook(source, true);
  return (
    <span className={classes.item} title={source.address} data-testid="scanner-state" data-state={look.link}>
      <span className={classes.label}>
        {t('common:top.pictures')} <span data-untranslated>{source.id}</span>
      </span>
      <span className={classes.state} data-tone={look.tone}>
        <StateShape shape={look.shape} />
        <strong role="status">{t(`devices:links.${look.link}`)}</strong>
      </span>
    </span>
  );
}

function Connection() {
  const { t } = useTranslation();
  const { connection } = useLive();
  const look = {
    online: { shape: 'disc', tone: 'plain' },
    connecting: { shape: 'ring', tone: 'plain' },
    lost: { shape: 'cross', tone: 'red' },
  } as const;
  return (
    <span className={classes.item} role="status" data-testid="station-connection" data-state={connection}>
      <span className={classes.label}>{t('top.station')}</span>
      <span className={classes.state} data-tone={look[connection].tone}>
        <StateShape shape={look[connection].shape} />
        <strong className={classes.said}>{t(`connection.${connection}`)}</strong>
      </span>
    </span>
  );
}

function Clock() {
  const { t } = useTranslation();
  const { post } = useLive();
  const now = useStationSecond();
  if (!post || Number.isNaN(now)) return null;
  return (
    <span className={classes.item} title={t('top.zone', { zone: post.timeZone })}>
      <strong className={classes.clock}>{timeOfDay(now, post.timeZone)}</strong>
    </span>
  );
}

function IconAction(props: { readonly action: 'showKeys' | 'lock' | 'signOut' }) {
  const { t } = useTranslation('keys');
  const action = useAction(props.action);
  return (
    <button type="button" className={classes.icon} onClick={action?.run} title={action?.keyName}>
      {t(`short.${props.action}`)}
    </button>
  );
}
