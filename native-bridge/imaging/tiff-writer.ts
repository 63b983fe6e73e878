import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { sizeAtLevel } from './picture-size.ts';
import { tileSize } from './scan-picture.ts';
import { fieldType, fixedFields, type PlaneDescription, tag, writeDescription } from './tiff-format.ts';

type Field =
  | { readonly tag: number; readonly type: 'short' | 'long'; readonly values: readonly number[] }
  | { readonly tag: number; readonly type: 'ascii'; readonly text: string }
  | {
      readonly tag: number;
      readonly type: 'rational';
      readonly numerator: number;
      readonly denominator: number;
    };

/**
 * Writes one plane's TIFF: tiles as they come, the directories behind them, and the header last, so that a file that was
 * not finished is no TIFF. The caller opens and closes the file, and compresses.
 */
export class TiffWriter {
  readonly #file: FileHandle;
  readonly #description: PlaneDescription;
  readonly #levels: {
    readonly width: number;
    readonly height: number;
    offsets: number[];
    counts: number[];
  }[];
  #position = 8;
  #crc = 0;

  constructor(file: FileHandle, description: PlaneDescription, levels: number) {
    this.#file = file;
    this.#description = description;
    this.#levels = Array.from({ length: levels }, (_, level) => ({
      width: sizeAtLevel(description.lines, level),
      height: sizeAtLevel(description.geometry.detectors, level),
      offsets: [],
      counts: [],
    }));
  }

  /** CRC-32 of everything behind the first 8 bytes, as it was written. */
  get crcBehindHeader(): number {
    return this.#crc;
  }

  async writeTile(level: number, column: number, row: number, compressed: Uint8Array): Promise<void> {
    const { width, offsets, counts } = this.#levels[level]!;
    const index = row * Math.ceil(width / tileSize) + column;
    offsets[index] = this.#position;
    counts[index] = compressed.byteLength;
    await this.#append(compressed);
  }

  /** Writes the directories and the header, and makes the file durable. Every tile must have been written. */
  async finish(): Promise<void> {
    const below: number[] = [];
    for (const level of this.#levels.keys()) {
      if (level > 0) below.push(await this.#appendDirectory(this.#levelFields(level)));
    }
    const { geometry } = this.#description;
    const page = await this.#appendDirectory([
      ...this.#levelFields(0),
      { tag: tag.description, type: 'ascii', text: writeDescription(this.#description) },
      { tag: tag.software, type: 'ascii', text: 'Scanpost' },
      perCentimetre(tag.xResolution, geometry.linePitchMm),
      perCentimetre(tag.yResolution, geometry.detectorPitchMm),
      { tag: tag.resolutionUnit, type: 'short', values: [3] },
      ...(below.length > 0 ? [{ tag: tag.subIfds, type: 'long', values: below } as const] : []),
    ]);
    const header = Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0]);
    header.writeUInt32LE(page, 4);
    await writeAll(this.#file, header, 0);
    await this.#file.sync();
  }

  #levelFields(level: number): Field[] {
    const { width, height, offsets, counts } = this.#levels[level]!;
    return [
      { tag: tag.newSubfileType, type: 'long', values: [level === 0 ? 0 : 1] },
      { tag: tag.width, type: 'long', values: [width] },
      { tag: tag.height, type: 'long', values: [height] },
      ...fixedFields.map(([fixed, value]) => ({ tag: fixed, type: 'short', values: [value] }) as const),
      { tag: tag.tileWidth, type: 'short', values: [tileSize] },
      { tag: tag.tileHeight, type: 'short', values: [tileSize] },
      { tag: tag.tileOffsets, type: 'long', values: offsets },
      { tag: tag.tileByteCounts, type: 'long', values: counts },
    ];
  }

  /** Appends a directory with its values behind it; resolves with its offset. */
  async #appendDirectory(fields: readonly Field[]): Promise<number> {
    // A directory must begin on a word; ours on four bytes, as its values do.
    if (this.#position % 4 !== 0) await this.#append(Buffer.alloc(4 - (this.#position % 4)));
    const offset = this.#position;
    await this.#append(encodeDirectory(fields, offset));
    return offset;
  }

  async #append(bytes: Uint8Array): Promise<void> {
    await writeAll(this.#file, bytes, this.#position);
    this.#position += bytes.byteLength;
    this.#crc = crc32(bytes, this.#crc);
  }
}

function encodeDirectory(fields: readonly Field[], offset: number): Buffer {
  const sorted = [...fields].sort((a, b) => a.tag - b.tag);
  const values = sorted.map(encodeValues);
  const tableLength = Math.ceil((2 + 12 * sorted.length + 4) / 4) * 4;
  const outside = values.filter(({ bytes }) => bytes.length > 4);
  const directory = Buffer.alloc(tableLength + outside.reduce((sum, { bytes }) => sum + bytes.length, 0));
  directory.writeUInt16LE(sorted.length, 0);
  let next = tableLength;
  for (const [i, field] of sorted.entries()) {
    const { type, count, bytes } = values[i]!;
    const entry = 2 + 12 * i;
    directory.writeUInt16LE(field.tag, entry);
    directory.writeUInt16LE(type, entry + 2);
    directory.writeUInt32LE(count, entry + 4);
    if (bytes.length > 4) {
      directory.writeUInt32LE(offset + next, entry + 8);
      bytes.copy(directory, next);
      next += bytes.length;
    } else bytes.copy(directory, entry + 8);
  }
  return directory;
}

/** The value as stored; padded to four bytes when it lies outside the table. */
function encodeValues(field: Field): { type: number; count: number; bytes: Buffer } {
  switch (field.type) {
    case 'ascii': {
      const text = Buffer.from(`${field.text}\0`, 'latin1');
      const padding = Buffer.alloc((4 - (text.length % 4)) % 4);
      return { type: fieldType.ascii, count: text.length, bytes: Buffer.concat([text, padding]) };
    }
    case 'rational': {
      const words = Uint32Array.of(field.numerator, field.denominator);
      return { type: fieldType.rational, count: 1, bytes: Buffer.from(words.buffer) };
    }
    case 'short':
    case 'long': {
      const short = field.type === 'short';
      const bytes = Buffer.alloc(Math.max(4, field.values.length * (short ? 2 : 4)));
      for (const [i, value] of field.values.entries()) {
        if (short) bytes.writeUInt16LE(value, 2 * i);
        else bytes.writeUInt32LE(value, 4 * i);
      }
      return { type: short ? fieldType.short : fieldType.long, count: field.values.length, bytes };
    }
  }
}

/** Pixels per centimetre for a pitch in mm, to the nanometre. */
function perCentimetre(field: number, pitchMm: number): Field {
  const scale = pitchMm < 1000 ? 1_000_000 : 100_000;
  return {
    tag: field,
    type: 'rational',
    numerator: 10 * scale,
    denominator: Math.max(1, Math.round(pitchMm * scale)),
  };
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength; ) {
    done += (await file.write(bytes, done, bytes.byteLength - done, position + done)).bytesWritten;
  }
}
