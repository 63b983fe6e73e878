import { createHash } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BridgeError } from '../../errors.ts';
import { syncFolderOf } from '../../imaging/disk.ts';
import { onSpool } from './on-spool.ts';

/** A file that is whole, durable, and not yet anybody's. */
export interface StoredFile {
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** A foreign file while it arrives: hashed and bounded as it is written. */
export class IncomingFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #maxBytes: number;
  readonly #hash = createHash('sha256');
  #bytes = 0;

  private constructor(path: string, handle: FileHandle, maxBytes: number) {
    this.#path = path;
    this.#handle = handle;
    this.#maxBytes = maxBytes;
  }

  /** Throws BridgeError SPOOL_FAILED, as the other calls do. */
  static async create(path: string, maxBytes: number): Promise<IncomingFile> {
    const handle = await onSpool(dirname(path), () => open(path, 'wx'));
    return new IncomingFile(path, handle, maxBytes);
  }

  /** Throws BridgeError IMAGE_TOO_LARGE, having written nothing of the chunk. */
  async write(chunk: Uint8Array): Promise<void> {
    if (this.#bytes + chunk.length > this.#maxBytes) throw tooLarge(this.#maxBytes);
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
    await onSpool(dirname(this.#path), async () => {
      let written = 0;
      while (written < chunk.length) {
        written += (await this.#handle.write(chunk, written, chunk.length - written)).bytesWritten;
      }
    });
  }

  /** Resolves when bytes and name would outlive a power cut. */
  async finish(): Promise<StoredFile> {
    await onSpool(dirname(this.#path), async () => {
      await this.#handle.sync();
      await this.#handle.close();
      await syncFolderOf(this.#path);
    });
    return { file: this.#path, sha256: this.#hash.digest('hex'), bytes: this.#bytes };
  }

  /** Leaves nothing behind. Safe after a failure of the other calls. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => {});
    await onSpool(dirname(this.#path), () => rm(this.#path, { force: true }));
  }
}

export function tooLarge(maxBytes: number): BridgeError {
  const reason = `it has more than the ${Math.floor(maxBytes / 2 ** 20)} MB that the device's settings allow`;
  return new BridgeError('IMAGE_TOO_LARGE', `The picture is too large: ${reason}.`, { details: { reason } });
}
