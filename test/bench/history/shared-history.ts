import { spawnSync } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { stationReadModels } from '../../../station/journal/contents.ts';

/** How many visits the long history has; fewer where somebody only tries a bench out. */
export const manyVisits = Number(process.env.SCANPOST_BENCH_VISITS ?? 5_000_000);
export const fewVisits = Math.min(50_000, manyVisits);

/** Real entries at the end of a long history, as a start looks at the last ones. */
const chained = 5_000;
const root = path.join(import.meta.dirname, '../../..');
/** Ignored by git. It may be removed at any time. */
const kept = path.join(root, '.cache', 'bench-history');

/**
 * The folder of a history of so many visits. It is made once and kept for whichever bench asks next, today or another day,
 * as a long one takes about half an hour and 27 GB. Another shape of a read model makes another one, and then the
 * histories of other shapes are removed.
 */
export function sharedHistory(visits: number, progress: (text: string) => void): string {
  const versions = stationReadModels.map(({ name, version }) => `${name}${version}`).join('-');
  const shape = [...versions].reduce((sum, sign) => (Math.imul(sum, 31) + sign.charCodeAt(0)) >>> 0, 7);
  const folder = path.join(kept, `${visits}-${shape.toString(16)}`);
  if (existsSync(folder)) return folder;
  mkdirSync(kept, { recursive: true });
  for (const name of readdirSync(kept))
    if (name.startsWith(`${visits}-`)) rmSync(path.join(kept, name), { recursive: true });
  progress(`making a history of ${visits} visits in ${folder}`);
  const draft = `${folder}.new`;
  const counts = ['--visits', String(visits), '--chained', String(Math.min(chained, visits))];
  // A program of its own, so that what it needs of memory is not there while others are measured. Most of what it makes is
  // soon thrown away, and with little room for that it would be moved about all the time.
  const made = spawnSync(
    process.execPath,
    ['--max-semi-space-size=64', path.join(root, 'test/bench/history.ts'), '--out', draft, ...counts],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  if (made.status !== 0) throw new Error('The history could not be made.');
  renameSync(draft, folder);
  return folder;
}

/**
 * A data folder with such a history, for a bench that writes to it, without a copy of its 27 GB: the journal is there under a
 * second name, and what is written stays in the write-ahead log beside that name until `giveBack`. The log is never folded into
 * the journal meanwhile, as a reader holds on to the journal as it was (https://sqlite.org/wal.html#avoiding_excessively_large_wal_files).
 */
export function borrowedHistory(
  visits: number,
  progress: (text: string) => void,
): { readonly folder: string; giveBack(): void } {
  const shared = path.join(sharedHistory(visits, progress), 'journal.db');
  const folder = path.join(kept, `borrowed-${process.pid}-${visits}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const file = path.join(folder, 'journal.db');
  linkSync(shared, file);
  const before = statSync(shared).mtimeMs;
  // A connection that only reads does not fold the log either when it is the last to close.
  const reader = new Database(file, { readonly: true });
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM sqlite_schema').get();
  return {
    folder,
    giveBack() {
      reader.close();
      rmSync(folder, { recursive: true });
      if (statSync(shared).mtimeMs === before) return;
      rmSync(path.dirname(shared), { recursive: true });
      throw new Error('A bench wrote into the history that it had borrowed. It will be made again.');
    },
  };
}
