import type { ReadableDatabase, WritableDatabase } from '../journal/database.ts';

/**
 * The officers' password hashes: a table beside the journal, never in it, because a journal is read and handed on.
 * An officer is who the journal says; a hash without one opens nothing.
 */
export const credentialsTable =
  'CREATE TABLE IF NOT EXISTS credentials (officer TEXT PRIMARY KEY, password TEXT NOT NULL) STRICT, WITHOUT ROWID';

/** Within the transaction that journals the officer. */
export function keepPassword(db: WritableDatabase, officerId: string, passwordHash: string): void {
  db.prepare<[string, string]>(
    'INSERT INTO credentials VALUES (?, ?) ON CONFLICT (officer) DO UPDATE SET password = excluded.password',
  ).run(officerId, passwordHash);
}

export function passwordOf(db: ReadableDatabase, officerId: string): string | null {
  const row = db
    .prepare<[string], { password: string }>('SELECT password FROM credentials WHERE officer = ?')
    .get(officerId);
  return row?.password ?? null;
}
