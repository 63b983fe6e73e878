import { crc32 as zlibCrc32 } from 'node:zlib';

/** CRC-32 (IEEE 802.3, reflected, polynomial EDB88320, as zlib's) of `bytes`, optionally going on from `start`. */
export function crc32(bytes: Uint8Array, start = 0): number {
  return zlibCrc32(bytes, start);
}

/** The CRC of A followed by B, from the CRCs of both and B's length, without touching their bytes. */
export function crc32OfBoth(crcA: number, crcB: number, lengthB: number): number {
  return (shifted(crcA, lengthB) ^ crcB) >>> 0;
}

/** The CRC of B, from the CRC of A followed by B, the CRC of A, and B's length. */
export function crc32OfTail(crcBoth: number, crcA: number, lengthB: number): number {
  return (crcBoth ^ shifted(crcA, lengthB)) >>> 0;
}

/** The part of a CRC that comes from bytes followed by `length` more: `crc · x^(8·length) mod P` over GF(2). */
function shifted(crc: number, length: number): number {
  return multiply(powerOfX(length), crc);
}

const polynomial = 0xedb88320;

/** Product of two polynomials modulo the CRC's, bit-reflected (bit 31 is x^0). */
function multiply(a: number, b: number): number {
  let product = 0;
  let factor = b;
  for (let bit = 31; bit >= 0; bit--) {
    if ((a >>> bit) & 1) product ^= factor;
    factor = factor & 1 ? (factor >>> 1) ^ polynomial : factor >>> 1;
  }
  return product >>> 0;
}

/** x^(8·2^k) for k = 0, 1, 2 … */
const squares: readonly number[] = (() => {
  let power = 0x00800000;
  return Array.from({ length: 32 }, () => {
    const present = power;
    power = multiply(power, power);
    return present;
  });
})();

/** x^(8·bytes). Strips of a scan mostly have one length, so the last answer is kept. */
function powerOfX(bytes: number): number {
  if (bytes === last.bytes) return last.power;
  let power = 0x80000000;
  for (let k = 0, rest = bytes; rest > 0; k++, rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power = multiply(squares[k] ?? 0, power);
  }
  last = { bytes, power };
  return power;
}

let last = { bytes: 0, power: 0x80000000 };
