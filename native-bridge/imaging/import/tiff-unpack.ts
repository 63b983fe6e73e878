import { zstdDecompressSync } from 'node:zlib';
import { inflateAtMost } from './inflate.ts';
import { unreadable, unsupportedSyntax } from './refusals.ts';

/**
 * Unpacks one strip or tile: the first `length` bytes of it, which must be there, and never more than `most`, which is
 * what a whole one holds. Throws BridgeError IMAGE_UNREADABLE.
 */
export type Unpack = (packed: Uint8Array, length: number, most: number) => Uint8Array;

/**
 * How a TIFF's Compression field is undone. Throws BridgeError IMAGE_SYNTAX_UNSUPPORTED, with the name of what is not
 * read: those that lose pixels, and those for black and white.
 */
export function unpackerOf(compression: number): Unpack {
  const unpack = unpackers[compression];
  if (unpack === undefined) throw unsupportedSyntax(names[compression] ?? `TIFF compression ${compression}`);
  return unpack;
}

const unpackers: Readonly<Record<number, Unpack>> = {
  1: (packed, length) => exactly(packed, length),
  5: unpackLzw,
  8: unpackDeflate,
  32946: unpackDeflate,
  32773: unpackBits,
  50000: unpackZstd,
};

const names: Readonly<Record<number, string>> = {
  2: 'CCITT modified Huffman',
  3: 'CCITT Group 3 fax',
  4: 'CCITT Group 4 fax',
  6: 'old-style JPEG',
  7: 'JPEG',
  34661: 'JBIG',
  34712: 'JPEG 2000',
  34887: 'LERC',
  34925: 'LZMA',
  50001: 'WebP',
  50002: 'JPEG XL',
};

function unpackDeflate(packed: Uint8Array, length: number, most: number): Uint8Array {
  return exactly(inflateAtMost(packed, most), length);
}

function unpackZstd(packed: Uint8Array, length: number, most: number): Uint8Array {
  let unpacked: Uint8Array;
  try {
    unpacked = zstdDecompressSync(packed, { maxOutputLength: most, chunkSize: most + 64 });
  } catch (error) {
    throw unreadable('its pixels cannot be unpacked', error);
  }
  return exactly(unpacked, length);
}

function exactly(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length < length) throw unreadable('pixels are missing');
  return bytes.subarray(0, length);
}

/** PackBits, TIFF 6.0 section 9. */
function unpackBits(packed: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  let from = 0;
  let to = 0;
  while (to < length) {
    if (from >= packed.length) throw unreadable('pixels are missing');
    const control = packed[from++]!;
    if (control === 128) continue;
    const run = control < 128 ? control + 1 : 257 - control;
    const end = Math.min(length, to + run);
    if (control < 128) {
      if (from + (end - to) > packed.length) throw unreadable('pixels are missing');
      out.set(packed.subarray(from, from + (end - to)), to);
      from += run;
    } else {
      if (from >= packed.length) throw unreadable('pixels are missing');
      out.fill(packed[from++]!, to, end);
    }
    to = end;
  }
  return out;
}

const clearCode = 256;
const endCode = 257;
const maxCodes = 4096;

/**
 * LZW, TIFF 6.0 section 13: codes of 9 to 12 bits, the highest bit first, a width that grows one code early. A code
 * stands for a string that has been written already, so the table holds only where it began and how long it is.
 */
function unpackLzw(packed: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  const starts = new Int32Array(maxCodes);
  const lengths = new Int32Array(maxCodes);
  let next = endCode + 1;
  let width = 9;
  let previous = -1;
  let previousStart = 0;
  let previousLength = 0;
  let bits = 0;
  let held = 0;
  let from = 0;
  let to = 0;
  while (to < length) {
    while (held < width) {
      if (from >= packed.length) throw unreadable('pixels are missing');
      bits = ((bits << 8) | packed[from++]!) & 0xffffff;
      held += 8;
    }
    held -= width;
    const code = (bits >> held) & ((1 << width) - 1);
    if (code === endCode) break;
    if (code === clearCode) {
      next = endCode + 1;
      width = 9;
      previous = -1;
      continue;
    }
    const start = to;
    if (code < clearCode) {
      out[to++] = code;
    } else {
      const known = code < next;
      if (previous < 0 || (!known && code !== next)) throw unreadable('its pixels cannot be unpacked');
      const source = known ? starts[code]! : previousStart;
      const copied = known ? lengths[code]! : previousLength + 1;
      const end = Math.min(length, to + copied);
      // Byte by byte: a code may repeat what it is just writing.
      for (let at = source; to < end; at++) out[to++] = out[at]!;
    }
    if (previous >= 0 && next < maxCodes) {
      starts[next] = previousStart;
      lengths[next] = previousLength + 1;
      next++;
      if (next >= (1 << width) - 1 && width < 12) width++;
    }
    previous = code;
    previousStart = start;
    previousLength = to - start;
  }
  if (to < length) throw unreadable('pixels are missing');
  return out;
}
