import { useTranslation } from 'react-i18next';
import classes from './key-cap.module.css';

/** A key as it is written on the keyboard. */
export function KeyCap({ name }: { readonly name: string }) {
  const { t } = useTranslation('keys');
  const written = name
    .split(/\+(?=.)/)
    .map((part) => {
      const named = namedKeys.find((each) => each === part);
      return named ? t(`names.${named}`) : part;
    })
    .join('+');
  return <kbd className={classes.cap}>{written}</kbd>;
}

const namedKeys = [
  'Shift',
  'Enter',
  'Esc',
  'Insert',
  'Delete',
  'Tab',
  'PageUp',
  'PageDown',
  'Backspace',
] as const;
