import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { VisitMoment, VisitView } from '../../station/api/views.pure.ts';
import { documentKind } from '../../station/visits/document-number.pure.ts';
import { checkContainer } from '../../station/visits/identifiers.pure.ts';
import { HintsCard } from '../assessment/hints-card.tsx';
import { MassCard } from '../assessment/mass-card.tsx';
import type { Assessing } from '../assessment/use-assessment.ts';
import { MarksCard } from '../marks/marks-card.tsx';
import type { Marking } from '../marks/use-marks.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { faultSentence } from '../ui/fault.ts';
import {
  dayAndTime,
  decimal,
  minutesSeconds,
  readableContainer,
  readablePlate,
  timeOfDay,
  tonnes,
} from '../ui/format.ts';
import { StateShape } from '../ui/icons.tsx';
import { useTRPC } from '../ui/station.ts';
import { useStationSecond } from '../ui/station-clock.ts';
import { sectionOf } from './console-rules.ts';
import { Decided } from './decided.tsx';
import { Examined } from './examined.tsx';
import { momentRows } from './moment-rows.ts';
import { Readings } from './readings.tsx';
import classes from './visit-card.module.css';

/** What is known of the truck shown: what it declares, what was found, and where its minutes went. */
export function VisitCard(props: {
  readonly visit: VisitView | null;
  readonly zone: string;
  /** Whether there is any truck to choose. */
  readonly anyOpen: boolean;
  readonly marking: Marking;
  readonly assessing: Assessing;
}) {
  const { t } = useTranslation('console');
  const { visit, zone } = props;
  if (visit === null) {
    return (
      <section className={classes.card} aria-label={t('visit.title')}>
        <p className={classes.nothing}>{t(props.anyOpen ? 'visit.nothing' : 'visit.nobody')}</p>
      </section>
    );
  }
  return (
    <section className={classes.card} aria-label={t('visit.title')} data-testid="visit-card">
      <Heading visit={visit} />
      {visit.notice && !saidAbovePicture(visit) && (
        <p className={classes.notice}>
          <StateShape shape="triangle" />
          {faultSentence(visit.notice)}
        </p>
      )}
      <Decided visit={visit} zone={zone} />
      <Examined visit={visit} zone={zone} />
      <Declared visit={visit} />
      <MassCard visit={visit} assessing={props.assessing} />
      <HintsCard assessing={props.assessing} />
      <Corrections visit={visit} zone={zone} />
      <MarksCard marking={props.marking} zone={zone} />
      <Readings visit={visit} zone={zone} />
      <Stamps visit={visit} />
      <Moments visit={visit} zone={zone} />
      <Earlier visit={visit} zone={zone} />
    </section>
  );
}

/** An incomplete picture under analysis is said in a banner above it. */
function saidAbovePicture(visit: VisitView): boolean {
  return visit.notice?.code === 'SCAN_INCOMPLETE' && sectionOf(visit.state) === 'analysis';
}

