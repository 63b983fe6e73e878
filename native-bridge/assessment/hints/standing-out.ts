import type { Cells } from '../matter-map.ts';

/** A square of the load that is denser or emptier than what it was held against. */
export interface StandingOut {
  readonly cells: Cells;
  /** What it weighs in the mean, g/cm². */
  readonly inside: number;
  /** The load around it, or the same place of the other pallets; and what that weighs, g/cm². */
  readonly against: 'around' | 'elsewhere';
  readonly held: number;
  /** Contrast as a multiple of what it must be. */
  readonly clear: number;
}
