import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { PasswordField } from '../ui/password-field.tsx';
import { parseSettings } from './device-draft.ts';
import classes from './device-editor.module.css';
import { choiceWord, settingWord } from './driver-words.ts';
import { belowInput } from './field-order.ts';
import { useProblemWords } from './problem-words.ts';
import {
  type Draft,
  type DraftGroup,
  draftOf,
  emptyItem,
  type Problems,
  settingsOf,
} from './settings-draft.ts';
import { type Field, fieldsOf, type JsonSchema, type NamedField } from './settings-schema.ts';
import { SettingsTable } from './settings-table.tsx';

/** The settings of a driver as its schema describes them, as a form or, for who prefers it, as JSON. */
export function SettingsFields(props: {
  readonly driver: string;
  readonly schema: unknown;
  readonly draft: DraftGroup | string;
  readonly problems: Problems;
  readonly onChange: (draft: DraftGroup | string) => void;
}) {
  const { t } = useTranslation('devices');
  const { driver, draft, problems, onChange } = props;
  const fields = fieldsOf((props.schema ?? {}) as JsonSchema);
  const asJson = typeof draft === 'string';
  const parsed = asJson ? parseSettings(draft) : null;
  return (
    <fieldset className={classes.part}>
      <legend>{t('edit.settings')}</legend>
      {fields.length === 0 && !asJson && <p className={classes.hint}>{t('edit.noSettings')}</p>}
      {asJson ? (
        <Textarea
          inputWrapperOrder={belowInput}
          label={t('edit.jsonLabel')}
          value={draft}
          autosize
          minRows={8}
          maxRows={20}
          spellCheck={false}
          classNames={{ input: classes.code ?? '' }}
          error={parsed === null ? t('edit.jsonBad') : null}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      ) : (
        <Fields
          driver={driver}
          fields={fields}
          draft={draft}
          path=""
          problems={problems}
          onChange={onChange}
        />
      )}
      {fields.length > 0 && (
        <button
          type="button"
          className={classes.small}
          disabled={asJson && parsed === null}
          onClick={() => {
            if (!asJson) onChange(JSON.stringify(settingsOf(fields, draft).settings, null, 2));
            else if (parsed) onChange(draftOf(fields, parsed));
          }}
        >
          {t(asJson ? 'edit.asForm' : 'edit.asJson')}
        </button>
      )}
    </fieldset>
  );
}

function Fields(props: {
  readonly driver: string;
  readonly fields: readonly NamedField[];
  readonly draft: DraftGroup;
  readonly path: string;
  readonly problems: Problems;
  readonly onChange: (draft: DraftGroup) => void;
}) {
  const { fields, draft, path, onChange } = props;
  return (
    <div className={classes.fields}>
      {fields.map((field) => (
        <FieldInput
          key={field.name}
          driver={props.driver}
          field={field}
          name={field.name}
          value={draft[field.name]}
          path={`${path}${field.name}`}
          problems={props.problems}
          onChange={(value) => onChange({ ...draft, [field.name]: value })}
        />
      ))}
    </div>
  );
}

