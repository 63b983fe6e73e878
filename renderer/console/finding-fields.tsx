import { useTranslation } from 'react-i18next';
import { findingCategories, findingUnits } from '../../station/api/examination-record.pure.ts';
import { examinationOutcomes, type VisitView } from '../../station/api/views.pure.ts';
import classes from './decision-panel.module.css';
import { type FindingDraft, quantityOf } from './examination-draft.ts';

/** One finding: what it was, how much, and where on the scan. The first may also say that nothing was found. */
export function FindingFields(props: {
  readonly finding: FindingDraft;
  readonly number: number;
  readonly marks: VisitView['marks'];
  readonly onChange: (change: Partial<FindingDraft>) => void;
  readonly onRemove: () => void;
}) {
  const { t } = useTranslation(['yard', 'common', 'console']);
  const { finding, number, marks, onChange } = props;
  const first = number === 1;
  const outcomes = first ? examinationOutcomes : examinationOutcomes.filter((value) => value !== 'nothing');
  return (
    <fieldset className={classes.finding} aria-label={t('yard:form.finding', { number })}>
      <Choice
        label={first ? t('yard:form.outcome') : t('yard:form.outcomeOf', { number })}
        value={finding.outcome}
        autoFocus
        options={outcomes.map((value) => [value, t(`common:outcomes.${value}`)])}
        onChange={(outcome) => onChange({ outcome })}
      />
      {finding.outcome !== 'nothing' && (
        <>
          <Choice
            label={t('yard:form.category')}
            value={finding.category}
            options={findingCategories.map((value) => [value, t(`yard:categories.${value}`)])}
            onChange={(category) => onChange({ category })}
          />
          <div className={classes.row}>
            <label className={classes.field}>
              <span>{t('yard:form.quantity')}</span>
              <input
                className={classes.words}
                inputMode="decimal"
                size={8}
                value={finding.quantity}
                aria-invalid={finding.quantity.trim() !== '' && quantityOf(finding.quantity) === null}
                onChange={(event) => onChange({ quantity: event.currentTarget.value })}
              />
            </label>
            <Choice
              label={t('yard:form.unit')}
              value={finding.unit}
              options={findingUnits.map((value) => [value, t(`yard:units.${value}`)])}
              onChange={(unit) => onChange({ unit })}
            />
          </div>
          <Choice
            label={t('yard:form.mark')}
            value={finding.markId}
            options={[
              ['', t('yard:form.noMark')],
              ...marks.map((mark): [string, string] => [
                mark.id,
                t('yard:form.markOf', {
                  number: mark.number,
                  category: t(`console:marks.categories.${mark.category}`),
                }),
              ]),
            ]}
            onChange={(markId) => onChange({ markId })}
          />
          <label className={classes.field}>
            <span>{t('yard:form.note')}</span>
            <input
              className={classes.words}
              value={finding.note}
              maxLength={500}
              onChange={(event) => onChange({ note: event.currentTarget.value })}
            />
          </label>
        </>
      )}
      {!first && (
        <button type="button" className={classes.enter} onClick={props.onRemove}>
          {t('yard:form.remove', { number })}
        </button>
      )}
    </fieldset>
  );
}

function Choice<Value extends string>(props: {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly (readonly [Value, string])[];
  readonly autoFocus?: boolean;
  readonly onChange: (value: Value) => void;
}) {
  return (
    <label className={classes.field}>
      <span>{props.label}</span>
      <select
        className={classes.words}
        // biome-ignore lint/a11y/noAutofocus: the person has just asked for it.
        autoFocus={props.autoFocus}
        value={props.value}
        onChange={(event) => props.onChange(event.currentTarget.value as Value)}
      >
        {props.options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
