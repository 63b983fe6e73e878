import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import type { SettableClock } from '../clock.ts';
import { settableClock } from '../clock.ts';
import type { NewEntry } from './entry.ts';
import type { Journal, JournalOptions } from './journal.ts';
import { openJournal } from './journal.ts';
import type { ReadModel } from './read-model.ts';

/** For tests: kinds, a read model and a folder of their own. */

export const noteKinds = { 'note.written': z.strictObject({ text: z.string() }) } as const;

export function note(text: string, subject = 'a'): NewEntry {
  return { actor: 'officer-1', kind: 'note.written', subject, body: { text } };
}

/** How many notes there are of each subject, and the last one's text. */
export const noteModel: ReadModel = {
  name: 'notes',
  version: 1,
  tables: ['notes'],
  create(db) {
    db.exec(
      'CREATE TABLE notes (subject TEXT PRIMARY KEY, count INTEGER NOT NULL, text TEXT NOT NULL) STRICT',
    );
  },
  prepare(db) {
    const put = db.prepare<[string, string]>(
      `INSERT INTO notes (subject, count, text) VALUES (?, 1, ?)
       ON CONFLICT (subject) DO UPDATE SET count = count + 1, text = excluded.text`,
    );
    return (entry) => {
      if (entry.kind === 'note.written') put.run(entry.subject, (entry.body as { text: string }).text);
    };
  },
};

export interface JournalPlace {
  readonly folder: string;
  readonly file: string;
  readonly clock: SettableClock;
  /** Opens the journal of the place; everything opened is closed by `remove`. */
  open(options?: Partial<JournalOptions>, name?: string): Journal;
  remove(): void;
}

export function journalPlace(): JournalPlace {
  const folder = mkdtempSync(path.join(tmpdir(), 'scanpost-journal-'));
  const file = path.join(folder, 'journal.db');
  const clock = settableClock();
  const opened: Journal[] = [];
  return {
    folder,
    file,
    clock,
    open(options, name = 'journal.db') {
      const journal = openJournal(path.join(folder, name), {
        clock,
        run: 'run-1',
        kinds: noteKinds,
        readModels: [noteModel],
        ...options,
      });
      opened.push(journal);
      return journal;
    },
    remove() {
      for (const journal of opened) journal.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
