import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './device-editor.module.css';
import { choiceWord, settingWord } from './driver-words.ts';
import { useProblemWords } from './problem-words.ts';
import { type Draft, type DraftGroup, emptyRow, type Problems } from './settings-draft.ts';
import type { NamedField } from './settings-schema.ts';

/** Rows of settings (a register map) as a table that is filled in with Tab, and grows and shrinks by its buttons. */
export function SettingsTable(props: {
  readonly driver: string;
  readonly title: string;
  readonly description: string | null;
  readonly columns: readonly NamedField[];
  readonly rows: readonly DraftGroup[];
  readonly path: string;
  readonly problems: Problems;
  readonly onChange: (rows: readonly DraftGroup[]) => void;
}) {
  const { t } = useTranslation('devices');
  const { driver, title, columns, rows, path, problems, onChange } = props;
  const table = useRef<HTMLTableElement>(null);
  const words = useProblemWords();
  const titleOf = ({ name, title: said }: NamedField) =>
    settingWord(driver, `${path}.${name}`, 'title', said) ?? name;
  const wrong = words(problems[path]);
  const focusRow = (row: number) =>
    requestAnimationFrame(() => {
      const at = table.current?.querySelectorAll('tbody tr')[row];
      at?.querySelector<HTMLElement>('input, select')?.focus();
    });
  return (
    <fieldset className={`${classes.all} ${classes.group}`} data-testid={`table-${path}`}>
      <legend>{title}</legend>
      {props.description && <p className={classes.hint}>{props.description}</p>}
      {rows.length === 0 ? (
        <p className={classes.hint}>{t('settings.noRows')}</p>
      ) : (
        <div className={classes.scroll}>
          <table ref={table} className={classes.table}>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th
                    key={column.name}
                    scope="col"
                    title={
                      settingWord(driver, `${path}.${column.name}`, 'description', column.description) ??
                      undefined
                    }
                  >
                    {titleOf(column)}
                  </th>
                ))}
                <td />
              </tr>
            </thead>
            <tbody>
              {rows.map((row, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place in the table, as in the configuration.
                <tr key={index}>
                  {columns.map((column) => (
                    <td key={column.name} data-kind={column.kind}>
                      <Cell
                        driver={driver}
                        path={`${path}.${column.name}`}
                        column={column}
                        value={row[column.name]}
                        label={t('settings.row', { title: titleOf(column), row: index + 1 })}
                        wrong={words(problems[`${path}.${index}.${column.name}`])}
                        onChange={(value) =>
                          onChange(
                            rows.map((each, at) => (at === index ? { ...each, [column.name]: value } : each)),
                          )
                        }
                      />
                    </td>
                  ))}
                  <td>
                    <button
                      type="button"
                      className={classes.small}
                      aria-label={t('settings.removeRow', { row: index + 1 })}
                      onClick={() => {
                        onChange(rows.filter((_, at) => at !== index));
                        focusRow(Math.min(index, rows.length - 2));
                      }}
                    >
                      {t('settings.remove')}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {wrong && <p className={classes.error}>{wrong}</p>}
      <button
        type="button"
        className={classes.small}
        onClick={() => {
          onChange([...rows, emptyRow(columns)]);
          focusRow(rows.length);
        }}
      >
        {t('settings.addRow')}
      </button>
    </fieldset>
  );
}

function Cell(props: {
  readonly driver: string;
  readonly path: string;
  readonly column: NamedField;
  readonly value: Draft | undefined;
  readonly label: string;
  readonly wrong: string | null;
  readonly onChange: (value: Draft) => void;
}) {
  const { t } = useTranslation('devices');
  const { column, value, label, wrong, onChange } = props;
  const common = { 'aria-label': label, 'aria-invalid': wrong !== null || undefined };
  if (column.kind === 'switch') {
    return (
      <input
        {...common}
        type="checkbox"
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  }
  return (
    <>
      {column.kind === 'choice' ? (
        <select
          {...common}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => onChange(event.currentTarget.value)}
        >
          {!column.needed && column.usual === undefined && <option value="">{t('settings.notSet')}</option>}
          {column.choices.map((choice) => (
            <option key={String(choice)} value={JSON.stringify(choice)}>
              {choiceWord(props.driver, props.path, choice)}
            </option>
          ))}
        </select>
      ) : (
        <input
          {...common}
          value={typeof value === 'string' ? value : ''}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
      {wrong && <span className={classes.error}>{wrong}</span>}
    </>
  );
}
