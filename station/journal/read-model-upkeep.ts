import type Database from 'better-sqlite3';
import { z } from 'zod';
import type { Entry } from './entry.ts';
import type { ReadModel, RebuildProgress } from './read-model.ts';

/** Entries read at a time: enough to be fast, little enough to be small. */
const batch = 1000;
const tableNames = z.array(z.string());

/** The models whose tables are missing or were made by other rules. */
export function staleReadModels(db: Database.Database, models: readonly ReadModel[]): ReadModel[] {
  const made = db.prepare<[string], { version: number }>('SELECT version FROM read_models WHERE name = ?');
  return models.filter((model) => made.get(model.name)?.version !== model.version);
}

/** Drops the tables of the given models and makes them from the entries. Within a transaction. */
export function rebuildReadModels(
  db: Database.Database,
  models: readonly ReadModel[],
  source: {
    read: (fromSeq: number, limit: number) => Entry[];
    onProgress?: RebuildProgress | undefined;
  },
): void {
  const tablesMade = db.prepare<[string], { tables: string }>(
    'SELECT tables FROM read_models WHERE name = ?',
  );
  const remember = db.prepare<[string, number, string]>(
    'INSERT OR REPLACE INTO read_models (name, version, tables) VALUES (?, ?, ?)',
  );
  for (const model of models) {
    const before = tablesMade.get(model.name);
    const doomed = new Set([...model.tables, ...(before ? tableNames.parse(JSON.parse(before.tables)) : [])]);
    for (const table of doomed) db.exec(`DROP TABLE IF EXISTS "${table.replaceAll('"', '""')}"`);
    model.create(db);
    remember.run(model.name, model.version, JSON.stringify(model.tables));
  }
  const apply = models.map((model) => model.prepare(db));
  const total =
    db.prepare<[], { seq: number }>('SELECT coalesce(max(seq), 0) AS seq FROM entries').get()?.seq ?? 0;
  for (let from = 1; from <= total; from += batch) {
    for (const entry of source.read(from, batch)) for (const take of apply) take(entry);
    source.onProgress?.(Math.min(from + batch - 1, total), total);
  }
}
