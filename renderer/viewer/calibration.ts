import type { CalibrationCurve } from './tile-source.ts';

/** Reading a calibration: between its steps the logarithm of what is left goes straight. */

/** What is left, as a depth: 0 in air, growing with the matter in the beam. */
export function depthOf(transmission: number): number {
  return -Math.log(transmission);
}

/** The mass thickness, g/cm², that leaves this depth in a plane; null beyond the last step. */
export function massAt(curve: CalibrationCurve, plane: number, depth: number): number | null {
  const left = curve.transmission[plane] ?? [];
  return between(
    left.length,
    (step) => depthOf(left[step]!),
    (step) => curve.massThickness[step]!,
    depth,
  );
}

/** The depth in a plane behind a mass thickness, g/cm²; null beyond the last step. */
export function depthAt(curve: CalibrationCurve, plane: number, mass: number): number | null {
  const left = curve.transmission[plane] ?? [];
  return between(
    left.length,
    (step) => curve.massThickness[step]!,
    (step) => depthOf(left[step]!),
    mass,
  );
}

/** `y` where `x` is, between the steps; `x` rises from 0 with the step. Below 0 it is 0; beyond the last, null. */
function between(
  steps: number,
  x: (step: number) => number,
  y: (step: number) => number,
  at: number,
): number | null {
  if (!(at > 0)) return steps > 0 ? y(0) : null;
  let [low, high] = [0, steps - 1];
  if (high < 1 || at > x(high)) return null;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x(middle) <= at) low = middle;
    else high = middle;
  }
  return y(low) + ((at - x(low)) / (x(high) - x(low))) * (y(high) - y(low));
}
