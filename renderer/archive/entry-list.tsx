import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JournalEntryView } from '../../station/api/archive-views.pure.ts';
import { dayAndTime, timeOfDay } from '../ui/format.ts';
import classes from './archived-visit.module.css';

/** Every entry of the journal about a visit, as it stands there. Enter shows what one says. */
export function EntryList(props: { readonly entries: readonly JournalEntryView[]; readonly zone: string }) {
  const { t, i18n } = useTranslation('archive');
  const [open, setOpen] = useState<number | null>(null);
  return (
    <section className={classes.entries} aria-label={t('entries.title')} data-testid="archive-entries">
      <p className={classes.hint}>{t('entries.hint')}</p>
      <ol>
        {props.entries.map(({ seq, at, kind, actor, hash, body }) => (
          <li key={seq}>
            <button
              type="button"
              aria-expanded={open === seq}
              onClick={() => setOpen(open === seq ? null : seq)}
              title={dayAndTime(at, props.zone, i18n.language)}
            >
              <span className={classes.seq}>{seq}</span>
              <span data-untranslated>{kind}</span>
              <span className={classes.actor} data-untranslated>
                {actor}
              </span>
              <time dateTime={at}>{timeOfDay(at, props.zone)}</time>
            </button>
            {open === seq && (
              <dl className={classes.body}>
                <dt>{t('entries.at')}</dt>
                <dd data-untranslated>{at}</dd>
                <dt>{t('entries.hash')}</dt>
                <dd data-untranslated>{hash}</dd>
                <dt>{t('entries.body')}</dt>
                <dd data-untranslated>
                  <pre>{JSON.stringify(JSON.parse(body), null, 2)}</pre>
                </dd>
              </dl>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
