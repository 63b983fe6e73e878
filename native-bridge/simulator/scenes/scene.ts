import type { ScanGeometry } from '../../drivers/scanner.ts';
import type { Solid } from '../physics/solids.ts';

/** A truck that can be scanned, laid out anew for each seed. */
export interface Scene {
  readonly geometry: ScanGeometry;
  /** `random` gives numbers in [0, 1); the same stream gives the same truck. */
  build(random: () => number): readonly Solid[];
}

/** A gantry for full trucks: 18 m at 4 mm, 6 and 4 MeV interlaced. */
export const truckGeometry: ScanGeometry = {
  detectors: 1152,
  energiesMeV: [6, 4],
  detectorPitchMm: 4,
  linePitchMm: 4,
  expectedLines: 4500,
  airCounts: 60_000,
  darkCounts: 300,
};

/** Corners of a polygon given as x, z, x, z …, counted from (`x`, `z`). */
export function outline(x: number, z: number, corners: readonly number[]): (readonly [number, number])[] {
  return times(corners.length / 2).map((i) => [x + corners[2 * i]!, z + corners[2 * i + 1]!]);
}

/** `count` numbers from 0. */
export function times(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** A number between `low` and `high`. */
export function between(random: () => number, low: number, high: number): number {
  return low + random() * (high - low);
}

/** One of `choices`, which is not empty. */
export function pick<T>(random: () => number, choices: readonly T[]): T {
  return choices[Math.floor(random() * choices.length)]!;
}

/** `items` in an order that `random` decides. */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const rest = [...items];
  return times(rest.length).map(() => rest.splice(Math.floor(random() * rest.length), 1)[0]!);
}
