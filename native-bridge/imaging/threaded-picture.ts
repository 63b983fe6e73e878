import { BridgeError } from '../errors.ts';
import type { Growth, PictureKey, TileReply, Unforeseen } from './imaging-protocol.ts';
import { ImagingThread } from './imaging-thread.ts';
import type { PlacedLines } from './line-ranges.ts';
import type { PictureInfo, ScanPicture, TileAddress, TileBody } from './scan-picture.ts';

/** One thread serves the tiles of every picture of the process. */
const thread = new ImagingThread();
let lastKey = 0;

/** Starts the imaging thread ahead of the first picture, which then need not wait for it. */
export function startImagingThread(): void {
  thread.start();
}

/** The writer of a growing strip file, as a picture of it needs it. */
export interface StripLog {
  readonly written: readonly PlacedLines[];
  readonly open: boolean;
}

/** A picture that lives in the imaging thread. */
export class ThreadedPicture implements ScanPicture {
  readonly #picture: PictureKey;
  #info: PictureInfo;
  #closing: Promise<void> | null = null;
  readonly #log: StripLog | undefined;
  /** Strips of the log that the thread was told of. Should it have lost them with a crash, it looks at the file. */
  #told = 0;

  private constructor(picture: PictureKey, info: PictureInfo, log: StripLog | undefined) {
    this.#picture = picture;
    this.#info = info;
    this.#log = log;
  }

  static async open(
    source: PictureKey['source'],
    { signal, log }: { readonly signal?: AbortSignal | undefined; readonly log?: StripLog | undefined } = {},
  ): Promise<ThreadedPicture> {
    const picture = { key: ++lastKey, source };
    const info = await thread.call({ kind: 'info', picture }, { otherwise: otherwise(picture), signal });
    return new ThreadedPicture(picture, info as PictureInfo, log);
  }

  /** As of the last tile or `refresh`. */
  info(): PictureInfo {
    return this.#info;
  }

  /** Looks how far the picture has come. */
  async refresh(): Promise<PictureInfo> {
    this.#refuseClosed();
    const call = { otherwise: otherwise(this.#picture) };
    const request = { kind: 'info', picture: this.#picture, growth: this.#growth() } as const;
    this.#info = (await thread.call(request, call)) as PictureInfo;
    return this.#info;
  }

  async tile(address: TileAddress, signal?: AbortSignal): Promise<TileBody> {
    this.#refuseClosed();
    signal?.throwIfAborted();
    const request = { kind: 'tile', picture: this.#picture, address, growth: this.#growth() } as const;
    const reply = (await thread.call(request, { otherwise: otherwise(this.#picture), signal })) as TileReply;
    this.#info = reply.info;
    return { bytes: reply.bytes, final: reply.final };
  }

  /** Tiles asked for before are still given. Safe to repeat. */
  close(): Promise<void> {
    this.#closing ??= this.#letGo();
    return this.#closing;
  }

  async #letGo(): Promise<void> {
    await thread.call({ kind: 'close', picture: this.#picture }, { otherwise: otherwise(this.#picture) });
  }

  #growth(): Growth | undefined {
    if (this.#log === undefined) return undefined;
    const { written, open } = this.#log;
    const growth = { written: written.slice(this.#told), open };
    this.#told = written.length;
    return growth;
  }

  #refuseClosed(): void {
    if (this.#closing === null) return;
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
