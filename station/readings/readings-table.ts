import { z } from 'zod';
import type { ReadableDatabase, WritableDatabase } from '../journal/database.ts';
import { isOf } from '../journal/entry.ts';
import type { ReadModel } from '../journal/read-model.ts';
import { hasAlarm, isNewAlarm } from '../visits/passage.pure.ts';
import { plateRead, portalAlarm, portalPassed, reported, weighed } from '../visits/reading-bodies.pure.ts';
import type { ReadingEvent } from '../visits/visit-readings.pure.ts';
import { isVisitEntry } from '../visits/visits-table.ts';
import type { GateRead } from './attach.pure.ts';
import { passageOf, type Reading } from './reading.pure.ts';
import { attachedKinds, readingKinds } from './reading-entries.ts';

/** Everything a device has said about a truck, whose it is, and what was said: enough to attach it to another. */
export const readingsTable: ReadModel = {
  name: 'readings',
  version: 1,
  tables: ['readings'],
  create(db) {
    db.exec(`
      CREATE TABLE readings (
        id TEXT PRIMARY KEY,
        seq INTEGER NOT NULL,
        kind TEXT NOT NULL,
        device TEXT NOT NULL,
        lane TEXT,
        at TEXT NOT NULL,
        state TEXT NOT NULL,
        visit TEXT,
        alarm INTEGER NOT NULL,
        over INTEGER NOT NULL,
        said TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX readings_waiting ON readings (alarm, seq) WHERE state = 'waiting';
      CREATE INDEX readings_unfinished ON readings (seq) WHERE over = 0;
      CREATE INDEX readings_reports ON readings (seq) WHERE kind = 'report';
      CREATE INDEX readings_gate_plates ON readings (at) WHERE kind = 'plate' AND lane IS NULL;
    `);
  },
  prepare(db) {
    const find = db.prepare<[string], ReadingRow>('SELECT * FROM readings WHERE id = ?');
    const put = db.prepare<[ReadingRow]>(`
      INSERT OR REPLACE INTO readings (id, seq, kind, device, lane, at, state, visit, alarm, over, said)
      VALUES (@id, @seq, @kind, @device, @lane, @at, @state, @visit, @alarm, @over, @said)`);
    const settle = db.prepare<[string, string]>('UPDATE readings SET state = ?, visit = NULL WHERE id = ?');
    return (entry) => {
      if (isVisitEntry(entry)) {
        if (entry.kind === 'visit.reading-removed') settle.run('waiting', entry.body.readingId);
        const event = eventOf(entry);
        if (event) put.run(after(find.get(event.body.readingId), event, entry.seq, entry.subject));
      } else if (isOf(readingKinds, entry)) {
        if (entry.kind === 'reading.dismissed') settle.run('dismissed', entry.subject);
        else {
          const event = { kind: attachedKinds[entry.kind], body: entry.body } as ReadingEvent;
          put.run(after(find.get(event.body.readingId), event, entry.seq, null));
        }
      }
    };
  },
};

export interface ReadingQueries {
  byId(id: string): Reading | null;
  /** Those that belong to nobody: every alarm, and the newest others. */
  waiting(others: number): Reading[];
  /** Passages whose end nobody has heard. */
  unfinished(): Reading[];
  /** The newest detection reports, whoever they belong to. */
  reports(limit: number): Reading[];
  /** Plates read at the gate since an instant, but for those an officer has dismissed. */
  gateReads(since: string): GateRead[];
  /** The same as readings, the newest first. */
  platesAtGate(since: string): Reading[];
}

