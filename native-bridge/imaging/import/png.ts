import { crc32 } from 'node:zlib';
import { type Budget, checkSize, checkWork } from './budget.ts';
import type { DecodedPicture, PixelPitch } from './imported-picture.ts';
import { inflateAtMost } from './inflate.ts';
import { plausiblePitch } from './pitch.ts';
import { notARadiograph, unreadable } from './refusals.ts';

/**
 * A grey PNG of 8 or 16 bit, interlaced or not (PNG specification, third edition, W3C 2025). Transparency marks a
 * grey value and is not applied; gamma and background are for screens and are not applied either.
 * Throws BridgeError IMAGE_UNREADABLE, IMAGE_NOT_A_RADIOGRAPH or IMAGE_TOO_LARGE.
 */
export function decodePng(file: Uint8Array, budget: Budget): DecodedPicture {
  const chunks = readChunks(file);
  const { width, height, depth, interlaced } = readHeader(chunks.header);
  checkSize(width, height, 1, budget);
  const passes = interlaced ? adam7(width, height) : [{ width, height, x: 0, y: 0, dx: 1, dy: 1 }];
  const sampleBytes = depth / 8;
  const expected = passes.reduce((sum, pass) => sum + pass.height * (1 + pass.width * sampleBytes), 0);
  // The file, its pixels in one piece, unpacked, and as counts.
  const packed = chunks.data.length === 1 ? 0 : chunks.data.reduce((sum, { length }) => sum + length, 0);
  checkWork(file.length + packed + expected + 2 * width * height, budget);
  const raw = inflateExactly(chunks.data, expected);
  const plane = new Uint16Array(width * height);
  let at = 0;
  for (const pass of passes) {
    const rowBytes = pass.width * sampleBytes;
    const rows = raw.subarray(at, at + pass.height * (1 + rowBytes));
    undoFilters(rows, pass.height, rowBytes, sampleBytes);
    placePass(rows, pass, sampleBytes, plane, width);
    at += rows.length;
    budget.yielded(2 * pass.width * pass.height);
  }
  return {
    kind: 'picture',
    format: 'png',
    width,
    height,
    planes: [plane],
    bitsStored: significantBits(chunks.significant, depth),
    counts: 'transmission',
    zeroAt: 0,
    pitch: chunks.pitch,
    energiesMeV: null,
    about: chunks.takenAt === null ? {} : { takenAt: chunks.takenAt },
  };
}

interface Chunks {
  readonly header: DataView;
  readonly data: readonly Uint8Array[];
  readonly significant: number | null;
  readonly pitch: PixelPitch | null;
  readonly takenAt: string | null;
}

/** Every chunk up to IEND, its CRC checked. */
function readChunks(file: Uint8Array): Chunks {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const data: Uint8Array[] = [];
  let header: DataView | null = null;
  let significant: number | null = null;
  let pitch: PixelPitch | null = null;
  let takenAt: string | null = null;
  for (let at = 8; ; ) {
    if (at + 12 > file.length) throw unreadable('it was cut short');
    const length = view.getUint32(at);
    if (at + 12 + length > file.length) throw unreadable('it was cut short');
    const type = String.fromCharCode(...file.subarray(at + 4, at + 8));
    const body = new DataView(file.buffer, file.byteOffset + at + 8, length);
    if (crc32(file.subarray(at + 4, at + 8 + length)) !== view.getUint32(at + 8 + length)) {
      throw unreadable(`the checksum of its ${printable(type)} chunk is wrong`);
    }
    if (header === null && type !== 'IHDR') throw unreadable('it does not begin with its header');
    if (type === 'IHDR') header = body;
    else if (type === 'IDAT') data.push(file.subarray(at + 8, at + 8 + length));
    else if (type === 'sBIT' && length === 1) significant = body.getUint8(0);
    else if (type === 'pHYs' && length === 9) pitch = pitchOf(body);
    else if (type === 'tIME' && length === 7) takenAt = timeOf(body);
    else if (type === 'IEND') break;
    else if (isCritical(type) && type !== 'PLTE')
      throw unreadable(`it has an unknown ${printable(type)} chunk`);
    at += 12 + length;
  }
  return { header: header!, data, significant, pitch, takenAt };
}

interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: 8 | 16;
  readonly interlaced: boolean;
}

const colourTypes: Readonly<Record<number, string>> = {
  2: 'it is in colour (RGB)',
  3: 'it is in the colours of a palette',
  4: 'it has an alpha channel',
  6: 'it is in colour with an alpha channel (RGBA)',
};

function readHeader(header: DataView): Header {
  if (header.byteLength !== 13) throw unreadable('its header has a wrong length');
  const [depth, colour, compression, filter, interlace] = [8, 9, 10, 11, 12].map((i) => header.getUint8(i));
  if (compression !== 0 || filter !== 0 || interlace! > 1) throw unreadable('its header is damaged');
  const colourReason = colourTypes[colour!];
  if (colourReason !== undefined) throw notARadiograph(colourReason);
  if (colour !== 0) throw unreadable('its header is damaged');
  if (depth === 1 || depth === 2 || depth === 4) throw notARadiograph(`it has ${depth} bit a pixel`);
  if (depth !== 8 && depth !== 16) throw unreadable('its header is damaged');
  return { width: header.getUint32(0), height: header.getUint32(4), depth, interlaced: interlace === 1 };
}

