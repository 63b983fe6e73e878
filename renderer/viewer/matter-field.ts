import type { DetectorNoise } from './tile-source.ts';

/**
 * Both energies at once, calmed until their small differences mean something: between an organic and steel lie some 5 %.
 * In plain arithmetic; `shaders.ts` says the same to the GPU.
 *
 * Four passes of a 3 × 3 binomial kernel with holes (à trous: 1, 2, 4 and 8 samples apart; Dammertz et al. 2010), so that
 * a place may draw on some 30 × 30 samples. A neighbour counts by how likely its difference is noise, so the neighbourhood
 * grows where there is more noise and ends at edges.
 */
export interface MatterField {
  readonly width: number;
  readonly height: number;
  /** For each device pixel, row by row: transmission of the high and of the low energy, `quanta`, `pulse`; NaN without a picture. */
  readonly values: Float64Array;
}

/** What a value was made of: 1 is a single pixel. */
export interface Averaged {
  /** Share that is left of the variance of a single pixel's quanta. */
  readonly quanta: number;
  /** Share that is left of the variance from column to column. */
  readonly pulse: number;
}

/** Of a pixel of a level of the pyramid, which is the mean of 2^level × 2^level. */
export function averagedAt(level: number): Averaged {
  return { quanta: 1 / 4 ** level, pulse: 1 / 2 ** level };
}

/** Samples between the taps of each pass. */
export const calmHoles = [1, 2, 4, 8] as const;

/**
 * By how much more of the variance each pass leaves, along one axis, than it would of values that have nothing in common:
 * the kernels up to it come to triangles 2, 4, 8 and 16 wide, with sums of squares 6/16, 44/256, 344/4096, 2736/65536.
 */
export const calmShared = [1, 11 / 9, 172 / 132, 171 / 129] as const;

/** Texture up to this share of the depth is calmed along with the noise. */
export const calmTexture = 0.03;
/** A difference this many times what noise makes, squared, still counts e⁻¹. */
export const calmReach = 6;

/** All passes. `step` is as for filters: device pixels between samples. */
export function calmed(field: MatterField, noise: DetectorNoise, step: number): MatterField {
  return calmHoles.reduce(
    (before, holes, pass) => onePass(before, noise, step * holes, calmShared[pass]!),
    field,
  );
}

function onePass(field: MatterField, noise: DetectorNoise, apart: number, shared: number): MatterField {
  const { width, height, values } = field;
  const made = new Float64Array(values.length).fill(Number.NaN);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const here = 4 * (y * width + x);
      if (Number.isNaN(values[here]!)) continue;
      made.set(averageAround(field, noise, x, y, apart, shared), here);
    }
  }
  return { width, height, values: made };
}

function averageAround(
  { width, height, values }: MatterField,
  noise: DetectorNoise,
  x: number,
  y: number,
  apart: number,
  shared: number,
): [number, number, number, number] {
  const own = 4 * (y * width + x);
  const [high, low, quanta, pulse] = [values[own]!, values[own + 1]!, values[own + 2]!, values[own + 3]!];
  let [highSum, lowSum, weights, quantaSum, pulseSum, columnSquares] = [0, 0, 0, 0, 0, 0];
  for (let across = -1; across <= 1; across += 1) {
    let column = 0;
    for (let down = -1; down <= 1; down += 1) {
      const [atX, atY] = [x + across * apart, y + down * apart];
      if (atX < 0 || atY < 0 || atX >= width || atY >= height) continue;
      const at = 4 * (atY * width + atX);
      const otherHigh = values[at]!;
      if (Number.isNaN(otherHigh)) continue;
      const both = { quanta: quanta + values[at + 2]!, pulse: pulse + values[at + 3]! };
      const unlike =
        0.5 * unlikeness(otherHigh - high, high, both, noise) +
        0.5 * unlikeness(values[at + 1]! - low, low, both, noise);
      const weight = (2 - Math.abs(across)) * (2 - Math.abs(down)) * Math.exp(-unlike / calmReach);
      highSum += weight * otherHigh;
      lowSum += weight * values[at + 1]!;
      weights += weight;
      quantaSum += weight * weight * values[at + 2]!;
      pulseSum += weight * values[at + 3]!;
      column += weight;
    }
    columnSquares += column * column;
  }
  return [
    highSum / weights,
    lowSum / weights,
    (shared * shared * quantaSum) / (weights * weights),
    (((shared * pulseSum) / weights) * columnSquares) / (weights * weights),
  ];
}

/** The square of a difference over what noise and texture make of it. */
function unlikeness(difference: number, transmission: number, both: Averaged, noise: DetectorNoise): number {
  const left = Math.max(transmission, leastTransmission);
  const texture = calmTexture * left * Math.log(left);
  return difference ** 2 / (varianceOf(left, both, noise) + texture ** 2);
}

/** Variance of a transmission that was averaged so. */
export function varianceOf(transmission: number, { quanta, pulse }: Averaged, noise: DetectorNoise): number {
  return (
    (transmission / noise.airQuanta + noise.readout ** 2) * quanta + (transmission * noise.pulse) ** 2 * pulse
  );
}

/** Less than this is nothing. */
export const leastTransmission = 1e-6;

/** How much the low energy's depth varies around a place of a calmed field: the variance that a step between its extremes has. */
export function unevennessAt(
  { width, height, values }: MatterField,
  noise: DetectorNoise,
  at: { readonly x: number; readonly y: number },
  step: number,
): number {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const down of [-step, 0, step]) {
    for (const across of [-step, 0, step]) {
      const [x, y] = [at.x + across, at.y + down];
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      const low = values[4 * (y * width + x) + 1]!;
      if (Number.isNaN(low)) continue;
      const depth = -Math.log(Math.max(low - noise.scatter / 2, leastTransmission));
      least = Math.min(least, depth);
      most = Math.max(most, depth);
    }
  }
  return (most - least) ** 2 / 4;
}
