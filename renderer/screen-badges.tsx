import { useTranslation } from 'react-i18next';
import { troubleOf } from './devices/device-look.ts';
import { useInboxCount } from './inbox/use-inbox.ts';
import { toneOf } from './incidents/incident-look.tsx';
import { useIncidents } from './incidents/use-incidents.ts';
import classes from './screen-badges.module.css';
import { type Shape, StateShape } from './ui/icons.tsx';
import { useLive } from './ui/live.tsx';

/** How many devices are lost, or else how many are in trouble; nothing while all is well. */
export function DevicesBadge() {
  const { t } = useTranslation();
  const { post, connection } = useLive();
  if (!post || connection !== 'online') return null;
  const { lost, degraded } = troubleOf(post.devices);
  return (
    <>
      {lost > 0 && (
        <Badge tone="red" shape="cross" count={lost} words={t('top.devicesLost', { count: lost })} />
      )}
      {degraded > 0 && (
        <Badge
          tone="amber"
          shape="triangle"
          count={degraded}
          words={t('top.devicesDegraded', { count: degraded })}
        />
      )}
    </>
  );
}

/** How many readings and pictures wait for a person to say whose they are; red when an alarm is among them. */
export function InboxBadge() {
  const { t } = useTranslation();
  const { count, alarms } = useInboxCount();
  if (count === 0) return null;
  const alarm = alarms > 0;
  return (
    <Badge
      tone={alarm ? 'red' : 'amber'}
      shape={alarm ? 'octagon' : 'square'}
      count={count}
      words={t('top.inbox', { count })}
    />
  );
}

/** Incidents that nobody has closed, red with a grave one among them; and the daily checks that are overdue. */
export function IncidentsBadge() {
  const { t } = useTranslation('incidents');
  const { view } = useIncidents();
  if (view === null) return null;
  const overdue = view.checks.filter(({ state }) => state === 'overdue').length;
  const grave = view.open.some((incident) => toneOf(incident) === 'red');
  return (
    <>
      {view.open.length > 0 && (
        <Badge
          tone={grave ? 'red' : 'amber'}
          shape={grave ? 'octagon' : 'triangle'}
          count={view.open.length}
          words={t('badge.open', { count: view.open.length })}
        />
      )}
      {overdue > 0 && (
        <Badge tone="amber" shape="diamond" count={overdue} words={t('badge.overdue', { count: overdue })} />
      )}
    </>
  );
}

function Badge(props: {
  readonly tone: 'red' | 'amber';
  readonly shape: Shape;
  readonly count: number;
  readonly words: string;
}) {
  return (
    <span
      className={classes.badge}
      data-tone={props.tone}
      title={props.words}
      role="img"
      aria-label={props.words}
    >
      <StateShape shape={props.shape} />
      {props.count}
    </span>
  );
}
