import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { StationError } from '../errors.ts';
import { checkChain } from './check-chain.ts';
import { damaged } from './database.ts';
import { inspectJournalFile } from './inspect.ts';
import { applicationId, migrations } from './migrations/migrations.ts';

/** Entries at the end that are hashed again at every start; all of them are by `verify`. */
const tail = 200;
/** Up to here every page is looked at too; beyond, a start would take seconds. */
const quickCheckBytes = 256 * 1024 ** 2;

/**
 * Makes an empty journal where there is none. It appears whole or not at all, so a file without content is always
 * a damaged one and never a new one.
 */
export function createJournalFile(file: string): void {
  if (existsSync(file)) return;
  if (existsSync(`${file}-wal`))
    throw damaged(file, 'its write-ahead log is there and the journal itself is not');
  const draft = `${file}.new`;
  rmSync(draft, { force: true });
  try {
    fill(draft);
    sync(draft);
    renameSync(draft, file);
  } catch (fault) {
    rmSync(draft, { force: true });
    throw fault;
  }
  if (process.platform !== 'win32') sync(path.dirname(file));
}

function fill(draft: string): void {
  const db = new Database(draft);
  try {
    db.pragma('encoding = "UTF-8"');
    db.pragma('synchronous = FULL');
    db.pragma(`application_id = ${applicationId}`);
    db.transaction(() => {
      for (const step of migrations) db.exec(step);
      db.pragma(`user_version = ${migrations.length}`);
    })();
  } finally {
    db.close();
  }
}

/**
 * Looks at a journal before it is opened for writing, so that one which is newer, foreign or damaged is left as it
 * is. Throws StationError JOURNAL_NEWER or JOURNAL_DAMAGED.
 */
export function refuseUnlessSound(file: string): void {
  const seen = inspectJournalFile(file);
  if (seen.applicationId !== applicationId) throw damaged(file, 'it is not a journal of Scanpost');
  if (seen.version > migrations.length)
    throw new StationError(
      'JOURNAL_NEWER',
      `The journal ${file} was written by a newer Scanpost (journal ${seen.version}; this one knows ${migrations.length}). ` +
        'Install that version again; nothing was changed.',
      { details: { file, version: seen.version, known: migrations.length } },
    );
  if (seen.lostTransactions > 0)
    throw damaged(file, 'its write-ahead log has a damaged place with saved entries behind it');
  const db = new Database(file, { readonly: true, fileMustExist: true });
  try {
    if (seen.bytes <= quickCheckBytes) {
      const verdict = String(db.pragma('quick_check(1)', { simple: true }));
      if (verdict !== 'ok') throw damaged(file, verdict);
    }
    const bad = checkChain(db, { last: tail }).firstBad;
    if (bad) throw damaged(file, `entry ${bad.seq}: ${bad.why}`, undefined, bad.seq);
  } finally {
    db.close();
  }
}

function sync(name: string): void {
  const handle = openSync(name, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
