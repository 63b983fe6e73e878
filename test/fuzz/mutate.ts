/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Lengths and counts that parsers stumble over. */
const awkward = [
  0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff,
];
const longest = 1 << 16;

/**
 * One to eight changes: bits and bytes turned, awkward numbers in both byte orders, parts cut, repeated, moved or taken
 * from another input, words put in, the end cut off.
 */
export function mutate(
  input: Uint8Array,
  others: readonly Uint8Array[],
  words: readonly string[],
  random: () => number,
): Uint8Array {
  let bytes = Buffer.from(input);
  for (let left = 1 + Math.floor(random() ** 2 * 8); left > 0; left -= 1) bytes = change(bytes);
  return bytes.subarray(0, longest);

  function upTo(limit: number): number {
    return Math.floor(random() * limit);
  }

  function oneOf<T>(list: readonly T[]): T | undefined {
    return list[upTo(list.length)];
  }

  function change(from: Buffer<ArrayBuffer>): Buffer<ArrayBuffer> {
    const at = upTo(from.length + 1);
    const size = 1 + Math.floor(random() ** 3 * Math.min(256, from.length));
    const [before, after] = [from.subarray(0, at), from.subarray(at)];
    switch (upTo(10)) {
      case 0:
        return flipped(from, upTo(Math.max(1, from.length * 8)));
      case 1:
        return replaced(from, at, Buffer.from([upTo(256)]));
      case 2:
        return replaced(from, at, awkwardNumber());
      case 3:
        return Buffer.concat([before, after.subarray(size)]);
      case 4:
        return Buffer.concat([before, from.subarray(at, at + size), after]);
      case 5:
        return Buffer.concat([before, Buffer.alloc(size, upTo(256)), after]);
      case 6: {
        const other = Buffer.from(oneOf(others) ?? from);
        const start = upTo(other.length + 1);
        return Buffer.concat([
          before,
          other.subarray(start, start + size * 4),
          after.subarray(upTo(size * 4)),
        ]);
      }
      case 7:
        return Buffer.concat([before, Buffer.from(oneOf(words) ?? ''), after]);
      case 8:
        return before;
      default:
        return Buffer.concat([before, Uint8Array.from({ length: size }, () => upTo(256)), after]);
    }
  }

  function awkwardNumber(): Buffer {
    const number = oneOf(awkward) ?? 0;
    const width = oneOf([1, 2, 4] as const) ?? 1;
    const written = Buffer.alloc(width);
    const fits = number % 2 ** (8 * width);
    if (random() < 0.5) written.writeUIntLE(fits, 0, width);
    else written.writeUIntBE(fits, 0, width);
    return written;
  }
}

function flipped(from: Buffer, bit: number): Buffer<ArrayBuffer> {
  const made = Buffer.from(from);
  if (made.length > 0) made[bit >> 3] = (made[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return made;
}

function replaced(from: Buffer, at: number, by: Buffer): Buffer<ArrayBuffer> {
  return Buffer.concat([from.subarray(0, at), by, from.subarray(at + by.length)]);
}
