import { linesAt, type MaterialTable, materialTableOf } from './material-table.ts';
import { type Averaged, leastTransmission, varianceOf } from './matter-field.ts';
import type { Calibration, DetectorNoise } from './tile-source.ts';

/** What a ray met, all along it, as far as two energies tell. Organics before steel look like a light metal. */
export type MaterialClass = 'organic' | 'light-metal' | 'metal' | 'unknown' | 'not-penetrated';

export interface Reading extends Averaged {
  /** Transmission of each energy: 0 no beam, 1 air. */
  readonly high: number;
  readonly low: number;
  /** Variance of the low energy's depth around the place: an edge. */
  readonly uneven: number;
}

export interface Materials {
  readonly table: MaterialTable;
  readonly noise: DetectorNoise;
}

/** Null where materials cannot be told apart. */
export function materialsOf(calibration: Calibration | null | undefined): Materials | null {
  if (!calibration) return null;
  const there = known.get(calibration);
  if (there !== undefined) return there;
  const table = materialTableOf(calibration);
  const made = table && { table, noise: calibration.noise };
  known.set(calibration, made);
  return made;
}

const known = new WeakMap<Calibration, Materials | null>();

export interface Classified {
  readonly material: MaterialClass;
  /** 0 where it is just told apart, 1 with half as much room again. 1 for what is not penetrated. */
  readonly certainty: number;
}

/** Chance of a wrong neighbour class on the very line between two, one-sided: 1 %. */
export const classSigmas = 2.33;

/**
 * The class of a place. It is `unknown` unless the high energy's depth lies clear of the line halfway to the next
 * material by more than noise (2.33 σ) and what the curves' bend makes of an edge that one pixel blurs, and that both with
 * no scatter in the counts and with all there can be. Where it is thin the lines run together; where it is opaque noise
 * and scatter reach over them; what lies well off all the lines fits nothing that was calibrated.
 */
export function classify(reading: Reading, materials: Materials): Classified {
  const { noise } = materials;
  const least = reading.high - 2 * Math.sqrt(varianceOf(Math.max(reading.high, 0), reading, noise));
  if (least < noise.scatter) return { material: 'not-penetrated', certainty: 1 };
  const [clean, veiled] = [shares(reading, 0, materials), shares(reading, noise.scatter, materials)];
  for (const [nth, material] of classes.entries()) {
    const share = Math.min(clean[nth]!, veiled[nth]!);
    if (share > 1) return { material, certainty: Math.min(1, 2 * (share - 1)) };
  }
  return { material: 'unknown', certainty: 0 };
}

const classes = ['organic', 'light-metal', 'metal'] as const;

/** Why a place has no class. */
export type UnknownBecause =
  /** So little is in the way that the materials' lines run together. */
  | 'too-thin'
  /** So much is in the way that noise and scatter reach over the lines. */
  | 'too-thick'
  /** At an edge, between two classes, or like nothing that was calibrated. */
  | 'unclear';

/**
 * Why `classify` calls a place unknown: whether it would even with the depths of a reference material itself, and if so on
 * which side of the middle of what was calibrated it lies.
 */
export function whyUnknown(reading: Reading, materials: Materials): UnknownBecause {
  const { table, noise } = materials;
  const depthBehind = (scatter: number) => -Math.log(Math.max(reading.low - scatter, leastTransmission));
  if (depthBehind(noise.scatter) > table.deepest) return 'too-thick';
  const canTell = [0, noise.scatter].every((scatter) => {
    const [organic, light, metal] = linesAt(table, depthBehind(scatter));
    return (
      Math.max(light - organic, metal - light) / 2 > marginOf({ ...reading, uneven: 0 }, scatter, materials)
    );
  });
  if (canTell) return 'unclear';
  return depthBehind(0) < table.deepest / 2 ? 'too-thin' : 'too-thick';
}

/**
 * How far inside each class the high energy's depth lies, if this much of the counts is scatter, as a share of what it must
 * be clear by; below 0 outside.
 */
function shares(
  reading: Reading,
  scatter: number,
  materials: Materials,
): readonly [organic: number, light: number, metal: number] {
  const { table } = materials;
  const high = Math.max(reading.high - scatter, leastTransmission);
  const low = Math.max(reading.low - scatter, leastTransmission);
  const [found, depth] = [-Math.log(high), -Math.log(low)];
  if (depth > table.deepest) return [-1, -1, -1];
  const [organic, light, metal] = linesAt(table, depth);
  const needed = marginOf(reading, scatter, materials);
  const [lower, upper] = [(organic + light) / 2, (light + metal) / 2];
  const width = metal - organic;
  return [
    Math.min(lower - found, found - (organic - width)) / needed,
    Math.min(found - lower, upper - found) / needed,
    // Lead lies one such width beyond steel; what is further off is no matter.
    Math.min(found - upper, metal + 2 * width - found) / needed,
  ];
}

/** How clear of the line between two classes the high energy's depth must lie, if this much of the counts is scatter. */
function marginOf(reading: Reading, scatter: number, { table, noise }: Materials): number {
  const high = Math.max(reading.high - scatter, leastTransmission);
  const low = Math.max(reading.low - scatter, leastTransmission);
  const slope = linesAt(table, -Math.log(low))[3];
  const variance =
    varianceOf(Math.max(reading.high, 0), reading, noise) / high ** 2 +
    (slope ** 2 * varianceOf(Math.max(reading.low, 0), reading, noise)) / low ** 2;
  const edge = Math.abs(slope * (1 - slope)) * 0.5 * reading.uneven;
  return classSigmas * Math.sqrt(variance) + edge;
}
