import { execFileSync, spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../strips.fixture.ts';
import { decodeFile } from './decode.ts';
import { type DicomParts, dicomFile } from './dicom-files.fixture.ts';
import type { DecodedPicture } from './imported-picture.ts';
import { usualBudget } from './usual-budget.fixture.ts';

async function decoded(bytes: Uint8Array): Promise<DecodedPicture> {
  const picture = await decodeFile(bytes, usualBudget);
  if (picture.kind === 'report') throw new Error('it is a report');
  return picture;
}

const refusalOf = (parts: DicomParts) => expect(decoded(dicomFile(parts))).rejects;

const rows = 37;
const columns = 53;
/** Noise on a slope, within `bits`, as little-endian cells of 16 bit. */
function cellsOf(bits: number): { readonly counts: Uint16Array<ArrayBuffer>; readonly cells: Uint8Array } {
  const counts = Uint16Array.from(
    { length: rows * columns },
    (_, i) => (30 * i + (Math.imul(i, 2654435761) >>> 24)) & ((1 << bits) - 1),
  );
  return { counts, cells: new Uint8Array(counts.buffer) };
}

const dcmtkMissing =
  spawnSync('dcmcjpeg', ['--version']).error === undefined ? null : 'dcmtk is not there: install dcmtk';

/** A file as a program of dcmtk writes it anew. */
async function rewritten(file: Uint8Array, program: string, options: readonly string[]): Promise<Buffer> {
  await using folder = await temporaryFolder();
  const [from, to] = [path.join(folder.path, 'from.dcm'), path.join(folder.path, 'to.dcm')];
  await writeFile(from, file);
  execFileSync(program, [...options, from, to], { stdio: 'pipe' });
  return readFile(to);
}

describe.skipIf(dcmtkMissing !== null)(
  `a DICOM file of dcmtk's${dcmtkMissing === null ? '' : ` (skipped: ${dcmtkMissing})`}`,
  () => {
    const programs: readonly (readonly [string, string, readonly string[]])[] = [
      ['implicit little endian', 'dcmconv', ['+ti']],
      ['explicit big endian', 'dcmconv', ['+tb']],
      ['deflated', 'dcmconv', ['+td']],
      ['without a preamble and meta header', 'dcmconv', ['-F', '+te']],
      ['with padding behind the pixels', 'dcmconv', ['+p', '512', '0']],
      ['RLE', 'dcmcrle', []],
      ['JPEG-LS', 'dcmcjpls', ['+el']],
      ['JPEG lossless, selection value 1', 'dcmcjpeg', ['+e1']],
      ...[1, 2, 3, 4, 5, 6, 7].map(
        (predictor) =>
          [`JPEG lossless, predictor ${predictor}`, 'dcmcjpeg', ['+el', '+sv', `${predictor}`]] as const,
      ),
      ['JPEG lossless in many fragments', 'dcmcjpeg', ['+e1', '+fs', '1']],
    ];
    for (const [name, program, options] of programs) {
      for (const bitsStored of [16, 12]) {
        test(`${name}, ${bitsStored} bit, holds its counts`, async () => {
          const { counts, cells } = cellsOf(bitsStored);
          const plain = dicomFile({ rows, columns, bitsStored, pixels: cells, more: required });
          const picture = await decoded(await rewritten(plain, program, options));
          expect(picture).toMatchObject({ format: 'dicom', width: columns, height: rows, bitsStored });
          expect(picture.planes).toEqual([counts]);
        });
      }
    }

    test('that has lost pixels is refused by the name of its syntax', async () => {
      const plain = dicomFile({
        rows,
        columns,
        bitsAllocated: 8,
        pixels: new Uint8Array(rows * columns),
        more: required,
      });
      for (const [program, options, syntax] of [
        ['dcmcjpeg', ['+eb'], 'JPEG Baseline (Process 1)'],
        ['dcmcjpls', ['+en'], 'JPEG-LS Near-Lossless'],
      ] as const) {
        await expect(decoded(await rewritten(plain, program, options))).rejects.toMatchObject({
          code: 'IMAGE_SYNTAX_UNSUPPORTED',
          details: { syntax },
        });
      }
    });
  },
);

/** What dcmtk's encoders want besides the pixels. */
const required = [[0x00080018, 'UI', '1.2.3.4']] as const;

describe('cells of a DICOM picture', () => {
  test('give the bits that are stored, wherever they lie and whatever is beside them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(8, 16, 32),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 6, maxLength: 6 }),
        fc.boolean(),
        async (bitsAllocated, a, b, values, littleEndian) => {
          const bitsStored = 2 + Math.floor(a * (bitsAllocated - 2));
          const highBit = bitsStored - 1 + Math.floor(b * (bitsAllocated - bitsStored));
          const counts = values.map((value) => value % 2 ** Math.min(16, bitsStored));
          const shift = highBit + 1 - bitsStored;
          const pixels = Buffer.alloc((6 * bitsAllocated) / 8);
          for (const [i, count] of counts.entries()) {
            // Overlays of old lie in the bits that are not stored.
            const around = 2 ** bitsAllocated - 1 - (2 ** bitsStored - 1) * 2 ** shift;
            const cell = count * 2 ** shift + around;
            const length = bitsAllocated / 8;
            if (littleEndian) pixels.writeUIntLE(cell, i * length, length);
            else pixels.writeUIntBE(cell, i * length, length);
          }
          if (!littleEndian && bitsAllocated === 8) pixels.swap16();
          const picture = await decoded(
            dicomFile({
              bitsAllocated,
              bitsStored,
              highBit,
              pixels,
              littleEndian,
              transferSyntax: littleEndian ? '1.2.840.10008.1.2.1' : '1.2.840.10008.1.2.2',
            }),
          );
          expect([...picture.planes[0]!]).toEqual(counts);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('that are signed keep their order and their steps, and say where 0 has gone', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -2048, max: 2047 }), { minLength: 6, maxLength: 6 }),
        async (values) => {
          const pixels = new Uint8Array(Int16Array.from(values).buffer);
          const { planes, zeroAt } = await decoded(dicomFile({ bitsStored: 12, signed: true, pixels }));
          expect([...planes[0]!].map((count) => count - zeroAt)).toEqual(values);
          expect(zeroAt).toBe(values.some((value) => value < 0) ? 2048 : 0);
        },
      ),
    );
  });

  test('of 32 bit are kept where they fit 16, and refused where something would be lost', async () => {
    const of = (...values: number[]) =>
      dicomFile({
        rows: 1,
        columns: 2,
        bitsAllocated: 32,
        pixels: new Uint8Array(Uint32Array.from(values).buffer),
      });
    expect((await decoded(of(0, 65_535))).planes).toEqual([Uint16Array.of(0, 65_535)]);
    await expect(decoded(of(0, 65_536))).rejects.toMatchObject({ code: 'IMAGE_NOT_A_RADIOGRAPH' });
  });
});

