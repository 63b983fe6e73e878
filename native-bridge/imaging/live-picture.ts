import type { PictureInfo, ScanPicture } from './scan-picture.ts';
import { type StripLog, ThreadedPicture } from './threaded-picture.ts';

/** The picture of a scan while it is received, and until it is archived. */
export interface LivePicture extends ScanPicture {
  /** As of the last tile or `refresh`, except that `columns` follows the writer when one was given. */
  info(): PictureInfo;
  /** Looks how far the strip file has grown, and whether the scan is over. */
  refresh(): Promise<PictureInfo>;
}

/** What a live picture needs of a `CaptureWriter`. */
export type FollowedWriter = StripLog & { readonly lines: number };

export interface LivePictureOptions {
  /** The writer of the same file: what it has written counts at once, and its strips are not checked again. */
  readonly follow?: FollowedWriter;
}

/**
 * Opens the picture of a strip file, growing or finished. Tiles are made in the imaging thread from the file as it
 * is when they are asked for, so the capture never waits for a viewer.
 * Throws BridgeError CAPTURE_MISSING or CAPTURE_DAMAGED.
 */
export async function openLivePicture(
  path: string,
  { follow }: LivePictureOptions = {},
): Promise<LivePicture> {
  const picture = await ThreadedPicture.open({ kind: 'strips', path }, { log: follow });
  return {
    info: () => {
      const info = picture.info();
      return follow !== undefined && follow.lines > info.columns ? { ...info, columns: follow.lines } : info;
    },
    refresh: () => picture.refresh(),
    tile: (address, signal) => picture.tile(address, signal),
    close: () => picture.close(),
  };
}
