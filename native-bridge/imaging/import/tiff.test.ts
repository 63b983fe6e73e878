import { execFileSync, spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import sharp, { type TiffOptions } from 'sharp';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../strips.fixture.ts';
import { decodeFile } from './decode.ts';
import type { DecodedPicture } from './imported-picture.ts';
import { usualBudget } from './usual-budget.fixture.ts';

/*
 * TIFFs in every dress that libtiff's own tools can put them in: whatever they do to the file, the counts stay.
 */

const toolsMissing =
  spawnSync('tiffcp', ['-h']).error === undefined
    ? null
    : 'tiffcp and tiffset are not there: install libtiff-tools';

const width = 83;
const height = 61;
const counts16 = Uint16Array.from({ length: width * height }, (_, i) => (i * 40_503 + (i >> 4)) & 0xffff);
const counts8 = Uint8Array.from({ length: width * height }, (_, i) => (i * 151 + (i >> 4)) & 0xff);

async function decoded(bytes: Uint8Array): Promise<DecodedPicture> {
  const picture = await decodeFile(bytes, usualBudget);
  if (picture.kind === 'report') throw new Error('it is a report');
  return picture;
}

function tiff16(options: TiffOptions = { compression: 'none' }): Promise<Buffer> {
  return sharp(counts16, { raw: { width, height, channels: 1 } })
    .toColourspace('grey16')
    .tiff(options)
    .toBuffer();
}

function tiff8(): Promise<Buffer> {
  const raw = { width, height, channels: 1 } as const;
  return sharp(counts8, { raw }).toColourspace('b-w').tiff({ compression: 'none' }).toBuffer();
}

/** A TIFF as `tiffcp` writes it anew, and then as `tiffset` changes its fields. */
async function rewritten(
  pages: readonly Buffer[],
  copy: readonly string[],
  fields: readonly (readonly [page: number, ...field: string[]])[] = [],
): Promise<Buffer> {
  await using folder = await temporaryFolder();
  const inputs = pages.map((_, i) => path.join(folder.path, `in-${i}.tif`));
  for (const [i, page] of pages.entries()) await writeFile(inputs[i]!, page);
  const out = path.join(folder.path, 'out.tif');
  execFileSync('tiffcp', [...copy, ...inputs, out], { stdio: 'pipe' });
  for (const [page, ...field] of fields)
    execFileSync('tiffset', ['-d', `${page}`, '-s', ...field, out], { stdio: 'pipe' });
  return readFile(out);
}

describe.skipIf(toolsMissing !== null)(
  `a TIFF of libtiff's own tools${toolsMissing === null ? '' : ` (skipped: ${toolsMissing})`}`,
  () => {
    const packings = ['none', 'lzw:1', 'lzw:2', 'zip:1', 'zip:2', 'packbits', 'zstd:2'];
    const layouts: Readonly<Record<string, readonly string[]>> = {
      'in strips of 7 rows': ['-s', '-r', '7'],
      'in one strip': ['-s', '-r', '1000'],
      'in tiles': ['-t', '-w', '32', '-l', '16'],
      'in tiles, BigTIFF, big-endian': ['-8', '-B', '-t', '-w', '48', '-l', '64'],
      'big-endian': ['-B'],
      'with each byte’s lowest bit first': ['-f', 'lsb2msb'],
    };
    for (const packing of packings) {
      for (const [name, layout] of Object.entries(layouts)) {
        test(`packed as ${packing} ${name} holds its counts`, async (context) => {
          for (const [page, counts] of [
            [await tiff16(), counts16],
            [await tiff8(), Uint16Array.from(counts8)],
          ] as const) {
            const file = await rewritten([page], ['-c', packing, ...layout]).catch((error: unknown) => {
              if (packing !== 'zstd:2') throw error;
              context.skip('this libtiff has no zstd');
            });
            if (file === undefined) return;
            const picture = await decoded(file);
            expect([picture.width, picture.height, picture.bitsStored]).toEqual([
              width,
              height,
              counts === counts16 ? 16 : 8,
            ]);
            expect(picture.planes).toEqual([counts]);
          }
        });
      }
    }

    for (let orientation = 1; orientation <= 8; orientation++) {
      test(`of orientation ${orientation} is turned as libvips turns it`, async () => {
        const file = await rewritten([await tiff16()], [], [[0, '274', `${orientation}`]]);
        const upright = await sharp(file)
          .autoOrient()
          .toColourspace('grey16')
          .raw({ depth: 'ushort' })
          .toBuffer({ resolveWithObject: true });
        const picture = await decoded(file);
        expect([picture.width, picture.height]).toEqual([upright.info.width, upright.info.height]);
        const expected = Uint16Array.from({ length: width * height }, (_, i) =>
          upright.data.readUInt16LE(2 * i),
        );
        expect(picture.planes).toEqual([expected]);
      });
    }

    test('with a scanner’s resolution has its pitch, with a printer’s none', async () => {
      const resolution = async (x: string, y: string, unit: string) => {
        const fields = [
          [0, '282', x],
          [0, '283', y],
          [0, '296', unit],
        ] as const;
        return rewritten([await tiff16()], [], fields);
      };
      // Pixels a centimetre: 2.5 is 4 mm, 2 is 5 mm.
      expect((await decoded(await resolution('2.5', '2', '3'))).pitch).toEqual({
        acrossMm: 4,
        downMm: 5,
        known: true,
      });
      expect((await decoded(await resolution('300', '300', '2'))).pitch).toBeNull();
    });

    test('of two pages is one picture of two energies only when each says which', async () => {
      const other = Uint16Array.from(counts16, (value) => 0xffff - value);
      const low = await tiff16();
      const high = await sharp(other, { raw: { width, height, channels: 1 } })
        .toColourspace('grey16')
        .tiff({ compression: 'none' })
        .toBuffer();
      await expect(decoded(await rewritten([low, high], []))).rejects.toMatchObject({
        code: 'IMAGE_NOT_A_RADIOGRAPH',
      });
      const named = await rewritten(
        [low, high],
        [],
        [
          [0, '285', 'low, 3.5 MeV'],
          [1, '285', 'high, 6 MeV'],
        ],
      );
      const picture = await decoded(named);
      expect(picture.energiesMeV).toEqual([6, 3.5]);
      expect(picture.planes).toEqual([other, counts16]);
    });
  },
);

test('a pyramid is read at its full size, its lower levels passed over', async () => {
  const options = {
    compression: 'deflate',
    tile: true,
    tileWidth: 16,
    tileHeight: 16,
    pyramid: true,
  } as const;
  expect((await decoded(await tiff16(options))).planes).toEqual([counts16]);
});

test('min-is-white is told as attenuation, its numbers as they are', async () => {
  const file = await tiff16({ compression: 'none', miniswhite: true });
  const picture = await decoded(file);
  expect(picture.counts).toBe('attenuation');
  // libvips turns the numbers round when it writes such a file, and says so with the photometric field.
  expect(picture.planes).toEqual([counts16.map((value) => 0xffff - value)]);
});

test('a file that lacks its last byte, or any part of its pixels, is never opened', async () => {
  const file = await tiff16({ compression: 'deflate', predictor: 'horizontal' });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: file.length - 1 }), async (length) => {
      await expect(decoded(file.subarray(0, length))).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
    }),
    { numRuns: 200 },
  );
});
