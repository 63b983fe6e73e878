import { unreadable } from './refusals.ts';

/** Tags of TIFF 6.0 that are asked for here. */
export const tiffTag = {
  newSubfileType: 254,
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  description: 270,
  maker: 271,
  model: 272,
  stripOffsets: 273,
  orientation: 274,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  xResolution: 282,
  yResolution: 283,
  pageName: 285,
  resolutionUnit: 296,
  dateTime: 306,
  predictor: 317,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  extraSamples: 338,
  sampleFormat: 339,
} as const;

/** One page's fields, read when they are asked for. */
export interface TiffPage {
  readonly littleEndian: boolean;
  has(tag: number): boolean;
  /** A field's only (or first) number, or `otherwise` where the field is not there. */
  number(tag: number, otherwise?: number): number;
  /** At most `most` numbers. */
  numbers(tag: number, most: number): number[];
  /** The two rationals or numbers of nothing: null where the field is not there. */
  rational(tag: number): number | null;
  /** ASCII, without what ends it; empty where the field is not there. */
  text(tag: number): string;
}

const maxPages = 64;
const maxFields = 4096;
const maxText = 64 * 1024;

/**
 * The pages of a TIFF or BigTIFF in either byte order. Every offset is checked against the file's size before it is
 * followed, and pages that lead back to one another are refused. Throws BridgeError IMAGE_UNREADABLE.
 */
export function readTiffPages(file: Uint8Array): TiffPage[] {
  const bytes = new TiffBytes(file);
  const pages: TiffPage[] = [];
  const seen = new Set<number>();
  for (let offset = bytes.firstPage(); offset !== 0; ) {
    if (seen.has(offset)) throw unreadable('its pages lead back to one another');
    if (pages.length === maxPages) throw unreadable(`it has more than ${maxPages} pages`);
    seen.add(offset);
    const { page, next } = readPage(bytes, offset);
    pages.push(page);
    offset = next;
  }
  if (pages.length === 0) throw unreadable('it has no page');
  return pages;
}

interface Field {
  readonly type: number;
  readonly count: number;
  readonly at: number;
}

/** Bytes of one value, by the number of its type; BigTIFF's are 13 and above. */
const typeSizes: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  16: 8,
  17: 8,
  18: 8,
};

function readPage(bytes: TiffBytes, offset: number): { page: TiffPage; next: number } {
  const { big } = bytes;
  const count = big ? bytes.u64(offset) : bytes.u16(offset);
  if (count === 0 || count > maxFields) throw unreadable(`a page of it has ${count} fields`);
  const entrySize = big ? 20 : 12;
  const first = offset + (big ? 8 : 2);
  const fields = new Map<number, Field>();
  for (let i = 0; i < count; i++) {
    const entry = first + i * entrySize;
    const tag = bytes.u16(entry);
    const type = bytes.u16(entry + 2);
    const values = big ? bytes.u64(entry + 4) : bytes.u32(entry + 4);
    const size = typeSizes[type];
    if (size === undefined || fields.has(tag)) continue;
    const inline = entry + (big ? 12 : 8);
    const at = size * values <= (big ? 8 : 4) ? inline : bytes.offset(inline);
    fields.set(tag, { type, count: values, at });
  }
  return { page: new ReadPage(bytes, fields), next: bytes.offset(first + count * entrySize) };
}

class ReadPage implements TiffPage {
  readonly #bytes: TiffBytes;
  readonly #fields: ReadonlyMap<number, Field>;

  constructor(bytes: TiffBytes, fields: ReadonlyMap<number, Field>) {
    this.#bytes = bytes;
    this.#fields = fields;
  }

  get littleEndian(): boolean {
    return this.#bytes.littleEndian;
  }

  has(tag: number): boolean {
    return this.#fields.has(tag);
  }

  number(tag: number, otherwise?: number): number {
    const field = this.#fields.get(tag);
    if (field === undefined || field.count === 0) {
      if (otherwise === undefined) throw unreadable(`its field ${tag} is missing`);
      return otherwise;
    }
    return this.#value(tag, field, 0);
  }

  numbers(tag: number, most: number): number[] {
    const field = this.#fields.get(tag);
    if (field === undefined) throw unreadable(`its field ${tag} is missing`);
    if (field.count > most) throw unreadable(`its field ${tag} has ${field.count} values`);
    this.#bytes.check(field.at, field.count * typeSizes[field.type]!);
    return Array.from({ length: field.count }, (_, i) => this.#value(tag, field, i));
  }

  rational(tag: number): number | null {
    const field = this.#fields.get(tag);
    if (field === undefined || field.count === 0) return null;
    if (field.type !== 5) return field.type === 3 || field.type === 4 ? this.#value(tag, field, 0) : null;
    const value = this.#bytes.u32(field.at) / this.#bytes.u32(field.at + 4);
    return Number.isFinite(value) ? value : null;
  }

  text(tag: number): string {
    const field = this.#fields.get(tag);
    if (field === undefined || field.type !== 2) return '';
    return this.#bytes.latin1(field.at, Math.min(field.count, maxText)).split('\0', 1)[0]!.trim();
  }

  #value(tag: number, { type, at }: Field, index: number): number {
    switch (type) {
      case 1:
        return this.#bytes.u8(at + index);
      case 3:
        return this.#bytes.u16(at + 2 * index);
      case 4:
      case 13:
        return this.#bytes.u32(at + 4 * index);
      case 16:
      case 18:
        return this.#bytes.u64(at + 8 * index);
      default:
        throw unreadable(`its field ${tag} is of a wrong type`);
    }
  }
}

/** A file's numbers by offset; what lies behind its end is refused. */
class TiffBytes {
  readonly littleEndian: boolean;
  readonly big: boolean;
  readonly #file: Uint8Array;
  readonly #view: DataView;

  constructor(file: Uint8Array) {
    this.#file = file;
    this.#view = new DataView(file.buffer, file.byteOffset, file.byteLength);
    this.check(0, 8);
    this.littleEndian = file[0] === 0x49;
    this.big = this.u16(2) === 43;
  }

  firstPage(): number {
    if (!this.big) return this.u32(4);
    if (this.u16(4) !== 8 || this.u16(6) !== 0) throw unreadable('its BigTIFF header is damaged');
    return this.u64(8);
  }

  /** An offset as this kind of TIFF writes it. */
  offset(at: number): number {
    return this.big ? this.u64(at) : this.u32(at);
  }

  u8(at: number): number {
    this.check(at, 1);
    return this.#view.getUint8(at);
  }

  u16(at: number): number {
    this.check(at, 2);
    return this.#view.getUint16(at, this.littleEndian);
  }

  u32(at: number): number {
    this.check(at, 4);
    return this.#view.getUint32(at, this.littleEndian);
  }

  u64(at: number): number {
    this.check(at, 8);
    const value = Number(this.#view.getBigUint64(at, this.littleEndian));
    if (!Number.isSafeInteger(value)) throw unreadable('it was cut short');
    return value;
  }

  latin1(at: number, length: number): string {
    this.check(at, length);
    return Buffer.from(this.#file.buffer, this.#file.byteOffset + at, length).toString('latin1');
  }

  check(at: number, length: number): void {
    if (at + length > this.#file.length) throw unreadable('it was cut short');
  }
}
