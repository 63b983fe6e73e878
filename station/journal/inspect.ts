import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { damaged } from './database.ts';
import { readWal } from './wal.ts';

export interface JournalFileFacts {
  /** `user_version`: how many migrations it has had. */
  readonly version: number;
  readonly applicationId: number;
  readonly bytes: number;
  /** Commits in the write-ahead log that SQLite would leave out because a place before them is damaged. */
  readonly lostTransactions: number;
}

/**
 * Reads what a journal says of itself without opening it in SQLite, which would write beside it.
 * The header is page 1 (sqlite.org/fileformat.html §1.3), the newest copy of which may be in the write-ahead log.
 * Throws StationError JOURNAL_DAMAGED when it is not a database.
 */
export function inspectJournalFile(file: string): JournalFileFacts {
  const { head, bytes } = readHead(file);
  if (head.length < 100 || head.toString('latin1', 0, 16) !== 'SQLite format 3\0')
    throw damaged(file, head.length === 0 ? 'it is empty' : 'it is not a database');
  const wal = readWal(`${file}-wal`);
  const header = wal?.firstPage ?? head;
  return {
    version: header.readUInt32BE(60),
    applicationId: header.readUInt32BE(68),
    bytes,
    lostTransactions: wal?.lostTransactions ?? 0,
  };
}

function readHead(file: string): { head: Buffer; bytes: number } {
  const handle = openSync(file, 'r');
  try {
    const head = Buffer.alloc(100);
    const read = readSync(handle, head, 0, head.length, 0);
    return { head: head.subarray(0, read), bytes: fstatSync(handle).size };
  } finally {
    closeSync(handle);
  }
}
