import { z } from 'zod';
import type { EmptyMark, MarkEmptyInput } from '../api/compare-views.pure.ts';
import type { Officer } from '../api/views.pure.ts';
import { StationError } from '../errors.ts';
import { isOf } from '../journal/entry.ts';
import type { Journal } from '../journal/journal.ts';
import type { ReadModel } from '../journal/read-model.ts';
import { notArchived } from '../scans/picture-shelf.ts';
import { fingerprint } from '../visits/fingerprint.ts';
import type { Visits } from '../visits/visits.ts';

const ofScan = z.strictObject({ visitId: z.string().min(1), by: z.string().min(1) });

/** Which scans show a vehicle when it is empty. The subject of each entry is the scan's id. */
export const emptyVehicleKinds = {
  'scan.marked-empty': ofScan,
  'scan.unmarked-empty': ofScan,
} as const;

export const emptyVehiclesTable: ReadModel = {
  name: 'empty-vehicles',
  version: 1,
  tables: ['empty_vehicles'],
  create(db) {
    db.exec(`CREATE TABLE empty_vehicles (
      scan TEXT PRIMARY KEY, visit TEXT NOT NULL, by_officer TEXT, version INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID`);
  },
  prepare(db) {
    const put = db.prepare<[string, string, string | null]>(`
      INSERT INTO empty_vehicles VALUES (?, ?, ?, 1)
      ON CONFLICT (scan) DO UPDATE SET by_officer = excluded.by_officer, version = version + 1`);
    return (entry) => {
      if (!isOf(emptyVehicleKinds, entry)) return;
      const { visitId, by } = entry.body;
      put.run(entry.subject, visitId, entry.kind === 'scan.marked-empty' ? by : null);
    };
  },
};

/**
 * The rule: what a mark changes must be as the officer saw it, so that two officers do not undo each other unseen.
 * Pure: gives the kind of entry, or null for a refusal.
 */
export function decideEmpty(
  now: EmptyMark,
  asked: Pick<MarkEmptyInput, 'empty' | 'version'>,
): keyof typeof emptyVehicleKinds | null {
  if (now.version !== asked.version || (now.by !== null) === asked.empty) return null;
  return asked.empty ? 'scan.marked-empty' : 'scan.unmarked-empty';
}

export class EmptyVehicles {
  readonly #journal: Journal;
  readonly #visits: Pick<Visits, 'get'>;

  constructor(journal: Journal, visits: Pick<Visits, 'get'>) {
    this.#journal = journal;
    this.#visits = visits;
  }

  of(scanId: string): EmptyMark {
    const row = this.#journal.db
      .prepare<[string], EmptyMark>('SELECT by_officer AS by, version FROM empty_vehicles WHERE scan = ?')
      .get(scanId);
    return row ?? { by: null, version: 0 };
  }

  /**
   * Marks an archived scan as its vehicle's when empty, or takes that back; also of a visit that is over. Throws
   * SCAN_UNKNOWN, SCAN_NOT_ARCHIVED, or EMPTY_MARK_CHANGED where somebody else was first.
   */
  mark(input: MarkEmptyInput, by: Pick<Officer, 'id' | 'serviceNumber'>): EmptyMark {
    const { commandId, visitId, scanId, empty, version } = input;
    const command = {
      commandId,
      fingerprint: fingerprint(by, { command: 'markEmpty', visitId, scanId, empty, version }),
    };
    this.#journal.transact(command, () => {
      const scan = this.#visits.get(visitId).scans.find(({ id }) => id === scanId);
      if (!scan) throw new StationError('SCAN_UNKNOWN', 'The visit has no such scan.');
      if (!scan.archived) throw notArchived(scanId);
      const kind = decideEmpty(this.of(scanId), { empty, version });
      if (kind === null)
        throw new StationError(
          'EMPTY_MARK_CHANGED',
          'Another officer has said meanwhile whether this scan shows the empty vehicle. Look at it again.',
        );
      return [{ actor: by.id, kind, subject: scanId, body: { visitId, by: by.serviceNumber } }];
    });
    return this.of(scanId);
  }
}

/** Whether a declaration's goods say that the vehicle is empty, in the languages of the road. */
export function saysEmpty(goods: string | null): boolean {
  return goods !== null && emptyWords.test(goods.normalize('NFKC').toLowerCase());
}

const emptyWords = /(?<!\p{L})(empty|unladen|пуст(ой|ая|ое|ые)|порожн\p{L}*|без груза|бос)(?!\p{L})/u;
