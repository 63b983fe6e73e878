import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { glanceOf } from '../exports/overview.ts';
import { type PictureShelf, unknownScan } from '../http/scan-routes.ts';
import type { Journal } from '../journal/journal.ts';
import type { Logger } from '../log.ts';
import { notArchived } from '../scans/picture-shelf.ts';
import { visitKinds } from '../visits/visit-entries.pure.ts';
import type { Visits } from '../visits/visits.ts';

/** Pixels along the truck, as a list shows them on a screen of twice the density. */
const along = 320;

export interface ThumbnailParts {
  /** A cache: whatever is missing from it is made again. */
  readonly folder: string;
  readonly journal: Pick<Journal, 'onAppend'>;
  readonly visits: Pick<Visits, 'scan'>;
  readonly pictures: Pick<PictureShelf, 'info' | 'tile'>;
  readonly log: Logger;
}

/** Archived scans at a glance, each made once and kept under the hash of the scan's first file. */
export class Thumbnails {
  readonly #parts: ThumbnailParts;
  readonly #stopListening: () => void;
  readonly #closing = new AbortController();
  /** One is made at a time: a list that is leafed through must not take the machine from a scan. */
  #making: Promise<unknown> = Promise.resolve();

  constructor(parts: ThumbnailParts) {
    this.#parts = parts;
    this.#stopListening = parts.journal.onAppend(({ kind, body }) => {
      if (kind !== 'scan.archived') return;
      const { scanId } = visitKinds['scan.archived'].parse(body);
      this.of(scanId).catch((fault: unknown) =>
        parts.log.warn(
          { err: fault, scanId },
          'a thumbnail could not be made; it is tried when it is asked for',
        ),
      );
    });
  }

  /** As JPEG. Throws SCAN_UNKNOWN, SCAN_NOT_ARCHIVED, or why the scan cannot be read. */
  async of(scanId: string): Promise<Uint8Array<ArrayBuffer>> {
    const scan = this.#parts.visits.scan(scanId);
    if (scan === null) throw unknownScan(scanId);
    const [plane] = scan.planes ?? [];
    if (plane === undefined) throw notArchived(scanId);
    const file = path.join(this.#parts.folder, `${plane.sha256}.jpg`);
    return (await kept(file)) ?? this.#inTurn(async () => (await kept(file)) ?? this.#make(scanId, file));
  }

  /** Waits for the one that is being made. */
  async close(): Promise<void> {
    this.#stopListening();
    this.#closing.abort();
    await this.#making;
  }

  #inTurn<Made>(make: () => Promise<Made>): Promise<Made> {
    const made = this.#making.then(() => {
      this.#closing.signal.throwIfAborted();
      return make();
    });
    this.#making = made.catch(() => undefined);
    return made;
  }

  async #make(scanId: string, file: string): Promise<Uint8Array<ArrayBuffer>> {
    const { pictures, folder, log } = this.#parts;
    const glance = await glanceOf(pictures, scanId, along, this.#closing.signal);
    if (glance === null) throw unknownScan(scanId);
    const { default: sharp } = await import('sharp');
    const { width, height } = glance;
    const jpeg = await sharp(glance.grey, { raw: { width, height, channels: 1 } })
      .resize({ width: along, withoutEnlargement: true })
      .jpeg({ quality: 80 })
      .toBuffer();
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const half = `${file}.${randomUUID()}`;
      await writeFile(half, jpeg);
      await rename(half, file);
    } catch (fault) {
      log.warn({ err: fault, file }, 'a thumbnail could not be kept');
    }
    return new Uint8Array(jpeg);
  }
}

/** What a crash or a full disk left is no picture: every JPEG begins and ends with its marks. */
async function kept(file: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const bytes = await readFile(file).catch(() => null);
  if (bytes === null || bytes.length < 4) return null;
  const whole = bytes.readUInt16BE(0) === 0xffd8 && bytes.readUInt16BE(bytes.length - 2) === 0xffd9;
  return whole ? new Uint8Array(bytes) : null;
}
