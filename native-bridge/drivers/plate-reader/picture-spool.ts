import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** Pictures between the reader and the station: in a folder of their own, by hash, for as long as a reading is given on. */
export class PictureSpool {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Empties it: what a crash has left was never acknowledged, and the reader sends it again. */
  static async open(spool: string): Promise<PictureSpool> {
    const folder = path.join(spool, 'pictures');
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    return new PictureSpool(folder);
  }

  /** Writes a picture durably and returns its absolute path. */
  async put({ bytes, sha256 }: { readonly bytes: Uint8Array; readonly sha256: string }): Promise<string> {
    const file = path.resolve(this.#folder, `${sha256}.jpg`);
    const handle = await open(`${file}.part`, 'w');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(`${file}.part`, file);
    return file;
  }

  async remove(file: string): Promise<void> {
    await rm(file, { force: true });
  }
}
