import type { ScanPicture } from './scan-picture.ts';
import { ThreadedPicture } from './threaded-picture.ts';

/**
 * Opens the picture of an archived scan; `files` are the paths of its planes, in any order. Tiles are read and
 * decoded in the imaging thread. Throws BridgeError SCAN_FILE_MISSING or SCAN_FILE_DAMAGED, here or from a tile.
 */
export function openArchivedPicture(files: readonly string[], signal?: AbortSignal): Promise<ScanPicture> {
  return ThreadedPicture.open({ kind: 'archive', files }, { signal });
}
