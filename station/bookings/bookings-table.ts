import { z } from 'zod';
import type { ColumnMapping, ImportReport } from '../api/booking-views.pure.ts';
import { bookingFields } from '../api/booking-views.pure.ts';
import type { ReadableDatabase } from '../journal/database.ts';
import { isOf } from '../journal/entry.ts';
import type { ReadModel } from '../journal/read-model.ts';
import { bookingKinds, refusedRow } from './booking-entries.ts';

/** What was imported, and what the columns of each kind of list mean. */
export const bookingsTable: ReadModel = {
  name: 'bookings',
  version: 1,
  tables: ['booking_imports', 'booking_mappings'],
  create(db) {
    db.exec(`
      CREATE TABLE booking_imports (
        seq INTEGER PRIMARY KEY, at TEXT NOT NULL, sha256 TEXT NOT NULL, report TEXT NOT NULL
      ) STRICT;
      CREATE INDEX booking_imports_by_file ON booking_imports (sha256, seq);
      CREATE TABLE booking_mappings (header TEXT PRIMARY KEY, mapping TEXT NOT NULL) STRICT, WITHOUT ROWID;
    `);
  },
  prepare(db) {
    const add = db.prepare<[number, string, string, string]>(
      'INSERT INTO booking_imports (seq, at, sha256, report) VALUES (?, ?, ?, ?)',
    );
    const map = db.prepare<[string, string]>(
      'INSERT OR REPLACE INTO booking_mappings (header, mapping) VALUES (?, ?)',
    );
    return (entry) => {
      if (!isOf(bookingKinds, entry)) return;
      if (entry.kind === 'bookings.mapped') {
        map.run(entry.body.header, JSON.stringify(entry.body.mapping));
        return;
      }
      const { name, sha256 } = entry.body;
      const of = { importId: sha256, at: entry.at, name };
      const nothing = { counts: { new: 0, changed: 0, same: 0, refused: 0 }, refused: [], leftOut: 0 };
      const report: ImportReport =
        entry.kind === 'bookings.refused'
          ? { ...of, ...nothing, source: 'folder', by: null, fault: faultOf(entry.body) }
          : {
              ...of,
              source: entry.body.source,
              by: entry.body.by,
              counts: entry.body.counts,
              refused: entry.body.refused,
              leftOut: entry.body.leftOut,
              fault: null,
            };
      add.run(entry.seq, entry.at, sha256, JSON.stringify(report));
    };
  },
};

export interface ImportQueries {
  /** The newest first. */
  last(limit: number): ImportReport[];
  /** The one that the entry of this number recorded. */
  at(seq: number): ImportReport;
  /** The last time that a file was taken over or refused. */
  ofFile(sha256: string): ImportReport | null;
  mapping(header: string): ColumnMapping | null;
}

export function importQueries(db: ReadableDatabase): ImportQueries {
  const last = db.prepare<[number], { report: string }>(
    'SELECT report FROM booking_imports ORDER BY seq DESC LIMIT ?',
  );
  const ofFile = db.prepare<[string], { report: string }>(
    'SELECT report FROM booking_imports WHERE sha256 = ? ORDER BY seq DESC LIMIT 1',
  );
  const at = db.prepare<[number], { report: string }>('SELECT report FROM booking_imports WHERE seq = ?');
  const mapping = db.prepare<[string], { mapping: string }>(
    'SELECT mapping FROM booking_mappings WHERE header = ?',
  );
  return {
    last: (limit) => last.all(limit).map(({ report }) => reportSchema.parse(JSON.parse(report))),
    at: (seq) => reportSchema.parse(JSON.parse(at.get(seq)?.report ?? 'null')),
    ofFile: (sha256) => {
      const row = ofFile.get(sha256);
      return row ? reportSchema.parse(JSON.parse(row.report)) : null;
    },
    mapping: (header) => {
      const row = mapping.get(header);
      return row ? z.array(z.enum(bookingFields).nullable()).parse(JSON.parse(row.mapping)) : null;
    },
  };
}

const details = z.record(z.string(), z.union([z.string(), z.number()]));
const reportSchema = z.strictObject({
  importId: z.string(),
  at: z.string(),
  name: z.string(),
  source: z.enum(['screen', 'folder']),
  by: z.string().nullable(),
  counts: bookingKinds['bookings.imported'].shape.counts,
  refused: z.array(refusedRow),
  leftOut: z.int(),
  fault: z.strictObject({ code: z.string(), details }).nullable(),
});

function faultOf({ code, details: said }: z.output<(typeof bookingKinds)['bookings.refused']>) {
  return { code, details: said };
}
