import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { faultSentence } from '../ui/fault.ts';
import { timeOfDay } from '../ui/format.ts';
import { useTRPC } from '../ui/station.ts';
import classes from './inbox-screen.module.css';

/** Files that could not be taken, each with the reason; nothing is to be done here but at their sender. */
export function Refusals({ zone }: { readonly zone: string }) {
  const { t } = useTranslation('inbox');
  const trpc = useTRPC();
  const refused = useQuery(trpc.images.refused.queryOptions(undefined, { refetchInterval: 15_000 }));
  if (!refused.data || refused.data.length === 0) return null;
  return (
    <section className={classes.refusals} aria-label={t('refused', { count: refused.data.length })}>
      <h2 className={classes.caption}>{t('refused', { count: refused.data.length })}</h2>
      <ul>
        {refused.data.map((refusal) => (
          <li key={refusal.id} data-testid="refusal">
            <strong className={classes.file} data-untranslated>
              {refusal.name}
            </strong>
            <span className={classes.when}>{timeOfDay(refusal.at, zone)}</span>
            <span className={classes.why}>
              {faultSentence({ code: refusal.code, details: refusal.details })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
