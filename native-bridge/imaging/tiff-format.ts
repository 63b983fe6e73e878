import { z } from 'zod';
import { imageFormats } from '../drivers/image-source.ts';
import type { ImportedGeometry, ScanDefect, ScanGeometry } from '../drivers/scanner.ts';
import {
  calibrationMistake,
  mostCalibrationSteps,
  referenceMaterials,
} from '../physics/calibration-steps.ts';
import { type FanDistances, fanMistake } from '../physics/fan-distances.ts';
import { maxDetectors, maxLines, maxPlanes } from './picture-size.ts';
import { scanDefectSchema } from './strip-format.ts';

/*
 * The part of TIFF 6.0 (and of its Technical Notes 1 and 2) that archives use: classic, little-endian, tiled, one 16-bit sample,
 * deflate with the horizontal predictor, the lower levels as SubIFDs of the only page.
 */

export const tag = {
  newSubfileType: 254,
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  description: 270,
  samplesPerPixel: 277,
  xResolution: 282,
  yResolution: 283,
  planarConfiguration: 284,
  resolutionUnit: 296,
  software: 305,
  predictor: 317,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  subIfds: 330,
  sampleFormat: 339,
} as const;

export const fieldType = { ascii: 2, short: 3, long: 4, rational: 5 } as const;

/** Values every level has, so a reader can insist on them. */
export const fixedFields = [
  [tag.bitsPerSample, 16],
  [tag.compression, 8], // Adobe deflate: a zlib stream
  [tag.photometric, 1], // 0 is black
  [tag.samplesPerPixel, 1],
  [tag.planarConfiguration, 1],
  [tag.predictor, 2], // horizontal differences
  [tag.sampleFormat, 1], // unsigned
] as const;

/** What a plane's file says of itself, as JSON in its ImageDescription. */
export interface PlaneDescription {
  readonly scanId: string;
  /** This file's plane, from 0. */
  readonly plane: number;
  readonly energyMeV: number;
  readonly geometry: ScanGeometry;
  readonly lines: number;
  readonly defects: readonly ScanDefect[];
}

/** ASCII only, as the field demands; a person can read it in any TIFF tool. */
export function writeDescription(description: PlaneDescription): string {
  const json = JSON.stringify({ format: 'Scanpost cargo X-ray scan', ...description }, null, 1);
  return json.replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Null when it is not a description of ours. */
export function readDescription(text: string): PlaneDescription | null {
  try {
    return descriptionSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

const pitch = z.number().positive().max(10_000);

const importedSchema: z.ZodType<ImportedGeometry> = z.object({
  format: z.enum(imageFormats),
  bitsStored: z.int().min(1).max(64),
  counts: z.enum(['transmission', 'attenuation']),
  pitchKnown: z.boolean(),
  energyKnown: z.boolean(),
  zeroAt: z.int().min(0).max(0xffff),
});

const calibrationSchema = z
  .array(
    z.object({
      material: z.enum(referenceMaterials),
      massThickness: z.number(),
      transmission: z.array(z.number()).min(1).max(maxPlanes),
    }),
  )
  .min(1)
  .max(mostCalibrationSteps)
  .refine((steps) => calibrationMistake(steps) === null);

const fanSchema: z.ZodType<FanDistances> = z
  .object({ sourceToLaneMm: z.number(), sourceToDetectorMm: z.number().exactOptional() })
  .refine((fan) => fanMistake(fan) === null);

const descriptionSchema: z.ZodType<PlaneDescription> = z.object({
  scanId: z.guid(),
  plane: z
    .int()
    .min(0)
    .max(maxPlanes - 1),
  energyMeV: z.number().positive(),
  geometry: z.object({
    detectors: z.int().min(1).max(maxDetectors),
    energiesMeV: z.array(z.number().positive()).min(1).max(maxPlanes),
    detectorPitchMm: pitch,
    linePitchMm: pitch,
    expectedLines: z.int().min(0).max(0xffffffff),
    airCounts: z.int().min(0).max(0xffff),
    darkCounts: z.int().min(0).max(0xffff),
    imported: importedSchema.exactOptional(),
    calibration: calibrationSchema.exactOptional(),
    fan: fanSchema.exactOptional(),
  }),
  lines: z.int().min(1).max(maxLines),
  defects: z.array(scanDefectSchema),
});
