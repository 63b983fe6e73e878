import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type BookingField,
  bookingFields,
  type OpenedBookings,
  type PlannedRow,
  rowFates,
} from '../../station/api/booking-views.pure.ts';
import { dayAndTime, readablePlate } from '../ui/format.ts';
import { type Shape, StateShape } from '../ui/icons.tsx';
import { KeyCap } from '../ui/key-cap.tsx';
import { useEscape } from '../ui/use-escape.ts';
import classes from './bookings.module.css';
import type { Importing } from './use-import.ts';

/** A list before it is taken over: what its columns mean, and what becomes of each row. */
export function ImportPanel(props: {
  readonly taking: Importing;
  readonly opened: OpenedBookings;
  readonly zone: string;
}) {
  const { t, i18n } = useTranslation('bookings');
  const { taking, opened, zone } = props;
  const { preview } = taking;
  useEscape(taking.leave);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector('select')?.focus(), []);
  const ready = preview !== null && preview.missing.length === 0;
  const useful = ready && preview.counts.new + preview.counts.changed > 0;
  return (
    <form
      ref={form}
      className={classes.import}
      aria-label={t('import.title', { name: opened.name })}
      data-testid="import-panel"
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.ctrlKey) event.currentTarget.requestSubmit();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !taking.busy) taking.take();
      }}
    >
      <header className={classes.head}>
        <h1 className={classes.title}>{t('import.title', { name: opened.name })}</h1>
        <p className={classes.hint}>
          {[
            t('import.rows', { count: opened.rows }),
            opened.format.toUpperCase(),
            opened.encoding,
            opened.delimiter &&
              t('import.delimiter', { sign: opened.delimiter === '\t' ? 'Tab' : opened.delimiter }),
            opened.remembered && t('import.remembered'),
            opened.importedAt &&
              t('import.before', { at: dayAndTime(opened.importedAt, zone, i18n.language) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </header>
      <div className={classes.columns}>
        {keyed(opened.columns).map(({ title, samples, key }, column) => (
          <label
            key={key}
            className={classes.column}
            data-taken={taking.mapping[column] != null || undefined}
          >
            <strong data-untranslated>{title || t('import.untitled', { number: column + 1 })}</strong>
            <select
              value={taking.mapping[column] ?? ''}
              onChange={(event) =>
                taking.map(column, (event.currentTarget.value || null) as BookingField | null)
              }
            >
              <option value="">{t('import.notTaken')}</option>
              {bookingFields.map((field) => (
                <option key={field} value={field}>
                  {t(`fields.${field}`)}
                </option>
              ))}
            </select>
            <span className={classes.samples} data-untranslated>
              {samples.filter((sample) => sample !== '').join(' · ') || '–'}
            </span>
          </label>
        ))}
      </div>
      {preview && preview.missing.length > 0 && (
        <p className={classes.warning} role="status">
          <StateShape shape="triangle" />
          {preview.missing.map((field) => t(`import.missing.${field}`)).join(' ')}
        </p>
      )}
      {ready && (
        <>
          <p className={classes.counts} role="status" data-testid="import-counts">
            {rowFates.map((fate) => (
              <span key={fate} data-fate={fate}>
                <StateShape shape={shapes[fate]} />
                {t(`fates.${fate}`, { count: preview.counts[fate] })}
              </span>
            ))}
          </p>
          <PreviewRows rows={preview.rows} zone={zone} />
          {preview.leftOut > 0 && (
            <p className={classes.hint}>{t('import.leftOut', { count: preview.leftOut })}</p>
          )}
        </>
      )}
      <div className={classes.foot}>
        <Button type="button" variant="default" onClick={taking.leave}>
          {t('back')}
        </Button>
        <Button type="submit" disabled={!ready} loading={taking.busy}>
          {t(useful || !ready ? 'import.take' : 'import.nothing')}
          <span className={classes.key}>
            <KeyCap name="Ctrl+Enter" />
          </span>
        </Button>
      </div>
    </form>
  );
}

/** Two columns may have one title. */
function keyed(columns: OpenedBookings['columns']) {
  const titles = columns.map(({ title }) => title);
  return columns.map((column, at) => ({
    ...column,
    key: `${column.title} ${titles.slice(0, at).filter((title) => title === column.title).length}`,
  }));
}

function PreviewRows({ rows, zone }: { readonly rows: readonly PlannedRow[]; readonly zone: string }) {
  const { t, i18n } = useTranslation('bookings');
  const time = (at: string | null) => (at === null ? '' : dayAndTime(at, zone, i18n.language));
  return (
    <section className={classes.preview} aria-label={t('import.preview')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('import.row')}</th>
            <th scope="col">{t('import.fate')}</th>
            <th scope="col">{t('fields.plate')}</th>
            <th scope="col">{t('fields.number')}</th>
            <th scope="col">{t('fields.slot')}</th>
            <th scope="col">{t('import.what')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.row} data-fate={row.fate}>
              <td>{row.row}</td>
              <td>
                <StateShape shape={shapes[row.fate]} /> {t(`fate.${row.fate}`)}
              </td>
              <td data-untranslated>{readablePlate(row.plate)}</td>
              <td data-untranslated>{row.number}</td>
              <td>{time(row.bookedFor)}</td>
              <td>
                {row.problem !== null && t(`problems.${row.problem}`, { value: row.value })}
                {row.was !== null && t('import.moved', { at: time(row.was) })}
                {row.papers && ` ${t('import.papers')}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const shapes: Readonly<Record<PlannedRow['fate'], Shape>> = {
  new: 'disc',
  changed: 'triangle',
  same: 'ring',
  refused: 'cross',
};
