import type { ScanGeometry } from '../drivers/scanner.ts';
import { beamSpectrum, transmission } from './attenuation.ts';
import { type CalibrationStep, type ReferenceMaterial, referenceMaterials } from './calibration-steps.ts';

/**
 * How counts become matter: what each reference material leaves of each plane's beam by its mass thickness, and how noisy
 * the counts are. What was measured with a step wedge at the very scanner comes first; otherwise it is worked out, and
 * says so.
 */
export interface Calibration {
  readonly source: 'measured' | 'model';
  /** One for each reference material that is known; steel always. */
  readonly curves: readonly CalibrationCurve[];
  readonly noise: DetectorNoise;
}

export interface CalibrationCurve {
  readonly material: ReferenceMaterial;
  /** g/cm², rising from 0. */
  readonly massThickness: readonly number[];
  /** For each plane, of each mass thickness: the share of the beam that is left, falling from 1. */
  readonly transmission: readonly (readonly number[])[];
}

/** All as shares of the counts in air above dark, but for `airQuanta`. */
export interface DetectorNoise {
  /** Quanta seen by a pixel in air. */
  readonly airQuanta: number;
  /** Electronic noise, rms. */
  readonly readout: number;
  /** Spread of the beam from line to line and plane to plane, relative, rms. */
  readonly pulse: number;
  /** Spread of detectors after air calibration, relative, rms; the same in both planes. */
  readonly gain: number;
  /** Scattered light and veil at most: what is left below it says nothing of what is in the beam. */
  readonly scatter: number;
}

/**
 * The calibration of a scan; null where there can be none: for a picture of another program nobody knows I0. The model:
 * Kramers' spectrum above 1 MeV for the scan's end points, NIST's μ/ρ, no scatter.
 */
export function calibrationOf(geometry: ScanGeometry): Calibration | null {
  if (geometry.imported !== undefined) return null;
  const { calibration, energiesMeV } = geometry;
  if (calibration !== undefined)
    return { source: 'measured', curves: measuredCurves(calibration), noise: usualNoise };
  return { source: 'model', curves: modelCurves(energiesMeV), noise: usualNoise };
}

/**
 * Of a linac's scanner with large scintillator pixels: 0.4 % quantum noise, pulses corrected to 0.4 %, gains to 0.2 %. The
 * scatter is that of a well-collimated line; 2.5e-4 of air is what 290 mm of steel leave of a 6 MeV beam.
 */
const usualNoise: DetectorNoise = {
  airQuanta: 60_000,
  readout: 3.5e-5,
  pulse: 0.004,
  gain: 0.002,
  scatter: 2.5e-4,
};

function measuredCurves(steps: readonly CalibrationStep[]): CalibrationCurve[] {
  return referenceMaterials.flatMap((material): CalibrationCurve[] => {
    const own = steps.filter((step) => step.material === material);
    const planes = own[0]?.transmission.length ?? 0;
    if (own.length === 0) return [];
    return [
      {
        material,
        massThickness: [0, ...own.map((step) => step.massThickness)],
        transmission: Array.from({ length: planes }, (_, plane) => [
          1,
          ...own.map((step) => step.transmission[plane]!),
        ]),
      },
    ];
  });
}

/** Beyond 400 mm of steel nothing of any cargo scanner's beam is left. */
const thickest = 0.787 * 400;
/** Enough for straight lines between the logarithms to be within 0.05 % of the model. */
const modelSteps = 64;

function modelCurves(energiesMeV: readonly number[]): CalibrationCurve[] {
  const beams = energiesMeV.map(beamSpectrum);
  // Closer together where it is thin: there the curves of two materials lie closest.
  const massThickness = Array.from({ length: modelSteps }, (_, i) =>
    rounded(thickest * (i / (modelSteps - 1)) ** 2),
  );
  return referenceMaterials.map((material) => ({
    material,
    massThickness,
    transmission: beams.map((beam) =>
      massThickness.map((mass) => rounded(transmission(beam, { [attenuatorOf[material]]: mass }))),
    ),
  }));
}

const attenuatorOf = { polyethylene: 'polyethylene', aluminium: 'aluminium', steel: 'iron' } as const;

/** Seven digits say more than any wedge, and take half the room on their way to the screen. */
function rounded(value: number): number {
  return Number(value.toPrecision(7));
}
