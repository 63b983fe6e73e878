import { BridgeError } from '../errors.ts';
import type { PictureKey, TileReply, Unforeseen } from './imaging-protocol.ts';
import { ImagingThread } from './imaging-thread.ts';
import type { PictureInfo, ScanPicture, TileAddress, TileBody } from './scan-picture.ts';

/** One thread serves the tiles of every picture of the process. */
const thread = new ImagingThread();
let lastKey = 0;

/** Starts the imaging thread ahead of the first picture, which then need not wait for it. */
export function startImagingThread(): void {
  thread.start();
}

/** A picture that lives in the imaging thread. */
export class ThreadedPicture implements ScanPicture {
  readonly #picture: PictureKey;
  #info: PictureInfo;
  #closed = false;

  private constructor(picture: PictureKey, info: PictureInfo) {
    this.#picture = picture;
    this.#info = info;
  }

  static async open(source: PictureKey['source'], signal?: AbortSignal): Promise<ThreadedPicture> {
    const picture = { key: ++lastKey, source };
    const info = await thread.call({ kind: 'info', picture }, { otherwise: otherwise(picture), signal });
    return new ThreadedPicture(picture, info as PictureInfo);
  }

  /** As of the last tile or `refresh`. */
  info(): PictureInfo {
    return this.#info;
  }

  /** Looks how far the picture has come. */
  async refresh(): Promise<PictureInfo> {
    this.#refuseClosed();
    const call = { otherwise: otherwise(this.#picture) };
    this.#info = (await thread.call({ kind: 'info', picture: this.#picture }, call)) as PictureInfo;
    return this.#info;
  }

  async tile(address: TileAddress, signal?: AbortSignal): Promise<TileBody> {
    this.#refuseClosed();
    const request = { kind: 'tile', picture: this.#picture, address } as const;
    const reply = (await thread.call(request, { otherwise: otherwise(this.#picture), signal })) as TileReply;
    this.#info = reply.info;
    return { bytes: reply.bytes, final: reply.final };
  }

  /** Tiles asked for before are still given. Safe to repeat. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await thread.call({ kind: 'close', picture: this.#picture }, { otherwise: otherwise(this.#picture) });
  }

  #refuseClosed(): void {
    if (!this.#closed) return;
    throw new BridgeError('SCAN_FILE_MISSING', 'The picture was let go of: open the scan again.', {
      details: { path: pathOf(this.#picture) },
    });
  }
}

function otherwise(picture: PictureKey): Unforeseen {
  return { code: 'SCAN_FILE_DAMAGED', details: { path: pathOf(picture) } };
}

function pathOf({ source }: PictureKey): string {
  return source.kind === 'strips' ? source.path : source.files.join(', ');
}
