import { useTranslation } from 'react-i18next';
import type { AssessmentState, AssessmentView, MassView } from '../../station/api/assessment-views.pure.ts';
import type { VisitView } from '../../station/api/views.pure.ts';
import { type MassCheck, massChecks } from '../../station/assessments/declared.pure.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { faultSentence } from '../ui/fault.ts';
import { StateShape } from '../ui/icons.tsx';
import classes from './assessment.module.css';
import { estimateText, massText } from './mass-text.ts';
import type { Assessing } from './use-assessment.ts';

/** What vehicle and load weigh by the picture, beside what was declared and weighed. Nothing without a picture. */
export function MassCard(props: { readonly visit: VisitView; readonly assessing: Assessing }) {
  const { t } = useTranslation('assessment');
  const { visit, assessing } = props;
  const { state, assessment, details } = assessing;
  if (state === null || state.state === 'none') return null;
  return (
    <section className={classes.card} aria-label={t('mass.title')} data-testid="mass">
      <h3 className={classes.title}>
        <span>{t('mass.title')}</span>
        {assessment && <ActionButton action="massDetails" />}
      </h3>
      {assessment ? (
        <>
          <Estimates assessment={assessment} />
          {massChecks(visit, assessment.whole).map((check) => (
            <Check key={check.against} check={check} whole={assessment.whole!} />
          ))}
          {details && <Details assessment={assessment} />}
        </>
      ) : (
        <NotYet state={state} />
      )}
    </section>
  );
}

/** Why there is no mass, and what can be done. */
export function NotYet({ state }: { readonly state: AssessmentState }) {
  const { t } = useTranslation('assessment');
  if (state.state === 'running') {
    return (
      <>
        <p className={classes.dim} role="status">
          {t('running', { percent: Math.round(100 * state.share) })}
        </p>
        <progress className={classes.progress} max={1} value={state.share} aria-label={t('progress')} />
        <ActionButton action="stopAssessment" />
      </>
    );
  }
  if (state.state === 'impossible') return <p className={classes.dim}>{t('impossible')}</p>;
  return (
    <>
      <p className={classes.dim} role="status">
        {state.state === 'failed' ? faultSentence({ code: state.code, details: {} }) : t('stopped')}
      </p>
      <ActionButton action="stopAssessment" />
    </>
  );
}

function Estimates({ assessment }: { readonly assessment: AssessmentView }) {
  const { t, i18n } = useTranslation('assessment');
  const { whole, load } = assessment;
  return (
    <dl className={classes.facts}>
      <div>
        <dt>{t('mass.whole')}</dt>
        <dd data-testid="mass-whole">{whole ? estimateText(whole, t, i18n.language) : t('mass.missing')}</dd>
      </div>
      <div>
        <dt>{t('mass.load')}</dt>
        <dd data-testid="mass-load">{load ? estimateText(load, t, i18n.language) : t('mass.noLoad')}</dd>
      </div>
    </dl>
  );
}

/** A difference beyond the uncertainty is something to look into; it says nothing of why. */
function Check({ check, whole }: { readonly check: MassCheck; readonly whole: MassView }) {
  const { t, i18n } = useTranslation('assessment');
  const mass = (kg: number) => massText(kg, t, i18n.language);
  const { against, finding } = check;
  const values = { kg: mass(check.kg), least: mass(whole.leastKg), most: mass(whole.mostKg) };
  return (
    <p className={classes.check} data-finding={finding} data-testid={`mass-${against}`}>
      {finding !== 'agrees' && <StateShape shape="triangle" />}
      {t(`check.${against}.${finding}`, { ...values, beyond: mass(check.beyondKg) })}
    </p>
  );
}

const parts = ['calibrationKg', 'materialKg', 'geometryKg', 'vehicleKg', 'noiseKg'] as const;

function Details({ assessment }: { readonly assessment: AssessmentView }) {
  const { t, i18n } = useTranslation('assessment');
  const { whole, load, calibration } = assessment;
  const cell = (mass: MassView | null, kg: (of: MassView) => number) =>
    mass ? massText(kg(mass), t, i18n.language) : '–';
  return (
    <table className={classes.table} data-testid="mass-details">
      <thead>
        <tr>
          <th scope="col">{t('details.part')}</th>
          <th scope="col">{t('details.whole')}</th>
          <th scope="col">{t('details.load')}</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">{t('details.read')}</th>
          <td>{cell(whole, (of) => of.kg)}</td>
          <td>{cell(load, (of) => of.kg)}</td>
        </tr>
        {parts.map((part) => (
          <tr key={part}>
            <th scope="row">± {t(`details.${part === 'calibrationKg' ? calibration : part}`)}</th>
            <td>{cell(whole, (of) => of.parts[part])}</td>
            <td>{cell(load, (of) => of.parts[part])}</td>
          </tr>
        ))}
        <tr>
          <th scope="row">{t('details.opaque')}</th>
          <td>{cell(whole, (of) => of.opaqueKg)}</td>
          <td>{cell(load, (of) => of.opaqueKg)}</td>
        </tr>
      </tbody>
    </table>
  );
}
