import { z } from 'zod';
import { decisionKinds } from '../api/views.pure.ts';
import type { WritableDatabase } from '../journal/database.ts';
import type { ReadModel } from '../journal/read-model.ts';
import { clockWasSetIn } from '../shifts/clock-changes-table.ts';
import { durationBetween } from '../shifts/durations.ts';
import type { Stamp } from '../visits/stamp.pure.ts';
import { hourOf, recordOf } from './hour-page.ts';
import { type TimingStore, takeTiming } from './take-timing.ts';
import { type Begun, begins, type Timing } from './timing.pure.ts';

/**
 * What every figure is made from. `observed_hours` has, for each hour (UTC), every stretch that ended in it, 24 bytes each
 * (`hour-page.ts`), only ever added to: any statistic of any period is exact, and costs what the period holds and not what
 * the history does. `timings` has what of each visit is being timed; `delays` why trucks and devices were held up.
 * Leans on `clock_changes`.
 */
export const timingsTable: ReadModel = {
  name: 'timings',
  version: 2,
  tables: ['timings', 'figure_words', 'observed_hours', 'delays'],
  create(db) {
    db.exec(timingTables);
    db.exec(timingIndexes);
  },
  prepare(db) {
    const store = timingStore(db);
    return (entry) => takeTiming(store, entry);
  },
};

const timingTables = `
  CREATE TABLE timings (
    number INTEGER PRIMARY KEY,
    visit TEXT NOT NULL UNIQUE,
    lane_class TEXT NOT NULL,
    lane TEXT,
    scanner TEXT,
    asked INTEGER,
    begun TEXT NOT NULL,
    pending TEXT
  ) STRICT;
  CREATE TABLE figure_words (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE observed_hours (hour INTEGER PRIMARY KEY, records BLOB NOT NULL) STRICT;
  CREATE TABLE delays (
    seq INTEGER NOT NULL,
    cause TEXT NOT NULL,
    subject TEXT NOT NULL,
    lane_class INTEGER NOT NULL,
    reason TEXT NOT NULL,
    began INTEGER NOT NULL,
    began_seq INTEGER NOT NULL,
    ended INTEGER,
    took INTEGER,
    PRIMARY KEY (seq, cause)
  ) STRICT, WITHOUT ROWID;`;

const timingIndexes = `
  CREATE INDEX delays_open ON delays (subject) WHERE ended IS NULL;
  CREATE INDEX delays_by_begin ON delays (began);`;

interface TimingRow {
  readonly number: number;
  readonly visit: string;
  readonly lane_class: string;
  readonly lane: string | null;
  readonly scanner: string | null;
  readonly asked: number | null;
  readonly begun: string;
  readonly pending: string | null;
}

const begunNumbers = z.array(z.int().nullable());

/** `[3,null,…]`, in the order of `begins`; empty while nothing is timed, as it is for every visit that is over. */
function begunText(begun: Begun): string {
  const numbers = begins.map((name) => begun[name]);
  return numbers.some((seq) => seq !== null) ? JSON.stringify(numbers) : '';
}

/** The columns of a row, in their order. */
export function timingRow({ number, visit, laneClass, lane, scanner, asked, begun, pending }: Timing) {
  const waits = pending && JSON.stringify(pending);
  return [number, visit, laneClass, lane, scanner, asked, begunText(begun), waits] as const;
}

const pendingDecision = z.strictObject({
  from: z.int(),
  to: z.int(),
  decision: z.enum(decisionKinds),
  by: z.string(),
});

function pendingOf(text: string | null): Timing['pending'] {
  return text === null ? null : pendingDecision.parse(JSON.parse(text));
}

function begunOf(text: string): Begun {
  const numbers = text === '' ? [] : begunNumbers.parse(JSON.parse(text));
  return Object.fromEntries(begins.map((name, index) => [name, numbers[index] ?? null])) as Begun;
}

/** Words have 16 bits in a record. What comes after so many different ones is counted and not told apart. */
const mostWords = 65_535;

function timingStore(db: WritableDatabase): TimingStore {
  const find = db.prepare<[string], TimingRow>('SELECT * FROM timings WHERE visit = ?');
  const last = db.prepare<[], { number: number }>('SELECT coalesce(max(number), 0) AS number FROM timings');
  const put = db.prepare<unknown[]>(`
    INSERT INTO timings VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (number) DO UPDATE SET
      lane = excluded.lane, scanner = excluded.scanner, asked = excluded.asked, begun = excluded.begun,
      pending = excluded.pending`);
  const word = db.prepare<[string], { id: number }>('SELECT id FROM figure_words WHERE word = ?');
  const addWord = db.prepare<[string], { id: number }>(
    `INSERT INTO figure_words (word) SELECT ? WHERE (SELECT count(*) FROM figure_words) < ${mostWords} RETURNING id`,
  );
  const observe = db.prepare<[number, Buffer]>(`
    INSERT INTO observed_hours VALUES (?, ?)
    ON CONFLICT (hour) DO UPDATE SET records = CAST(records || excluded.records AS BLOB)`);
  const stamp = db.prepare<[number], Stamp>('SELECT at, monotonic, run, seq FROM entries WHERE seq = ?');
  const begin = db.prepare<unknown[]>('INSERT INTO delays VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL)');
  const open = db.prepare<[string], { seq: number; cause: string; began_seq: number }>(
    'SELECT seq, cause, began_seq FROM delays WHERE subject = ? AND ended IS NULL',
  );
  const end = db.prepare<unknown[]>('UPDATE delays SET ended = ?, took = ? WHERE seq = ? AND cause = ?');
  const clockWasSet = clockWasSetIn(db);
  const store: TimingStore = {
    clockWasSet,
    find(visit) {
      const row = find.get(visit);
      if (!row) return null;
      const { lane_class: laneClass, begun, pending, ...same } = row;
      return { ...same, laneClass, begun: begunOf(begun), pending: pendingOf(pending) };
    },
    nextNumber: () => (last.get()?.number ?? 0) + 1,
    put(timing) {
      put.run(...timingRow(timing));
    },
    word: (text) => (text === null ? 0 : (word.get(text)?.id ?? addWord.get(text)?.id ?? 0)),
    observe(observation) {
      observe.run(hourOf(observation.at), recordOf(observation));
    },
    stampOf(seq) {
      const found = stamp.get(seq);
      if (!found) throw new TypeError(`There is no entry ${seq}.`);
      return found;
    },
    begin({ seq, cause, subject, laneClass, reason, from }) {
      begin.run(seq, cause, subject, laneClass, reason, Date.parse(store.stampOf(from).at), from);
    },
    end(subject, causes, when) {
      for (const { seq, cause, began_seq } of open.all(subject)) {
        if (!causes.some((one) => one === cause)) continue;
        const took = durationBetween(store.stampOf(began_seq), when, clockWasSet);
        end.run(Date.parse(when.at), took, seq, cause);
      }
    },
  };
  return store;
}
