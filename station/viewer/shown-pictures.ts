import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { importPicture } from '../../native-bridge/imaging/import/import-picture.ts';
import { importToCapture } from '../../native-bridge/imaging/import/import-to-capture.ts';
import type { PictureFacts } from '../../native-bridge/imaging/import/imported-picture.ts';
import { type LivePicture, openLivePicture } from '../../native-bridge/imaging/live-picture.ts';
import { StationError } from '../errors.ts';
import { type PictureShelf, unknownScan } from '../http/scan-routes.ts';

/** A file that can be asked to be opened. Whether it is a picture is seen then. */
export interface ListedFile {
  readonly id: string;
  /** From the folder it was found in. */
  readonly name: string;
  readonly bytes: number;
  /** `folder`: found in the folder of samples. `named`: on the command line. `dropped`: on the page. */
  readonly from: 'folder' | 'named' | 'dropped';
}

/** A picture that opened. `scanId` is what its tiles are asked by. */
export interface OpenedFile extends Pick<PictureFacts, 'format' | 'width' | 'height' | 'about' | 'sha256'> {
  readonly scanId: string;
}

/**
 * The files that `npm run viewer` shows, without a station: those of a folder, those named on the command line, those
 * dropped on the page. What is opened is decoded into a strip file in a folder of its own, which goes with `close()`.
 */
export class ShownPictures implements Pick<PictureShelf, 'info' | 'tile'> {
  readonly #folder: string;
  readonly #named: readonly string[];
  readonly #work: string;
  readonly #files = new Map<string, { readonly file: string; readonly listed: ListedFile }>();
  /** By scan id, the one opened longest ago first. */
  readonly #open = new Map<
    string,
    { readonly of: string; readonly picture: LivePicture; readonly strips: string }
  >();

  private constructor(folder: string, named: readonly string[], work: string) {
    this.#folder = folder;
    this.#named = named;
    this.#work = work;
  }

  /** `folder` need not be there. */
  static async begin(folder: string, named: readonly string[]): Promise<ShownPictures> {
    return new ShownPictures(folder, named, await mkdtemp(path.join(tmpdir(), 'scanpost-viewer-')));
  }

  /** What there is to open now: named and dropped files first. `folder` is null where there is none. */
  async list(): Promise<{ readonly folder: string | null; readonly files: readonly ListedFile[] }> {
    for (const file of this.#named) await this.#note(path.resolve(file), path.basename(file), 'named');
    const entries = await readdir(this.#folder, { recursive: true, withFileTypes: true }).catch(() => null);
    for (const entry of entries ?? []) {
      const file = path.join(entry.parentPath, entry.name);
      if (entry.isFile() && !isWriting(file))
        await this.#note(file, path.relative(this.#folder, file), 'folder');
    }
    const files = [...this.#files.values()].map(({ listed }) => listed);
    const rank = ({ from }: ListedFile) => ['dropped', 'named', 'folder'].indexOf(from);
    const folder = ({ name }: ListedFile) => path.dirname(name);
    files.sort(
      (a, b) => rank(a) - rank(b) || folder(a).localeCompare(folder(b)) || a.name.localeCompare(b.name),
    );
    return { folder: entries && this.#folder, files };
  }

  /** Takes a file's bytes from the page. */
  async drop(name: string, bytes: Uint8Array): Promise<ListedFile> {
    const file = path.join(this.#work, `dropped-${randomUUID()}`);
    await writeFile(file, bytes);
    return this.#note(file, path.basename(name).slice(0, 200), 'dropped');
  }

  /** Decodes a listed file. Throws StationError IMAGE_UNKNOWN, or BridgeError IMAGE_… where it is no picture that opens. */
  async open(id: string, signal?: AbortSignal): Promise<OpenedFile> {
    const found = this.#files.get(id);
    if (!found) throw new StationError('IMAGE_UNKNOWN', 'There is no such picture. Reload the page.');
    const picture = await importPicture(found.file, signal ? { signal } : {});
    const scanId = randomUUID();
    const strips = path.join(this.#work, `${scanId}.strips`);
    await importToCapture(picture, strips, scanId);
    this.#open.set(scanId, { of: id, picture: await openLivePicture(strips), strips });
    await this.#closeOldest();
    const { format, width, height, about, sha256 } = picture;
    return { scanId, format, width, height, about, sha256 };
  }

  async info(scanId: string) {
    return this.#pictureOf(scanId).info();
  }

  async tile(scanId: string, address: Parameters<LivePicture['tile']>[0], signal: AbortSignal) {
    return this.#pictureOf(scanId).tile(address, signal);
  }

  async close(): Promise<void> {
    for (const { picture } of this.#open.values()) await picture.close();
    this.#open.clear();
    await rm(this.#work, { recursive: true, force: true });
  }

  #pictureOf(scanId: string): LivePicture {
    const open = this.#open.get(scanId);
    if (!open) throw unknownScan(scanId);
    return open.picture;
  }

  async #note(file: string, name: string, from: ListedFile['from']): Promise<ListedFile> {
    const id = createHash('sha256').update(file).digest('hex').slice(0, 16);
    // One that was named stays so, though it lies in the folder as well.
    const there = this.#files.get(id);
    if (there) return there.listed;
    const bytes = (await stat(file).catch(() => null))?.size ?? 0;
    const listed = { id, name, bytes, from };
    this.#files.set(id, { file, listed });
    return listed;
  }

  async #closeOldest(): Promise<void> {
    for (const [scanId, { picture, strips }] of this.#open) {
      if (this.#open.size <= mostOpen) return;
      this.#open.delete(scanId);
      await picture.close();
      await rm(strips, { force: true });
    }
  }
}

/** A picture of 4096 × 32000 × 2 is half a gigabyte of strips. */
const mostOpen = 4;

/** What lies beside pictures and is none. */
function isWriting(file: string): boolean {
  return /(^|[/\\])(LICENSE|README)[^/\\]*$|[.](md|csv|json|txt)$/i.test(file);
}
