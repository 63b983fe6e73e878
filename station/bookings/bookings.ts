import { createHash, randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type {
  ApplyBookingsInput,
  BookingListInput,
  PreviewBookingsInput,
} from '../api/booking-inputs.pure.ts';
import type {
  BookingList,
  BookingsPreview,
  ColumnMapping,
  FateCounts,
  ImportReport,
  OpenedBookings,
  PlannedRow,
  RefusedRow,
} from '../api/booking-views.pure.ts';
import type { Clock } from '../clock.ts';
import type { PostConfig } from '../config/config.ts';
import { StationError } from '../errors.ts';
import type { NewEntry } from '../journal/entry.ts';
import type { Journal } from '../journal/journal.ts';
import { apartFromLanes } from '../visits/apart-from-lanes.ts';
import { fingerprint } from '../visits/fingerprint.ts';
import { openAlarms } from '../visits/visit-readings.pure.ts';
import { type Visit, viewOf } from '../visits/visit-state.pure.ts';
import type { Actor } from '../visits/visits.ts';
import { mostRefusedKept } from './booking-entries.ts';
import { identitiesOf, type Planned, planRow } from './booking-plan.pure.ts';
import { type BookingQueries, bookingQueries } from './booking-queries.ts';
import { bookingRow, type RowRules } from './booking-row.pure.ts';
import { type ImportQueries, importQueries } from './bookings-table.ts';
import { guessMapping, headerKey, missingFields } from './columns.pure.ts';
import { readTableAside } from './read-table-thread.ts';
import { type Table, textOf } from './table.pure.ts';

export interface BookingsOptions {
  readonly journal: Pick<Journal, 'db' | 'transact' | 'append'>;
  readonly clock: Clock;
  /** The post's, IANA. */
  readonly zone: string;
  readonly rules: PostConfig['bookings'];
  /** Reads a list: in a thread of its own, unless a test has many of them. */
  readonly read?: (bytes: Uint8Array) => Promise<Table>;
  readonly newId?: () => string;
}

/** Lists that were read and wait to be applied: what an officer has before them, and a little more. */
const mostOpened = 4;
const rowsAtOnce = 200;
const previewed = 500;
const importsShown = 20;
const listed = 500;
const samplesShown = 3;

interface Opened {
  readonly table: Table;
  readonly name: string;
  readonly bytes: number;
}

/**
 * Bookings and the lists they come from. A list is read aside, shown with every row's fate, and applied in slices, so
 * that the station goes on meanwhile; a list that was cut short by a crash is applied again and changes nothing twice.
 */
export class Bookings {
  readonly #options: BookingsOptions;
  readonly #visits: BookingQueries;
  readonly #imports: ImportQueries;
  readonly #newId: () => string;
  readonly #read: (bytes: Uint8Array) => Promise<Table>;
  readonly #opened = new Map<string, Opened>();

  constructor(options: BookingsOptions) {
    this.#options = options;
    this.#visits = bookingQueries(options.journal.db);
    this.#imports = importQueries(options.journal.db);
    this.#newId = options.newId ?? randomUUID;
    this.#read = options.read ?? readTableAside;
  }

  list({ from, to, text, all }: BookingListInput): BookingList {
    const found = this.#visits.between(from, to, all).filter((visit) => holds(visit, text));
    const { folder, overdueMinutes } = this.#options.rules;
    return {
      visits: found.slice(0, listed).map(viewOf),
      more: found.length > listed,
      ...{ folder, overdueMinutes },
    };
  }

  /** Ends the bookings that nobody came for in time as no-shows, where the post has it so. Returns how many. */
  recordNoShows(): number {
    const { journal, clock, rules } = this.#options;
    if (!rules.noShowByItself) return 0;
    const now = clock.utc();
    const before = new Date(Date.parse(now) - rules.overdueMinutes * 60_000).toISOString();
    const { entries } = journal.transact({}, () =>
      this.#visits.due(before).flatMap((visit) => {
        // A truck with an alarm is let go by nobody, and one that the gate has seen is here.
        if (openAlarms(visit).length > 0 || visit.plateReads.length > 0) return [];
        return apartFromLanes(visit, visit.id, { command: 'noShow' }, { now, by: null });
      }),
    );
    return entries.length;
  }

  /** Reads a list. Throws StationError BOOKINGS_FILE_… where it cannot be read. */
  async open(bytes: Uint8Array, name: string): Promise<OpenedBookings> {
    const table = await this.#read(bytes);
    const importId = createHash('sha256').update(bytes).digest('hex');
    this.#opened.delete(importId);
    this.#opened.set(importId, { table, name, bytes: bytes.length });
    for (const oldest of [...this.#opened.keys()].slice(0, -mostOpened)) this.#opened.delete(oldest);
    const remembered = this.#imports.mapping(headerKey(table.header));
    return {
      importId,
      name,
      format: table.format,
      encoding: table.encoding,
      delimiter: table.delimiter,
      rows: table.rows.length,
      columns: table.header.map((title, column) => ({
        title,
        samples: table.rows.slice(0, samplesShown).map(({ cells }) => textOf(cells[column])),
      })),
      mapping: remembered ?? guessMapping(table.header),
      remembered: remembered !== null,
      importedAt: this.#imports.ofFile(importId)?.at ?? null,
    };
  }

  /** What would become of each row. Throws IMPORT_GONE. */
  async preview({ importId, mapping }: PreviewBookingsInput): Promise<BookingsPreview> {
    const { table } = this.#find(importId);
    const missing = missingFields(mapping);
    const rows: PlannedRow[] = [];
    if (missing.length === 0)
      for await (const planned of this.#planned(table, mapping))
        rows.push(...planned.map(({ shown }) => shown));
    const ordered = [
      ...rows.filter(({ fate }) => fate === 'refused'),
      ...rows.filter(({ fate }) => fate !== 'refused'),
    ];
    return {
      counts: countsOf(rows),
      rows: ordered.slice(0, previewed),
      leftOut: Math.max(0, ordered.length - previewed),
      missing,
    };
  }

  /** Takes a list over and remembers what its columns mean. Throws IMPORT_GONE or COLUMNS_MISSING. */
  async apply({ commandId, importId, mapping }: ApplyBookingsInput, by: Actor): Promise<ImportReport> {
    return this.#take(this.#find(importId), importId, mapping, { commandId, by });
  }

  /** The last lists that were taken over or refused, the newest first. */
  imports(): ImportReport[] {
    return this.#imports.last(importsShown);
  }

  /** Whether this very file was taken over or refused before. */
  knows(sha256: string): ImportReport | null {
    return this.#imports.ofFile(sha256);
  }

  /**
   * A list of the watched folder: taken over by the columns' remembered meaning, or by their titles. Throws StationError
   * BOOKINGS_FILE_… or COLUMNS_MISSING; then nothing of it was taken.
   */
  async takeOver(bytes: Uint8Array, name: string, sha256: string): Promise<ImportReport> {
    const table = await this.#read(bytes);
    const mapping = this.#imports.mapping(headerKey(table.header)) ?? guessMapping(table.header);
    return this.#take({ table, name, bytes: bytes.length }, sha256, mapping, null);
  }

  /** Puts on record that a list of the watched folder could not be read. */
  refuse(
    file: { readonly name: string; readonly sha256: string; readonly bytes: number },
    fault: StationError,
  ) {
    const body = { ...file, code: fault.code, details: { ...fault.details } };
    this.#options.journal.append([
      { actor: 'station', kind: 'bookings.refused', subject: file.sha256, body },
    ]);
  }

  async #take(
    { table, name, bytes }: Opened,
    sha256: string,
    mapping: ColumnMapping,
    order: { readonly commandId: string; readonly by: Actor } | null,
  ): Promise<ImportReport> {
    if (missingFields(mapping).length > 0)
      throw new StationError(
        'COLUMNS_MISSING',
        'No column says the plate or the booked time. Say which one does, then import.',
      );
    const rows: PlannedRow[] = [];
    const by = order?.by ?? null;
    for await (const planned of this.#planned(table, mapping, by))
      rows.push(...planned.map(({ shown }) => shown));
    const refused = rows.flatMap((row): RefusedRow[] =>
      row.problem === null
        ? []
        : [
            {
              row: row.row,
              problem: row.problem,
              value: row.value,
              plate: row.plate,
              number: row.number,
            },
          ],
    );
    const body = {
      ...{ name, sha256, bytes, source: order ? 'screen' : 'folder', by: by?.serviceNumber ?? null },
      counts: countsOf(rows),
      refused: refused.slice(0, mostRefusedKept),
      leftOut: Math.max(0, refused.length - mostRefusedKept),
    };
    const command = order
      ? { commandId: order.commandId, fingerprint: fingerprint(order.by, { import: sha256, mapping }) }
      : {};
    const actor = by?.id ?? 'station';
    const header = headerKey(table.header);
    const known = this.#imports.mapping(header);
    const { entries } = this.#options.journal.transact(command, () => [
      { actor, kind: 'bookings.imported', subject: sha256, body },
      ...(JSON.stringify(known) === JSON.stringify(mapping) || header === ''
        ? []
        : [
            {
              ...{ actor, kind: 'bookings.mapped', subject: 'bookings' },
              body: { header, mapping: [...mapping], by: by?.serviceNumber ?? null },
            },
          ]),
    ]);
    // A double click gets what the first one did.
    return this.#imports.at(entries[0]?.seq ?? 0);
  }

  /** Each row's fate, a slice at a time; with `by` the slice is carried out too, in one transaction each. */
  async *#planned(
    table: Table,
    mapping: ColumnMapping,
    by?: Actor | null,
  ): AsyncGenerator<readonly Planned[]> {
    const {
      journal,
      zone,
      rules: { crossingPoints },
    } = this.#options;
    const rules: RowRules = { mapping, zone, crossingPoints };
    const taken = new Set<string>();
    for (let from = 0; from < table.rows.length; from += rowsAtOnce) {
      const slice = table.rows.slice(from, from + rowsAtOnce);
      let planned: Planned[] = [];
      const plan = () => {
        planned = slice.map((row) => this.#plan(bookingRow(row, rules), taken));
        return planned;
      };
      if (by === undefined) plan();
      else journal.transact({}, () => plan().flatMap((one) => this.#entries(one, by)));
      yield planned;
      await setImmediate();
    }
  }

  #plan(row: ReturnType<typeof bookingRow>, taken: Set<string>): Planned {
    const now = this.#options.clock.utc();
    if ('problem' in row) return planRow(row, null, taken, now);
    const known =
      (row.number === '' ? null : this.#visits.byNumber(row.number)) ??
      this.#visits.bySlot(row.plate, row.bookedFor, row.number);
    const planned = planRow(row, known, taken, now);
    for (const identity of identitiesOf(row, known)) taken.add(identity);
    return planned;
  }

  #entries({ shown, todo }: Planned, by: Actor | null): NewEntry[] {
    if (todo === null) return [];
    const as = { now: this.#options.clock.utc(), by };
    if (todo.kind === 'book') {
      const { number, bookedFor } = shown;
      const slot = { bookedFor: bookedFor ?? '', ...(number === '' ? {} : { number }) };
      return apartFromLanes(null, this.#newId(), { command: 'book', truck: todo.truck, ...slot }, as);
    }
    const visit = this.#visits.byId(todo.visitId);
    const { bookedFor, truck } = todo;
    return [
      ...(bookedFor === null
        ? []
        : apartFromLanes(visit, todo.visitId, { command: 'rebook', bookedFor }, as)),
      ...(truck === null ? [] : apartFromLanes(visit, todo.visitId, { command: 'correctTruck', truck }, as)),
    ];
  }

  #find(importId: string): Opened {
    const opened = this.#opened.get(importId);
    if (!opened)
      throw new StationError(
        'IMPORT_GONE',
        'The station does not hold this list any more. Open the file again.',
      );
    return opened;
  }
}

function countsOf(rows: readonly PlannedRow[]): FateCounts {
  const counts = { new: 0, changed: 0, same: 0, refused: 0 };
  for (const { fate } of rows) counts[fate] += 1;
  return counts;
}

function holds({ truck, bookingNumber }: Visit, text: string): boolean {
  const plain = (said: string) => said.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
  const asked = plain(text);
  return [truck.plate, truck.trailerPlate, truck.container, truck.goods, bookingNumber].some((said) =>
    plain(said ?? '').includes(asked),
  );
}