export function readingQueries(db: ReadableDatabase | WritableDatabase): ReadingQueries {
  const byId = db.prepare<[string], ReadingRow>('SELECT * FROM readings WHERE id = ?');
  const waiting = db.prepare<[number, number], ReadingRow>(
    "SELECT * FROM readings WHERE state = 'waiting' AND alarm = ? ORDER BY seq DESC LIMIT ?",
  );
  const unfinished = db.prepare<[], ReadingRow>('SELECT * FROM readings WHERE over = 0 ORDER BY seq');
  const reports = db.prepare<[number], ReadingRow>(
    "SELECT * FROM readings WHERE kind = 'report' ORDER BY seq DESC LIMIT ?",
  );
  const gateReads = db.prepare<[string], GateRead>(`
    SELECT at, visit AS visitId FROM readings
    WHERE kind = 'plate' AND lane IS NULL AND state <> 'dismissed' AND at >= ? ORDER BY at, seq`);
  const platesAtGate = db.prepare<[string], ReadingRow>(`
    SELECT * FROM readings
    WHERE kind = 'plate' AND lane IS NULL AND state <> 'dismissed' AND at >= ? ORDER BY at DESC, seq DESC LIMIT 50`);
  return {
    byId: (id) => {
      const row = byId.get(id);
      return row ? readingOf(row) : null;
    },
    waiting: (others) => [...waiting.all(1, mostAlarms), ...waiting.all(0, others)].map(readingOf),
    unfinished: () => unfinished.all().map(readingOf),
    reports: (limit) => reports.all(limit).map(readingOf),
    gateReads: (since) => gateReads.all(since),
    platesAtGate: (since) => platesAtGate.all(since).map(readingOf),
  };
}

const mostAlarms = 200;

interface ReadingRow {
  readonly id: string;
  readonly seq: number;
  readonly kind: Reading['kind'];
  readonly device: string;
  readonly lane: string | null;
  readonly at: string;
  readonly state: Reading['state'];
  readonly visit: string | null;
  readonly alarm: number;
  readonly over: number;
  readonly said: string;
}

const saidSchema = z.array(
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('visit.weighed'), body: weighed }),
    z.strictObject({ kind: z.literal('visit.plate-read'), body: plateRead }),
    z.strictObject({ kind: z.literal('visit.portal-alarm'), body: portalAlarm }),
    z.strictObject({ kind: z.literal('visit.portal-passed'), body: portalPassed }),
    z.strictObject({ kind: z.literal('visit.report-attached'), body: reported }),
  ]),
);

const kinds = {
  'visit.weighed': 'weight',
  'visit.plate-read': 'plate',
  'visit.portal-alarm': 'portal',
  'visit.portal-passed': 'portal',
  'visit.report-attached': 'report',
} as const satisfies Readonly<Record<ReadingEvent['kind'], Reading['kind']>>;

function eventOf(entry: { readonly kind: string; readonly body: unknown }): ReadingEvent | null {
  return Object.hasOwn(kinds, entry.kind) ? ({ kind: entry.kind, body: entry.body } as ReadingEvent) : null;
}

function after(
  row: ReadingRow | undefined,
  event: ReadingEvent,
  seq: number,
  visit: string | null,
): ReadingRow {
  const before = row ? saidSchema.parse(JSON.parse(row.said)) : [];
  const said = [...before.filter((one) => !isSame(one, event)), event];
  const [was, passage] = [passageOf(before), passageOf(said)];
  const { body } = event;
  // What an officer has dismissed comes back only with an alarm that was not in it then.
  const dismissed = row?.state === 'dismissed' && !(passage && isNewAlarm(was, passage));
  return {
    id: body.readingId,
    seq: row?.seq ?? seq,
    kind: kinds[event.kind],
    device: body.deviceId,
    lane: body.lane,
    at: passage?.at ?? ('at' in body ? body.at : body.endedAt),
    state: visit !== null ? 'attached' : dismissed ? 'dismissed' : 'waiting',
    visit,
    alarm: passage && hasAlarm(passage) ? 1 : 0,
    over: passage && passage.endedAt === null ? 0 : 1,
    said: JSON.stringify(said),
  };
}

/** A portal says each kind of alarm and its end once; everything else is said as a whole. */
function isSame(one: ReadingEvent, other: ReadingEvent): boolean {
  if (one.kind !== other.kind) return false;
  if (one.kind !== 'visit.portal-alarm' || other.kind !== 'visit.portal-alarm') return true;
  return one.body.radiation === other.body.radiation;
}

function readingOf({ device, visit, alarm, over, said, ...row }: ReadingRow): Reading {
  return {
    id: row.id,
    kind: row.kind,
    deviceId: device,
    lane: row.lane,
    at: row.at,
    state: row.state,
    visitId: visit,
    alarm: alarm === 1,
    over: over === 1,
    said: saidSchema.parse(JSON.parse(said)),
  };
}
