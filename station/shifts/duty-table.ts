import { z } from 'zod';
import { plannedShift } from '../api/handover-views.pure.ts';
import type { ReadableDatabase, WritableDatabase } from '../journal/database.ts';
import { isOf } from '../journal/entry.ts';
import type { ReadModel } from '../journal/read-model.ts';
import { type Duty, evolveDuty, nothingOpen } from './duty.pure.ts';
import { dutyKinds } from './duty-entries.ts';

/** How the shift stands, and every sheet that was prepared with who has signed it. */
export const dutyTable: ReadModel = {
  name: 'duty',
  version: 1,
  tables: ['duty', 'handovers'],
  create(db) {
    db.exec(`
      CREATE TABLE duty (one INTEGER PRIMARY KEY CHECK (one = 1), duty TEXT NOT NULL) STRICT;
      CREATE TABLE handovers (
        id TEXT PRIMARY KEY, seq INTEGER NOT NULL, sheet TEXT NOT NULL, sha256 TEXT NOT NULL,
        outgoing TEXT, outgoing_at TEXT, incoming TEXT, incoming_at TEXT
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX handovers_signed ON handovers (seq) WHERE incoming IS NOT NULL;`);
  },
  prepare(db) {
    const put = db.prepare<[string]>(
      'INSERT INTO duty VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET duty = excluded.duty',
    );
    const add = db.prepare<[string, number, string, string]>(
      'INSERT INTO handovers (id, seq, sheet, sha256) VALUES (?, ?, ?, ?)',
    );
    const sign = {
      outgoing: db.prepare<[string, string, string]>(
        'UPDATE handovers SET outgoing = ?, outgoing_at = ? WHERE id = ?',
      ),
      incoming: db.prepare<[string, string, string]>(
        'UPDATE handovers SET incoming = ?, incoming_at = ? WHERE id = ?',
      ),
    };
    return (entry) => {
      if (!isOf(dutyKinds, entry)) return;
      put.run(JSON.stringify(evolveDuty(dutyOf(db), entry)));
      if (entry.kind === 'handover.prepared')
        add.run(entry.subject, entry.seq, entry.body.sheet, entry.body.sha256);
      if (entry.kind === 'handover.signed') sign[entry.body.side].run(entry.body.by, entry.at, entry.subject);
    };
  },
};

export function dutyOf(db: ReadableDatabase | WritableDatabase): Duty {
  const row = db.prepare<[], { duty: string }>('SELECT duty FROM duty').get();
  return row ? duty.parse(JSON.parse(row.duty)) : nothingOpen;
}

export interface KeptHandover {
  readonly id: string;
  readonly sheet: string;
  readonly sha256: string;
  readonly outgoing: string | null;
  readonly outgoingAt: string | null;
  readonly incoming: string | null;
  readonly incomingAt: string | null;
}

export function handoverById(db: ReadableDatabase, id: string): KeptHandover | null {
  return db.prepare<[string], KeptHandover>(`${select} WHERE id = ?`).get(id) ?? null;
}

/** Those that both have signed, newest first. */
export function signedHandovers(db: ReadableDatabase, limit: number): KeptHandover[] {
  return db
    .prepare<[number], KeptHandover>(`${select} WHERE incoming IS NOT NULL ORDER BY seq DESC LIMIT ?`)
    .all(limit);
}

const select = `SELECT id, sheet, sha256, outgoing, outgoing_at AS outgoingAt, incoming, incoming_at AS incomingAt
  FROM handovers`;

const signature = z.strictObject({ serviceNumber: z.string(), at: z.string() }).nullable();
const duty = z.strictObject({
  open: z.strictObject({ id: z.string(), shift: plannedShift, at: z.string(), by: z.string() }).nullable(),
  pending: z
    .strictObject({
      id: z.string(),
      seq: z.int(),
      sha256: z.string(),
      outgoing: signature,
      incoming: signature,
    })
    .nullable(),
  since: z.int(),
});
