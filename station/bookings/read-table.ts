import { readCsv } from './read-csv.ts';
import { readJson } from './read-json.ts';
import { readXlsx } from './read-xlsx.ts';
import { mostBytes, type Table, TableFault, tooLarge, unreadable } from './table.pure.ts';

/** Reads a list by what is in it; its name says nothing. Throws TableFault. */
export async function readTable(bytes: Buffer): Promise<Table> {
  if (bytes.length > mostBytes) throw tooLarge(Math.ceil(bytes.length / 1048576), mostBytes / 1048576);
  if (bytes.length === 0)
    throw new TableFault('BOOKINGS_FILE_EMPTY', 'The list has no row below its header.');
  const magic = bytes.subarray(0, 8).toString('latin1');
  if (magic.startsWith('PK')) return readXlsx(bytes);
  if (magic.startsWith('\xd0\xcf\x11\xe0')) throw unreadable('it is an old .xls; save it as .xlsx or .csv');
  return looksLikeJson(bytes) ? readJson(bytes) : readCsv(bytes);
}

function looksLikeJson(bytes: Buffer): boolean {
  const start = bytes
    .subarray(0, 64)
    .toString('latin1')
    .replaceAll(/[\0\xef\xbb\xbf\xff\xfe\s]/g, '');
  return /^[[{]/.test(start);
}
