import type { Calibration, CalibrationCurve } from '../physics/calibration.ts';

/**
 * A calibration the other way round: what mass thickness, g/cm², leaves a depth (−ln of what is left of the beam) of the
 * high energy, if the matter were each of the reference materials. Two energies say where between the lightest and steel
 * the matter lies; one says nothing of it.
 */
export interface MassCurves {
  /** Steps of a depth of 1. */
  readonly perDepth: number;
  /** Depth of the first step: noise above air is a depth below 0, and must weigh less than nothing to cancel out. */
  readonly from: number;
  readonly steel: Float64Array;
  /** Of the lightest reference material there is; steel's own where nothing else was measured. */
  readonly light: Float64Array;
  /** The most that matter can weigh which two energies take for something between the two: aluminium, all of it. */
  readonly middle: Float64Array;
  /** Depth of the low energy behind steel, and how much more it is behind the lightest; 0 where they cannot be told. */
  readonly lowSteel: Float64Array;
  readonly lowApart: Float64Array;
  /** Share of the way from steel to the lightest at which aluminium lies; null where it was not measured. */
  readonly middleAt: number | null;
  /** Beyond this depth nothing was calibrated. */
  readonly deepest: number;
}

const perDepth = 128;
const from = -0.5;
/** Nothing of a low energy's composition is read where less than e⁻⁶ of it is left: scatter and noise are as much. */
const tellDepth = 6;

export function massCurvesOf({ curves }: Calibration): MassCurves {
  const of = (material: CalibrationCurve['material']) => curves.find((curve) => curve.material === material);
  const steel = of('steel')!;
  const middle = of('aluminium');
  const light = of('polyethylene') ?? middle ?? steel;
  const deepest = Math.min(...[steel, light].map((curve) => depthOf(curve.transmission[0]!.at(-1)!)));
  const steps = Math.ceil((deepest - from) * perDepth) + 1;
  const table = (value: (depth: number) => number) =>
    Float64Array.from({ length: steps }, (_, step) => value(Math.min(deepest, from + step / perDepth)));
  const two = steel.transmission.length > 1 && light !== steel;
  const apart = (depth: number) => {
    if (!two || depth > tellDepth) return 0;
    return lowDepthOf(light, depth) - lowDepthOf(steel, depth);
  };
  return {
    perDepth,
    from,
    steel: table((depth) => massOf(steel, depth)),
    light: table((depth) => massOf(light, depth)),
    middle: table((depth) => massOf(middle ?? steel, depth)),
    lowSteel: table((depth) => (two ? lowDepthOf(steel, depth) : 0)),
    lowApart: table(apart),
    middleAt: two && middle !== undefined && light !== middle ? middleShare(middle, steel, light) : null,
    deepest,
  };
}

/** Where aluminium lies between steel and the lightest, at a depth where all are well told apart. */
function middleShare(middle: CalibrationCurve, steel: CalibrationCurve, light: CalibrationCurve): number {
  const depth = 1.5;
  const zero = lowDepthOf(steel, depth);
  return (lowDepthOf(middle, depth) - zero) / (lowDepthOf(light, depth) - zero);
}

export function depthOf(transmission: number): number {
  return -Math.log(transmission);
}

function massOf(curve: CalibrationCurve, depth: number): number {
  return between(curve.transmission[0]!.map(depthOf), curve.massThickness, depth);
}

function lowDepthOf(curve: CalibrationCurve, depth: number): number {
  return between(curve.transmission[0]!.map(depthOf), curve.transmission[1]!.map(depthOf), depth);
}

/** Straight between the steps and on beyond the first; the last value beyond the last. `x` rises from 0. */
function between(x: readonly number[], y: readonly number[], at: number): number {
  let upper = 1;
  while (upper < x.length - 1 && x[upper]! < at) upper += 1;
  const share = Math.min(1, (at - x[upper - 1]!) / (x[upper]! - x[upper - 1]!));
  return y[upper - 1]! + share * (y[upper]! - y[upper - 1]!);
}
