import { unreadable } from './refusals.ts';

/** How a data set is written. */
export interface DicomEncoding {
  readonly explicit: boolean;
  readonly littleEndian: boolean;
}

/** A data set's elements by their tag (`0x00280010`). */
export type DicomElements = ReadonlyMap<number, DicomElement>;

export interface DicomElement {
  /** Two capitals, or empty where the encoding does not say. */
  readonly vr: string;
  /** Where the value is. */
  readonly value: Uint8Array;
  /** Of a sequence. */
  readonly items?: readonly DicomElements[];
  /** Of pixels in fragments: the offset table, then the fragments. */
  readonly fragments?: readonly Uint8Array[];
}

/** More elements than this, items' own among them, are no picture's header. */
const maxElements = 100_000;
const maxDepth = 16;
/** Pixels are read and what lies behind them is not: padding, signatures. */
const firstPixelTag = 0x7fe00008;

const undefinedLength = 0xffffffff;
const itemTag = 0xfffee000;
const itemEndTag = 0xfffee00d;
const sequenceEndTag = 0xfffee0dd;

/** Value representations whose explicit length has 32 bits (PS3.5, table 7.1-1). */
const longVrs = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);

/**
 * Reads a data set (DICOM PS3.5, section 7) up to and with its pixels. Lengths are checked against the bytes there
 * are, sequences against a depth; nothing is copied. `while` stops it before the first element it is false for.
 * Throws BridgeError IMAGE_UNREADABLE.
 */
export function readDataSet(
  bytes: Uint8Array,
  encoding: DicomEncoding,
  from = 0,
  goesOn: (tag: number) => boolean = () => true,
): { readonly elements: DicomElements; readonly end: number } {
  return new DataSetReader(bytes, encoding, from).dataSet(goesOn);
}

class DataSetReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #littleEndian: boolean;
  #explicit: boolean;
  #at: number;
  #elements = 0;

  constructor(bytes: Uint8Array, { explicit, littleEndian }: DicomEncoding, from: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#explicit = explicit;
    this.#littleEndian = littleEndian;
    this.#at = from;
  }

  dataSet(goesOn: (tag: number) => boolean): { elements: DicomElements; end: number } {
    const elements = new Map<number, DicomElement>();
    while (this.#at < this.#bytes.length) {
      // A last odd byte or a few zeros behind the data set are padding.
      if (this.#bytes.length - this.#at < 8) break;
      const start = this.#at;
      const tag = this.#tag();
      if (!goesOn(tag)) {
        this.#at = start;
        break;
      }
      elements.set(tag, this.#element(tag, 0));
      if (tag >= firstPixelTag) break;
    }
    return { elements, end: this.#at };
  }

  #element(tag: number, depth: number): DicomElement {
    if (++this.#elements > maxElements) throw unreadable(`its header has more than ${maxElements} elements`);
    const vr = this.#explicit && tag >>> 16 !== 0xfffe ? this.#vr(tag) : '';
    const isLong = longVrs.has(vr);
    if (isLong) this.#skip(2);
    const length = vr === '' || isLong ? this.#u32() : this.#u16();
    if (length === undefinedLength) {
      if (tag >= firstPixelTag) return { vr, value: noBytes, fragments: this.#fragments() };
      return { vr, value: noBytes, items: this.#unknownLengthItems(vr, depth) };
    }
    const value = this.#take(length);
    if (vr !== 'SQ') return { vr, value };
    const end = this.#at;
    this.#at = end - length;
    const items = this.#items(depth, end);
    this.#at = end;
    return { vr, value, items };
  }

  #vr(tag: number): string {
    const vr = String.fromCharCode(...this.#take(2));
    if (!/^[A-Z]{2}$/.test(vr)) throw unreadable(`its element ${tagName(tag)} has no value representation`);
    return vr;
  }

  /** A value of unknown representation and length is a sequence in implicit little endian (PS3.5, 6.2.2). */
  #unknownLengthItems(vr: string, depth: number): DicomElements[] {
    const explicit = this.#explicit;
    if (vr === 'UN') this.#explicit = false;
    const items = this.#items(depth, null);
    this.#explicit = explicit;
    return items;
  }

  /** Items up to `end`, or up to the delimiter where the length is not known. */
  #items(depth: number, end: number | null): DicomElements[] {
    if (depth === maxDepth) throw unreadable(`its sequences are nested more than ${maxDepth} deep`);
    const items: DicomElements[] = [];
    while (end === null || this.#at < end) {
      if (++this.#elements > maxElements)
        throw unreadable(`its header has more than ${maxElements} elements`);
      const tag = this.#tag();
      const length = this.#u32();
      if (tag === sequenceEndTag) break;
      if (tag !== itemTag) throw unreadable(`a sequence of it holds ${tagName(tag)}`);
      items.push(this.#item(length, depth));
    }
    return items;
  }

  #item(length: number, depth: number): DicomElements {
    const elements = new Map<number, DicomElement>();
    if (length !== undefinedLength) this.#checkLength(length);
    const end = length === undefinedLength ? null : this.#at + length;
    while (end === null || this.#at < end) {
      const tag = this.#tag();
      if (tag === itemEndTag) {
        this.#skip(4);
        break;
      }
      elements.set(tag, this.#element(tag, depth + 1));
    }
    if (end !== null && this.#at !== end) throw unreadable('a sequence of it has a wrong length');
    return elements;
  }

  /** Fragments of packed pixels (PS3.5, annex A.4), the offset table first. */
  #fragments(): Uint8Array[] {
    const fragments: Uint8Array[] = [];
    for (;;) {
      const tag = this.#tag();
      const length = this.#u32();
      if (tag === sequenceEndTag) return fragments;
      if (tag !== itemTag || length === undefinedLength) throw unreadable('its pixels are not in fragments');
      if (fragments.length === maxElements)
        throw unreadable(`its pixels are in more than ${maxElements} parts`);
      fragments.push(this.#take(length));
    }
  }

  #tag(): number {
    const group = this.#u16();
    return group * 0x10000 + this.#u16();
  }

  #u16(): number {
    this.#checkLength(2);
    this.#at += 2;
    return this.#view.getUint16(this.#at - 2, this.#littleEndian);
  }

  #u32(): number {
    this.#checkLength(4);
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4, this.#littleEndian);
  }

  #skip(length: number): void {
    this.#checkLength(length);
    this.#at += length;
  }

  #take(length: number): Uint8Array {
    this.#checkLength(length);
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  #checkLength(length: number): void {
    if (this.#at + length > this.#bytes.length) throw unreadable('it was cut short');
  }
}

const noBytes = new Uint8Array(0);

function tagName(tag: number): string {
  const hex = tag.toString(16).padStart(8, '0');
  return `(${hex.slice(0, 4)},${hex.slice(4)})`;
}
