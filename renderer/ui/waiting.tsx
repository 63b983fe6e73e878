import { useTranslation } from 'react-i18next';
import { faultOf, faultSentence } from './fault.ts';
import classes from './waiting.module.css';

/** In place of what is not there yet: says that it is coming, or why not and that it is tried again. */
export function Waiting({ failed, fault }: { readonly failed: boolean; readonly fault: unknown }) {
  const { t } = useTranslation();
  return (
    <div className={classes.waiting} role="status">
      {failed ? (
        <>
          <strong className={classes.failed}>{faultSentence(faultOf(fault))}</strong>
          <span>{t('retrying')}</span>
        </>
      ) : (
        <span>{t('loading')}</span>
      )}
    </div>
  );
}
