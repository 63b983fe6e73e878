import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { withText } from './png-text.ts';

const plain = await sharp({ create: { width: 3, height: 2, channels: 3, background: '#123456' } })
  .png()
  .toBuffer();

test('a text of any letters is in the picture, whose pixels are the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 300 }), async (text) => {
      const made = Buffer.from(withText(plain, 'Scanpost', text));
      const length = made.readUInt32BE(33);
      expect(made.toString('latin1', 37, 41)).toBe('iTXt');
      expect(made.toString('latin1', 41, 49)).toBe('Scanpost');
      expect(made.toString('utf8', 41 + 13, 41 + length)).toBe(Buffer.from(text, 'utf8').toString('utf8'));
      expect(made.readUInt32BE(41 + length)).toBe(crc32(made.subarray(37, 41 + length)));
      expect(await sharp(made, { failOn: 'warning' }).raw().toBuffer()).toEqual(
        await sharp(plain).raw().toBuffer(),
      );
    }),
    { numRuns: 30 },
  );
});

test('what is no PNG is refused', () => {
  expect(() => withText(new Uint8Array(60), 'Scanpost', 'x')).toThrow(RangeError);
});
