import type Database from 'better-sqlite3';
import type { Entry } from '../../../station/journal/entry.ts';
import type { WrittenDatabase } from './writing-aside.ts';

/** Fills the tables of read models with rows that are written once, when nothing more is to happen to what they are of. */
export interface BulkLoader {
  take(entry: Entry): void;
  /** Writes what is still open; more may come. */
  end(): void;
  /** When every row is there. */
  finish?(): void;
}

export interface BulkLoading {
  /** Names of the read models whose tables it fills. */
  readonly models: readonly string[];
  readonly loader: (aside: WrittenDatabase, db: Database.Database) => BulkLoader;
}

/** After these a visit is over. */
export const closing: ReadonlySet<string> = new Set(['visit.departed', 'visit.no-show', 'visit.cancelled']);