function FieldInput(props: {
  readonly driver: string;
  readonly field: Field;
  readonly name: string;
  readonly value: Draft | undefined;
  readonly path: string;
  readonly problems: Problems;
  readonly onChange: (value: Draft) => void;
}) {
  const { t } = useTranslation('devices');
  const { driver, field, name, value, path, problems, onChange } = props;
  const words = useFieldWords(driver, field, name, path);
  const error = useProblemWords()(problems[path]);
  const common = { ...words, error, required: field.needed, withAsterisk: field.needed };
  switch (field.kind) {
    case 'text':
    case 'number':
      if (field.kind === 'text' && field.secret) {
        return (
          <PasswordField
            {...common}
            inputWrapperOrder={belowInput}
            className={classes.wide ?? ''}
            value={typeof value === 'string' ? value : ''}
            autoComplete="off"
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        );
      }
      return (
        <TextInput
          inputWrapperOrder={belowInput}
          {...common}
          className={field.kind === 'text' ? (classes.wide ?? '') : ''}
          value={typeof value === 'string' ? value : ''}
          inputMode={field.kind === 'number' ? 'decimal' : 'text'}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'switch':
      return (
        <Checkbox
          className={classes.all ?? ''}
          {...words}
          error={error}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'choice':
      return (
        <NativeSelect
          inputWrapperOrder={belowInput}
          {...common}
          value={typeof value === 'string' ? value : ''}
          data={[
            ...(field.needed || field.usual !== undefined
              ? []
              : [{ value: '', label: t('settings.notSet') }]),
            ...field.choices.map((choice) => ({
              value: JSON.stringify(choice),
              label: choiceWord(driver, path, choice),
            })),
          ]}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'group':
      return (
        <fieldset className={`${classes.all} ${classes.group}`}>
          <legend>{words.label}</legend>
          {words.description && <p className={classes.hint}>{words.description}</p>}
          <Fields
            driver={driver}
            fields={field.fields}
            draft={isGroup(value) ? value : {}}
            path={`${path}.`}
            problems={problems}
            onChange={onChange}
          />
        </fieldset>
      );
    case 'table':
      return (
        <SettingsTable
          driver={driver}
          title={words.label}
          description={words.description}
          columns={field.columns}
          rows={Array.isArray(value) ? (value as readonly DraftGroup[]) : []}
          path={path}
          problems={problems}
          onChange={onChange}
        />
      );
    case 'list':
      return <ItemList {...props} field={field} words={words} error={error} />;
    case 'json':
      return (
        <Textarea
          inputWrapperOrder={belowInput}
          {...common}
          className={classes.all ?? ''}
          value={typeof value === 'string' ? value : ''}
          autosize
          minRows={2}
          spellCheck={false}
          classNames={{ input: classes.code ?? '' }}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}

/** Plain values under each other, each with a way to take it away. */
function ItemList(props: {
  readonly driver: string;
  readonly field: Field & { readonly kind: 'list' };
  readonly words: { readonly label: string; readonly description: string | null };
  readonly error: string | null;
  readonly value: Draft | undefined;
  readonly path: string;
  readonly problems: Problems;
  readonly onChange: (value: Draft) => void;
}) {
  const { t } = useTranslation('devices');
  const { field, words, path, onChange } = props;
  const items = Array.isArray(props.value) ? (props.value as readonly Draft[]) : [];
  const list = useRef<HTMLFieldSetElement>(null);
  return (
    <fieldset ref={list} className={`${classes.all} ${classes.group}`}>
      <legend>{words.label}</legend>
      {words.description && <p className={classes.hint}>{words.description}</p>}
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an entry is its place in the list, as in the configuration.
        <div key={index} className={classes.item}>
          <FieldInput
            driver={props.driver}
            field={field.item}
            name={t('settings.row', { title: words.label, row: index + 1 })}
            value={item}
            path={`${path}.${index}`}
            problems={props.problems}
            onChange={(value) => onChange(items.map((each, at) => (at === index ? value : each)))}
          />
          <button
            type="button"
            className={classes.small}
            aria-label={t('settings.removeRow', { row: index + 1 })}
            onClick={() => onChange(items.filter((_, at) => at !== index))}
          >
            {t('settings.remove')}
          </button>
        </div>
      ))}
      {props.error && <p className={classes.error}>{props.error}</p>}
      <button
        type="button"
        className={classes.small}
        onClick={() => {
          onChange([...items, emptyItem(field.item)]);
          requestAnimationFrame(() => [...(list.current?.querySelectorAll('input') ?? [])].at(-1)?.focus());
        }}
      >
        {t('settings.addItem')}
      </button>
    </fieldset>
  );
}

/** What a setting is called and what it is, in the person's language as far as there are words. */
function useFieldWords(driver: string, field: Field, name: string, path: string) {
  const { t } = useTranslation('devices');
  const label = settingWord(driver, path, 'title', field.title) ?? name;
  const description = settingWord(driver, path, 'description', field.description);
  const example = field.example === null ? null : t('settings.example', { example: field.example });
  return { label, description: [description, example].filter(Boolean).join(' ') || null };
}

function isGroup(value: Draft | undefined): value is DraftGroup {
  return typeof value === 'object' && !Array.isArray(value);
}
