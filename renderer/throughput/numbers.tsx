import { useTranslation } from 'react-i18next';
import type { Behind, MadeOf } from '../../station/figures/behind.pure.ts';
import { decimal, minutesSeconds, percent } from '../ui/format.ts';
import classes from './throughput.module.css';

/** A list of visits to be shown: which, under what title, and of another period than the screen's where it is one of that. */
export interface BehindShown {
  readonly title: string;
  readonly behind: Behind;
  readonly during?: { readonly from: string; readonly to: string };
}

/** A number that leads to the visits it was computed of; nothing is behind one of none. */
export function Leads(props: {
  /** The number, as it is read. */
  readonly children: string;
  /** Null: nothing was counted. */
  readonly madeOf: MadeOf | null | undefined;
  readonly title: string;
  readonly during?: BehindShown['during'] | undefined;
  readonly onBehind: (shown: BehindShown) => void;
}) {
  const { t } = useTranslation('figures');
  const { children, madeOf, title, during, onBehind } = props;
  if (!madeOf || madeOf.n === 0) return <>{children}</>;
  const { behind, n } = madeOf;
  return (
    <NumberButton
      label={t('behind.open', { what: title })}
      visits={n}
      onOpen={() => onBehind({ title, behind, ...(during && { during }) })}
    >
      {children}
    </NumberButton>
  );
}

/** A number to press. `label`: what is opened, for those who hear the screen; they hear the number first. */
export function NumberButton(props: {
  readonly children: string;
  readonly label: string;
  readonly visits: number;
  readonly onOpen: () => void;
}) {
  const { children, label, visits, onOpen } = props;
  return (
    <button
      type="button"
      className={classes.leads}
      aria-label={`${children}. ${label}`}
      onClick={onOpen}
      data-visits={visits}
    >
      {children}
    </button>
  );
}

/** Words for numbers as this screen shows them. */
export function useNumbers() {
  const { t, i18n } = useTranslation('figures');
  return {
    count: (value: number) => decimal(value, i18n.language, 0),
    rate: (value: number) => decimal(value, i18n.language, 1),
    share: (value: number | null) => (value === null ? t('none') : percent(value, i18n.language, 1)),
    span: (ms: number | null) => (ms === null ? t('none') : minutesSeconds(ms)),
  };
}
