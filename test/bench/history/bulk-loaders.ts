import type Database from 'better-sqlite3';
import { type ArchiveRow, archiveWriter, rowAfter } from '../../../station/archive/archive-table.ts';
import { hourOf, recordOf } from '../../../station/figures/hour-page.ts';
import { type Delay, type TimingStore, takeTiming } from '../../../station/figures/take-timing.ts';
import type { Timing } from '../../../station/figures/timing.pure.ts';
import { timingRow } from '../../../station/figures/timings-table.ts';
import type { Entry } from '../../../station/journal/entry.ts';
import { durationBetween } from '../../../station/shifts/durations.ts';
import type { Stamp } from '../../../station/visits/stamp.pure.ts';
import type { VisitEntry } from '../../../station/visits/visit-entries.pure.ts';
import { evolve } from '../../../station/visits/visit-evolve.pure.ts';
import { type Visit, visitState } from '../../../station/visits/visit-state.pure.ts';
import { isVisitEntry, visitWriter } from '../../../station/visits/visits-table.ts';

/** Fills the tables of a read model with rows that are written once, when nothing more is to happen to what they are of. */
export interface BulkLoader {
  take(entry: Entry): void;
  /** Writes what is still open. */
  end(): void;
}

const closing = new Set(['visit.departed', 'visit.no-show', 'visit.cancelled']);

/** By the name of the read model. A model that is not here takes the entries one by one, as it does at the post. */
export const bulkLoaders: Readonly<Record<string, (db: Database.Database) => BulkLoader>> = {
  visits: loadVisits,
  timings: loadTimings,
  archive: loadArchive,
  examinations: loadExaminations,
};

function loadVisits(db: Database.Database): BulkLoader {
  const write = visitWriter(db);
  const putScan = db.prepare('INSERT INTO scans (id, visit) VALUES (?, ?)');
  const open = new Map<string, OpenVisit>();
  const close = ({ before, last, begun, arrived }: OpenVisit) => {
    // At the post each entry finds the visit as it was read back: with its fields in the order of the schema.
    const readBack = before && visitState.parse(JSON.parse(JSON.stringify(before)));
    write(evolve(readBack, last), { begun, arrived });
  };
  return {
    take(entry) {
      if (!isVisitEntry(entry)) return;
      const known = open.get(entry.subject);
      const before = known ? evolve(known.before, known.last) : null;
      const arrived = entry.kind === 'visit.arrived' ? entry.seq : (known?.arrived ?? null);
      const visit = { before, last: entry, begun: known?.begun ?? entry.seq, arrived };
      if (entry.kind === 'scan.requested' || entry.kind === 'scan.received')
        putScan.run(entry.body.scanId, entry.subject);
      if (closing.has(entry.kind)) {
        open.delete(entry.subject);
        close(visit);
      } else open.set(entry.subject, visit);
    },
    end() {
      for (const visit of open.values()) close(visit);
      open.clear();
    },
  };
}

function loadArchive(db: Database.Database): BulkLoader {
  const write = archiveWriter(db);
  const open = new Map<string, { visit: Visit; row: ArchiveRow | undefined }>();
  return {
    take(entry) {
      if (!isVisitEntry(entry)) return;
      const known = open.get(entry.subject);
      const visit = evolve(known?.visit ?? null, entry);
      const over = closing.has(entry.kind);
      const begins = known?.row || entry.kind === 'visit.arrived' || over;
      // What says nothing adds no word.
      const says = over || entry.kind === 'visit.arrived' || Object.keys(entry.body).length > 0;
      const row = begins && says ? rowAfter(known?.row, entry, visit) : known?.row;
      if (over) open.delete(visit.id);
      else open.set(visit.id, { visit, row });
      if (over && row) write(undefined, row);
    },
    end() {
      for (const { row } of open.values()) if (row) write(undefined, row);
      open.clear();
    },
  };
}

function loadExaminations(db: Database.Database): BulkLoader {
  const put = db.prepare('INSERT INTO examinations VALUES (?, ?, ?, ?, ?)');
  const decidedBy = new Map<string, string>();
  return {
    take(entry) {
      if (!isVisitEntry(entry)) return;
      if (entry.kind === 'visit.decided') decidedBy.set(entry.subject, entry.body.by);
      if (entry.kind === 'visit.examination-ended')
        put.run(entry.seq, entry.subject, entry.at, entry.body.outcome, decidedBy.get(entry.subject) ?? '');
      if (closing.has(entry.kind)) decidedBy.delete(entry.subject);
    },
    end() {},
  };
}

