import Database from 'better-sqlite3';
import type { ReadableDatabase } from './database.ts';
import { genesis } from './entry-hash.ts';
import type { JournalHead } from './journal.ts';

/** A journal that another thread or process writes, and this one only asks. */
export interface ReadJournal {
  readonly db: ReadableDatabase;
  head(): JournalHead;
  /** What `ask` is told is all of one instant, whatever is written meanwhile. */
  asOne<Answer>(ask: () => Answer): Answer;
  close(): void;
}

/** Opens the journal in `file`, whose tables are up to date, beside who writes it. Throws what SQLite says. */
export function readJournal(file: string): ReadJournal {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  db.pragma('trusted_schema = OFF');
  const last = db.prepare<[], { seq: number; hash: Buffer }>(
    'SELECT seq, hash FROM entries ORDER BY seq DESC LIMIT 1',
  );
  return {
    db,
    head() {
      const { seq, hash } = last.get() ?? { seq: 0, hash: Buffer.from(genesis) };
      return { seq, hash: hash.toString('hex') };
    },
    asOne: (ask) => db.transaction(ask)(),
    close: () => void db.close(),
  };
}
