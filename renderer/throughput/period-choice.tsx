import { useTranslation } from 'react-i18next';
import { type PeriodUnit, type PeriodView, periodUnits } from '../../station/api/figure-views.pure.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { useAction } from '../ui/action-context.tsx';
import { KeyCap } from '../ui/key-cap.tsx';
import { SpanFields } from './span-fields.tsx';
import classes from './throughput.module.css';

/** A period as the station is asked for it. */
export interface PeriodAsk {
  readonly unit: PeriodUnit;
  readonly at?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Which period: its unit, the one before and after, or two instants at the post. */
export function PeriodChoice(props: {
  readonly ask: PeriodAsk;
  readonly period: PeriodView | null;
  readonly zone: string;
  readonly onUnit: (unit: PeriodUnit) => void;
  readonly onChosen: (from: string, to: string) => void;
}) {
  const { ask, period, zone, onUnit, onChosen } = props;
  const { t } = useTranslation('figures');
  const unitKey = useAction('nextUnit')?.keyName ?? '';
  return (
    <>
      <label className={classes.choice}>
        <span>{t('period')}</span>
        <select
          value={ask.unit}
          onChange={(event) =>
            onUnit(periodUnits.find((unit) => unit === event.currentTarget.value) ?? 'shift')
          }
        >
          {periodUnits.map((unit) => (
            <option key={unit} value={unit}>
              {t(`units.${unit}`)}
            </option>
          ))}
        </select>
        <KeyCap name={unitKey} />
      </label>
      <ActionButton action="periodBefore" short className={classes.button} />
      <ActionButton action="periodAfter" short className={classes.button} />
      {ask.unit === 'chosen' && period && (
        <SpanFields span={period} zone={zone} names={[t('from'), t('to')]} onSpan={onChosen} />
      )}
    </>
  );
}
