import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Mode } from '../api/views.pure.ts';
import { StationError } from '../errors.ts';
import { diskFault } from './disk-faults.ts';
import { takeInstanceLock } from './instance-lock.ts';

/** A post's data folder, held by this process until `close`. Every path is absolute. */
export interface DataFolder {
  readonly root: string;
  readonly mode: Mode;
  readonly captures: string;
  readonly scans: string;
  /** A folder for each device, named like it. */
  readonly devices: string;
  /** What devices sent, as it came: pictures, photographs of plates, reports. */
  readonly received: string;
  /** Photos of examinations, as they came. */
  readonly photos: string;
  /** What pictures say of their trucks' mass: a cache. */
  readonly assessments: string;
  /** Scans at a glance: a cache. */
  readonly thumbnails: string;
  readonly logs: string;
  readonly journalFile: string;
  close(): void;
}

/**
 * Opens the folder for one mode, creating it and its layout on demand, and keeps other stations out.
 * A folder belongs to the mode that first used it, for ever: live and training never share one.
 * Throws StationError DATA_MODE_MISMATCH, DATA_LOCKED, DATA_READ_ONLY, DISK_FULL or DATA_FOLDER_INVALID; then
 * nothing that was in the folder has changed.
 */
export function openDataFolder(folder: string, mode: Mode): DataFolder {
  const root = path.resolve(folder);
  try {
    refuseOtherMode(root, mode);
    mkdirSync(root, { recursive: true, mode: 0o700 });
    const lock = takeInstanceLock(path.join(root, 'instance.lock'), root);
    try {
      // Asked again under the lock: two first starts may have raced for a new folder.
      refuseOtherMode(root, mode);
      const layout = {
        captures: path.join(root, 'captures'),
        scans: path.join(root, 'scans'),
        devices: path.join(root, 'devices'),
        received: path.join(root, 'received'),
        photos: path.join(root, 'photos'),
        assessments: path.join(root, 'assessments'),
        thumbnails: path.join(root, 'thumbnails'),
        logs: path.join(root, 'logs'),
      };
      for (const place of Object.values(layout)) mkdirSync(place, { recursive: true, mode: 0o700 });
      proveWritable(root);
      if (markedMode(root) === null) writeFileSync(path.join(root, 'mode'), `${mode}\n`, { flag: 'wx' });
      return {
        root,
        mode,
        ...layout,
        journalFile: path.join(root, 'journal.db'),
        close: lock.release,
      };
    } catch (fault) {
      lock.release();
      throw fault;
    }
  } catch (fault) {
    throw fault instanceof StationError ? fault : (diskFault(fault, root) ?? fault);
  }
}

function refuseOtherMode(root: string, mode: Mode): void {
  const marked = markedMode(root);
  if (marked === null || marked === mode) return;
  throw new StationError(
    'DATA_MODE_MISMATCH',
    `${root} holds ${marked === 'live' || marked === 'training' ? `${marked} data` : 'data of an unknown mode'} ` +
      `and cannot be opened for ${mode}. Name another folder with --data, or start with --mode ${marked}.`,
    { details: { folder: root, marked, mode } },
  );
}

function markedMode(root: string): string | null {
  try {
    return readFileSync(path.join(root, 'mode'), 'utf8').trim().slice(0, 40);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw fault;
  }
}

/** A folder may look writable and not be (read-only mount, no space): only writing tells. */
function proveWritable(root: string): void {
  const probe = path.join(root, `.probe-${process.pid}`);
  try {
    writeFileSync(probe, new Uint8Array(64 * 1024), { flush: true });
  } finally {
    rmSync(probe, { force: true });
  }
}
