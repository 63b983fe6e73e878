import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { constants, type FileHandle, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { BridgeError } from '../../errors.ts';
import { systemCode } from '../../imaging/disk.ts';
import type { Timers } from '../../transport/timers.ts';
import type { ImageIntake } from '../image-intake/image-intake.ts';
import { type StoredFile, tooLarge } from '../image-intake/incoming-file.ts';
import type { SeenFile } from './file-watch.ts';
import { folderGone, onFolder } from './folder-access.ts';
import { type SideCarKind, sideCarKinds } from './side-car.ts';

export interface FolderFile extends SeenFile {
  /** As people read it; a name that is not UTF-8 has marks in it. Never used as a path. */
  readonly name: string;
  /** Nanoseconds; to take the oldest first. */
  readonly changedNs: bigint;
}

export interface SideCarFile extends FolderFile {
  /** The picture's id, with or without its suffix. */
  readonly of: string;
  readonly kind: SideCarKind;
}

export interface Listing {
  readonly pictures: readonly FolderFile[];
  readonly sideCars: readonly SideCarFile[];
  /** Identities of files under a temporary name. */
  readonly unfinished: ReadonlySet<string>;
  /** Links, pipes, sockets, devices: never opened. */
  readonly irregular: readonly FolderFile[];
}

/** The file is not there any more, or not as it was seen: to be looked at again. */
export class FileChanged extends Error {}

const chunkBytes = 1 << 20;
const statsAtOnce = 16;

/** The file operations on the folder. Names are kept as bytes: older systems write names that are not UTF-8. */
export class WatchedFolder {
  readonly path: string;
  readonly #timers: Timers;
  readonly #takes: (name: string) => boolean;

  /** `takes`: which names are pictures. */
  constructor(folder: string, timers: Timers, takes: (name: string) => boolean) {
    this.path = folder;
    this.#timers = timers;
    this.#takes = takes;
  }

  /** Throws BridgeError LINK_FAILED or LINK_TIMEOUT. */
  async list(): Promise<Listing> {
    try {
      return await this.#list();
    } catch (cause) {
      throw folderGone(this.path, cause);
    }
  }

  async #list(): Promise<Listing> {
    const entries = await this.#call(() =>
      readdir(Buffer.from(this.path), { withFileTypes: true, encoding: 'buffer' }),
    );
    const wanted = entries.flatMap((entry) => {
      const id = entry.name.toString('latin1');
      const name = entry.name.toString('utf8');
      const sideCar = sideCarOf(id);
      const temporary = isTemporary(name);
      // Some shares do not tell the type; then lstat does.
      if (entry.isDirectory()) return [];
      return temporary || sideCar !== null || this.#takes(name) ? [{ id, name, sideCar, temporary }] : [];
    });
    const pictures: FolderFile[] = [];
    const sideCars: SideCarFile[] = [];
    const irregular: FolderFile[] = [];
    const unfinished = new Set<string>();
    for (let i = 0; i < wanted.length; i += statsAtOnce) {
      const batch = wanted.slice(i, i + statsAtOnce);
      const stats = await this.#call(() => Promise.all(batch.map(({ id }) => this.#lstat(id))));
      batch.forEach(({ id, name, sideCar, temporary }, at) => {
        const stat = stats[at];
        if (stat === undefined || stat === null || stat.isDirectory()) return;
        const file = { ...seen(id, stat), name, changedNs: stat.mtimeNs };
        if (temporary) {
          if (file.identity !== '') unfinished.add(file.identity);
        } else if (!stat.isFile()) irregular.push(file);
        else if (sideCar !== null) sideCars.push({ ...file, ...sideCar });
        else pictures.push(file);
      });
    }
    pictures.sort((a, b) =>
      a.changedNs < b.changedNs ? -1 : a.changedNs > b.changedNs ? 1 : a.id < b.id ? -1 : 1,
    );
    return { pictures, sideCars, irregular, unfinished };
  }

  /**
   * Copies the file into the intake. Follows no link and waits for no pipe. Throws FileChanged when the file is not,
   * or does not stay, what was seen; BridgeError IMAGE_TOO_LARGE, SPOOL_FAILED; or what the file system says.
   */
  async copy(
    file: FolderFile,
    intake: ImageIntake,
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<StoredFile> {
    if (file.bytes > maxBytes) throw tooLarge(maxBytes);
    const handle = await this.#open(file);
    try {
      const incoming = await intake.begin(maxBytes);
      try {
        const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, Math.max(1, file.bytes + 1)));
        let copied = 0;
        for (;;) {
          signal.throwIfAborted();
          const { bytesRead } = await this.#call(() => handle.read(chunk, 0, chunk.length, null));
          if (bytesRead === 0) break;
          copied += bytesRead;
          if (copied > file.bytes) throw new FileChanged();
          await incoming.write(chunk.subarray(0, bytesRead));
        }
        if (copied !== file.bytes || !(await this.isSame(file))) throw new FileChanged();
        return await incoming.finish();
      } catch (error) {
        await incoming.discard();
        throw error;
      }
    } finally {
      await handle.close().catch(() => {});
    }
  }

  /** At most `maxBytes + 1` bytes of a small file. Throws as `copy` does. */
  async read(file: FolderFile, maxBytes: number): Promise<Uint8Array> {
    const handle = await this.#open(file);
    try {
      const bytes = Buffer.alloc(Math.min(file.bytes, maxBytes + 1));
      let read = 0;
      while (read < bytes.length) {
        const { bytesRead } = await this.#call(() => handle.read(bytes, read, bytes.length - read, null));
        if (bytesRead === 0) throw new FileChanged();
        read += bytesRead;
      }
      if (!(await this.isSame(file))) throw new FileChanged();
      return bytes;
    } finally {
      await handle.close().catch(() => {});
    }
  }

  async isSame(file: SeenFile): Promise<boolean> {
    const stat = await this.#call(() => this.#lstat(file.id));
    return stat !== null && seen(file.id, stat).key === file.key;
  }

  /** Throws FileChanged when the file is another one by now, or what the file system says. */
  async remove(file: SeenFile): Promise<void> {
    if (!(await this.isSame(file))) throw new FileChanged();
    await this.#call(() => rm(this.#pathOf(file.id)));
  }

  /** Moves the file into `folder` within this one; where its name is taken, under its key. Throws as `remove`. */
  async moveInto(folder: string, file: SeenFile): Promise<void> {
    if (!(await this.isSame(file))) throw new FileChanged();
    const place = path.join(this.path, folder);
    await this.#call(() => mkdir(place, { recursive: true }));
    if (!(await this.#call(() => lstat(place))).isDirectory()) {
      throw new Error(`${folder} in it is not a folder`);
    }
    const names = [Buffer.from(file.id, 'latin1'), Buffer.from(`${file.key}${suffixOf(file.id)}`, 'latin1')];
    const taken = await this.#call(() => lstat(join(place, names[0] as Buffer))).then(
      () => true,
      (error: unknown) => systemCode(error) !== 'ENOENT',
    );
    await this.#call(() => rename(this.#pathOf(file.id), join(place, names[taken ? 1 : 0] as Buffer)));
  }

  async #open(file: SeenFile): Promise<FileHandle> {
    // Windows has neither flag; there lstat has seen that it is a plain file, and the key is compared again below.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    const handle = await this.#call(() => open(this.#pathOf(file.id), flags)).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ELOOP') throw new FileChanged();
      throw error;
    });
    const stat = await this.#call(() => handle.stat({ bigint: true }));
    if (stat.isFile() && seen(file.id, stat).key === file.key) return handle;
    await handle.close().catch(() => {});
    throw new FileChanged();
  }

  #lstat(id: string): Promise<BigIntStats | null> {
    return lstat(this.#pathOf(id), { bigint: true }).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return null;
      throw error;
    });
  }

  #pathOf(id: string): Buffer {
    return join(this.path, Buffer.from(id, 'latin1'));
  }

  #call<T>(call: () => Promise<T>): Promise<T> {
    return onFolder(this.path, this.#timers, call);
  }
}

