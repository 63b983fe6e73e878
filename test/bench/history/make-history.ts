import Database from 'better-sqlite3';
import { stationReadModels } from '../../../station/journal/contents.ts';
import type { Entry } from '../../../station/journal/entry.ts';
import { entryHash, genesis } from '../../../station/journal/entry-hash.ts';
import { createJournalFile } from '../../../station/journal/journal-file.ts';
import type { ReadModel } from '../../../station/journal/read-model.ts';
import { rebuildReadModels } from '../../../station/journal/read-model-upkeep.ts';
import type { BulkLoader } from './bulk-loader.ts';
import { bulkLoaders } from './bulk-loaders.ts';
import { busyPost, firstDay, longestVisit, type MadeVisit } from './busy-post.ts';
import { entriesOf } from './entries-of.ts';
import { WritingAside, type WrittenDatabase } from './writing-aside.ts';

export interface HistoryOptions {
  readonly visits: number;
  /** How many of the last ones are real entries; the others are in the read models only. */
  readonly chained: number;
  readonly trucksPerDay?: number;
  readonly seed?: number;
  /** The first day: midnight UTC, ms since 1970. */
  readonly from?: number;
  /** Nothing is written of what happens after it, so that visits are still under way; ms since 1970. */
  readonly until?: number;
  readonly readModels?: readonly ReadModel[];
  readonly progress?: (visits: number) => void;
}

export interface History {
  readonly visits: number;
  readonly entries: number;
  /** Of the first and the last entry there would be, ISO 8601 UTC. */
  readonly from: string;
  readonly to: string;
  readonly seconds: number;
}

/** More entries than a visit has. */
const entriesAVisit = 40;
const day = 24 * 3_600_000;

/** Makes a journal file with a history. What is in the file's place is not touched: there must be nothing. */
export function makeHistory(file: string, options: HistoryOptions): History {
  const began = performance.now();
  const { visits, readModels = stationReadModels, trucksPerDay = 620, seed = 1 } = options;
  const chained = Math.min(options.chained, visits);
  createJournalFile(file);
  const db = new Database(file);
  rebuildReadModels(db, readModels, { read: () => [] });
  const aside = new WritingAside(file);
  const history = new Writing(db, aside, readModels, options);
  const early = { visits: visits - chained, trucksPerDay, seed, history: 1, from: options.from ?? firstDay };
  if (early.visits > 0)
    history.write(busyPost(early), { firstSeq: -early.visits * entriesAVisit, history: 1, kept: false });
  // The real entries begin when everything before them is over.
  const from = history.to === null ? early.from : Math.ceil((history.to + longestVisit) / day) * day;
  const late = { visits: chained, trucksPerDay, seed: seed + early.visits, history: 2, from };
  if (chained > 0) history.write(busyPost(late), { firstSeq: 1, history: 2, kept: true });
  history.end();
  aside.close();
  // As the station keeps it, so that opening it changes nothing.
  db.pragma('journal_mode = WAL');
  db.close();
  return {
    visits,
    entries: history.kept,
    from: new Date(history.from ?? 0).toISOString(),
    to: new Date(history.to ?? 0).toISOString(),
    seconds: Math.round((performance.now() - began) / 100) / 10,
  };
}

class Writing {
  kept = 0;
  from: number | null = null;
  to: number | null = null;
  readonly #db: WrittenDatabase;
  readonly #takers: readonly BulkLoader[];
  readonly #insert: ReturnType<WrittenDatabase['prepare']>;
  readonly #progress: ((visits: number) => void) | undefined;
  readonly #until: number;
  #prev: Uint8Array = genesis;
  #arrived = 0;

  constructor(
    db: Database.Database,
    aside: WrittenDatabase,
    readModels: readonly ReadModel[],
    { progress, until = Number.POSITIVE_INFINITY }: HistoryOptions,
  ) {
    this.#db = aside;
    this.#progress = progress;
    this.#until = until;
    // One transaction, so that a page of an index that is written to all the time is written out once.
    aside.exec('BEGIN');
    const there = new Set(readModels.map(({ name }) => name));
    const bulk = bulkLoaders.filter(({ models }) => models.every((name) => there.has(name)));
    const loaded = new Set(bulk.flatMap(({ models }) => models));
    this.#takers = [
      ...bulk.map(({ loader }) => loader(aside, db)),
      ...readModels
        .filter(({ name }) => !loaded.has(name))
        .map((model): BulkLoader => ({ take: model.prepare(db), end: () => {} })),
    ];
    this.#insert = aside.prepare('INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  }

  /** `kept` entries are in the journal; the others are only taken into the read models. */
  write(visits: Iterable<MadeVisit>, as: Parameters<typeof entriesOf>[1]): void {
    for (const entry of entriesOf(visits, as)) {
      const at = Date.parse(entry.at);
      if (at > this.#until) break;
      this.from ??= at;
      this.to = at;
      if (as.kept) this.#keep(entry);
      for (const taker of this.#takers) taker.take(entry);
      if (entry.kind !== 'visit.arrived') continue;
      this.#arrived += 1;
      if (this.#arrived % 100_000 === 0) this.#progress?.(this.#arrived);
    }
    for (const taker of this.#takers) taker.end();
  }

  end(): void {
    for (const taker of this.#takers) taker.finish?.();
    this.#db.exec('COMMIT');
  }

  #keep({ seq, id, at, monotonic, run, actor, kind, subject, body: said }: Entry): void {
    const body = JSON.stringify(said);
    const [prev, text] = [this.#prev, Buffer.from];
    const hash = entryHash({
      ...{ seq, monotonic, prev, id: text(id), at: text(at), run: text(run) },
      ...{ actor: text(actor), kind: text(kind), subject: text(subject), body: text(body) },
    });
    this.#insert.run(seq, id, at, monotonic, run, actor, kind, subject, body, prev, hash);
    this.#prev = hash;
    this.kept += 1;
  }
}
