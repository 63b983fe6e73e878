import { stringify } from 'csv-stringify/sync';
import { DateTime } from 'luxon';
import type { Language } from '../../api/views.pure.ts';
import { spreadsheetText } from '../../exports/spreadsheet-text.ts';
import type { ReportCell, ReportDocument } from './report-document.ts';

/** A report as one CSV file: the facts, then each table under its title, then the definitions. See `shift-csv.ts` for its form. */
export function reportCsv(document: ReportDocument, language: Language, timeZone: string): string {
  const cell = (of: ReportCell): string => {
    if (of.kind === 'text') return spreadsheetText(of.text);
    if (of.kind === 'time')
      return DateTime.fromISO(of.at, { zone: timeZone }).toFormat('yyyy-MM-dd HH:mm:ss');
    if (of.value === null) return '';
    const number = of.value.toFixed(of.digits);
    return language === 'ru' ? number.replace('.', ',') : number;
  };
  const rows = [
    [document.title],
    ...(document.watermark === null ? [] : [[document.watermark]]),
    ...document.facts.map(([name, value]) => [name, cell(value)]),
    ...document.tables.flatMap(({ title, columns, rows: of }) => [
      [],
      [title],
      columns,
      ...of.map((row) => row.map(cell)),
    ]),
    [],
    [document.notesTitle],
    ...document.notes.map((note) => [note]),
  ];
  return stringify(rows, {
    bom: true,
    delimiter: language === 'ru' ? ';' : ',',
    record_delimiter: 'windows',
    escape_formulas: true,
  });
}
