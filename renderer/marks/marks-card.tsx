import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type MarkView, markCategories, markConfidences } from '../../station/api/mark-views.pure.ts';
import { markSigns } from '../../station/visits/mark-drawing.pure.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { timeOfDay } from '../ui/format.ts';
import { KeyCap } from '../ui/key-cap.tsx';
import { useEscape } from '../ui/use-escape.ts';
import { MarkHistoryList } from './mark-history.tsx';
import classes from './marks.module.css';
import type { Draft, Marking } from './use-marks.ts';

/** The marks of the picture on screen as a list, and the one that is being made as a form. Nothing without either. */
export function MarksCard(props: { readonly marking: Marking; readonly zone: string }) {
  const { t } = useTranslation('console');
  const { marking, zone } = props;
  const { marks, draft } = marking;
  if (marks.length === 0 && draft === null && !marking.history) return null;
  return (
    <section className={classes.card} aria-label={t('marks.title')} data-testid="marks">
      <h3 className={classes.title}>
        <span>{t('marks.title')}</span>
        <span>{marking.hidden ? t('marks.hidden') : marks.length}</span>
      </h3>
      {draft?.step === 'place' && <Placing marking={marking} draft={draft} />}
      {draft?.step === 'describe' && <Describing marking={marking} draft={draft} />}
      {draft === null &&
        (marking.history && marking.visit ? (
          <MarkHistoryList visit={marking.visit} scanId={marking.scanId} zone={zone} />
        ) : (
          <List marking={marking} zone={zone} />
        ))}
      {draft === null && <ActionButton action="markHistory" />}
    </section>
  );
}

function Placing({ marking, draft }: { readonly marking: Marking; readonly draft: Draft }) {
  const { t } = useTranslation('console');
  useEscape(marking.back);
  return (
    <>
      <b>{t(`marks.kinds.${draft.shape.kind}`)}</b>
      <p className={classes.hint} role="status">
        <KeyCap name="↑" />
        <KeyCap name="↓" />
        <KeyCap name="←" />
        <KeyCap name="→" /> {t(draft.shape.kind === 'freehand' ? 'marks.draws' : 'marks.moves')}{' '}
        <KeyCap name="Shift" /> {t('marks.sizes')} <KeyCap name="Enter" /> {t('marks.goesOn')}{' '}
        <KeyCap name="Esc" /> {t('marks.leaves')}
      </p>
    </>
  );
}

function Describing({ marking, draft }: { readonly marking: Marking; readonly draft: Draft }) {
  const { t } = useTranslation('console');
  useEscape(marking.back);
  const mustWrite = draft.shape.kind === 'text' && draft.note.trim() === '';
  return (
    <form
      className={classes.form}
      onKeyDown={(event) => {
        // A list has no use for Enter, and the officer expects it to save from any field.
        if (event.key !== 'Enter' || !(event.target instanceof HTMLSelectElement)) return;
        event.preventDefault();
        event.currentTarget.requestSubmit();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        if (!mustWrite) void marking.save();
      }}
    >
      <label className={classes.field}>
        <span>{t('marks.category')}</span>
        <select
          className={classes.input}
          // biome-ignore lint/a11y/noAutofocus: the person has just asked for it.
          autoFocus
          value={draft.category}
          onChange={(event) => marking.describe({ category: event.currentTarget.value as Draft['category'] })}
        >
          {markCategories.map((category) => (
            <option key={category} value={category}>
              {t(`marks.categories.${category}`)}
            </option>
          ))}
        </select>
      </label>
      <label className={classes.field}>
        <span>{t('marks.confidence')}</span>
        <select
          className={classes.input}
          value={draft.confidence}
          onChange={(event) =>
            marking.describe({ confidence: event.currentTarget.value as Draft['confidence'] })
          }
        >
          {markConfidences.map((confidence) => (
            <option key={confidence} value={confidence}>
              {t(`marks.confidences.${confidence}`)}
            </option>
          ))}
        </select>
      </label>
      <label className={classes.field}>
        <span>{t('marks.note')}</span>
        <input
          className={classes.input}
          value={draft.note}
          maxLength={200}
          required={draft.shape.kind === 'text'}
          onChange={(event) => marking.describe({ note: event.currentTarget.value })}
        />
      </label>
      <div className={classes.buttons}>
        <button type="submit" className={classes.button} disabled={mustWrite}>
          {t('marks.save')} <KeyCap name="Enter" />
        </button>
        <button type="button" className={classes.button} onClick={marking.back}>
          {t('ask.back')} <KeyCap name="Esc" />
        </button>
      </div>
    </form>
  );
}

function List({ marking, zone }: { readonly marking: Marking; readonly zone: string }) {
  const { marks, chosen, focusAsked } = marking;
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (focusAsked > 0) list.current?.querySelector<HTMLElement>('[aria-pressed="true"]')?.focus();
  }, [focusAsked]);
  return (
    <ul className={classes.list} ref={list}>
      {marks.map((mark) => (
        <li key={mark.id}>
          <button
            type="button"
            className={classes.row}
            aria-pressed={mark.id === chosen?.id}
            onClick={() => marking.choose(mark.id, 'list')}
            data-testid={`mark-${mark.number}`}
          >
            <Words mark={mark} zone={zone} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Words({ mark, zone }: { readonly mark: MarkView; readonly zone: string }) {
  const { t } = useTranslation('console');
  return (
    <>
      <svg viewBox="0 0 12 12" aria-hidden="true">
        <path d={markSigns[mark.category]} fillRule="evenodd" />
      </svg>
      <b>{mark.number}</b>
      <span>
        {t(`marks.categories.${mark.category}`)} · {t(`marks.confidences.${mark.confidence}`)}
        {mark.note !== '' && (
          <span className={classes.note} data-untranslated>
            {mark.note}
          </span>
        )}
      </span>
      <span className={classes.by} data-untranslated>
        {mark.by} {timeOfDay(mark.at, zone)}
      </span>
    </>
  );
}
