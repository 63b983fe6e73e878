import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { importPicture, inspectPicture } from '../../native-bridge/imaging/import/import-picture.ts';
import type { ImportedPicture } from '../../native-bridge/imaging/import/imported-picture.ts';
import { samplesFolder, samplesIn, samplesMissing } from '../samples.ts';
import {
  cells16,
  type DicomUnpacker,
  dcmtkCells,
  missingTool,
  onlyStrip,
  vipsValues,
} from './reference-pixels.ts';

/*
 * Every picture among the samples does what the table in the samples' README says: grey opens as another program
 * reads it, value by value, and what is no radiograph is refused with the reason. (The damaged ones have a test
 * of their own, with the bounds on time and memory.)
 */

/** What a file opens as: the reference's values, and what stands for 0 among them. */
interface Opens {
  readonly values: (file: string) => Uint16Array | Promise<Uint16Array>;
  readonly tool?: 'dcmdump' | 'tiffinfo';
  readonly bitsStored: number;
  readonly zeroAt?: number;
  readonly energyKnown?: boolean;
  readonly pitchMm?: number;
}

const dcmtk = (unpacker: DicomUnpacker = 'dcmconv', rest: Partial<Opens> = {}): Opens => ({
  // The padded one has more cells than pixels.
  values: (file) => cells16(dcmtkCells(file, unpacker)),
  tool: 'dcmdump',
  bitsStored: 16,
  ...rest,
});
const vips = (bitsStored: number): Opens => ({ values: vipsValues, bitsStored });
const mr = { pitchMm: 0.3125 };
const ct = { pitchMm: 0.661468, zeroAt: 32768, energyKnown: true };

/** By dcmtk on the uncompressed file of the same picture: dcmtk knows no JPEG 2000. */
const asUncompressed: Opens = {
  ...dcmtk('dcmconv', mr),
  values: () => cells16(dcmtkCells(path.join(samplesFolder, 'dicom/MR_small.dcm'), 'dcmconv')),
};

/** 32-bit cells at the end of the file; dcmtk does not know their tag. */
function lastLongs(file: string): Uint16Array {
  const bytes = readFileSync(file);
  const count = 200 * 100;
  return Uint16Array.from({ length: count }, (_, i) => bytes.readUInt32LE(bytes.length - 4 * (count - i)));
}

/** Two values in three bytes, the higher bits first. */
function packedTwelve(file: string): Uint16Array {
  const strip = onlyStrip(file);
  return Uint16Array.from({ length: 64 * 64 }, (_, i) => {
    const pair = strip.subarray(3 * (i >> 1));
    return i % 2 === 0 ? (pair[0]! << 4) | (pair[1]! >> 4) : ((pair[1]! & 15) << 8) | pair[2]!;
  });
}

const opens: Readonly<Record<string, Opens>> = {
  'png/basn0g16.png': vips(16),
  'png/ftbwn0g16.png': vips(16),
  'png/ibasn0g16.png': vips(16),
  'png/iftbwn0g16.png': vips(16),
  'tiff/12bit.cropped.tiff': { values: packedTwelve, tool: 'tiffinfo', bitsStored: 12 },
  'tiff/minisblack-1c-16b.tiff': vips(16),
  'tiff/minisblack-1c-8b.tiff': vips(8),
  'dicom/CT1_UNC.implicit_little_endian.dcm': dcmtk('dcmconv', ct),
  'dicom/CT1_UNC.not_fragmented_no_bot_jpeg_ls.80.dcm': dcmtk('dcmdjpls', ct),
  'dicom/CT_small.dcm': dcmtk('dcmconv', { ...ct, zeroAt: 0 }),
  'dicom/MR_small.dcm': dcmtk('dcmconv', mr),
  'dicom/MR_small_RLE.dcm': dcmtk('dcmdrle', mr),
  'dicom/MR_small_bigendian.dcm': dcmtk('dcmconv', mr),
  'dicom/MR_small_jp2klossless.dcm': asUncompressed,
  'dicom/MR_small_jpeg_ls_lossless.dcm': dcmtk('dcmdjpls', mr),
  'dicom/MR_small_padded.dcm': dcmtk('dcmconv', mr),
  'dicos/SimpleColorPaletteDX.dcs': dcmtk('dcmdjpeg', { energyKnown: true }),
  'dicos/SimplePresentationDX.dcs': dcmtk('dcmdjpeg', { energyKnown: true }),
  'dicos/SimpleProcessingDX.dcs': dcmtk('dcmconv', { energyKnown: true }),
  'dicos/v02-dx.dcs': dcmtk('dcmdjpeg', { energyKnown: true }),
  'dicos/v02a-dx.dcs': dcmtk('dcmconv', { energyKnown: true }),
  'dicos/v02a-dx-unsigned32.dcs': { values: lastLongs, bitsStored: 32, energyKnown: true },
};

const notARadiograph = (reason: string) => ({ code: 'IMAGE_NOT_A_RADIOGRAPH', details: { reason } });
const unreadable = (reason: string) => ({ code: 'IMAGE_UNREADABLE', details: { reason } });
const rgb = notARadiograph('it is in colour (RGB)');
const rgba = notARadiograph('it is in colour with an alpha channel (RGBA)');
const alpha = notARadiograph('it has an alpha channel');
const signed = notARadiograph('its numbers are signed');
const float = notARadiograph('its numbers are floating point');
const oneBit = notARadiograph('it has 1 bit a pixel, 8 to 16 are read');