describe('what larger counts mean', () => {
  const sign = (value: number) => [[0x00281041, 'SS', Buffer.from(Int16Array.of(value).buffer)] as const];

  test('is what the intensity’s sign says, and without it what the photometric interpretation shows', async () => {
    const counts = async (parts: DicomParts) => (await decoded(dicomFile(parts))).counts;
    expect(await counts({})).toBe('transmission');
    expect(await counts({ photometric: 'MONOCHROME1' })).toBe('attenuation');
    expect(await counts({ photometric: 'MONOCHROME2', more: sign(-1) })).toBe('attenuation');
    expect(await counts({ photometric: 'MONOCHROME1', more: sign(1) })).toBe('transmission');
  });

  test('changes no count', async () => {
    const plain = await decoded(dicomFile());
    const inverse = await decoded(dicomFile({ photometric: 'MONOCHROME1' }));
    expect(inverse.planes).toEqual(plain.planes);
  });
});

describe('more than one frame', () => {
  const two = new Uint8Array(Uint16Array.from({ length: 12 }, (_, i) => 100 * i).buffer);
  const frames = (count: string) => [0x00280008, 'IS', count] as const;

  test('is one picture of two energies, the higher first, when the voltages say so', async () => {
    const picture = await decoded(
      dicomFile({ pixels: two, more: [frames('2'), [0x00180060, 'DS', '4000\\6000']] }),
    );
    expect(picture.energiesMeV).toEqual([6, 4]);
    expect(picture.planes.map(([first]) => first)).toEqual([600, 0]);
  });

  test('is refused when nothing says what they are, or not all of them are there', async () => {
    await refusalOf({ pixels: two, more: [frames('2')] }).toMatchObject({ code: 'IMAGE_NOT_A_RADIOGRAPH' });
    await refusalOf({ pixels: two, more: [frames('3'), [0x00180060, 'DS', '1\\2\\3']] }).toMatchObject({
      code: 'IMAGE_UNREADABLE',
    });
  });
});

