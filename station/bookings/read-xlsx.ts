import { readSheet } from 'read-excel-file/node';
import { type Cell, type Table, tableOf, unreadable } from './table.pure.ts';
import { refuseSwollenZip } from './zip-size.ts';

/** The first sheet of a workbook. Its times are read as they are shown there. Throws TableFault. */
export async function readXlsx(bytes: Buffer): Promise<Table> {
  refuseSwollenZip(bytes);
  let grid: readonly (readonly unknown[])[];
  try {
    grid = await readSheet(bytes);
  } catch (fault) {
    throw unreadable(fault instanceof Error ? fault.message.replace(/[.\s]+$/, '') : 'it is damaged');
  }
  return tableOf(
    grid.map((row) => row.map(cellOf)),
    { format: 'xlsx', encoding: '', delimiter: '' },
  );
}

function cellOf(value: unknown): Cell {
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? null : { local: nearestMinute(value).toISOString().slice(0, 19) };
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

/** A spreadsheet counts days, so that 08:30 may come out as 08:29:59.999. */
function nearestMinute(date: Date): Date {
  return new Date(Math.round(date.getTime() / 1000) * 1000);
}