const refused: Readonly<Record<string, { readonly code: string; readonly details: object }>> = {
  'png/basn2c16.png': rgb,
  'png/basn4a16.png': alpha,
  'png/basn6a16.png': rgba,
  'png/ftbbn2c16.png': rgb,
  'png/ftbgn2c16.png': rgb,
  'png/ibasn2c16.png': rgb,
  'png/ibasn4a16.png': alpha,
  'png/ibasn6a16.png': rgba,
  'png/iftbbn2c16.png': rgb,
  'png/iftbgn2c16.png': rgb,
  'tiff/big_g4.tif': oneBit,
  'tiff/gradient-1c-32b-float.tiff': float,
  'tiff/gradient-1c-32b.tiff': notARadiograph('it has 32 bit a pixel, 8 to 16 are read'),
  'tiff/int16.tif': signed,
  'tiff/int16_zstd.tif': signed,
  'tiff/minisblack-1c-i16b.tiff': signed,
  'tiff/minisblack-2c-8b-alpha.tiff': alpha,
  'tiff/miniswhite-1c-1b.tiff': oneBit,
  'tiff/palette-1c-8b.tiff': notARadiograph('it is in the colours of a palette'),
  'tiff/predictor-3-gray-f32.tif': float,
  'tiff/rgb-3c-16b.tiff': rgb,
  'tiff/tiled-oversize-gray-i8.tif': signed,
  'tiff/white-fp16.tiff': float,
  'tiff/bigtiff/BigTIFF.tif': rgb,
  'tiff/bigtiff/BigTIFFLong.tif': rgb,
  'tiff/bigtiff/BigTIFFMotorola.tif': rgb,
  'dicom/ExplVR_LitEndNoMeta.dcm': notARadiograph('it has no pixels (modality RTPLAN)'),
  'dicom/JPGExtended.dcm': {
    code: 'IMAGE_SYNTAX_UNSUPPORTED',
    details: { syntax: 'JPEG Extended (Process 2 & 4)' },
  },
  'dicom/MR_truncated.dcm': unreadable('it was cut short'),
  'dicom/badVR.dcm': unreadable('its number of frames is “1A”'),
  'dicos/v02a-tdr.dcs': notARadiograph('it is a threat detection report'),
};

describe.skipIf(samplesMissing !== null)(`pictures of other programs${because(samplesMissing)}`, () => {
  test('every one among the samples has its line here', () => {
    const there = ['png', 'tiff', 'dicom', 'dicos'].flatMap(samplesIn);
    expect([...Object.keys(opens), ...Object.keys(refused)].sort()).toEqual(there.sort());
  });

  for (const [name, expected] of Object.entries(opens)) {
    test(`${name} opens as it is stored`, async (context) => {
      const missing = expected.tool === undefined ? null : missingTool(expected.tool);
      if (missing !== null) context.skip(missing);
      const file = path.join(samplesFolder, name);
      const picture = await importPicture(file);
      const reference = await expected.values(file);
      const zeroAt = expected.zeroAt ?? 0;
      expect(picture.geometry.imported).toEqual({
        format: name.split('/')[0],
        bitsStored: expected.bitsStored,
        counts: 'transmission',
        pitchKnown: expected.pitchMm !== undefined,
        energyKnown: expected.energyKnown ?? false,
        zeroAt,
      });
      expect(picture.geometry.linePitchMm).toBe(expected.pitchMm ?? 4);
      expect(firstDifference(picture, reference, zeroAt)).toBeNull();
    });
  }

  for (const [name, refusal] of Object.entries(refused)) {
    test(`${name} is refused: ${Object.values(refusal.details).join()}`, async () => {
      await expect(importPicture(path.join(samplesFolder, name))).rejects.toMatchObject(refusal);
    });
  }

  test('the threat detection report can be read', async () => {
    const report = await inspectPicture(path.join(samplesFolder, 'dicos/v02a-tdr.dcs'));
    expect(report.kind === 'report' && report.summary).toBe(
      [
        'Threat detection report: ALARM; made by machine, ATR Manufacturer ATR Version.',
        'Objects: 1, of them with alarm: 1; inspected: BAGGAGE.',
        'Object 0: THREAT, PROHIBITED ITEM, SHIELD; mass 1; box from 24, 91, 0, size 16 × 22 × 1; outline 24, 91, 0, 40, 113, 1.',
      ].join('\n'),
    );
  });
});

function because(reason: string | null): string {
  return reason === null ? '' : ` (skipped: ${reason})`;
}

/** Signed numbers moved up have the sign bit the other way round. */
function firstDifference(picture: ImportedPicture, reference: Uint16Array, zeroAt: number): string | null {
  const [plane] = picture.planes;
  if (picture.planes.length !== 1 || plane === undefined) return `${picture.planes.length} planes`;
  if (plane.length !== picture.width * picture.height || reference.length < plane.length) {
    return `${plane.length} values for ${picture.width} × ${picture.height}, ${reference.length} in the reference`;
  }
  const at = plane.findIndex((value, i) => value !== (reference[i]! ^ zeroAt));
  return at === -1 ? null : `value ${at} is ${plane[at]} instead of ${reference[at]! ^ zeroAt}`;
}