/** Unpacks the chunks to `expected` bytes: not one more, and not one fewer. */
function inflateExactly(data: readonly Uint8Array[], expected: number): Uint8Array {
  const raw = inflateAtMost(data.length === 1 ? data[0]! : Buffer.concat(data), Math.max(expected, 1));
  if (raw.length !== expected) throw unreadable('pixels are missing');
  return raw;
}

/** Filters of section 9 of the specification, undone in place; each row has its filter's number before it. */
function undoFilters(rows: Uint8Array, height: number, rowBytes: number, back: number): void {
  for (let row = 0; row < height; row++) {
    const start = row * (1 + rowBytes) + 1;
    const filter = rows[start - 1]!;
    if (filter > 4) throw unreadable('its pixels are damaged');
    undoRow[filter]!(rows, start, start + rowBytes, back, row > 0);
  }
}

/**
 * One row, by the number of its filter. `back` is the distance to the pixel on the left; the row above, where there
 * is one, lies a row and the number of its filter before.
 */
type UndoRow = (rows: Uint8Array, start: number, end: number, back: number, hasAbove: boolean) => void;

const undoRow: readonly UndoRow[] = [
  () => {},
  (rows, start, end, back) => {
    for (let at = start + back; at < end; at++) rows[at] = rows[at]! + rows[at - back]!;
  },
  (rows, start, end, _back, hasAbove) => {
    if (!hasAbove) return;
    const up = end - start + 1;
    for (let at = start; at < end; at++) rows[at] = rows[at]! + rows[at - up]!;
  },
  (rows, start, end, back, hasAbove) => {
    const up = end - start + 1;
    for (let at = start; at < end; at++) {
      const left = at - back < start ? 0 : rows[at - back]!;
      rows[at] = rows[at]! + ((left + (hasAbove ? rows[at - up]! : 0)) >> 1);
    }
  },
  (rows, start, end, back, hasAbove) => {
    if (!hasAbove) return undoRow[1]!(rows, start, end, back, false);
    const up = end - start + 1;
    for (let at = start; at < start + back && at < end; at++) rows[at] = rows[at]! + rows[at - up]!;
    for (let at = start + back; at < end; at++) {
      const left = rows[at - back]!;
      const above = rows[at - up]!;
      const corner = rows[at - up - back]!;
      const toLeft = Math.abs(above - corner);
      const toAbove = Math.abs(left - corner);
      const toCorner = Math.abs(left + above - 2 * corner);
      const nearest = toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
      rows[at] = rows[at]! + nearest;
    }
  },
];

interface Pass {
  readonly width: number;
  readonly height: number;
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
}

function adam7(width: number, height: number): Pass[] {
  const starts = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ] as const;
  const passes = starts.map(([x, y, dx, dy]) => ({
    x,
    y,
    dx,
    dy,
    width: Math.max(0, Math.ceil((width - x) / dx)),
    height: Math.max(0, Math.ceil((height - y) / dy)),
  }));
  return passes.filter((pass) => pass.width > 0 && pass.height > 0);
}

function placePass(
  rows: Uint8Array,
  pass: Pass,
  sampleBytes: number,
  plane: Uint16Array,
  width: number,
): void {
  let from = 0;
  for (let row = 0; row < pass.height; row++) {
    from++;
    let to = (pass.y + row * pass.dy) * width + pass.x;
    if (sampleBytes === 1) {
      for (let i = 0; i < pass.width; i++, to += pass.dx) plane[to] = rows[from++]!;
    } else {
      for (let i = 0; i < pass.width; i++, to += pass.dx, from += 2)
        plane[to] = (rows[from]! << 8) | rows[from + 1]!;
    }
  }
}

/** sBIT: how many bits the counts had before they were spread over all of them. */
function significantBits(significant: number | null, depth: number): number {
  return significant !== null && significant >= 1 && significant <= depth ? significant : depth;
}

function pitchOf(body: DataView): PixelPitch | null {
  const perMetre = body.getUint8(8) === 1;
  return perMetre ? plausiblePitch(1000 / body.getUint32(0), 1000 / body.getUint32(4)) : null;
}

function timeOf(body: DataView): string | null {
  const [month, day, hour, minute, second] = [2, 3, 4, 5, 6].map((i) => body.getUint8(i));
  const time = Date.UTC(body.getUint16(0), month! - 1, day!, hour!, minute!, second!);
  return new Date(time).toISOString();
}

function isCritical(type: string): boolean {
  return (type.charCodeAt(0) & 0x20) === 0;
}

function printable(type: string): string {
  return /^[A-Za-z]{4}$/.test(type) ? type : 'unnamed';
}
