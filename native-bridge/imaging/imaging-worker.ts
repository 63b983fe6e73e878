import { isMainThread, parentPort } from 'node:worker_threads';
import { assess, weighRegion } from '../assessment/assess.ts';
import { type ArchivePicture, openArchivePicture } from './archive-picture.ts';
import { writeArchive } from './archive-writer.ts';
import {
  type ImagingReply,
  type ImagingRequest,
  type PictureKey,
  type TileReply,
  toWire,
} from './imaging-protocol.ts';
import { openStripPicture, type StripPicture } from './strip-picture.ts';
import { TileCache } from './tile-cache.ts';

type OpenPicture = StripPicture | ArchivePicture;

/** The other side of imaging-thread.ts: runs in a worker thread and holds the pictures it has open. */
const port = parentPort;
if (isMainThread || port === null) throw new Error('imaging-worker.ts runs in a worker thread only');

const pictures = new Map<number, Promise<OpenPicture>>();
const cache = new TileCache();
const running = new Map<number, AbortController>();

port.on('message', (request: ImagingRequest) => {
  if (request.kind === 'cancel') running.get(request.id)?.abort();
  else void answer(request);
});

async function answer(request: Exclude<ImagingRequest, { kind: 'cancel' }>): Promise<void> {
  const { id } = request;
  const abort = new AbortController();
  running.set(id, abort);
  try {
    const value = await perform(request, abort.signal);
    const transfer = request.kind === 'tile' ? [(value as TileReply).bytes.buffer] : [];
    port!.postMessage({ id, kind: 'done', value } satisfies ImagingReply, transfer);
  } catch (error) {
    port!.postMessage({ id, kind: 'failed', error: toWire(error) } satisfies ImagingReply);
  } finally {
    running.delete(id);
  }
}

async function perform(
  request: Exclude<ImagingRequest, { kind: 'cancel' }>,
  signal: AbortSignal,
): Promise<unknown> {
  switch (request.kind) {
    case 'info':
      return (await picture(request.picture)).refresh(request.growth);
    case 'tile': {
      const opened = await picture(request.picture);
      const { bytes, final } = await opened.tile(request.address, signal, request.growth);
      return { bytes, final, info: opened.info() };
    }
    case 'close': {
      const opened = pictures.get(request.picture.key);
      pictures.delete(request.picture.key);
      await (await opened?.catch(() => undefined))?.close();
      return null;
    }
    case 'assess':
      return withPicture(request.picture, (opened) =>
        assess(opened, { signal, onProgress: progressOf(request.id) }),
      );
    case 'weigh':
      return withPicture(request.picture, (opened) => weighRegion(opened, request.region, { signal }));
    case 'archive': {
      const { id, job } = request;
      return writeArchive(job, signal, progressOf(id));
    }
  }
}

function progressOf(id: number): (fraction: number) => void {
  return (fraction) => port!.postMessage({ id, kind: 'progress', fraction } satisfies ImagingReply);
}

async function withPicture<T>(key: PictureKey, use: (opened: OpenPicture) => Promise<T>): Promise<T> {
  const opened = await picture(key);
  try {
    return await use(opened);
  } finally {
    pictures.delete(key.key);
    await opened.close();
  }
}

function picture({ key, source }: PictureKey): Promise<OpenPicture> {
  const open = pictures.get(key);
  if (open !== undefined) return open;
  const opening: Promise<OpenPicture> =
    source.kind === 'strips' ? openStripPicture(source.path) : openArchivePicture(source.files, cache);
  pictures.set(key, opening);
  opening.catch(() => pictures.delete(key));
  return opening;
}
