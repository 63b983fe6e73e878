import { useTranslation } from 'react-i18next';
import classes from './key-cap.module.css';

/** A key as it is written on the keyboard. */
export function KeyCap({ name }: { readonly name: string }) {
  const { t } = useTranslation('keys');
  const written = name
    .split(/\+(?=.)/)
    .map((part) => (part === 'Shift' || part === 'Enter' || part === 'Esc' ? t(`names.${part}`) : part))
    .join('+');
  return <kbd className={classes.cap}>{written}</kbd>;
}
