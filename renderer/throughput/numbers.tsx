import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { decimal, minutesSeconds, percent } from '../ui/format.ts';
import classes from './throughput.module.css';

/** A number that leads to the visits behind it; nothing is behind none. */
export function Leads(props: {
  readonly children: ReactNode;
  readonly count: number;
  /** What is opened, for those who hear the screen. */
  readonly label: string;
  readonly onOpen: () => void;
}) {
  if (props.count === 0) return <>{props.children}</>;
  return (
    <button
      type="button"
      className={classes.leads}
      aria-label={props.label}
      onClick={props.onOpen}
      data-leads
    >
      {props.children}
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
