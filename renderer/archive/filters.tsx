import type { KeyboardEvent, ReactNode, Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { decisionKinds, examinationOutcomes } from '../../station/api/views.pure.ts';
import { useAction } from '../ui/action-context.tsx';
import { KeyCap } from '../ui/key-cap.tsx';
import { dayOf, type Filters } from './archive-rules.ts';
import classes from './archive-screen.module.css';

/** What is looked for. The arrow down leads from any field to what was found. */
export function FilterBar(props: {
  readonly ref: Ref<HTMLInputElement>;
  readonly filters: Filters;
  readonly onChange: (filters: Filters) => void;
  readonly onDown: () => void;
}) {
  const { t } = useTranslation(['archive', 'common']);
  const { filters, onChange } = props;
  const search = useAction('searchArchive');
  const set = (name: keyof Filters) => (value: string) => onChange({ ...filters, [name]: value });
  const down = (event: KeyboardEvent) => {
    const leaves =
      event.key === 'Enter' || (event.key === 'ArrowDown' && event.target instanceof HTMLInputElement);
    if (!leaves) return;
    event.preventDefault();
    props.onDown();
  };
  const text = (name: 'text' | 'plate' | 'container' | 'goods' | 'officer', ref?: Ref<HTMLInputElement>) => (
    <Field name={name} label={t(`archive:filters.${name}`)}>
      <input
        ref={ref}
        id={`archive-${name}`}
        type="text"
        value={filters[name]}
        maxLength={name === 'text' || name === 'goods' ? 200 : 20}
        placeholder={name === 'text' ? t('archive:filters.textHint') : undefined}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => set(name)(event.currentTarget.value)}
        data-testid={`archive-${name}`}
      />
    </Field>
  );
  return (
    <search className={classes.filters} aria-label={t('archive:filters.title')} onKeyDown={down}>
      <div className={classes.words}>
        {text('text', props.ref)}
        <KeyCap name={search?.keyName ?? ''} />
      </div>
      {text('plate')}
      {text('container')}
      {text('goods')}
      {(['from', 'to'] as const).map((name) => (
        <Field key={name} name={name} label={t(`archive:filters.${name}`)}>
          <input
            id={`archive-${name}`}
            type="text"
            value={filters[name]}
            maxLength={10}
            placeholder={t('archive:filters.day')}
            autoComplete="off"
            aria-invalid={filters[name].trim() !== '' && dayOf(filters[name]) === null}
            onChange={(event) => set(name)(event.currentTarget.value)}
            data-testid={`archive-${name}`}
          />
        </Field>
      ))}
      {text('officer')}
      <Field name="decision" label={t('archive:filters.decision')}>
        <select
          id="archive-decision"
          value={filters.decision}
          onChange={(event) => set('decision')(event.currentTarget.value)}
        >
          <option value="">{t('archive:filters.any')}</option>
          {decisionKinds
            .filter((kind) => kind === 'release' || kind === 'refer')
            .map((kind) => (
              <option key={kind} value={kind}>
                {t(`common:decisions.${kind}`)}
              </option>
            ))}
        </select>
      </Field>
      <Field name="outcome" label={t('archive:filters.outcome')}>
        <select
          id="archive-outcome"
          value={filters.outcome}
          onChange={(event) => set('outcome')(event.currentTarget.value)}
        >
          <option value="">{t('archive:filters.any')}</option>
          {examinationOutcomes.map((outcome) => (
            <option key={outcome} value={outcome}>
              {t(`common:outcomes.${outcome}`)}
            </option>
          ))}
        </select>
      </Field>
    </search>
  );
}

function Field(props: {
  readonly name: keyof Filters;
  readonly label: string;
  readonly children: ReactNode;
}) {
  return (
    <div className={classes.field} data-field={props.name}>
      <label htmlFor={`archive-${props.name}`}>{props.label}</label>
      {props.children}
    </div>
  );
}
