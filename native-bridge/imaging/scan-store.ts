import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ScanBegin, ScanDefect } from '../drivers/driver.ts';
import { BridgeError } from '../errors.ts';
import { type ArchivedScan, type ArchiveOptions, archiveCapture } from './archive.ts';
import { partSuffix } from './archive-writer.ts';
import {
  type CaptureOptions,
  type CaptureWriter,
  createCapture,
  type RecoveredCapture,
  recoverCapture,
} from './capture.ts';
import { syncFolderOf, writeAdvice } from './disk.ts';
import { openScanPicture, type PictureFiles, type SwitchingPicture } from './switching-picture.ts';
import { startImagingThread } from './threaded-picture.ts';

const captureSuffix = '.strips';
const captureName = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.strips$/;

/** The scans' files of one post: `captures/SCANID.strips` and `scans/SCANID.ENERGYMeV.tif` in one folder. */
export interface ScanStore {
  /** Begins a scan's strip file; see `createCapture`. */
  createCapture(begin: ScanBegin, options?: CaptureOptions): Promise<CaptureWriter>;
  /**
   * Ids of the captures there are. At the start, each that the journal has no archive for is to be recovered and
   * archived; any other is to be discarded.
   */
  listCaptures(): Promise<string[]>;
  /** Finishes a capture nobody writes any more; see `recoverCapture`. */
  recover(scanId: string, known?: readonly ScanDefect[]): Promise<RecoveredCapture>;
  /** Writes the archive of a finished capture; see `archiveCapture`. */
  archive(scanId: string, options?: ArchiveOptions): Promise<ArchivedScan>;
  /** Deletes a capture, durably. To be called only when its archive is in the journal. Safe to repeat. */
  discardCapture(scanId: string): Promise<void>;
  /**
   * Opens a scan's picture: from its archive when `planes` (the names `archive` gave) are there, otherwise from
   * its strips. See `openScanPicture`.
   */
  openPicture(
    scanId: string,
    planes?: readonly string[],
    follow?: PictureFiles['follow'],
  ): Promise<SwitchingPicture>;
  capturePath(scanId: string): string;
  /** Where the archived plane of this name is. */
  planePath(file: string): string;
}

/**
 * Opens the files of a post in `folder`, makes its folders if need be and removes archives that were being written
 * when the station stopped. Throws BridgeError CAPTURE_WRITE_FAILED when the folder cannot be used.
 */
export async function openScanStore(folder: string): Promise<ScanStore> {
  const captures = path.join(folder, 'captures');
  const scans = path.join(folder, 'scans');
  try {
    await mkdir(captures, { recursive: true });
    await mkdir(scans, { recursive: true });
    for (const name of await readdir(scans)) {
      if (name.endsWith(`.tif${partSuffix}`)) await rm(path.join(scans, name), { force: true });
    }
  } catch (error) {
    throw unusable(folder, error);
  }
  startImagingThread();

  const capturePath = (scanId: string) =>
    path.join(captures, `${safeName(scanId.toLowerCase())}${captureSuffix}`);
  const planePath = (file: string) => path.join(scans, safeName(file));
  return {
    capturePath,
    planePath,
    createCapture: (begin, options) => createCapture(capturePath(begin.scanId), begin, options),
    listCaptures: async () => {
      try {
        return (await readdir(captures)).flatMap((name) => captureName.exec(name)?.[1] ?? []).sort();
      } catch (error) {
        throw unusable(captures, error);
      }
    },
    recover: (scanId, known) => recoverCapture(capturePath(scanId), known),
    archive: (scanId, options) => archiveCapture(capturePath(scanId), scans, scanId, options),
    discardCapture: async (scanId) => {
      try {
        await rm(capturePath(scanId), { force: true });
        await syncFolderOf(capturePath(scanId));
      } catch (error) {
        throw unusable(captures, error);
      }
    },
    openPicture: (scanId, planes, follow) =>
      openScanPicture({ capturePath: capturePath(scanId), archive: planes?.map(planePath), follow }),
  };
}

/** A scan id or a plane's name as it may stand in a path: it stays in its folder. */
function safeName(name: string): string {
  return path.basename(name.replaceAll('\\', '/'));
}

function unusable(folder: string, cause: unknown): BridgeError {
  const reason = writeAdvice(cause);
  return new BridgeError('CAPTURE_WRITE_FAILED', `The scans in ${folder} cannot be kept: ${reason}.`, {
    cause,
    details: { path: folder, reason },
  });
}
