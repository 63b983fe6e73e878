import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { HandoverSheet, HandoverView } from '../../station/api/handover-views.pure.ts';
import { decisionKinds, examinationOutcomes } from '../../station/api/views.pure.ts';
import { faultSentence } from '../ui/fault.ts';
import { dayAndTime, decimal, readablePlate, timeOfDay } from '../ui/format.ts';
import classes from './handover-screen.module.css';

type SheetIncident = NonNullable<HandoverSheet['incidents']>[number];

/** What is handed over. With `proof` it is as it was signed; without, as it would be now. */
export function SheetView({
  sheet,
  proof,
}: {
  readonly sheet: HandoverSheet;
  readonly proof: HandoverView | null;
}) {
  const { t, i18n } = useTranslation(['handover', 'common', 'devices', 'incidents']);
  const zone = sheet.post.timeZone;
  const number = (value: number) => decimal(value, i18n.language, 0);
  const { counts, shift } = sheet;
  const figures: readonly (readonly [string, number])[] = [
    [t('handover:counts.arrived'), counts.arrived],
    [t('handover:counts.scanned'), counts.scanned],
    ...decisionKinds.map((kind) => [t(`common:decisions.${kind}`), counts.decisions[kind]] as const),
    ...examinationOutcomes.map(
      (outcome) => [t(`common:outcomes.${outcome}`), counts.outcomes[outcome]] as const,
    ),
    ...(counts.corrected
      ? ([
          [t('handover:counts.corrected'), counts.corrected.here],
          [t('handover:counts.correctedEarlier'), counts.corrected.earlier],
        ] as const)
      : []),
    [t('handover:counts.departed'), counts.departed],
  ];
  const states = t('common:scanner', { returnObjects: true }) as Record<string, string>;
  const links = t('devices:links', { returnObjects: true }) as Record<string, string>;
  const whereAndWhat = ({ kind, device, lane, plate, what }: SheetIncident) => {
    const named =
      kind === 'check-failed'
        ? what
            .split(' ')
            .map((measure) => t(`incidents:checks.short.${measure as 'wireMm'}`))
            .join(', ')
        : what;
    const place = lane === null ? null : t('incidents:lane', { lane });
    return [device, place, plate && readablePlate(plate), named].filter(Boolean).join(' · ');
  };
  return (
    <div className={classes.contents}>
      {proof && !proof.intact && (
        <p className={classes.changed} role="alert">
          {t('handover:changed')}
        </p>
      )}
      <p className={classes.hint}>
        {t('handover:sheet.title', { name: shift.name })} ·{' '}
        {t('handover:sheet.byAt', {
          by: sheet.prepared.by || shift.opened.by,
          at: dayAndTime(sheet.prepared.at, zone, i18n.language),
        })}
      </p>
      <dl className={classes.figures}>
        {figures.map(([words, value]) => (
          <div key={words}>
            <dt>{words}</dt>
            <dd>{number(value)}</dd>
          </div>
        ))}
      </dl>
      <Table
        caption={t('handover:sheet.officers')}
        columns={(['number', 'name', 'decisions', 'from'] as const).map((name) =>
          t(`handover:columns.${name}`),
        )}
        none={t('handover:nobody')}
        rows={sheet.officers.map((officer) => [
          officer.serviceNumber,
          officer.name,
          number(officer.decisions),
          `${timeOfDay(officer.from, zone)} – ${timeOfDay(officer.to, zone)}`,
        ])}
      />
      <Table
        caption={t('handover:sheet.visits')}
        columns={(['plate', 'container', 'state', 'holder', 'since'] as const).map((name) =>
          t(`handover:columns.${name}`),
        )}
        none={t('handover:noVisits')}
        rows={sheet.visits.map((visit) => [
          readablePlate(visit.plate),
          visit.container ?? '',
          t(`common:states.${visit.state}`),
          visit.holder ?? '',
          [
            dayAndTime(visit.since, zone, i18n.language),
            visit.hold === null ? null : t('handover:onHold', { reason: visit.hold }),
            visit.alarm ? t('handover:alarm') : null,
          ]
            .filter(Boolean)
            .join(' · '),
        ])}
      />
      {sheet.incidents && (
        <Table
          caption={t('handover:sheet.incidents')}
          columns={[
            t('incidents:detail'),
            t('handover:columns.where'),
            t('handover:columns.since'),
            t('incidents:state'),
            t('handover:columns.holder'),
            t('incidents:ask.note'),
          ]}
          none={t('handover:noIncidents')}
          own={[1, 5]}
          rows={sheet.incidents.map((incident) => [
            t(`incidents:kinds.${incident.kind}`),
            whereAndWhat(incident),
            dayAndTime(incident.since, zone, i18n.language),
            t(`incidents:states.${incident.state}`),
            incident.holder ?? '',
            incident.note,
          ])}
        />
      )}
      <Table
        caption={t('handover:sheet.devices')}
        columns={(['device', 'lane', 'link', 'deviceState'] as const).map((name) =>
          t(`handover:columns.${name}`),
        )}
        none={t('handover:noDevices')}
        rows={sheet.devices.map(({ id, lane, link, state }) => [
          id,
          lane ?? '',
          links[link] ?? link,
          state === null ? '' : (states[state] ?? state),
        ])}
      />
      <h2 className={classes.caption}>{t('handover:sheet.alerts')}</h2>
      {sheet.alerts.length === 0 && <p className={classes.hint}>{t('handover:noAlerts')}</p>}
      {sheet.alerts.map((alert) => (
        <p key={`${alert.code} ${JSON.stringify(alert.details)}`}>{faultSentence(alert)}</p>
      ))}
      {proof && (
        <>
          <h2 className={classes.caption}>{t('handover:sheet.remarks')}</h2>
          <p data-untranslated={sheet.remarks === '' ? undefined : true}>
            {sheet.remarks === '' ? t('handover:noRemarks') : sheet.remarks}
          </p>
        </>
      )}
      <p className={classes.proof}>
        {proof && (
          <>
            {t('handover:sheet.sha256')} <code>{proof.sha256}</code>
          </>
        )}
        {t('handover:sheet.head', { seq: sheet.head.seq })} <code>{sheet.head.hash}</code>
      </p>
    </div>
  );
}

function Table(props: {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly none: string;
  readonly rows: readonly (readonly string[])[];
  /** Columns in the post's own words, which nobody translates. */
  readonly own?: readonly number[];
}): ReactNode {
  const { own = [0, 1] } = props;
  if (props.rows.length === 0)
    return (
      <>
        <h2 className={classes.caption}>{props.caption}</h2>
        <p className={classes.hint}>{props.none}</p>
      </>
    );
  return (
    <table className={classes.table}>
      <caption className={classes.caption}>{props.caption}</caption>
      <thead>
        <tr>
          {props.columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {props.rows.map((row) => (
          <tr key={row.join(' ')}>
            {row.map((cell, nth) => (
              <td key={props.columns[nth]} data-untranslated={own.includes(nth) || undefined}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
