import { BridgeError } from '../errors.ts';
import { openArchivedPicture } from './archived-picture.ts';
import { type LivePicture, openLivePicture } from './live-picture.ts';
import type { PictureInfo, ScanPicture, TileAddress, TileBody } from './scan-picture.ts';

/** One picture through a scan's whole life. */
export interface SwitchingPicture extends ScanPicture {
  /** Looks how far the scan has come; an archived one has come to its end. */
  refresh(): Promise<PictureInfo>;
  /**
   * Serves from the archive from now on and lets the strips go, once the tiles under way are done: when this
   * resolves the capture may be deleted. Throws BridgeError SCAN_FILE_MISSING or SCAN_FILE_DAMAGED, and then
   * the strips go on serving.
   */
  useArchive(files: readonly string[]): Promise<void>;
}

export interface PictureFiles {
  /** The strip file, while there is one. */
  readonly capturePath?: string | undefined;
  /** The archived planes, once there are. They come first; the strips stand in when they cannot be read. */
  readonly archive?: readonly string[] | undefined;
  /** The writer, while the scan is received: `info().columns` follows it at once. */
  readonly follow?: { readonly lines: number } | undefined;
}

/**
 * Opens a scan's picture from what there is of it. Throws BridgeError SCAN_FILE_MISSING, SCAN_FILE_DAMAGED,
 * CAPTURE_MISSING or CAPTURE_DAMAGED.
 */
export async function openScanPicture({
  capturePath,
  archive,
  follow,
}: PictureFiles): Promise<SwitchingPicture> {
  if (archive === undefined && capturePath === undefined) {
    throw new BridgeError(
      'SCAN_FILE_MISSING',
      'The scan has no file: bring it back from a backup, or scan again.',
    );
  }
  if (archive === undefined) return overStrips(capturePath!, follow);
  try {
    return new Switching({ picture: await openArchivedPicture(archive), live: null });
  } catch (error) {
    // What is said is what is wrong with the archive: that there are no strips any more is as it should be.
    if (capturePath === undefined) throw error;
    return overStrips(capturePath, follow).catch(() => Promise.reject(error));
  }
}

async function overStrips(capturePath: string, follow: PictureFiles['follow']): Promise<SwitchingPicture> {
  const live = await openLivePicture(capturePath, follow === undefined ? {} : { follow });
  return new Switching({ picture: live, live });
}

interface Served {
  readonly picture: ScanPicture;
  readonly live: LivePicture | null;
}

class Switching implements SwitchingPicture {
  #served: Served;
  /** Tiles under way, by the picture they come from. */
  readonly #underWay = new Map<ScanPicture, Set<Promise<unknown>>>();

  constructor(served: Served) {
    this.#served = served;
  }

  info(): PictureInfo {
    return this.#served.picture.info();
  }

  async refresh(): Promise<PictureInfo> {
    const { live } = this.#served;
    if (live !== null) await this.#track(live, live.refresh());
    return this.info();
  }

  tile(address: TileAddress, signal?: AbortSignal): Promise<TileBody> {
    const { picture } = this.#served;
    return this.#track(picture, picture.tile(address, signal));
  }

  async useArchive(files: readonly string[]): Promise<void> {
    const archived = await openArchivedPicture(files);
    const before = this.#served.picture;
    this.#served = { picture: archived, live: null };
    await this.#letGo(before);
  }

  close(): Promise<void> {
    return this.#letGo(this.#served.picture);
  }

  async #letGo(picture: ScanPicture): Promise<void> {
    await Promise.allSettled(this.#underWay.get(picture) ?? []);
    this.#underWay.delete(picture);
    await picture.close();
  }

  #track<T>(picture: ScanPicture, work: Promise<T>): Promise<T> {
    const underWay = this.#underWay.get(picture) ?? new Set();
    this.#underWay.set(picture, underWay);
    underWay.add(work);
    const done = () => underWay.delete(work);
    work.then(done, done);
    return work;
  }
}
