import { useTranslation } from 'react-i18next';
import type { Finding } from '../../station/api/examination-record.pure.ts';
import type { VisitView } from '../../station/api/views.pure.ts';
import { PhotoStrip } from '../photos/photo-strip.tsx';
import { dayAndTime, decimal } from '../ui/format.ts';
import classes from './visit-card.module.css';

/** What an examination that has ended found, where and by whom, and what was on record before it was corrected. */
export function Examined({ visit, zone }: { readonly visit: VisitView; readonly zone: string }) {
  const { t, i18n } = useTranslation(['yard', 'common']);
  const { examination } = visit;
  if (!examination?.outcome) return null;
  const { outcome, note, record, photos = [], corrections = [] } = examination;
  const rows = [
    ['place', record?.place],
    ['officers', record?.officers.join(', ')],
    ['opened', record?.opened],
    ['note', note],
  ] as const;
  return (
    <section data-testid="examined" aria-label={t('yard:card.title')}>
      <dl className={classes.facts}>
        <div>
          <dt>{t('yard:card.title')}</dt>
          <dd>{t(`common:outcomes.${outcome}`)}</dd>
        </div>
        {rows.map(
          ([name, words]) =>
            words && (
              <div key={name}>
                <dt>{t(`yard:card.${name}`)}</dt>
                <dd data-untranslated>{words}</dd>
              </div>
            ),
        )}
        {record?.findings.map((finding, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: findings are only ever replaced whole.
          <div key={index}>
            <dt>{t('yard:form.finding', { number: index + 1 })}</dt>
            <dd>
              <Found finding={finding} marks={visit.marks} />
            </dd>
          </div>
        ))}
      </dl>
      {photos.length > 0 && <PhotoStrip photos={photos} zone={zone} />}
      {corrections.length > 0 && (
        <ol className={classes.history}>
          {corrections.map((was) => (
            <li key={was.at}>
              {dayAndTime(was.at, zone, i18n.language)}{' '}
              {t('yard:card.was', { ...was, outcome: t(`common:outcomes.${was.outcome}`) })}
              {was.record?.findings.map((finding, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: what was never changes.
                <div key={index}>
                  <Found finding={finding} marks={visit.marks} />
                </div>
              ))}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Found({ finding, marks }: { readonly finding: Finding; readonly marks: VisitView['marks'] }) {
  const { t, i18n } = useTranslation(['yard', 'common', 'console']);
  const { outcome, category, amount, markId, note } = finding;
  const mark = marks.find(({ id }) => id === markId);
  const words = [
    t(`common:outcomes.${outcome}`),
    t(`yard:categories.${category}`),
    amount && `${decimal(amount.value, i18n.language, 3)} ${t(`yard:units.${amount.unit}`)}`,
    mark &&
      t('yard:form.markOf', {
        number: mark.number,
        category: t(`console:marks.categories.${mark.category}`),
      }),
  ];
  return (
    <>
      {words.filter(Boolean).join(' · ')}
      {note !== '' && <span data-untranslated>{`: ${note}`}</span>}
    </>
  );
}
