import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type ImportReport, rowFates } from '../../station/api/booking-views.pure.ts';
import { useBindings } from '../ui/action-context.tsx';
import { faultSentence } from '../ui/fault.ts';
import { dayAndTime } from '../ui/format.ts';
import { KeyCap } from '../ui/key-cap.tsx';
import { saveFile } from '../ui/save-file.ts';
import { useTRPC } from '../ui/station.ts';
import classes from './bookings.module.css';
import { refusedCsv } from './refused-csv.ts';

/** The last lists that were taken over, with what became of their rows and every refused one, to be saved as CSV. */
export function ImportsList(props: {
  readonly zone: string;
  readonly folder: string | null;
  /** The one just made in this window. */
  readonly newest: ImportReport | null;
}) {
  const { t, i18n } = useTranslation('bookings');
  const trpc = useTRPC();
  const imports = useQuery(trpc.bookings.imports.queryOptions(undefined, { refetchInterval: 10_000 }));
  const reports = (imports.data ?? []) as readonly ImportReport[];
  const shown = props.newest ?? reports[0] ?? null;
  const save = (report: ImportReport) => {
    const words = {
      titles: [t('import.row'), t('fields.plate'), t('fields.number'), t('import.why'), t('import.value')],
      why: (problem: ImportReport['refused'][number]['problem'], value: string) =>
        t(`problems.${problem}`, { value }),
    };
    const text = refusedCsv(report.refused, words, i18n.language === 'ru' ? ';' : ',');
    saveFile(new Blob([text], { type: 'text/csv;charset=utf-8' }), `refused-${report.at.slice(0, 10)}.csv`);
  };
  useBindings({
    saveRefused: {
      enabled: shown !== null && shown.refused.length > 0,
      run: () => shown && save(shown),
    },
  });
  return (
    <section className={classes.imports} aria-label={t('imports.title')}>
      <h3>{t('imports.title')}</h3>
      {props.folder !== null && (
        <p className={classes.hint}>{t('imports.folder', { folder: props.folder })}</p>
      )}
      {reports.length === 0 && <p className={classes.hint}>{t('imports.none')}</p>}
      <ul>
        {reports.map((report) => (
          <li key={`${report.importId} ${report.at}`} data-testid="import-report">
            <strong data-untranslated>{report.name}</strong>
            <span className={classes.hint}>
              {[
                dayAndTime(report.at, props.zone, i18n.language),
                report.source === 'folder' ? t('imports.fromFolder') : report.by,
              ].join(' · ')}
            </span>
            {report.fault ? (
              <span className={classes.refused}>{faultSentence(report.fault)}</span>
            ) : (
              <span>
                {rowFates.map((fate) => t(`fates.${fate}`, { count: report.counts[fate] })).join(' · ')}
              </span>
            )}
            {report.refused.length > 0 && (
              <details>
                <summary>{t('imports.refused', { count: report.counts.refused })}</summary>
                <ul>
                  {report.refused.slice(0, 20).map(({ row, problem, plate, value }) => (
                    <li key={row}>
                      {t('imports.refusedRow', { row, plate })} {t(`problems.${problem}`, { value })}
                    </li>
                  ))}
                </ul>
              </details>
            )}
            {report.refused.length > 0 && (
              <button type="button" className={classes.small} onClick={() => save(report)}>
                {t('imports.save')} {report.at === shown?.at && <KeyCap name="Ctrl+J" />}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
