import { constants, copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stationReadModels } from '../../../station/journal/contents.ts';
import { makeHistory } from './make-history.ts';

/** How many visits the long history has; fewer where somebody only tries a bench out. */
export const manyVisits = Number(process.env.SCANPOST_BENCH_VISITS ?? 5_000_000);
export const fewVisits = Math.min(50_000, manyVisits);

/** Real entries at the end of a long history, as a start looks at the last ones. */
const chained = 5_000;

/**
 * The folder of a history of so many visits. It is made once and kept in the temporary folder for whichever bench asks next,
 * as a long one takes a quarter of an hour and tens of gigabytes; another shape of a read model makes another one.
 */
export function sharedHistory(visits: number, progress: (text: string) => void): string {
  const versions = stationReadModels.map(({ name, version }) => `${name}${version}`).join('-');
  const shape = [...versions].reduce((sum, sign) => (Math.imul(sum, 31) + sign.charCodeAt(0)) >>> 0, 7);
  const folder = path.join(tmpdir(), `scanpost-history-${visits}-${shape.toString(16)}`);
  if (existsSync(folder)) return folder;
  progress(`making a history of ${visits} visits in ${folder}`);
  const draft = `${folder}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft);
  makeHistory(path.join(draft, 'journal.db'), {
    visits,
    chained: Math.min(chained, visits),
    progress: (done) => progress(`${done} visits`),
  });
  renameSync(draft, folder);
  return folder;
}

/** A copy of such a history in a folder of its own, for a bench that writes to it. It takes as much room once more. */
export function copiedHistory(visits: number, into: string, progress: (text: string) => void): string {
  const shared = sharedHistory(visits, progress);
  const folder = path.join(into, `copy-${visits}`);
  progress(`copying the history of ${visits} visits`);
  mkdirSync(folder);
  copyFileSync(path.join(shared, 'journal.db'), path.join(folder, 'journal.db'), constants.COPYFILE_FICLONE);
  return folder;
}