interface OpenVisit {
  /** As it was before its last entry. */
  readonly before: Visit | null;
  readonly last: VisitEntry;
  readonly begun: number;
  readonly arrived: number | null;
}

function loadTimings(db: Database.Database): BulkLoader {
  const put = db.prepare('INSERT INTO timings VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const putWord = db.prepare('INSERT INTO figure_words VALUES (?, ?)');
  const putHour = db.prepare(`INSERT INTO observed_hours VALUES (?, ?)
    ON CONFLICT (hour) DO UPDATE SET records = CAST(records || excluded.records AS BLOB)`);
  const putDelay = db.prepare('INSERT INTO delays VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const highest = db.prepare('SELECT coalesce(max(number), 0) FROM timings').pluck();
  const known = db.prepare<[], { id: number; word: string }>('SELECT id, word FROM figure_words').all();

  const open = new Map<string, { timing: Timing; seqs: number[] }>();
  const stamps = new Map<number, Stamp>();
  const words = new Map(known.map(({ id, word }) => [word, id]));
  const hours = new Map<number, Buffer[]>();
  const delays = new Map<string, Delay[]>();
  let number = Number(highest.get());
  let flushed = Number.NEGATIVE_INFINITY;

  const stampOf = (seq: number): Stamp => stamps.get(seq) as Stamp;
  const writeDelay = (delay: Delay, ended: Stamp | null) => {
    const began = stampOf(delay.from);
    const took = ended && durationBetween(began, ended, () => false);
    putDelay.run(
      ...[delay.seq, delay.cause, delay.subject, delay.laneClass, delay.reason],
      ...[Date.parse(began.at), delay.from, ended && Date.parse(ended.at), took],
    );
  };
  const store: TimingStore = {
    clockWasSet: () => false,
    find: (visit) => open.get(visit)?.timing ?? null,
    nextNumber: () => number + 1,
    put(timing) {
      number = Math.max(number, timing.number);
      const there = open.get(timing.visit);
      if (there) there.timing = timing;
      else open.set(timing.visit, { timing, seqs: [] });
    },
    word(text) {
      if (text === null) return 0;
      const id = words.get(text) ?? words.size + 1;
      if (!words.has(text)) putWord.run(id, text);
      words.set(text, id);
      return id;
    },
    observe(observation) {
      const hour = hourOf(observation.at);
      const there = hours.get(hour);
      if (there) there.push(recordOf(observation));
      else hours.set(hour, [recordOf(observation)]);
    },
    stampOf,
    begin(delay) {
      delays.set(delay.subject, [...(delays.get(delay.subject) ?? []), delay]);
    },
    end(subject, causes, when) {
      const all = delays.get(subject);
      if (!all) return;
      for (const delay of all) if (causes.includes(delay.cause)) writeDelay(delay, when);
      delays.set(
        subject,
        all.filter(({ cause }) => !causes.includes(cause)),
      );
    },
  };
  const flush = (before: number) => {
    for (const [hour, records] of hours) {
      if (hour >= before) continue;
      putHour.run(hour, Buffer.concat(records));
      hours.delete(hour);
    }
  };
  const close = (visit: string) => {
    const there = open.get(visit);
    if (!there) return;
    put.run(...timingRow(there.timing));
    for (const delay of delays.get(visit) ?? []) writeDelay(delay, null);
    delays.delete(visit);
    for (const seq of there.seqs) stamps.delete(seq);
    open.delete(visit);
  };
  return {
    take(entry) {
      const { seq, at, monotonic, run } = entry;
      stamps.set(seq, { seq, at, monotonic, run });
      takeTiming(store, entry);
      open.get(entry.subject)?.seqs.push(seq);
      if (closing.has(entry.kind)) close(entry.subject);
      const hour = hourOf(Date.parse(at));
      // A stretch may have ended somewhat before the entry that says so.
      if (hour > flushed) flush(hour - 2);
      flushed = Math.max(flushed, hour);
    },
    end() {
      for (const visit of [...open.keys()]) close(visit);
      flush(Number.POSITIVE_INFINITY);
    },
  };
}
