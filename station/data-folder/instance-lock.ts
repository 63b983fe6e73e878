import Database from 'better-sqlite3';
import { StationError } from '../errors.ts';

/**
 * Holds `file` for this process alone until `release`, by an exclusive SQLite transaction on an empty database:
 * the operating system drops that lock when the process ends in whatever way, so there is never a stale one.
 * Throws StationError DATA_LOCKED when another station holds it; other faults pass through.
 */
export function takeInstanceLock(file: string, folder: string): { release(): void } {
  const database = new Database(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (fault) {
    database.close();
    if ((fault as { code?: string }).code !== 'SQLITE_BUSY') throw fault;
    throw new StationError(
      'DATA_LOCKED',
      `Another station is already using ${folder}. Close it first, or name another folder with --data.`,
      { cause: fault, details: { folder } },
    );
  }
  return { release: () => database.close() };
}
