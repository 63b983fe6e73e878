import { depthOf, massAt } from './calibration.ts';
import type { Calibration, DetectorNoise, PictureFacts } from './tile-source.ts';

/** How much matter the ray of a pixel met, as if it were all steel. */
export interface Thickness {
  /** Mass thickness, g/cm². */
  readonly massThickness: number;
  /** The same in mm of steel. */
  readonly steelMm: number;
  /** Half of the span, mm of steel, that holds the truth in 19 of 20 cases; what the calibration is wrong by is not in it. */
  readonly plusMinusMm: number;
  /** Too little is left of the beam, or more than was calibrated: it is this or any thickness beyond. */
  readonly isMore: boolean;
}

/** g/cm³, as of mild steel; the same as the simulator's and that of a usual wedge. */
export const steelDensity = 7.87;

/**
 * From the counts of one plane, of a single pixel or the mean of `pixels` of them in `columns` columns. Null without a
 * calibration. Light matter counts by its mass: polyethylene as up to a fifth more steel than its mass.
 */
export function thicknessOf(
  counts: number,
  plane: number,
  facts: Pick<PictureFacts, 'airCounts' | 'darkCounts' | 'calibration'>,
  mean: { readonly pixels: number; readonly columns: number } = { pixels: 1, columns: 1 },
): Thickness | null {
  const { calibration } = facts;
  const steel = calibration?.curves.find(({ material }) => material === 'steel');
  if (!calibration || !steel?.transmission[plane]) return null;
  const { noise } = calibration;
  const transmission = (counts - facts.darkCounts) / (facts.airCounts - facts.darkCounts);
  const spread = spreadOf(transmission, noise, mean);
  // Somewhere between none and all of the scatter there can be is in these counts.
  const clean = transmission - noise.scatter / 2;
  const off = sigmas * spread + noise.scatter / 2;
  const most = clean - off > 0 ? massAt(steel, plane, depthOf(clean - off)) : null;
  const least = leastMass(calibration, plane, clean + off);
  if (most === null) {
    // Counts that happen to be fewer than scatter alone would make are no sign of more steel.
    const surely = Math.min(least, leastMass(calibration, plane, noise.scatter));
    return { ...asSteel(surely), plusMinusMm: 0, isMore: true };
  }
  const middle = massAt(steel, plane, depthOf(clean)) ?? most;
  return { ...asSteel(middle), plusMinusMm: asSteel((most - least) / 2).steelMm, isMore: false };
}

/** Standard deviation of a transmission: quanta, electronics, the beam's pulses, the detectors' gains. */
export function spreadOf(
  transmission: number,
  { airQuanta, readout, pulse, gain }: DetectorNoise,
  { pixels, columns }: { readonly pixels: number; readonly columns: number },
): number {
  const left = Math.max(0, transmission);
  const quanta = (left / airQuanta + readout ** 2) / pixels;
  return Math.sqrt(quanta + (left * pulse) ** 2 / columns + (left * gain) ** 2);
}

/** 95 % of a normal distribution lie within so many standard deviations. */
const sigmas = 1.96;

function leastMass({ curves }: Calibration, plane: number, transmission: number): number {
  const steel = curves.find(({ material }) => material === 'steel')!;
  return massAt(steel, plane, depthOf(transmission)) ?? steel.massThickness.at(-1)!;
}

function asSteel(massThickness: number): { massThickness: number; steelMm: number } {
  return { massThickness, steelMm: (10 * massThickness) / steelDensity };
}