describe('the size of a pixel', () => {
  const pitch = async (...more: NonNullable<DicomParts['more']>) =>
    (await decoded(dicomFile({ more }))).pitch;

  test('is the spacing at the object, rows first', async () => {
    expect(await pitch([0x00280030, 'DS', '5\\4'])).toEqual({ acrossMm: 4, downMm: 5, known: true });
  });

  test('is brought from the detector to the object where the magnification is known, and else not claimed', async () => {
    const atDetector = [0x00181164, 'DS', '6\\8'] as const;
    expect(await pitch(atDetector, [0x00181114, 'DS', '2'])).toEqual({ acrossMm: 4, downMm: 3, known: true });
    expect(await pitch(atDetector)).toEqual({ acrossMm: 8, downMm: 6, known: false });
  });

  test('is nothing where the numbers are none', async () => {
    expect(await pitch([0x00280030, 'DS', '0\\-4'])).toBeNull();
    expect(await pitch([0x00280030, 'DS', 'NaN\\1e999'])).toBeNull();
  });
});

test('what the header says of the truck is told, cleaned and shortened, and never trusted', async () => {
  const { about } = await decoded(
    dicomFile({
      more: [
        [0x00080022, 'DA', '20261122'],
        [0x00080032, 'TM', '083000.5'],
        [0x00080201, 'SH', '+0500'],
        [0x00080070, 'LO', `Maker\u001b[31m ${'x'.repeat(500)}`],
        [0x00100020, 'LO', 'CSQU3054383'],
      ],
    }),
  );
  expect(about).toMatchObject({
    takenAt: '2026-11-22T08:30:00+05:00',
    reference: 'CSQU3054383',
    container: 'CSQU3054383',
  });
  expect(about.maker).toHaveLength(200);
  expect(about.maker).not.toContain('\u001b');
});

describe('a DICOM file that is no grey picture', () => {
  const colours: readonly (readonly [string, DicomParts])[] = [
    ['it is in colour (RGB)', { photometric: 'RGB', more: [[0x00280002, 'US', Uint8Array.of(3, 0)]] }],
    ['it is in colour (YBR_FULL)', { photometric: 'YBR_FULL' }],
    ['it is in the colours of a palette', { photometric: 'PALETTE COLOR' }],
    ['it has 1 bit a pixel', { bitsAllocated: 16, bitsStored: 1, highBit: 0 }],
    ['it has 64 bit a pixel, 8 to 16 are read', { bitsAllocated: 64 }],
  ];
  for (const [reason, parts] of colours) {
    test(`is refused: ${reason}`, () =>
      refusalOf(parts).toMatchObject({ code: 'IMAGE_NOT_A_RADIOGRAPH', details: { reason } }));
  }

  test('or whose bits cannot lie where they are said to is refused', async () => {
    await refusalOf({ bitsStored: 12, highBit: 5 }).toMatchObject({ code: 'IMAGE_UNREADABLE' });
    await refusalOf({ bitsStored: 12, highBit: 16 }).toMatchObject({ code: 'IMAGE_UNREADABLE' });
  });
});

test('sequences as deep as a file can be end with a refusal, and many elements do too', async () => {
  const open = Buffer.from('0800401153510000fffffffffeff00e0ffffffff', 'hex');
  const start = dicomFile();
  const at = start.indexOf(Buffer.from('08001600', 'hex'));
  const deep = Buffer.concat([start.subarray(0, at), ...Array.from({ length: 50_000 }, () => open)]);
  await expect(decoded(deep)).rejects.toMatchObject({
    details: { reason: 'its sequences are nested more than 16 deep' },
  });
  const empty = Buffer.from('0900010055490000', 'hex');
  const many = Buffer.concat([start.subarray(0, at), ...Array.from({ length: 200_000 }, () => empty)]);
  await expect(decoded(many)).rejects.toMatchObject({
    details: { reason: 'its header has more than 100000 elements' },
  });
});
