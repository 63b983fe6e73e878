import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { BridgeError } from '../errors.ts';
import type { ArchivedScan } from './archive-writer.ts';
import { ImagingThread } from './imaging-thread.ts';
import { scanFileError } from './tiff-reader.ts';

export type { ArchivedPlane, ArchivedScan } from './archive-writer.ts';

export interface ArchiveOptions {
  /** Stops the work and removes what it began; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** From 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
}

/**
 * Writes a finished capture as one TIFF per energy into `folder`: width = lines, height = detectors, tiled,
 * pyramidal, lossless. Each file is written beside its name, made durable, read back and hashed; then all are renamed and
 * the folder is made durable, so under their names they are whole or not there. Doing it again gives the same bytes.
 *
 * Runs in a thread of its own and needs about `2 kB × detectors × planes + 20 MB` of memory, however long the scan is.
 * Throws BridgeError ARCHIVE_FAILED, CAPTURE_MISSING or CAPTURE_DAMAGED; the capture is only read.
 */
export async function archiveCapture(
  capturePath: string,
  folder: string,
  scanId: string,
  { signal, onProgress }: ArchiveOptions = {},
): Promise<ArchivedScan> {
  const thread = new ImagingThread();
  try {
    const request = { kind: 'archive', job: { capturePath, folder, scanId } } as const;
    const otherwise = { code: 'ARCHIVE_FAILED', details: { scanId } } as const;
    const call = { otherwise, signal, onProgress, awaitCancel: true };
    return (await thread.call(request, call)) as ArchivedScan;
  } finally {
    await thread.stop();
  }
}

/**
 * Reads a file to its end and compares its SHA-256 with the journal's.
 * Throws BridgeError SCAN_FILE_MISSING or SCAN_FILE_DAMAGED.
 */
export async function verifyArchive(file: string, sha256: string): Promise<void> {
  const hash = createHash('sha256');
  try {
    const handle = await open(file, 'r');
    try {
      for await (const chunk of handle.createReadStream({ highWaterMark: 1024 * 1024, autoClose: false })) {
        hash.update(chunk as Buffer);
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw scanFileError(file, error);
  }
  const found = hash.digest('hex');
  if (found !== sha256.toLowerCase()) {
    throw new BridgeError(
      'SCAN_FILE_DAMAGED',
      `The scan's file ${file} is not the one that was archived: bring it back from a backup.`,
      { details: { path: file, reason: `SHA-256 ${found}` } },
    );
  }
}
