import { type KeyboardEvent, type ReactNode, type Ref, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VisitView } from '../../station/api/views.pure.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { minutesSeconds, readablePlate } from '../ui/format.ts';
import { Cold, StateShape } from '../ui/icons.tsx';
import { useOfficer } from '../ui/officer.ts';
import { useStationSecond } from '../ui/station-clock.ts';
import { Waiting } from '../ui/waiting.tsx';
import { type QueueSection, queueSections, sectionOf } from './console-rules.ts';
import classes from './queue.module.css';
import { alarmToAcknowledge } from './reading-rules.ts';

/** Every open visit by where it stands. Arrows move, Enter or a click shows the visit. */
export function Queue(props: {
  readonly ref: Ref<HTMLDivElement>;
  readonly visits: readonly VisitView[];
  readonly loaded: boolean;
  readonly fault: unknown;
  readonly shownId: string | null;
  /** Why the next truck is next. */
  readonly next: ReactNode;
  readonly onChoose: (visitId: string) => void;
}) {
  const { t } = useTranslation('console');
  const { visits, shownId } = props;
  const [reached, setReached] = useState<string | null>(null);
  const ordered = queueSections.flatMap((section) =>
    visits.filter((visit) => sectionOf(visit.state) === section),
  );
  const tabStop = (
    ordered.find((visit) => visit.id === reached) ??
    ordered.find((visit) => visit.id === shownId) ??
    ordered[0]
  )?.id;

  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = steps[event.key];
    if (step === undefined || ordered.length === 0) return;
    event.preventDefault();
    const from = ordered.findIndex((visit) => visit.id === tabStop);
    const to = ordered[Math.min(Math.max(from + step, 0), ordered.length - 1)];
    if (!to) return;
    setReached(to.id);
    event.currentTarget.querySelector<HTMLElement>(`[data-visit="${CSS.escape(to.id)}"]`)?.focus();
  };

  const renderSection = (section: QueueSection) => {
    const inSection = visits.filter((visit) => sectionOf(visit.state) === section);
    if (inSection.length === 0 && section !== 'waiting') return null;
    return (
      // biome-ignore lint/a11y/useSemanticElements: a listbox holds its options in groups, never in fieldsets.
      <div key={section} role="group" aria-labelledby={`queue-${section}`} className={classes.section}>
        <h2 id={`queue-${section}`} className={classes.heading}>
          <span>{t(`queue.sections.${section}`)}</span>
          <span className={classes.count}>{inSection.length}</span>
        </h2>
        {section === 'waiting' && props.next}
        {inSection.map((visit) => (
          <Row
            key={visit.id}
            visit={visit}
            shown={visit.id === shownId}
            tabStop={visit.id === tabStop}
            onChoose={props.onChoose}
            onReach={setReached}
          />
        ))}
        {inSection.length === 0 && <p className={classes.empty}>{t('queue.empty')}</p>}
      </div>
    );
  };

  return (
    <section className={classes.queue} aria-label={t('queue.title')}>
      <div
        className={classes.scroll}
        ref={props.ref}
        role="listbox"
        aria-label={t('queue.title')}
        onKeyDown={move}
      >
        {!props.loaded && <Waiting failed={props.fault !== null} fault={props.fault} />}
        {props.loaded && (
          <>
            <div className={classes.waiting}>{renderSection('waiting')}</div>
            <div className={classes.rest}>
              {queueSections.filter((section) => section !== 'waiting').map(renderSection)}
            </div>
          </>
        )}
      </div>
      <div className={classes.foot}>
        <ActionButton action="arrive" />
      </div>
    </section>
  );
}

const steps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

