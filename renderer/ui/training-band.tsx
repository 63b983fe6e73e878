import { useTranslation } from 'react-i18next';
import classes from './training-band.module.css';

/** Across the top of every screen in training; nothing on screen can hide it. */
export function TrainingBand() {
  const { t } = useTranslation();
  return (
    <div className={classes.band} role="note">
      <span aria-hidden="true" className={classes.stripes} />
      <strong>{t('training.band')}</strong>
      <span className={classes.what}>{t('training.what')}</span>
      <span aria-hidden="true" className={classes.stripes} />
    </div>
  );
}
