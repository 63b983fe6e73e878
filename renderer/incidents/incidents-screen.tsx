import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentsView, IncidentView } from '../../station/api/incident-views.pure.ts';
import type { PostView } from '../../station/api/views.pure.ts';
import { dayAndTime } from '../ui/format.ts';
import { StateShape } from '../ui/icons.tsx';
import { KeyCap } from '../ui/key-cap.tsx';
import { moveInList } from '../ui/list-keys.ts';
import { useOfficer, worksAtLane } from '../ui/officer.ts';
import { Waiting } from '../ui/waiting.tsx';
import { DailyChecks } from './daily-checks.tsx';
import { Doses } from './doses.tsx';
import { IncidentDetail } from './incident-detail.tsx';
import { IncidentTitle, shapeOf, toneOf } from './incident-look.tsx';
import classes from './incidents-screen.module.css';
import { ReportIncident } from './report-incident.tsx';
import { type IncidentCalls, useIncidentCalls, useIncidents } from './use-incidents.ts';
import { useDigits } from './use-screen-keys.ts';

type Part = 'open' | 'closed' | 'checks' | 'doses';
const parts = ['open', 'closed', 'checks', 'doses'] as const satisfies readonly Part[];

/** What happened at the post besides its trucks, what was done about it, and what is to be checked every day. */
export function IncidentsScreen({ post, lane }: { readonly post: PostView; readonly lane: string | null }) {
  const { view, fault } = useIncidents();
  if (view === null) return <Waiting failed={fault !== null} fault={fault} />;
  return <Shown view={view} post={post} lane={lane} />;
}

function Shown(props: {
  readonly view: IncidentsView;
  readonly post: PostView;
  readonly lane: string | null;
}) {
  const { t } = useTranslation('incidents');
  const { view, post } = props;
  const works = worksAtLane(useOfficer());
  const [part, setPart] = useState<Part>('open');
  const [reporting, setReporting] = useState(false);
  const calls = useIncidentCalls();
  const counts: Record<Part, number | null> = {
    open: view.open.length,
    closed: null,
    checks: view.checks.filter(({ state }) => state === 'overdue').length || null,
    doses: null,
  };
  useDigits({
    ...Object.fromEntries(parts.map((name, index) => [String(index + 1), () => setPart(name)])),
    5: () => setReporting(true),
  });
  return (
    <div className={classes.screen}>
      <nav className={classes.parts} aria-label={t('title')}>
        <h1>{t('title')}</h1>
        {parts.map((name, index) => (
          <button
            key={name}
            type="button"
            aria-current={part === name ? 'page' : undefined}
            onClick={() => setPart(name)}
            data-testid={`incidents-${name}`}
          >
            <KeyCap name={String(index + 1)} />
            <span>{t(`parts.${name}`)}</span>
            {counts[name] !== null && <strong>{counts[name]}</strong>}
          </button>
        ))}
        <button type="button" className={classes.report} onClick={() => setReporting(true)}>
          <KeyCap name="5" />
          <span>{t('report.begin')}</span>
        </button>
        <p className={classes.safety}>{t('safety')}</p>
      </nav>
      {part === 'checks' ? (
        <DailyChecks view={view} post={post} works={works} calls={calls} />
      ) : part === 'doses' ? (
        <Doses view={view} zone={post.timeZone} works={works} calls={calls} />
      ) : (
        <Incidents key={part} incidents={view[part]} part={part} post={post} works={works} calls={calls} />
      )}
      <ReportIncident
        opened={reporting}
        lane={props.lane}
        calls={calls}
        onClose={() => setReporting(false)}
      />
    </div>
  );
}

function Incidents(props: {
  readonly incidents: readonly IncidentView[];
  readonly part: 'open' | 'closed';
  readonly post: PostView;
  readonly works: boolean;
  readonly calls: IncidentCalls;
}) {
  const { t, i18n } = useTranslation('incidents');
  const { incidents, part, post } = props;
  const [chosen, setChosen] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const shown = incidents.find(({ id }) => id === chosen) ?? incidents[0] ?? null;
  useEffect(() => {
    list.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }, []);
  if (incidents.length === 0)
    return (
      <div className={classes.empty} data-testid="incidents-empty">
        <p>{t(`empty.${part}.title`)}</p>
        <p>{t(`empty.${part}.what`)}</p>
      </div>
    );
  const move = (event: KeyboardEvent<HTMLElement>) =>
    moveInList(
      event,
      incidents.map(({ id }) => id),
      shown?.id ?? null,
      setChosen,
    );
  return (
    <>
      <div
        ref={list}
        className={classes.list}
        role="listbox"
        aria-label={t(`parts.${part}`)}
        onKeyDown={move}
      >
        {incidents.map((incident) => (
          <button
            key={incident.id}
            type="button"
            role="option"
            aria-selected={incident.id === shown?.id}
            tabIndex={incident.id === shown?.id ? 0 : -1}
            className={classes.row}
            data-row={incident.id}
            data-testid="incident"
            onClick={() => setChosen(incident.id)}
          >
            <span className={classes.what} data-tone={toneOf(incident)}>
              <StateShape shape={shapeOf(incident)} />
              <IncidentTitle incident={incident} post={post} />
            </span>
            <span className={classes.when}>{dayAndTime(incident.at, post.timeZone, i18n.language)}</span>
            <span className={classes.state}>
              {t(`states.${incident.state}`)}
              {incident.takenBy !== null && ` · ${incident.takenBy}`}
            </span>
          </button>
        ))}
      </div>
      {shown && (
        <IncidentDetail key={shown.id} incident={shown} post={post} works={props.works} calls={props.calls} />
      )}
    </>
  );
}