function Heading({ visit }: { readonly visit: VisitView }) {
  const { t } = useTranslation(['console', 'common']);
  const { truck } = visit;
  return (
    <header className={classes.heading}>
      <h2 className={classes.plate} data-testid="visit-plate" data-untranslated>
        {readablePlate(truck.plate)}
      </h2>
      <span className={classes.state} data-testid="visit-state" data-state={visit.state}>
        {t(`common:states.${visit.state}`)}
      </span>
      <span className={classes.sub}>
        {[
          t(`common:laneClasses.${truck.laneClass}`),
          truck.trailerPlate && t('console:visit.trailer', { plate: readablePlate(truck.trailerPlate) }),
          visit.bookingNumber && t('console:visit.booking', { number: visit.bookingNumber }),
          truck.country && t('console:visit.country', { country: truck.country }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </header>
  );
}

function Declared({ visit }: { readonly visit: VisitView }) {
  const { t, i18n } = useTranslation(['console', 'arrive']);
  const { truck } = visit;
  const language = i18n.language;
  return (
    <dl className={classes.facts}>
      {truck.container && (
        <div>
          <dt>{t('visit.container')}</dt>
          <dd className={classes.container}>
            <span data-untranslated>{readableContainer(truck.container)}</span>{' '}
            <ContainerMark number={truck.container} />
          </dd>
        </div>
      )}
      {truck.goods && (
        <div>
          <dt>{t('visit.goods')}</dt>
          <dd data-untranslated>{truck.goods}</dd>
        </div>
      )}
      {truck.declaredWeightKg !== undefined && (
        <div>
          <dt>{t('visit.weight')}</dt>
          <dd>{t('visit.tonnes', { value: tonnes(truck.declaredWeightKg, language) })}</dd>
        </div>
      )}
      {truck.empty && (
        <div>
          <dt>{t('visit.goods')}</dt>
          <dd>{t('visit.empty')}</dd>
        </div>
      )}
      {truck.turnReason && (
        <div>
          <dt>{t('visit.turnReason')}</dt>
          <dd>{t(`arrive:turnReasons.${truck.turnReason}`)}</dd>
        </div>
      )}
      {truck.declaration && (
        <div>
          <dt>
            {t(documentKind(truck.declaration) === 'tir-carnet' ? 'visit.carnet' : 'visit.declaration')}
          </dt>
          <dd data-untranslated>{truck.declaration}</dd>
        </div>
      )}
      {truck.seals && truck.seals.length > 0 && (
        <div>
          <dt>{t('visit.seals', { count: truck.seals.length })}</dt>
          <dd>
            {truck.seals.map((seal, index) => {
              const state = truck.sealStates?.[seal];
              return (
                <span key={seal} className={classes.seal} data-state={state}>
                  {index > 0 && ', '}
                  {state === undefined || state === 'intact' ? null : <StateShape shape="triangle" />}
                  {state === undefined
                    ? seal
                    : t('visit.seal', { seal, state: t(`visit.sealStates.${state}`) })}
                </span>
              );
            })}
          </dd>
        </div>
      )}
      {truck.reefer && (
        <div>
          <dt>{t('visit.reefer')}</dt>
          <dd>
            {[
              t('visit.setPoint', { value: decimal(truck.reefer.setPointC, language, 1) }),
              truck.reefer.actualC !== undefined &&
                t('visit.actual', { value: decimal(truck.reefer.actualC, language, 1) }),
              truck.reefer.gensetRunning === undefined
                ? t('visit.gensetUnknown')
                : truck.reefer.gensetRunning
                  ? t('visit.gensetRunning')
                  : t('visit.gensetStopped'),
            ]
              .filter(Boolean)
              .join(' · ')}
          </dd>
        </div>
      )}
    </dl>
  );
}

/** What the papers said before they were put right, and the key that does it. */
function Corrections({ visit, zone }: { readonly visit: VisitView; readonly zone: string }) {
  const { t } = useTranslation('console');
  return (
    <div className={classes.corrections} data-testid="corrections">
      {visit.corrections.map(({ at, by, was }, index) => (
        <p key={at}>
          {t('visit.corrected', {
            at: timeOfDay(at, zone),
            by: by ?? t('visit.imported'),
            was: differences(was, visit.corrections[index + 1]?.was ?? visit.truck),
          })}
        </p>
      ))}
      <ActionButton action="correct" />
    </div>
  );
}

/** The old values of what differs, plates as they are read aloud. */
function differences(was: VisitView['truck'], then: VisitView['truck']): string {
  return (Object.keys({ ...was, ...then }) as (keyof VisitView['truck'])[])
    .filter((field) => JSON.stringify(was[field]) !== JSON.stringify(then[field]))
    .map((field) => {
      const value = was[field];
      if (value === undefined) return '–';
      if (field === 'plate' || field === 'trailerPlate') return readablePlate(String(value));
      return typeof value === 'object' ? Object.values(value).join(' ') : String(value);
    })
    .join(', ');
}

function ContainerMark({ number }: { readonly number: string }) {
  const { t } = useTranslation('console');
  const good = checkContainer(number).valid;
  return (
    <span className={classes.mark} data-good={good}>
      <StateShape shape={good ? 'disc' : 'triangle'} />
      {good ? t('visit.containerGood') : t('visit.containerBad')}
    </span>
  );
}

/** The optional steps before the call, and what else can be done with the visit. */
function Stamps({ visit }: { readonly visit: VisitView }) {
  const { t } = useTranslation('console');
  if (visit.state === 'booked') {
    return (
      <div className={classes.stamps}>
        <ActionButton action="arriveBooked" />
        <ActionButton action="noShow" />
        <ActionButton action="cancel" />
      </div>
    );
  }
  if (visit.state !== 'arrived') return null;
  const steps = [
    ['gateIn', visit.moments.gateIn],
    ['checkDocuments', visit.moments.documentsChecked],
    ['passRpm', visit.moments.rpmPassed],
  ] as const;
  return (
    <div className={classes.stamps}>
      {steps.map(([action, at]) =>
        at === undefined ? (
          <ActionButton key={action} action={action} />
        ) : (
          <span key={action} className={classes.done}>
            <StateShape shape="disc" />
            {t(`visit.done.${action}`)}
          </span>
        ),
      )}
      <ActionButton action="noShow" />
      <ActionButton action="cancel" />
    </div>
  );
}

function Moments({ visit, zone }: { readonly visit: VisitView; readonly zone: string }) {
  const { t } = useTranslation(['console', 'common']);
  const now = useStationSecond();
  const rows = momentRows(visit, now);
  if (rows.length === 0) return null;
  return (
    <table className={classes.moments}>
      <caption className={classes.caption}>{t('console:visit.moments')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('console:visit.step')}</th>
          <th scope="col">{t('console:visit.at')}</th>
          <th scope="col">{t('console:visit.took')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.moment} data-running={row.running || undefined}>
            <th scope="row">{t(`common:moments.${row.moment satisfies VisitMoment}`)}</th>
            <td>{timeOfDay(row.at, zone)}</td>
            <td>{row.took === null ? '' : minutesSeconds(row.took)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Earlier({ visit, zone }: { readonly visit: VisitView; readonly zone: string }) {
  const { t, i18n } = useTranslation(['console', 'common']);
  const trpc = useTRPC();
  const earlier = useQuery(trpc.visits.earlier.queryOptions({ visitId: visit.id }, { staleTime: 60_000 }));
  if (!earlier.data || earlier.data.length === 0) return null;
  return (
    <section className={classes.earlier}>
      <h3 className={classes.caption}>{t('console:visit.earlier', { count: earlier.data.length })}</h3>
      <ul>
        {earlier.data.map((before) => (
          <li key={before.id}>
            <span>{before.moments.arrived && dayAndTime(before.moments.arrived, zone, i18n.language)}</span>
            <span>
              {before.examination?.outcome
                ? t(`common:outcomes.${before.examination.outcome}`)
                : t(`common:states.${before.state}`)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
