import fc from 'fast-check';

/** A change of a file; places are shares of its length, so that any change fits any file. */
export type Mutation =
  | { readonly kind: 'byte'; readonly at: number; readonly value: number }
  | {
      readonly kind: 'number';
      readonly at: number;
      readonly size: 2 | 4 | 8;
      readonly value: bigint;
      readonly littleEndian: boolean;
    }
  | { readonly kind: 'remove'; readonly at: number; readonly length: number }
  | { readonly kind: 'repeat'; readonly at: number; readonly length: number };

/** Numbers that parsers stumble over: edges of the types, and sizes that multiply beyond them. */
const edges = [
  0n,
  1n,
  2n,
  0x7fn,
  0xffn,
  0x100n,
  0x7fffn,
  0xffffn,
  0x10000n,
  0x7fff_ffffn,
  0xffff_fffen,
  0xffff_ffffn,
  0xffff_ffff_ffff_ffffn,
];

// Most of what a parser decides on stands near the beginning or the end.
const place = fc.oneof(
  fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  fc.double({ min: 0, max: 0.2, noNaN: true }),
  fc.double({ min: 0.8, max: 1, maxExcluded: true, noNaN: true }),
);
const length = fc.integer({ min: 1, max: 64 });

/** One to five changes. */
export const mutations: fc.Arbitrary<Mutation[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('byte' as const), at: place, value: fc.integer({ min: 0, max: 255 }) }),
    fc.record({
      kind: fc.constant('number' as const),
      at: place,
      size: fc.constantFrom(2 as const, 4 as const, 8 as const),
      value: fc.constantFrom(...edges),
      littleEndian: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('remove' as const), at: place, length }),
    fc.record({ kind: fc.constant('repeat' as const), at: place, length }),
  ),
  { minLength: 1, maxLength: 5 },
);

/** A changed copy. */
export function mutate(seed: Uint8Array, changes: readonly Mutation[]): Uint8Array {
  let bytes = Buffer.from(seed);
  for (const change of changes) {
    const at = Math.floor(change.at * bytes.length);
    switch (change.kind) {
      case 'byte':
        if (at < bytes.length) bytes[at] = change.value;
        break;
      case 'number': {
        const number = Buffer.alloc(8);
        number.writeBigUInt64LE(change.value);
        const cut = number.subarray(0, change.size);
        bytes.set(
          (change.littleEndian ? cut : cut.reverse()).subarray(0, Math.max(0, bytes.length - at)),
          at,
        );
        break;
      }
      case 'remove':
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + change.length)]);
        break;
      case 'repeat':
        bytes = Buffer.concat([bytes.subarray(0, at + change.length), bytes.subarray(at)]);
    }
  }
  return bytes;
}
