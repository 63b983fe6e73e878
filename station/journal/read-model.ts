import type { WritableDatabase } from './database.ts';
import type { Entry } from './entry.ts';

/**
 * Tables that say what the entries amount to, kept in the same transaction as the entries and made again from them
 * at will. Nothing may be in them that does not come from an entry.
 */
export interface ReadModel {
  readonly name: string;
  /** Raised whenever its tables or its rules change: the journal then makes it again when it is opened. */
  readonly version: number;
  /** Every table `create` makes. */
  readonly tables: readonly string[];
  create(db: WritableDatabase): void;
  /** Prepares its statements once and returns what takes an entry in. Called after `create`. */
  prepare(db: WritableDatabase): (entry: Entry) => void;
}

/** Tells of a long rebuild: `done` of `total` entries. */
export type RebuildProgress = (done: number, total: number) => void;
