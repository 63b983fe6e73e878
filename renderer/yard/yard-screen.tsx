import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { PostView, VisitView } from '../../station/api/views.pure.ts';
import { dayAndTime, minutesSeconds, readablePlate } from '../ui/format.ts';
import { useOfficer, worksAtLane } from '../ui/officer.ts';
import { useTRPC } from '../ui/station.ts';
import { useStationSecond } from '../ui/station-clock.ts';
import { Waiting } from '../ui/waiting.tsx';
import { Rates } from './rates.tsx';
import { Rechecks } from './rechecks.tsx';
import { onTheYard, waitsSince } from './yard-rules.ts';
import classes from './yard-screen.module.css';

/** The trucks that were referred: who waits for an examination, who is examined, and what examinations find. */
export function YardScreen(props: {
  readonly post: PostView;
  /** Shows a truck on the console, where its examination is begun and ended. */
  readonly onVisit: (visitId: string) => void;
}) {
  const { t } = useTranslation('yard');
  const officer = useOfficer();
  const trpc = useTRPC();
  const open = useQuery(trpc.visits.open.queryOptions(undefined, { refetchInterval: 10_000 }));
  if (open.data === undefined) return <Waiting failed={open.error !== null} fault={open.error} />;
  const trucks = onTheYard(open.data);
  return (
    <div className={classes.screen}>
      <section className={classes.part} aria-labelledby="yard-trucks">
        <h1 id="yard-trucks">{t('title')}</h1>
        {trucks.length === 0 ? (
          <p className={classes.empty}>{t('empty')}</p>
        ) : (
          <Trucks trucks={trucks} zone={props.post.timeZone} onVisit={props.onVisit} />
        )}
      </section>
      {worksAtLane(officer) && <Rates shift={props.post.shift} />}
      {officer.roles.includes('supervisor') && <Rechecks zone={props.post.timeZone} />}
    </div>
  );
}

function Trucks(props: {
  readonly trucks: readonly VisitView[];
  readonly zone: string;
  readonly onVisit: (visitId: string) => void;
}) {
  const { t, i18n } = useTranslation(['yard', 'common']);
  const now = useStationSecond();
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          {(['truck', 'state', 'waits', 'since', 'why', 'by'] as const).map((column) => (
            <th key={column} scope="col">
              {t(`yard:columns.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {props.trucks.map((visit) => {
          const since = waitsSince(visit);
          return (
            <tr key={visit.id} data-testid="yard-truck">
              <th scope="row">
                <button type="button" className={classes.open} onClick={() => props.onVisit(visit.id)}>
                  <span data-untranslated>{readablePlate(visit.truck.plate)}</span>
                </button>
              </th>
              <td>{t(`common:states.${visit.state}`)}</td>
              <td className={classes.number}>
                {Number.isNaN(now) ? '' : minutesSeconds(now - Date.parse(since))}
              </td>
              <td className={classes.number}>{dayAndTime(since, props.zone, i18n.language)}</td>
              <td data-untranslated>{visit.decision?.reason}</td>
              <td data-untranslated>{visit.decision?.by}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
