import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { decodePng } from './png.ts';
import { pngFile } from './png-files.fixture.ts';
import { usualBudget } from './usual-budget.fixture.ts';

/** Any small picture, smooth enough in places that an encoder chooses every filter there is. */
const pictures = fc
  .record({
    width: fc.integer({ min: 1, max: 40 }),
    height: fc.integer({ min: 1, max: 24 }),
    sixteen: fc.boolean(),
    progressive: fc.boolean(),
    seed: fc.integer({ min: 0, max: 0xffff }),
    rough: fc.integer({ min: 0, max: 400 }),
  })
  .map(({ width, height, sixteen, seed, rough, ...more }) => {
    const most = sixteen ? 0xffff : 0xff;
    const values = Array.from({ length: width * height }, (_, i) => {
      const noise = Math.imul(i + seed, 2654435761) >>> 16;
      return (seed + 300 * (i % width) + 700 * Math.floor(i / width) + (rough * noise) / 0xffff) & most;
    });
    return { width, height, sixteen, values, ...more };
  });

test('whatever an encoder makes of a picture, its counts come back', async () => {
  await fc.assert(
    fc.asyncProperty(pictures, async ({ width, height, sixteen, progressive, values }) => {
      const counts = sixteen ? Uint16Array.from(values) : Uint8Array.from(values);
      const file = await sharp(counts, { raw: { width, height, channels: 1 } })
        .toColourspace(sixteen ? 'grey16' : 'b-w')
        .png({ progressive, adaptiveFiltering: true })
        .toBuffer();
      const picture = decodePng(file, usualBudget);
      expect([picture.width, picture.height, picture.bitsStored]).toEqual([width, height, sixteen ? 16 : 8]);
      expect(picture.planes).toEqual([Uint16Array.from(counts)]);
    }),
    { numRuns: 150 },
  );
});

/** Five rows of 16 bit, each with another filter, and the bytes they stand for, worked out by hand. */
test('each filter is undone as the specification says', () => {
  const filtered = [
    [0, 10, 20, 30, 40],
    [1, 1, 2, 3, 4],
    [2, 5, 5, 5, 5],
    [3, 2, 2, 2, 2],
    [4, 1, 1, 1, 1],
  ];
  const bytes = [
    [10, 20, 30, 40],
    [1, 2, 4, 6],
    [6, 7, 9, 11],
    // Half of left and above, rounded down.
    [5, 5, 9, 10],
    // Left, above and corner: 5 for the first two, then those nearest to left + above - corner.
    [6, 6, 10, 11],
  ];
  const file = pngFile({ width: 2, height: 5, idat: deflateSync(Uint8Array.from(filtered.flat())) });
  expect([...decodePng(file, usualBudget).planes[0]!]).toEqual(
    bytes.flatMap(([a, b, c, d]) => [a! * 256 + b!, c! * 256 + d!]),
  );
});

test('one bit of damage anywhere is noticed', () => {
  const file = pngFile({ width: 3, height: 2, rows: [new Uint8Array(6).fill(7), new Uint8Array(6).fill(9)] });
  fc.assert(
    fc.property(fc.integer({ min: 8, max: file.length - 1 }), fc.integer({ min: 0, max: 7 }), (at, bit) => {
      const damaged = Buffer.from(file);
      damaged[at] = damaged[at]! ^ (1 << bit);
      expect(() => decodePng(damaged, usualBudget)).toThrow(
        expect.objectContaining({ code: 'IMAGE_UNREADABLE' }),
      );
    }),
  );
});

test('pixels too few or too many are refused, not guessed', () => {
  for (const length of [0, 6, 8]) {
    const file = pngFile({ width: 3, height: 1, idat: deflateSync(Buffer.alloc(length)) });
    expect(() => decodePng(file, usualBudget)).toThrow(expect.objectContaining({ code: 'IMAGE_UNREADABLE' }));
  }
});

test('what the file says of itself is told: significant bits, pixel size, time', () => {
  const size = Buffer.alloc(9);
  size.writeUInt32BE(250, 0);
  size.writeUInt32BE(200, 4);
  size[8] = 1;
  const file = pngFile({
    width: 1,
    height: 1,
    rows: [Uint8Array.of(1, 2)],
    more: [
      ['sBIT', Uint8Array.of(12)],
      ['pHYs', size],
      ['tIME', Uint8Array.of(2026 >> 8, 2026 & 255, 11, 22, 8, 30, 0)],
    ],
  });
  expect(decodePng(file, usualBudget)).toMatchObject({
    bitsStored: 12,
    pitch: { acrossMm: 4, downMm: 5, known: true },
    about: { takenAt: '2026-11-22T08:30:00.000Z' },
  });
});

test('a chunk that must be understood and is not stops it; one that need not be is passed over', () => {
  const of = (type: string) =>
    pngFile({ width: 1, height: 1, rows: [Uint8Array.of(0, 5)], more: [[type, Uint8Array.of(1)]] });
  expect(() => decodePng(of('QQQQ'), usualBudget)).toThrow(
    expect.objectContaining({ code: 'IMAGE_UNREADABLE' }),
  );
  expect(decodePng(of('qqQq'), usualBudget).planes).toEqual([Uint16Array.of(5)]);
});
