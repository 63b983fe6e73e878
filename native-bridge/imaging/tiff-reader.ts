import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { BridgeError } from '../errors.ts';
import { systemCode, writeAdvice } from './disk.ts';
import { scanLevelCount, sizeAtLevel } from './picture-size.ts';
import { tileSize } from './scan-picture.ts';
import { fieldType, fixedFields, type PlaneDescription, readDescription, tag } from './tiff-format.ts';

const tilePixels = tileSize * tileSize;
const tileBytes = tilePixels * 2;
/** zlib's bound for a tile that does not compress at all. */
const maxCompressed = tileBytes + 1024;
/** Directories and their values are read in pieces of this size. */
const pieceBytes = 64 * 1024;

const inflateAsync = promisify(inflate);

interface TiffLevel {
  readonly tilesAcross: number;
  readonly offsets: readonly number[];
  readonly counts: readonly number[];
}

/** One plane's archive, open for its tiles. */
export interface PlaneTiff {
  readonly path: string;
  readonly description: PlaneDescription;
  readonly levels: number;
  /**
   * The 512 × 512 values of a stored tile, row by row; behind the picture's edge they mean nothing.
   * Throws BridgeError SCAN_FILE_DAMAGED.
   */
  readTile(level: number, column: number, row: number): Promise<Uint16Array<ArrayBuffer>>;
  close(): Promise<void>;
}

/**
 * Opens a TIFF that `archiveCapture` wrote. It reads no others: any deviation from what we write is damage.
 * Throws BridgeError SCAN_FILE_MISSING or SCAN_FILE_DAMAGED.
 */
export async function openPlaneTiff(path: string): Promise<PlaneTiff> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    throw scanFileError(path, error);
  }
  try {
    const { description, levels } = await readDirectories(file);
    return new OpenTiff(path, file, description, levels);
  } catch (error) {
    await file.close().catch(() => {});
    throw scanFileError(path, error);
  }
}

/** Missing or damaged, as a sentence. Leaves a BridgeError as it is. */
export function scanFileError(path: string, error: unknown): BridgeError {
  if (error instanceof BridgeError) return error;
  if (systemCode(error) === 'ENOENT') {
    const message = `The scan's file ${path} is not there: bring it back from a backup, or connect its disk.`;
    return new BridgeError('SCAN_FILE_MISSING', message, { cause: error, details: { path } });
  }
  const reason = writeAdvice(error);
  const message = `The scan's file ${path} cannot be read (${reason}): bring it back from a backup, or scan again.`;
  return new BridgeError('SCAN_FILE_DAMAGED', message, { cause: error, details: { path, reason } });
}

class OpenTiff implements PlaneTiff {
  readonly path: string;
  readonly description: PlaneDescription;
  readonly #file: FileHandle;
  readonly #levels: readonly TiffLevel[];

  constructor(path: string, file: FileHandle, description: PlaneDescription, levels: readonly TiffLevel[]) {
    this.path = path;
    this.#file = file;
    this.description = description;
    this.#levels = levels;
  }

  get levels(): number {
    return this.#levels.length;
  }