/** The file system's reason, for the end of a sentence. */
export function reasonOf(error: unknown): string {
  if (error instanceof BridgeError) return error.message;
  const code = systemCode(error);
  return code ?? (error instanceof Error ? error.message : String(error));
}

function join(folder: string, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from(folder + path.sep), name]);
}

function seen(id: string, stat: BigIntStats): SeenFile {
  // The number of a file that was deleted is soon another's; the time of birth tells them apart.
  const identity = stat.ino === 0n ? '' : `${stat.dev}:${stat.ino}:${stat.birthtimeNs}`;
  const name = createHash('sha256').update(id, 'latin1').digest('base64url').slice(0, 22);
  return { id, identity, bytes: Number(stat.size), key: `${name}-${stat.size}-${stat.mtimeNs}-${stat.ino}` };
}

/** What programs call a file while they write it. */
function isTemporary(name: string): boolean {
  return /^[.~]|~$|\.(part|partial|filepart|tmp|temp|crdownload|writing|uploading)$/i.test(name);
}

function sideCarOf(id: string): { of: string; kind: SideCarKind } | null {
  const match = /^(.+)\.([a-z]{3,4})$/i.exec(id);
  const kind = sideCarKinds.find((each) => each === match?.[2]?.toLowerCase());
  return match && kind !== undefined ? { of: match[1] as string, kind } : null;
}

function suffixOf(id: string): string {
  return /\.[A-Za-z0-9]{1,8}$/.exec(id)?.[0] ?? '';
}
