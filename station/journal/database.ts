import Database from 'better-sqlite3';
import { StationError } from '../errors.ts';

/** A database that may be asked and never changed: what everything outside a transaction is given. */
export interface ReadableDatabase {
  prepare<Parameters extends unknown[] = unknown[], Row = unknown>(
    sql: string,
  ): {
    get(...parameters: Parameters): Row | undefined;
    all(...parameters: Parameters): Row[];
    iterate(...parameters: Parameters): IterableIterator<Row>;
  };
}

/** A database within a transaction of the journal. */
export interface WritableDatabase {
  prepare<Parameters extends unknown[] = unknown[], Row = unknown>(
    sql: string,
  ): {
    run(...parameters: Parameters): { changes: number };
    get(...parameters: Parameters): Row | undefined;
    all(...parameters: Parameters): Row[];
  };
  exec(sql: string): unknown;
}

/**
 * Opens a database file for writing so that what is committed survives a power cut: WAL and `synchronous=FULL`,
 * set and read back. SQLite forgets the second with every close, so it is asserted on every open.
 * Throws StationError JOURNAL_NOT_DURABLE, or what `journalFault` says.
 */
export function openDurably(file: string): Database.Database {
  const db = new Database(file, { fileMustExist: true });
  try {
    // The path a process ends on must not fold a half-checked file into another shape before it is known good.
    const mode = db.pragma('journal_mode = WAL', { simple: true });
    db.pragma('synchronous = FULL');
    db.pragma('fullfsync = ON');
    db.pragma('checkpoint_fullfsync = ON');
    db.pragma('foreign_keys = ON');
    db.pragma('trusted_schema = OFF');
    assertDurable(db, file, String(mode));
    return db;
  } catch (fault) {
    db.close();
    throw fault;
  }
}

/** Throws StationError JOURNAL_NOT_DURABLE unless the connection syncs its write-ahead log at every commit. */
export function assertDurable(db: Database.Database, file: string, mode?: string): void {
  const journalMode = mode ?? String(db.pragma('journal_mode', { simple: true }));
  const synchronous = Number(db.pragma('synchronous', { simple: true }));
  if (journalMode === 'wal' && synchronous >= 2) return;
  throw new StationError(
    'JOURNAL_NOT_DURABLE',
    `The journal ${file} cannot be kept safe from a power cut here (journal mode ${journalMode}, synchronous ${synchronous}). ` +
      'Put the data folder on a local disk; network folders do not work.',
    { details: { file, journalMode, synchronous } },
  );
}

/**
 * Turns what SQLite says into a sentence with a way out; anything else comes back as it is.
 * Codes: DISK_FULL, JOURNAL_READ_ONLY, JOURNAL_DAMAGED, JOURNAL_BUSY, JOURNAL_DISK_FAILED.
 */
export function journalFault(fault: unknown, file: string): unknown {
  if (fault instanceof StationError) return fault;
  const code = sqliteCode(fault);
  if (code === null) return fault;
  const options = { cause: fault, details: { file } };
  if (/^(SQLITE_FULL|ENOSPC|EDQUOT)$/.test(code))
    return new StationError(
      'DISK_FULL',
      `The disk of ${file} is full. Free some space on it; nothing that was saved is lost.`,
      options,
    );
  if (/^(SQLITE_READONLY|SQLITE_CANTOPEN|SQLITE_PERM|EACCES|EPERM|EROFS)/.test(code))
    return new StationError(
      'JOURNAL_READ_ONLY',
      `The journal ${file} cannot be written. Give this user the right to write the file and its folder; nothing was changed.`,
      options,
    );
  if (/^(SQLITE_CORRUPT|SQLITE_NOTADB|SQLITE_FORMAT)/.test(code))
    return damaged(file, 'SQLite cannot read it', fault);
  if (/^(SQLITE_BUSY|SQLITE_LOCKED)/.test(code))
    return new StationError(
      'JOURNAL_BUSY',
      `Another program is writing the journal ${file}. Close it and try again; nothing was changed.`,
      options,
    );
  if (/^(SQLITE_IOERR|EIO)/.test(code))
    return new StationError(
      'JOURNAL_DISK_FAILED',
      `The disk failed while the journal ${file} was used. Check the disk and its cable, then start again.`,
      options,
    );
  return fault;
}

/** `reason` goes into the sentence: "entry 12 is not the one that was written". */
export function damaged(file: string, reason: string, cause?: unknown, seq = 0): StationError {
  return new StationError(
    'JOURNAL_DAMAGED',
    `The journal ${file} is damaged: ${reason}. Copy the data folder away, then run \`npm run verify -- FOLDER\` ` +
      'to see what is sound, and put back a good copy; nothing was changed.',
    { cause, details: { file, reason, seq } },
  );
}

function sqliteCode(fault: unknown): string | null {
  if (!(fault instanceof Error)) return null;
  const code = (fault as { code?: unknown }).code;
  return typeof code === 'string' ? code : null;
}
