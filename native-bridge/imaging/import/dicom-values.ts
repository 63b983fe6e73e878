import type { DicomElements, DicomEncoding } from './dicom-elements.ts';
import { cleanText } from './origin.ts';

/** Reads values of a data set's elements. What is not there or makes no sense is null; a sequence, empty. */
export class DicomValues {
  readonly #elements: DicomElements;
  readonly #encoding: DicomEncoding;

  constructor(elements: DicomElements, encoding: DicomEncoding) {
    this.#elements = elements;
    this.#encoding = encoding;
  }

  has(tag: number): boolean {
    return this.#elements.has(tag);
  }

  /** US, the first value. */
  u16(tag: number): number | null {
    const value = this.#elements.get(tag)?.value;
    return value === undefined || value.length < 2
      ? null
      : viewOf(value).getUint16(0, this.#encoding.littleEndian);
  }

  /** SS, the first value. */
  i16(tag: number): number | null {
    const value = this.u16(tag);
    return value === null ? null : (value << 16) >> 16;
  }

  /** FL, all values up to 64. */
  floats(tag: number): number[] {
    const value = this.#elements.get(tag)?.value;
    if (value === undefined) return [];
    const view = viewOf(value);
    const count = Math.min(64, Math.floor(value.length / 4));
    return Array.from({ length: count }, (_, i) => view.getFloat32(4 * i, this.#encoding.littleEndian));
  }

  /** DS or IS, all values up to 64. Null when one is no number. */
  decimals(tag: number): number[] | null {
    const texts = this.texts(tag);
    const numbers = texts.map((text) => (decimalPattern.test(text) ? Number(text) : Number.NaN));
    return numbers.length > 0 && numbers.every(Number.isFinite) ? numbers : null;
  }

  /** Text of any kind, cleaned; empty where there is none. */
  text(tag: number): string {
    return cleanText(this.#raw(tag));
  }

  /** The values of a text of more than one, up to 64. */
  texts(tag: number): string[] {
    const raw = this.#raw(tag);
    return raw === '' ? [] : raw.split('\\', 64).map(cleanText);
  }

  items(tag: number): DicomValues[] {
    return (this.#elements.get(tag)?.items ?? []).map((item) => new DicomValues(item, this.#encoding));
  }

  #raw(tag: number): string {
    const value = this.#elements.get(tag)?.value ?? new Uint8Array(0);
    // The character set is not looked up: what is asked for is ASCII almost everywhere, and UTF-8 reads that too.
    return Buffer.from(value.buffer, value.byteOffset, Math.min(value.length, 4096))
      .toString('utf8')
      .replace(/[\0 ]+$/, '');
  }
}

const decimalPattern = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
