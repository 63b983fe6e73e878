import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { constants, copyFile, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { syncFolderOf, systemCode } from '../../native-bridge/imaging/disk.ts';

/** A folder of files as they came, under names that only the station gives: what devices sent, photos of examinations. */
export class HashedFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Of a name that the station gave; anything else is a mistake of the program. */
  path(name: string): string {
    if (!/^[0-9a-f]{64}\.[a-z0-9]{1,8}$/.test(name)) throw new TypeError(`${name} is not a kept file's name`);
    return path.join(this.#folder, name);
  }

  /**
   * Moves a device's file here, durably; its name begins with its SHA-256. Safe to repeat: where it is already and
   * sound, a copy that came again is removed. Throws what the system says, then the file is where it was.
   */
  async keep(file: string, name: string): Promise<void> {
    const target = this.path(name);
    if (path.resolve(file) === target) return;
    if (await this.isSound(name)) {
      await rm(file, { force: true });
      return;
    }
    try {
      await rename(file, target);
    } catch (fault) {
      if (systemCode(fault) !== 'EXDEV') throw fault;
      await copyThere(file, target);
    }
    await syncFolderOf(target);
  }

  /**
   * Writes what came over the wire, durably; its name begins with its SHA-256. Safe to repeat. Throws what the system says,
   * then nothing is there that was not before.
   */
  async put(bytes: Uint8Array, name: string): Promise<void> {
    const target = this.path(name);
    if (await this.isSound(name)) return;
    const part = `${target}.${randomUUID()}.part`;
    try {
      await writeFile(part, bytes, { flush: true, mode: 0o600 });
      await rename(part, target);
    } catch (fault) {
      await rm(part, { force: true }).catch(() => undefined);
      throw fault;
    }
    await syncFolderOf(target);
  }

  has(name: string): Promise<boolean> {
    return stat(this.path(name)).then(
      (found) => found.isFile(),
      () => false,
    );
  }

  /** A small file as a whole; null where there is none, or more than `mostBytes` of it. */
  async read(name: string, mostBytes: number): Promise<Uint8Array<ArrayBuffer> | null> {
    const file = this.path(name);
    const found = await stat(file).catch(() => null);
    if (!found?.isFile() || found.size > mostBytes) return null;
    return new Uint8Array(await readFile(file));
  }

  /** Whether the file is there and is what was received. */
  async isSound(name: string): Promise<boolean> {
    const hash = createHash('sha256');
    try {
      await pipeline(createReadStream(this.path(name)), hash);
    } catch {
      return false;
    }
    return name.startsWith(hash.digest('hex'));
  }
}

/** From another disk: under its name it is whole or not there. */
async function copyThere(file: string, target: string): Promise<void> {
  const part = `${target}.part`;
  try {
    await copyFile(file, part, constants.COPYFILE_FICLONE);
    const copy = await open(part, 'r+');
    await copy.sync().finally(() => copy.close());
    await rename(part, target);
  } catch (fault) {
    await rm(part, { force: true }).catch(() => undefined);
    throw fault;
  }
  await rm(file, { force: true });
}
