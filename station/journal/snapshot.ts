import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { StationError } from '../errors.ts';
import { readWal } from './wal.ts';

/** A copy of a journal as it was at one moment, in a temporary folder of its own. */
export interface Snapshot {
  readonly file: string;
  remove(): void;
}

const tries = 20;

/**
 * Copies a journal without a lock and without writing beside it, so it works on a read-only folder and while a
 * station writes. Until the write-ahead log is begun anew (its header then changes), it holds every page that was
 * changed in the database since; so a database and a log copied under one header are the journal at one moment,
 * and SQLite puts them together. Throws StationError JOURNAL_BUSY when the log is begun anew all the time.
 */
export function snapshotJournal(file: string): Snapshot {
  const folder = mkdtempSync(path.join(tmpdir(), 'scanpost-verify-'));
  const target = path.join(folder, 'journal.db');
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    for (let attempt = 1; attempt <= tries; attempt += 1) {
      rmSync(`${target}-wal`, { force: true });
      const before = walHeader(file);
      copy(file, target);
      if (before.length > 0) copy(`${file}-wal`, `${target}-wal`);
      const steady = before.equals(walHeader(file));
      // A log read while it is written over may look damaged in the middle; one that is damaged stays so.
      const whole = (readWal(`${target}-wal`)?.lostTransactions ?? 0) === 0;
      if (steady && (whole || attempt >= 3)) return { file: target, remove };
    }
  } catch (fault) {
    remove();
    throw fault;
  }
  remove();
  throw new StationError(
    'JOURNAL_BUSY',
    `The journal ${file} is being written all the time. Try again in a minute.`,
    {
      details: { file },
    },
  );
}

/** The copy is ours to write, whatever may be done with the original. */
function copy(from: string, to: string): void {
  rmSync(to, { force: true });
  copyFileSync(from, to, constants.COPYFILE_FICLONE);
  chmodSync(to, 0o600);
}

/** Empty when there is no log or nothing in it. */
function walHeader(file: string): Buffer {
  if (!existsSync(`${file}-wal`)) return Buffer.alloc(0);
  const handle = openSync(`${file}-wal`, 'r');
  try {
    const header = Buffer.alloc(32);
    return header.subarray(0, readSync(handle, header, 0, header.length, 0));
  } finally {
    closeSync(handle);
  }
}