  async readTile(level: number, column: number, row: number): Promise<Uint16Array<ArrayBuffer>> {
    const { tilesAcross, offsets, counts } = this.#levels[level]!;
    const index = row * tilesAcross + column;
    try {
      const compressed = Buffer.allocUnsafe(counts[index]!);
      const { bytesRead } = await this.#file.read(compressed, 0, compressed.length, offsets[index]!);
      if (bytesRead < compressed.length) throw new Error('it was cut short');
      const bytes = await inflateAsync(compressed, { chunkSize: tileBytes, maxOutputLength: tileBytes });
      if (bytes.length !== tileBytes) throw new Error('a tile of it is too short');
      return undoPredictor(bytes);
    } catch (error) {
      throw scanFileError(this.path, error);
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

/** Adds up the horizontal differences, in place where the bytes are aligned. */
function undoPredictor(bytes: Buffer<ArrayBuffer>): Uint16Array<ArrayBuffer> {
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : Buffer.copyBytesFrom(bytes);
  const values = new Uint16Array(aligned.buffer, aligned.byteOffset, tilePixels);
  for (let at = 0; at < tilePixels; ) {
    let sum = 0;
    for (const end = at + tileSize; at < end; at++) {
      sum = (sum + values[at]!) & 0xffff;
      values[at] = sum;
    }
  }
  return values;
}

/** Reads and checks all directories. What is not as we write it throws Error with the reason. */
async function readDirectories(
  file: FileHandle,
): Promise<{ description: PlaneDescription; levels: readonly TiffLevel[] }> {
  const bytes = new FileBytes(file, (await file.stat()).size);
  const header = await bytes.at(0, 8);
  if (header.readUInt32LE(0) !== 0x002a4949) throw new Error('it is not a TIFF of ours');
  const page = await readDirectory(bytes, header.readUInt32LE(4));
  const description = readDescription(await page.text(tag.description));
  if (description === null) throw new Error('its description is not ours');
  const { geometry, lines, plane, energyMeV } = description;
  if (geometry.energiesMeV[plane] !== energyMeV) throw new Error('its description contradicts itself');
  const count = scanLevelCount(geometry, lines);
  const below = count > 1 ? await page.numbers(tag.subIfds, count - 1) : [];
  const levels: TiffLevel[] = [];
  for (let level = 0; level < count; level++) {
    const directory = level === 0 ? page : await readDirectory(bytes, below[level - 1]!);
    levels.push(
      await readLevel(
        directory,
        sizeAtLevel(lines, level),
        sizeAtLevel(geometry.detectors, level),
        bytes.size,
      ),
    );
  }
  return { description, levels };
}

async function readLevel(
  directory: Directory,
  width: number,
  height: number,
  fileSize: number,
): Promise<TiffLevel> {
  const expected = [
    ...fixedFields,
    [tag.width, width],
    [tag.height, height],
    [tag.tileWidth, tileSize],
    [tag.tileHeight, tileSize],
  ];
  for (const [field, value] of expected) {
    if ((await directory.numbers(field!, 1))[0] !== value)
      throw new Error(`its field ${field} is not ${value}`);
  }
  const tilesAcross = Math.ceil(width / tileSize);
  const tiles = tilesAcross * Math.ceil(height / tileSize);
  const offsets = await directory.numbers(tag.tileOffsets, tiles);
  const counts = await directory.numbers(tag.tileByteCounts, tiles);
  for (let i = 0; i < tiles; i++) {
    if (counts[i]! > maxCompressed || offsets[i]! + counts[i]! > fileSize)
      throw new Error('it was cut short');
  }
  return { tilesAcross, offsets, counts };
}

interface Directory {
  /** The `count` numbers of a field. */
  numbers(field: number, count: number): Promise<number[]>;
  text(field: number): Promise<string>;
}

async function readDirectory(bytes: FileBytes, offset: number): Promise<Directory> {
  const entries = new Map<number, { type: number; count: number; value: Buffer }>();
  const count = (await bytes.at(offset, 2)).readUInt16LE(0);
  const table = Buffer.from(await bytes.at(offset + 2, 12 * count));
  for (let at = 0; at < table.length; at += 12) {
    const value = table.subarray(at + 8, at + 12);
    entries.set(table.readUInt16LE(at), {
      type: table.readUInt16LE(at + 2),
      count: table.readUInt32LE(at + 4),
      value,
    });
  }
  const valueBytes = async (
    field: number,
    types: readonly number[],
    size: (type: number, count: number) => number,
  ) => {
    const entry = entries.get(field);
    if (entry === undefined || !types.includes(entry.type))
      throw new Error(`its field ${field} is not there`);
    const length = size(entry.type, entry.count);
    const where = entry.value.readUInt32LE(0);
    return { ...entry, value: length <= 4 ? entry.value : Buffer.from(await bytes.at(where, length)) };
  };
  return {
    numbers: async (field, wanted) => {
      const size = (type: number, count: number) => {
        if (count !== wanted) throw new Error(`its field ${field} has ${count} values instead of ${wanted}`);
        return count * (type === fieldType.short ? 2 : 4);
      };
      const { type, value } = await valueBytes(field, [fieldType.short, fieldType.long], size);
      const read = (i: number) =>
        type === fieldType.short ? value.readUInt16LE(2 * i) : value.readUInt32LE(4 * i);
      return Array.from({ length: wanted }, (_, i) => read(i));
    },
    text: async (field) => {
      const { value, count } = await valueBytes(field, [fieldType.ascii], (_, length) => length);
      return value.toString('latin1', 0, Math.max(0, count - 1));
    },
  };
}

/** A file's bytes by offset, read in pieces; refuses what lies behind its end. */
class FileBytes {
  readonly size: number;
  readonly #file: FileHandle;
  #piece = Buffer.alloc(0);
  #start = 0;

  constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.size = size;
  }

  /** Valid until the next call. */
  async at(offset: number, length: number): Promise<Buffer> {
    if (offset + length > this.size) throw new Error('it was cut short');
    if (offset < this.#start || offset + length > this.#start + this.#piece.length) {
      const piece = Buffer.alloc(Math.min(Math.max(length, pieceBytes), this.size - offset));
      const { bytesRead } = await this.#file.read(piece, 0, piece.length, offset);
      if (bytesRead < length) throw new Error('it was cut short');
      this.#piece = piece.subarray(0, bytesRead);
      this.#start = offset;
    }
    return this.#piece.subarray(offset - this.#start, offset - this.#start + length);
  }
}
