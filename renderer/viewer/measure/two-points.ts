import type { Point } from '../view.ts';

/**
 * Two places put down one after the other, by clicks, by a drag or by keys. All functions are pure; places are columns and
 * rows.
 */
export interface TwoPoints {
  readonly from: Point;
  readonly to: Point;
  /** The second one still follows the cursor. */
  readonly placing: boolean;
}

/** Puts down the first place, or the second, or begins anew after both. */
export function put(points: TwoPoints | null, at: Point): TwoPoints {
  return points?.placing ? { ...points, to: at, placing: false } : { from: at, to: at, placing: true };
}

/** The cursor went there. */
export function follow(points: TwoPoints | null, at: Point): TwoPoints | null {
  return points?.placing ? { ...points, to: at } : points;
}
