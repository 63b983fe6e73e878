/** From the simulated source to the middle of the lane, where the scenes' pitches hold, mm. */
export const simulatedSourceMm = 12_000;

/**
 * The fan beam in its plane across the lane. y runs from the source to the detectors with 0 in the middle of the
 * lane, z is the height above the road; both in mm. Detector 0 is the highest.
 */
export interface Fan {
  readonly detectors: number;
  /** Height of the source above the road. */
  readonly sourceZ: number;
  /** From the source to the middle of the lane. */
  readonly sourceDistance: number;
  /** Where each detector's ray crosses the middle of the lane. */
  readonly z: Float64Array;
  /** Rise of each ray per mm of y. */
  readonly slope: Float64Array;
  /** Length along each ray per mm of y. */
  readonly stretch: Float64Array;
}

export function fanBeam(options: {
  readonly detectors: number;
  readonly pitchMm: number;
  /** Where the lowest ray crosses the middle of the lane. */
  readonly lowestZ: number;
  readonly sourceZ: number;
  readonly sourceDistance: number;
}): Fan {
  const { detectors, pitchMm, lowestZ, sourceZ, sourceDistance } = options;
  const z = new Float64Array(detectors);
  const slope = new Float64Array(detectors);
  const stretch = new Float64Array(detectors);
  for (let d = 0; d < detectors; d++) {
    z[d] = lowestZ + (detectors - 1 - d) * pitchMm;
    // A ray exactly level would make the divisions below 0/0; a thousandth of a pixel off does not show.
    slope[d] = (z[d]! - sourceZ || pitchMm / 1000) / sourceDistance;
    stretch[d] = Math.hypot(1, slope[d]!);
  }
  return { detectors, sourceZ, sourceDistance, z, slope, stretch };
}

/**
 * The detectors whose rays may meet the rectangle, as a half-open range: a convex shape inside the rectangle is
 * seen by no other.
 */
export function detectorsOver(
  fan: Fan,
  y0: number,
  y1: number,
  z0: number,
  z1: number,
): { first: number; end: number } {
  const seenAt = (y: number, z: number) =>
    (z + (fan.sourceZ * y) / fan.sourceDistance) / (1 + y / fan.sourceDistance);
  const highest = Math.max(seenAt(y0, z1), seenAt(y1, z1));
  const lowest = Math.min(seenAt(y0, z0), seenAt(y1, z0));
  const top = fan.z[0]!;
  const pitch = top - fan.z[1]!;
  return {
    first: Math.max(0, Math.ceil((top - highest) / pitch - 1e-6)),
    end: Math.min(fan.detectors, Math.floor((top - lowest) / pitch + 1e-6) + 1),
  };
}
