import Database from 'better-sqlite3';
import { stationReadModels } from '../../../station/journal/contents.ts';
import type { Entry } from '../../../station/journal/entry.ts';
import { entryHash, genesis } from '../../../station/journal/entry-hash.ts';
import { createJournalFile } from '../../../station/journal/journal-file.ts';
import type { ReadModel } from '../../../station/journal/read-model.ts';
import { rebuildReadModels } from '../../../station/journal/read-model-upkeep.ts';
import { type BulkLoader, bulkLoaders } from './bulk-loaders.ts';
import { busyPost, firstDay, longestVisit } from './busy-post.ts';
import { entriesOf } from './entries-of.ts';

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
  /** Models are filled by their bulk loaders where they have one; for the test that these do the same, by none. */
  readonly loaders?: typeof bulkLoaders;
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
  const {
    visits,
    readModels = stationReadModels,
    loaders = bulkLoaders,
    trucksPerDay = 620,
    seed = 1,
  } = options;
  const chained = Math.min(options.chained, visits);
  createJournalFile(file);
  const db = new Database(file);
  db.pragma('journal_mode = MEMORY');
  db.pragma('synchronous = OFF');
  db.pragma('cache_size = -400000');
  const history = new Writing(db, readModels, loaders, options);
  const early = { visits: visits - chained, trucksPerDay, seed, history: 1, from: options.from ?? firstDay };
  if (early.visits > 0)
    history.write(entriesOf(busyPost(early), -early.visits * entriesAVisit, 1), { kept: false });
  // The real entries begin when everything before them is over.
  const from = history.to === null ? early.from : Math.ceil((history.to + longestVisit) / day) * day;
  const late = { visits: chained, trucksPerDay, seed: seed + early.visits, history: 2, from };
  if (chained > 0) history.write(entriesOf(busyPost(late), 1, 2), { kept: true });
  history.end();
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
  readonly #db: Database.Database;
  readonly #takers: readonly BulkLoader[];
  readonly #indexes: readonly string[];
  readonly #insert: Database.Statement;
  readonly #progress: ((visits: number) => void) | undefined;
  readonly #until: number;
  #prev: Uint8Array = genesis;
  #taken = 0;
  #arrived = 0;

  constructor(
    db: Database.Database,
    readModels: readonly ReadModel[],
    loaders: typeof bulkLoaders,
    { progress, until = Number.POSITIVE_INFINITY }: HistoryOptions,
  ) {
    this.#db = db;
    this.#progress = progress;
    this.#until = until;
    rebuildReadModels(db, readModels, { read: () => [] });
    const bulk = readModels.filter(({ name }) => Object.hasOwn(loaders, name));
    this.#indexes = dropIndexes(
      db,
      bulk.flatMap(({ tables }) => tables),
    );
    this.#takers = readModels.map((model) => {
      const loader = Object.hasOwn(loaders, model.name) ? loaders[model.name] : undefined;
      return loader ? loader(db) : { take: model.prepare(db), end: () => {} };
    });
    this.#insert = db.prepare('INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  }

  /** `kept` entries are in the journal; the others are only taken into the read models. */
  write(entries: Iterable<Entry>, { kept }: { readonly kept: boolean }): void {
    this.#db.exec('BEGIN');
    for (const entry of entries) {
      const at = Date.parse(entry.at);
      if (at > this.#until) break;
      this.from ??= at;
      this.to = at;
      if (kept) this.#keep(entry);
      for (const taker of this.#takers) taker.take(entry);
      this.#taken += 1;
      if (this.#taken % 500_000 === 0) this.#db.exec('COMMIT; BEGIN');
      if (entry.kind !== 'visit.arrived') continue;
      this.#arrived += 1;
      if (this.#arrived % 100_000 === 0) this.#progress?.(this.#arrived);
    }
    for (const taker of this.#takers) taker.end();
    this.#db.exec('COMMIT');
  }

  end(): void {
    for (const index of this.#indexes) this.#db.exec(index);
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

/** Tables are filled without their indexes, which are made when the rows are there. Returns what makes them. */
function dropIndexes(db: Database.Database, tables: readonly string[]): string[] {
  const found = db
    .prepare<[], { name: string; table: string; sql: string }>(
      "SELECT name, tbl_name AS 'table', sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL",
    )
    .all()
    .filter(({ table }) => tables.includes(table));
  for (const { name } of found) db.exec(`DROP INDEX "${name}"`);
  return found.map(({ sql }) => sql);
}
