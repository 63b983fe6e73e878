import { createHash } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { PhotoFile } from '../api/photo.pure.ts';
import { mostPhotoMebibytes } from '../api/photo.pure.ts';
import { diskFault } from '../data-folder/disk-faults.ts';
import { HashedFiles } from '../data-folder/hashed-files.ts';
import { StationError } from '../errors.ts';
import { lookAt, photoEndings, smallPhoto, typeOf } from './photo-picture.ts';

export interface PhotosParts {
  /** The data folder's `photos`. */
  readonly folder: string;
  /** Whether the disk has room for more than scans. */
  readonly hasRoom: () => boolean;
}

const mostBytes = mostPhotoMebibytes * 1024 * 1024;
/** Some 30 kB each. */
const mostSmallKept = 200;
const mostKnown = 2_000;

/**
 * The photos of examinations: kept as they came under their SHA-256, whatever they were called. A photo is on the disk
 * before an entry names it; one that none ever names is of no consequence.
 */
export class Photos {
  readonly #parts: PhotosParts;
  readonly #files: HashedFiles;
  readonly #known = new Map<string, PhotoFile>();
  readonly #small = new Map<string, Uint8Array<ArrayBuffer>>();
  /** Decoded one at a time: twenty photos must not take the machine from a scan. */
  #looking: Promise<unknown> = Promise.resolve();

  constructor(parts: PhotosParts) {
    this.#parts = parts;
    this.#files = new HashedFiles(parts.folder);
  }

  /** Removes what a stop in the middle of writing left: half a file is nobody's. */
  async recover(): Promise<void> {
    const { folder } = this.#parts;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const halves = (await readdir(folder)).filter((name) => name.endsWith('.part'));
    for (const half of halves) await rm(path.join(folder, half), { force: true });
  }

  /**
   * Keeps a photo, durably. Safe to repeat. Throws PHOTO_TOO_LARGE, PHOTO_TYPE, PHOTO_UNREADABLE or DISK_FULL; then nothing
   * is kept.
   */
  async take(bytes: Uint8Array<ArrayBuffer>): Promise<PhotoFile> {
    if (bytes.length > mostBytes) throw photoTooLarge();
    if (!this.#parts.hasRoom()) throw noRoom(this.#parts.folder);
    const type = typeOf(bytes);
    if (type === null)
      throw new StationError('PHOTO_TYPE', 'This file is no JPEG, PNG or WebP picture. Choose another.');
    const { width, height, small } = await this.#inTurn(() => lookAt(bytes, type));
    const sha256 = sumOf(bytes);
    const photo: PhotoFile = { sha256, type, bytes: bytes.length, width, height };
    try {
      await this.#files.put(bytes, nameOf(sha256, photoEndings[type]));
    } catch (fault) {
      throw diskFault(fault, this.#parts.folder) ?? fault;
    }
    remember(this.#known, sha256, photo, mostKnown);
    remember(this.#small, sha256, small, mostSmallKept);
    return photo;
  }

  /** What is known of a photo that was taken or recalled in this run of the station. */
  known(sha256: string): PhotoFile | null {
    return this.#known.get(sha256) ?? null;
  }

  /** Reads again what an earlier run of the station was given; what is not there stays unknown. */
  async recall(sums: readonly string[]): Promise<void> {
    for (const sha256 of sums) {
      if (this.#known.has(sha256)) continue;
      const bytes = await this.#read(sha256).catch(() => null);
      const type = bytes && typeOf(bytes);
      if (bytes === null || type === null) continue;
      const { width, height } = await this.#inTurn(() => lookAt(bytes, type));
      remember(this.#known, sha256, { sha256, type, bytes: bytes.length, width, height }, mostKnown);
    }
  }

  /** A photo as it came. Throws PHOTO_MISSING or PHOTO_DAMAGED. */
  async original(sha256: string): Promise<{ type: PhotoFile['type']; bytes: Uint8Array<ArrayBuffer> }> {
    const bytes = await this.#read(sha256);
    const type = typeOf(bytes);
    if (type === null) throw damaged(sha256);
    return { type, bytes };
  }

  /** A photo at a glance, upright, as JPEG without anything but its pixels. Throws what `original` throws. */
  async thumbnail(sha256: string): Promise<Uint8Array<ArrayBuffer>> {
    const { bytes } = await this.original(sha256);
    const kept = this.#small.get(sha256);
    if (kept) return kept;
    const small = await this.#inTurn(() => smallPhoto(bytes));
    remember(this.#small, sha256, small, mostSmallKept);
    return small;
  }

  /** What is there under the hash, and is what came. */
  async #read(sha256: string): Promise<Uint8Array<ArrayBuffer>> {
    for (const ending of Object.values(photoEndings)) {
      const name = nameOf(sha256, ending);
      if (!(await this.#files.has(name))) continue;
      const bytes = await this.#files.read(name, mostBytes).catch(() => null);
      if (bytes === null || sumOf(bytes) !== sha256) throw damaged(sha256);
      return bytes;
    }
    throw new StationError(
      'PHOTO_MISSING',
      `The photo ${sha256.slice(0, 12)} is gone from the data folder. Restore it from the backup.`,
      { details: { photo: sha256.slice(0, 12) } },
    );
  }

  #inTurn<Seen>(look: () => Promise<Seen>): Promise<Seen> {
    const seen = this.#looking.then(look);
    this.#looking = seen.catch(() => undefined);
    return seen;
  }
}

export function photoTooLarge(): StationError {
  return new StationError(
    'PHOTO_TOO_LARGE',
    `A photo has at most ${mostPhotoMebibytes} MiB. Take it smaller, or choose another.`,
    { details: { most: mostPhotoMebibytes } },
  );
}

function damaged(sha256: string): StationError {
  return new StationError(
    'PHOTO_DAMAGED',
    `The photo ${sha256.slice(0, 12)} is not what was attached any more. Restore it from the backup.`,
    { details: { photo: sha256.slice(0, 12) } },
  );
}

function noRoom(folder: string): StationError {
  return new StationError('DISK_FULL', 'The disk has no room for a photo. Free some space on it.', {
    details: { folder },
  });
}

function nameOf(sha256: string, ending: string): string {
  return `${sha256}.${ending}`;
}

function sumOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The oldest goes first. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value, most: number): void {
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}
