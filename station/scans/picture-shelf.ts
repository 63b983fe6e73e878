import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { BridgeError } from '../../native-bridge/errors.ts';
import type { FollowedWriter } from '../../native-bridge/imaging/live-picture.ts';
import type {
  PictureInfo,
  ScanPicture,
  TileAddress,
  TileBody,
} from '../../native-bridge/imaging/scan-picture.ts';
import { pause, type Timers } from '../../native-bridge/transport/timers.ts';
import { StationError } from '../errors.ts';
import { type PictureShelf, type PlaneFile, unknownScan } from '../http/scan-routes.ts';

/** Where a scan's pixels are: in its strips until the archive is written and journaled. */
export type PictureSource =
  | { readonly kind: 'capture'; readonly file: string; readonly follow?: FollowedWriter }
  | { readonly kind: 'archive'; readonly files: readonly string[] };

export interface ShelfOptions {
  /** Null for a scan that the post does not know or that has no picture (yet). */
  readonly locate: (scanId: string) => PictureSource | null;
  readonly open: (source: PictureSource) => Promise<ShelvedPicture>;
}

export interface ShelvedPicture extends ScanPicture {
  /** Looks again how far the picture has come; absent where it cannot change. */
  refresh?(): Promise<PictureInfo>;
}

/** So long nobody asked for a tile: whoever looked has the picture. */
const quietMs = 400;
/** Somebody who never stops looking holds up the archive no longer than this. */
const quietAtMostMs = 10_000;

/** Pictures kept open: what several officers look at, and what they looked at just before. */
const keptOpen = 12;

interface Shelved {
  readonly source: PictureSource['kind'];
  readonly picture: Promise<ShelvedPicture>;
}

/** The pictures of the post's scans, opened when they are asked for. */
export class Pictures implements PictureShelf {
  readonly #options: ShelfOptions;
  readonly #open = new Map<string, Shelved>();
  /** Tiles asked for so far. */
  #asked = 0;

  constructor(options: ShelfOptions) {
    this.#options = options;
  }

  /** Null for a scan that the post does not know or that has no picture (yet). */
  source(scanId: string): PictureSource | null {
    return this.#options.locate(scanId);
  }

  async info(scanId: string): Promise<PictureInfo> {
    const picture = await this.#picture(scanId);
    return picture.refresh && picture.info().state === 'receiving' ? picture.refresh() : picture.info();
  }

  async tile(scanId: string, address: TileAddress, signal: AbortSignal): Promise<TileBody> {
    this.#asked++;
    return (await this.#picture(scanId)).tile(address, signal);
  }

  async planeFile(scanId: string, plane: number): Promise<PlaneFile> {
    const source = this.#options.locate(scanId);
    if (source === null) throw unknownScan(scanId);
    if (source.kind === 'capture') {
      throw notArchived(scanId);
    }
    const file = source.files[plane];
    if (file === undefined) throw unknownScan(scanId);
    const { size } = await stat(file).catch((cause: unknown) => {
      throw new BridgeError(
        'SCAN_FILE_MISSING',
        `The scan file ${file} is not there. Put it back from a backup.`,
        {
          cause,
          details: { path: file },
        },
      );
    });
    return {
      name: path.basename(file),
      bytes: size,
      open: () => Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>,
    };
  }

  /**
   * Resolves when nobody has asked for tiles for a while, at once when no picture is open, and at the latest after ten
   * seconds: work that takes all of the machine waits for it. Resolves also when the signal aborts.
   */
  async quiet(timers: Timers, signal: AbortSignal): Promise<void> {
    for (
      let waited = 0;
      waited < quietAtMostMs && this.#open.size > 0 && !signal.aborted;
      waited += quietMs
    ) {
      const before = this.#asked;
      await pause(timers, quietMs, signal);
      if (this.#asked === before) return;
    }
  }

  /**
   * The source of a scan's picture has changed: it is opened anew, and the old one let go of once that is done, so that
   * the next tile waits for neither. A new one that cannot be opened says so when it is asked for.
   */
  async replace(scanId: string): Promise<void> {
    const old = this.#open.get(scanId);
    if (old === undefined) return;
    await this.#picture(scanId).catch(() => undefined);
    await closeQuietly(old);
  }

  /** Lets go of a scan's picture, so that it is looked for anew: its source has changed, or its file goes. */
  async forget(scanId: string): Promise<void> {
    const shelved = this.#open.get(scanId);
    this.#open.delete(scanId);
    await closeQuietly(shelved);
  }

  async close(): Promise<void> {
    const all = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(all.map(closeQuietly));
  }

  async #picture(scanId: string): Promise<ShelvedPicture> {
    const source = this.#options.locate(scanId);
    if (source === null) throw unknownScan(scanId);
    const known = this.#open.get(scanId);
    if (known?.source === source.kind) {
      this.#open.delete(scanId);
      this.#open.set(scanId, known);
      return known.picture;
    }
    const shelved: Shelved = { source: source.kind, picture: this.#options.open(source) };
    this.#open.set(scanId, shelved);
    if (known) void closeQuietly(known);
    this.#makeRoom();
    try {
      return await shelved.picture;
    } catch (fault) {
      // A file that was put back is found by the next look.
      if (this.#open.get(scanId) === shelved) this.#open.delete(scanId);
      throw fault;
    }
  }

  #makeRoom(): void {
    for (const [scanId, shelved] of this.#open) {
      if (this.#open.size <= keptOpen) return;
      this.#open.delete(scanId);
      void closeQuietly(shelved);
    }
  }
}

/** The scan has a picture, and its files are not written yet. */
export function notArchived(scanId: string): StationError {
  return new StationError('SCAN_NOT_ARCHIVED', 'The scan is still being archived. Try again in a minute.', {
    details: { scanId },
  });
}

async function closeQuietly(shelved: Shelved | undefined): Promise<void> {
  try {
    await (await shelved?.picture)?.close();
  } catch {
    // It could not be opened, or is being read no more: there is nothing left to let go of.
  }
}
