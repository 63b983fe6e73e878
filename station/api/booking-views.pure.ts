import type { VisitView } from './views.pure.ts';

/** What a column of a list of bookings may mean. */
export const bookingFields = [
  'number',
  'plate',
  'slot',
  'date',
  'time',
  'trailerPlate',
  'container',
  'country',
  'laneClass',
  'turnReason',
  'declaration',
  'goods',
  'weightKg',
  'weightT',
  'post',
] as const;
export type BookingField = (typeof bookingFields)[number];

/** Which field each column holds, by the column's place; null where it is not taken. */
export type ColumnMapping = readonly (BookingField | null)[];

/** Why a row is refused; each has a sentence in the catalogue (`bookings:problems.CODE`). */
export const rowProblems = [
  'plateMissing',
  'plateLong',
  'timeMissing',
  'timeUnreadable',
  'timeAmbiguous',
  'timeNotThere',
  'past',
  'twice',
  'plateFixed',
  'over',
  'otherPost',
  'weightUnreadable',
  'classUnknown',
  'turnReasonMissing',
  'tooLong',
] as const;
export type RowProblem = (typeof rowProblems)[number];

/** A row that was not taken. */
export interface RefusedRow {
  /** As a spreadsheet counts: the first row of the file is 1. */
  readonly row: number;
  readonly problem: RowProblem;
  /** What stands there, where one cell is to blame. */
  readonly value: string;
  readonly plate: string;
  readonly number: string;
}

export const rowFates = ['new', 'changed', 'same', 'refused'] as const;
export type RowFate = (typeof rowFates)[number];

/** What becomes of one row. Times are ISO 8601 UTC. */
export interface PlannedRow {
  readonly row: number;
  readonly fate: RowFate;
  readonly number: string;
  readonly plate: string;
  readonly bookedFor: string | null;
  /** Of a row that changes a booking: the time it had, and whether its papers change. */
  readonly was: string | null;
  readonly papers: boolean;
  readonly problem: RowProblem | null;
  readonly value: string;
}

export type FateCounts = Readonly<Record<RowFate, number>>;

/** A file that was read and waits to be applied. */
export interface OpenedBookings {
  readonly importId: string;
  readonly name: string;
  readonly format: 'csv' | 'xlsx' | 'json';
  /** How its text is written, and what separates its columns; empty where the format says so itself. */
  readonly encoding: string;
  readonly delimiter: string;
  readonly rows: number;
  readonly columns: readonly { readonly title: string; readonly samples: readonly string[] }[];
  readonly mapping: ColumnMapping;
  /** The mapping is the one that was last used for these columns. */
  readonly remembered: boolean;
  /** When this very file was imported before. */
  readonly importedAt: string | null;
}

/** What an import would do. */
export interface BookingsPreview {
  readonly counts: FateCounts;
  /** Those that are refused first, then the others, as far as they are shown. */
  readonly rows: readonly PlannedRow[];
  readonly leftOut: number;
  /** Fields without which no row can be taken and that no column has. */
  readonly missing: readonly ('plate' | 'slot')[];
}

/** What an import has done. */
export interface ImportReport {
  readonly importId: string;
  readonly at: string;
  readonly name: string;
  readonly source: 'screen' | 'folder';
  readonly by: string | null;
  readonly counts: FateCounts;
  readonly refused: readonly RefusedRow[];
  /** More were refused than are kept. */
  readonly leftOut: number;
  /** Why no row of it could be read; null where it could. */
  readonly fault: { readonly code: string; readonly details: Record<string, string | number> } | null;
}

export interface BookingList {
  /** By their time. */
  readonly visits: readonly VisitView[];
  /** More are there than are shown. */
  readonly more: boolean;
  /** The folder that is watched for lists; null where none is. */
  readonly folder: string | null;
  /** So long after its time a booking that nobody came for is overdue. */
  readonly overdueMinutes: number;
}
