import { statfs } from 'node:fs/promises';

/** Below this the screen warns: about a hundred archived scans are left. */
export const lowSpaceBytes = 2 * 1024 ** 3;
/** Below this no scan is started, so that decisions can still be journaled. */
export const scanSpaceBytes = 256 * 1024 ** 2;

/** Bytes that this user may still write in the folder; null when the system does not say. */
export async function freeSpace(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}
