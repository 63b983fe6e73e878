import type { Calibration } from '../physics/calibration.ts';
import { type Cells, type MatterMap, massAt } from './matter-map.ts';

/** What matter weighs together by its picture. All kg but the shares. */
export interface MassEstimate {
  readonly kg: number;
  /** Half of the span that holds the truth in 19 of 20 cases, as far as what it is made of goes. */
  readonly plusMinusKg: number;
  /** `kg` less the uncertainty, and with it; with what may lie behind places that were not penetrated, too. */
  readonly leastKg: number;
  readonly mostKg: number;
  /** Something in it was not penetrated: it weighs `leastKg` or anything above. */
  readonly isAtLeast: boolean;
  /** What of it lies in places that were not penetrated in part or whole. */
  readonly opaqueKg: number;
  /** What the uncertainty is made of, each by itself. */
  readonly parts: {
    /** Counting, electronics and the beam's pulses. */
    readonly noiseKg: number;
    /** How well the curve of the scanner is known. */
    readonly calibrationKg: number;
    /** The same attenuation is one mass of steel and another of an organic. */
    readonly materialKg: number;
    /** How far from the plane the pitch is said for the matter lies, and how true the speed was. */
    readonly geometryKg: number;
    /** What was taken off for walls and posts. */
    readonly vehicleKg: number;
  };
  /** Area, m². */
  readonly areaM2: number;
}

/** Relative, 1.96 σ: a wedge measured at the scanner, and a model from its energies alone. */
const calibrationError = { measured: 0.02, model: 0.06 } as const;

/**
 * Relative, 1.96 σ. Matter at one side of a lane is seen a tenth larger or smaller than in the middle, whose pitch counts;
 * over a whole truck the sides weigh each other out.
 */
export const geometryError = { part: 0.1, whole: 0.03 } as const;

/** What stands in a load space and is neither load nor wall: lashing rails, door frames, the floor's edge, kg. */
const fittingsKg = 250;

/**
 * What was not penetrated weighs up to so many times what it weighs at least: a metre of solid steel, more than any engine or
 * machine has in one ray. An assumption, and the only one here that no calibration can better.
 */
const mostOpaque = 4;

/** Less than this share of the mass behind what is not penetrated does not make it an "at least". */
const opaqueShare = 0.01;
const sigmas = 1.96;

export interface Weighing {
  readonly geometry: number;
  /** By cell, g/cm², taken off: the vehicle's walls. */
  readonly walls?: Float32Array;
  /** Relative, 1.96 σ, of what was taken off. */
  readonly wallsError?: number;
}

/** What the matter in a part of the map weighs; null where half of the part or more was not received. */
export function weigh(
  map: MatterMap,
  cells: Cells,
  calibration: Calibration,
  { geometry, walls, wallsError = 0 }: Weighing,
): MassEstimate | null {
  const cellCm2 = (map.cellWidthMm * map.cellHeightMm) / 100;
  const sum = { mass: 0, material: 0, opaque: 0, walls: 0, cells: 0, missing: 0 };
  for (let row = cells.top; row < cells.bottom; row += 1) {
    for (let column = cells.left; column < cells.right; column += 1) {
      const cell = row * map.columns + column;
      const share = shareOf(map, column, row);
      sum.cells += share;
      sum.missing += share * map.missing[cell]!;
      const { mass, material } = massAt(map, cell);
      const wall = walls?.[cell] ?? 0;
      sum.mass += share * (mass - wall);
      sum.walls += share * wall;
      sum.material += share * material;
      if (map.opaque[cell]! > 0) sum.opaque += share * map.opaque[cell]! * mass;
    }
  }
  if (sum.cells === 0 || sum.missing > sum.cells / 2) return null;
  const toKg = cellCm2 / 1000;
  const kg = Math.max(0, sum.mass * toKg);
  const gross = kg + sum.walls * toKg;
  const parts = {
    noiseKg: noiseOf(map, cells, calibration) * toKg,
    calibrationKg: calibrationError[calibration.source] * gross,
    materialKg: sum.material * toKg,
    geometryKg: geometry * gross,
    vehicleKg: walls ? Math.hypot(wallsError * sum.walls * toKg, fittingsKg) : 0,
  };
  const opaqueKg = sum.opaque * toKg;
  const plusMinusKg = Math.hypot(...Object.values(parts));
  return {
    kg,
    plusMinusKg,
    leastKg: Math.max(0, kg - plusMinusKg),
    mostKg: kg + plusMinusKg + (mostOpaque - 1) * opaqueKg,
    isAtLeast: opaqueKg > opaqueShare * gross || sum.missing > opaqueShare * sum.cells,
    opaqueKg,
    parts,
    areaM2: (sum.cells * cellCm2) / 10_000,
  };
}

/** Cells at the right and bottom edge hold fewer pixels than others. */
function shareOf(map: MatterMap, column: number, row: number): number {
  const across = Math.min(1, map.width / map.cellColumns - column);
  const down = Math.min(1, map.height / map.cellRows - row);
  return across * down;
}

/** g/cm² × cells. Pulses are the same for all of a column, and what two energies tell makes five times as much of them. */
function noiseOf(map: MatterMap, cells: Cells, { noise }: Calibration): number {
  const high = cells.bottom - cells.top;
  const columns = cells.right - cells.left;
  const perCell = (map.middleAt === null ? 25 : 125) * (noise.pulse / Math.sqrt(map.cellColumns));
  return sigmas * perCell * high * Math.sqrt(columns);
}
