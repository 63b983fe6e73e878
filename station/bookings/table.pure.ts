/** One cell of a list. A time has no zone in a spreadsheet: `local` is `2026-03-01T08:30:00`, as it is read there. */
export type Cell = string | number | boolean | { readonly local: string } | null;

/** A list of bookings as a file holds it, before anybody says what its columns mean. */
export interface Table {
  readonly format: 'csv' | 'xlsx' | 'json';
  /** `utf-8`, `utf-16le`, `windows-1251`…; empty for a format that needs none. */
  readonly encoding: string;
  /** What separates the columns; empty where nothing does. */
  readonly delimiter: string;
  readonly header: readonly string[];
  readonly rows: readonly TableRow[];
}

export interface TableRow {
  /** As a spreadsheet counts: the first row of the file is 1. */
  readonly row: number;
  readonly cells: readonly Cell[];
}

/** Bounds on what is read: far above what a post gets in a day, far below what hurts it. */
export const mostBytes = 10 * 1024 * 1024;
export const mostUnpackedBytes = 64 * 1024 * 1024;
export const mostRows = 20_000;
export const mostColumns = 100;
/** A longer cell is cut; no field takes as much. */
export const longestCell = 500;

/** A file that cannot be read as a list. `code` and `details` go over a thread's border as they are. */
export class TableFault extends Error {
  readonly code: TableFaultCode;
  readonly details: Readonly<Record<string, string | number>>;

  constructor(code: TableFaultCode, message: string, details: Record<string, string | number> = {}) {
    super(message);
    this.name = 'TableFault';
    this.code = code;
    this.details = details;
  }
}
export type TableFaultCode =
  | 'BOOKINGS_FILE_TOO_LARGE'
  | 'BOOKINGS_FILE_UNREADABLE'
  | 'BOOKINGS_FILE_EMPTY'
  | 'BOOKINGS_FILE_TOO_LONG';

export function tooLarge(mb: number, most: number): TableFault {
  return new TableFault('BOOKINGS_FILE_TOO_LARGE', `The list has ${mb} MB; at most ${most} MB are read.`, {
    mb,
    most,
  });
}

export function unreadable(reason: string): TableFault {
  return new TableFault('BOOKINGS_FILE_UNREADABLE', `The list cannot be read: ${reason}.`, { reason });
}

/** The rows below the header; empty ones are left out, and what is too much is refused. */
export function tableOf(
  grid: readonly (readonly Cell[])[],
  of: Pick<Table, 'format' | 'encoding' | 'delimiter'>,
): Table {
  const numbered = grid
    .map((cells, index) => ({ row: index + 1, cells: cells.map(cut) }))
    .filter(({ cells }) => cells.some((cell) => cell !== null && cell !== ''));
  const [head, ...rows] = numbered;
  if (!head || rows.length === 0)
    throw new TableFault('BOOKINGS_FILE_EMPTY', 'The list has no row below its header.');
  if (rows.length > mostRows)
    throw new TableFault(
      'BOOKINGS_FILE_TOO_LONG',
      `The list has ${rows.length} rows; at most ${mostRows} are read.`,
      { rows: rows.length, most: mostRows },
    );
  if (head.cells.length > mostColumns)
    throw unreadable(`it has ${head.cells.length} columns, at most ${mostColumns} are read`);
  return { ...of, header: head.cells.map(textOf), rows };
}

export function textOf(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'object') return cell.local.replace('T', ' ');
  return String(cell).trim();
}

function cut(cell: Cell): Cell {
  return typeof cell === 'string' ? cell.slice(0, longestCell) : cell;
}
