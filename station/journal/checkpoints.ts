import type Database from 'better-sqlite3';
import type { Timers } from '../../native-bridge/transport/timers.ts';

export interface CheckpointOptions {
  readonly timers: Timers;
  readonly onFault: (fault: unknown) => void;
}

/** This long without an entry nobody is just deciding. */
const idleMs = 1_000;
/** At some ten pages each, as much as an opening reads through in a moment. */
const mostCommits = 500;

/**
 * Moves what is committed from the write-ahead log into the database when nobody waits for it. SQLite would do it
 * within the COMMIT that makes the log long, and an officer would wait for two more syncs and all the pages between.
 * What is committed is durable in the log already, so a checkpoint that is late or fails loses nothing.
 */
export class Checkpoints {
  readonly #db: Database.Database;
  readonly #options: CheckpointOptions;
  #commits = 0;
  #cancel: () => void = () => {};

  constructor(db: Database.Database, options: CheckpointOptions) {
    this.#db = db;
    this.#options = options;
    db.pragma('wal_autocheckpoint = 0');
  }

  /** After each COMMIT. */
  committed(): void {
    this.#commits += 1;
    if (this.#commits > mostCommits) return;
    this.#cancel();
    // Without any pause, at least not within the command that is under way.
    const wait = this.#commits === mostCommits ? 0 : idleMs;
    this.#cancel = this.#options.timers.after(wait, () => this.#run());
  }

  close(): void {
    this.#cancel();
  }

  #run(): void {
    this.#commits = 0;
    try {
      this.#db.pragma('wal_checkpoint(PASSIVE)');
    } catch (fault) {
      this.#options.onFault(fault);
    }
  }
}
