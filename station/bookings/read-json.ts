import { decodeText } from './read-csv.ts';
import { type Cell, mostColumns, mostRows, type Table, tableOf, unreadable } from './table.pure.ts';

/**
 * A list of objects, at the top or as the only list in an object (`{ "bookings": […] }`); each key is a column. A nested
 * object's keys are joined by a dot (`truck.plate`). Throws TableFault.
 */
export function readJson(bytes: Uint8Array): Table {
  const { text, encoding } = decodeText(bytes);
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw unreadable('it is not whole JSON');
  }
  const list = listIn(value);
  if (list === null) throw unreadable('it holds no list of bookings');
  // One more than is read, so that what is too long is found out.
  const records = list.slice(0, mostRows + 1).map((item) => new Map(flat(item, '', 0)));
  const header = [...new Set(records.flatMap((record) => [...record.keys()]))];
  if (header.length > mostColumns) throw unreadable(`it has ${header.length} fields`);
  const rows = records.map((record) => header.map((key) => record.get(key) ?? null));
  return tableOf([header, ...rows], { format: 'json', encoding, delimiter: '' });
}

function listIn(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null) return null;
  const lists = Object.values(value).filter((one) => Array.isArray(one));
  return lists.length === 1 ? (lists[0] ?? null) : null;
}

const deepest = 3;

function flat(value: unknown, path: string, depth: number): [string, Cell][] {
  if (value === null || value === undefined) return [];
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return [[path, value]];
  if (Array.isArray(value)) return [[path, value.filter((one) => typeof one !== 'object').join(', ')]];
  if (depth >= deepest) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    flat(part, path === '' ? key : `${path}.${key}`, depth + 1),
  );
}
