import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32, crc32OfBoth, crc32OfTail } from './crc32.ts';

test('is the CRC-32 of the protocol', () => {
  expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
  expect(crc32(Buffer.alloc(0))).toBe(0);
});

test('the CRC of two stretches follows from theirs, and the other way round', () => {
  const bytes = fc.uint8Array({ maxLength: 5000 });
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      const both = crc32(Buffer.concat([a, b]));
      expect(crc32OfBoth(crc32(a), crc32(b), b.length)).toBe(both);
      expect(crc32OfTail(both, crc32(a), b.length)).toBe(crc32(b));
    }),
  );
});
