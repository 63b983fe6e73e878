import type { ScanGeometry } from '../../drivers/scanner.ts';
import type { DecodedPicture } from './imported-picture.ts';

/** A cargo scanner's usual pixel, mm, where the file does not say: a picture needs proportions to be shown. */
const assumedPitchMm = 4;
/** Stand-ins for energies that the file does not say: as many as there are planes, falling. */
const assumedEnergiesMeV = [6, 4];

/**
 * How an imported picture's counts become a scan: one column a line, one row a detector. What the file does not say is
 * assumed, and `imported` says that it is. Nobody knows I0, so the brightest count stands for air.
 */
export function importedGeometry(picture: DecodedPicture): ScanGeometry {
  const { pitch, energiesMeV, planes, zeroAt } = picture;
  const brightest = planes.reduce(largestCount, 0);
  return {
    detectors: picture.height,
    energiesMeV: energiesMeV ?? assumedEnergiesMeV.slice(0, planes.length),
    detectorPitchMm: pitch?.downMm ?? assumedPitchMm,
    linePitchMm: pitch?.acrossMm ?? assumedPitchMm,
    expectedLines: picture.width,
    airCounts: Math.min(0xffff, Math.max(brightest, zeroAt + 1)),
    darkCounts: zeroAt,
    imported: {
      format: picture.format,
      bitsStored: picture.bitsStored,
      counts: picture.counts,
      pitchKnown: pitch?.known ?? false,
      energyKnown: energiesMeV !== null,
      zeroAt,
    },
  };
}

function largestCount(largest: number, plane: Uint16Array): number {
  let most = largest;
  for (let i = 0; i < plane.length; i++) if (plane[i]! > most) most = plane[i]!;
  return most;
}
