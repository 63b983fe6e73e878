import { DateTime } from 'luxon';
import writeExcelFile from 'write-excel-file/node';
import type { ReportCell, ReportDocument } from './report-document.ts';

const heading = { fontWeight: 'bold' } as const;
/** A workbook has no sheet names longer than this, nor with these signs. */
const longestName = 31;
const forbidden = /[\\/?*[\]:]/g;

/** A report as a workbook: a sheet about it, one for each table, one with the definitions. Numbers and times are such. */
export async function reportXlsx(
  document: ReportDocument,
  timeZone: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const cell = (of: ReportCell) => {
    if (of.kind === 'text') return { value: of.text, type: String };
    if (of.kind === 'time')
      return { value: asWritten(of.at, timeZone), type: Date, format: 'yyyy-mm-dd hh:mm:ss' };
    if (of.value === null) return null;
    return { value: of.value, type: Number, format: of.digits === 0 ? '0' : `0.${'0'.repeat(of.digits)}` };
  };
  const watermark = document.watermark === null ? [] : [[{ value: document.watermark, ...heading }]];
  const sheets = [
    {
      sheet: document.factsTitle,
      data: [
        [{ value: document.title, ...heading }],
        ...watermark,
        ...document.facts.map(([name, value]) => [name, cell(value)]),
      ],
      columns: [{ width: 30 }, { width: 70 }],
    },
    ...document.tables.map(({ title, columns, rows }) => ({
      sheet: title,
      data: [
        [{ value: title, ...heading }],
        ...watermark,
        columns.map((column) => ({ value: column, ...heading, wrap: true })),
        ...rows.map((row) => row.map(cell)),
      ],
      columns: columns.map((_, index) => ({ width: index === 0 ? 30 : 15 })),
    })),
    {
      sheet: document.notesTitle,
      data: [...watermark, ...document.notes.map((note) => [{ value: note, wrap: true }])],
      columns: [{ width: 110 }],
    },
  ];
  const named = sheets.map((sheet) => ({
    ...sheet,
    sheet: sheet.sheet.replace(forbidden, ' ').slice(0, longestName),
  }));
  return new Uint8Array(await writeExcelFile(named).toBuffer());
}

/** A workbook's times have no zone: this one says in UTC what the clock at the post says. */
function asWritten(at: string, timeZone: string): Date {
  return DateTime.fromISO(at, { zone: timeZone }).setZone('utc', { keepLocalTime: true }).toJSDate();
}
