import { open } from 'node:fs/promises';
import path from 'node:path';

/** The system's code of a failed file operation (`ENOSPC`), or null. */
export function systemCode(error: unknown): string | null {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : null;
}

/** What a person can do about a write that failed; for the end of a sentence. */
export function writeAdvice(error: unknown): string {
  switch (systemCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full: free some space on it';
    case 'EROFS':
      return 'the disk is read-only: make it writable or choose another data folder';
    case 'EACCES':
    case 'EPERM':
      return 'the folder may not be written: give the station the right to write there';
    case 'EIO':
      return 'the disk reported an error: check the disk and its cable';
    case 'ENOENT':
      return 'the folder is not there: check that the disk is connected';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

/** Makes a new or renamed name in `file`'s folder durable. Windows has no such call and needs none. */
export async function syncFolderOf(file: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path.dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