function Row(props: {
  readonly visit: VisitView;
  readonly shown: boolean;
  readonly tabStop: boolean;
  readonly onChoose: (visitId: string) => void;
  readonly onReach: (visitId: string) => void;
}) {
  const { t } = useTranslation(['console', 'common']);
  const officer = useOfficer();
  const { visit } = props;
  const { truck } = visit;
  const waits = sectionOf(visit.state) === 'waiting';
  const row = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (props.shown) row.current?.scrollIntoView({ block: 'nearest' });
  }, [props.shown]);
  return (
    <button
      ref={row}
      type="button"
      role="option"
      aria-selected={props.shown}
      tabIndex={props.tabStop ? 0 : -1}
      className={classes.row}
      data-visit={visit.id}
      onClick={() => props.onChoose(visit.id)}
      onFocus={() => props.onReach(visit.id)}
    >
      <span className={classes.line}>
        <span className={classes.plate} data-untranslated>
          {readablePlate(truck.plate)}
        </span>
        <Since visit={visit} />
      </span>
      <span className={classes.badges}>
        <span className={classes.badge}>{t(`common:laneClasses.${truck.laneClass}`)}</span>
        {truck.reefer && <Reefer limitAt={truck.reefer.limitAt} />}
        {visit.state === 'booked' && visit.plateReads.length > 0 && (
          <span className={classes.badge}>
            <StateShape shape="disc" />
            {t('console:queue.atGate')}
          </span>
        )}
        {alarmToAcknowledge(visit) && (
          <span className={classes.alarm}>
            <StateShape shape="octagon" />
            {t('console:queue.alarm')}
          </span>
        )}
      </span>
      {visit.hold && (
        <span className={classes.hold}>{t('console:queue.onHold', { reason: visit.hold.reason })}</span>
      )}
      {!waits && visit.state !== 'booked' && (
        <span className={classes.state} data-mine={visit.holder?.id === officer.id || undefined}>
          {t(`common:states.${visit.state}`)}
          {visit.holder && visit.holder.id !== officer.id && (
            <span className={classes.holder} data-untranslated>
              {visit.holder.serviceNumber}
            </span>
          )}
        </span>
      )}
    </button>
  );
}

/** How long the visit has been where it stands, ticking; a picture nobody looks at is amber. */
function Since({ visit }: { readonly visit: VisitView }) {
  const { t } = useTranslation('console');
  const now = useStationSecond();
  const moments = visit.moments;
  const since = {
    booked: undefined,
    arrived: moments.arrived,
    called: moments.called,
    scanning: moments.scanStarted ?? moments.called,
    'image-ready': moments.imageReady,
    'in-analysis': moments.opened,
    'second-look': visit.secondLook?.since,
    escalated: moments.decided,
    referred: moments.decided,
    'in-examination': moments.examinationStarted,
    released: moments.examinationEnded ?? moments.decided,
    detained: moments.examinationEnded ?? moments.decided,
    departed: undefined,
    'no-show': undefined,
    cancelled: undefined,
  }[visit.state];
  if (since === undefined || Number.isNaN(now)) return <span className={classes.since} />;
  const waitsForPerson = ['image-ready', 'escalated', 'referred'].includes(visit.state);
  return (
    <span className={classes.since} data-amber={waitsForPerson || undefined} title={t('queue.since')}>
      {minutesSeconds(now - Date.parse(since))}
    </span>
  );
}

/** Time left before the load spoils; red once it is over, amber in the last half hour. */
function Reefer({ limitAt }: { readonly limitAt: string | undefined }) {
  const { t } = useTranslation('console');
  const now = useStationSecond();
  const left = limitAt === undefined ? Number.NaN : Date.parse(limitAt) - now;
  const urgency = left <= 0 ? 'over' : left < 30 * 60_000 ? 'soon' : undefined;
  if (Number.isNaN(left)) {
    return (
      <span className={classes.reefer} title={t('queue.reefer')} role="img" aria-label={t('queue.reefer')}>
        <Cold />
      </span>
    );
  }
  const time = minutesSeconds(left);
  return (
    <span className={classes.reefer} data-urgency={urgency} title={t('queue.reeferLeft', { time })}>
      <span role="img" aria-label={t('queue.reefer')}>
        <Cold />
      </span>
      {left <= 0 ? t('queue.reeferOver') : time}
    </span>
  );
}
