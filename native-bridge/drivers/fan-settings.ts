import { z } from 'zod';
import { farthestSourceMm, nearestSourceMm } from '../physics/fan-distances.ts';
import type { ScanGeometry } from './scanner.ts';

const distance = z.number().min(nearestSourceMm).max(farthestSourceMm).optional();

/** Where a scanner's source, its lane and its detectors stand, as an integrator measures it once. */
export const fanSettings = z
  .strictObject({
    sourceToLaneMm: distance.meta({
      title: 'Source to the lane’s centre (mm)',
      description: 'Level, from the focal spot to the middle of the lane.',
    }),
    sourceToDetectorMm: distance.meta({
      title: 'Source to the detectors (mm)',
      description: 'Level, from the focal spot to the detector line.',
    }),
    pitchAt: z.enum(['lane', 'detector']).default('lane').meta({
      title: 'The scanner’s detector pitch holds at',
      description:
        'lane: the scanner says how high a pixel is in the middle of the lane. detector: it says how far its detectors are apart, which the station brings to the lane by the two distances.',
    }),
  })
  .superRefine(({ sourceToLaneMm, sourceToDetectorMm, pitchAt }, context) => {
    if (sourceToLaneMm === undefined) {
      if (sourceToDetectorMm === undefined && pitchAt === 'lane') return;
      const message = 'the distance to the lane is needed as well';
      context.addIssue({ code: 'custom', message, path: ['sourceToLaneMm'] });
      return;
    }
    const refused =
      sourceToDetectorMm === undefined
        ? pitchAt === 'detector' && 'a pitch at the detectors needs the distance to them'
        : sourceToDetectorMm < sourceToLaneMm && 'the detectors must stand behind the lane';
    if (refused) {
      context.addIssue({ code: 'custom', message: refused, path: ['sourceToDetectorMm'] });
    }
  })
  .default({ pitchAt: 'lane' })
  .meta({
    title: 'Distances',
    description:
      'Where source, lane and detectors stand. With them the ruler says how far its heights are right; without, that they hold where the scanner’s pitch does.',
  });

export type FanSettings = z.output<typeof fanSettings>;

/**
 * A scan's geometry as the scanner said it, brought to the lane's centre. Only the height of a pixel is magnified: the fan
 * opens along the detector line, by M = source to detector / source to object (similar triangles; DICOM PS3.3 calls the
 * ratio Estimated Radiographic Magnification Factor, (0018,1114)). Along the travel the fan has no width, and a column is
 * speed / line rate wide in every plane (derived). Holds for a straight, upright detector line; one that bends over
 * the lane is nearer in its upper part, and its maker's pitch has to be said at the lane.
 */
export function atLane(said: ScanGeometry, settings: FanSettings | undefined): ScanGeometry {
  if (settings?.sourceToLaneMm === undefined) return said;
  const { sourceToLaneMm, sourceToDetectorMm, pitchAt } = settings;
  const magnification =
    pitchAt === 'detector' && sourceToDetectorMm !== undefined ? sourceToDetectorMm / sourceToLaneMm : 1;
  return {
    ...said,
    detectorPitchMm: said.detectorPitchMm / magnification,
    fan: { sourceToLaneMm, ...(sourceToDetectorMm !== undefined && { sourceToDetectorMm }) },
  };
}
