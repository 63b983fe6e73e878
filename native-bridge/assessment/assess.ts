import type { ScanPicture } from '../imaging/scan-picture.ts';
import type { Calibration } from '../physics/calibration.ts';
import { densityHints } from './hints/density.ts';
import { type Filling, fillingOf } from './hints/filling.ts';
import { floorHints } from './hints/floor.ts';
import { type Frame, frameOf, type Hint, loadField } from './hints/hint.ts';
import { wallHints } from './hints/walls.ts';
import { wheelHints } from './hints/wheels.ts';
import { findLoadSpace, massField } from './load-space.ts';
import { geometryError, type MassEstimate, weigh } from './mass.ts';
import { type MatterMap, wholeOf } from './matter-map.ts';
import { type ReadOptions, type Region, readMatter } from './read-picture.ts';

/** Grows with each change that makes another assessment of the same picture. */
export const assessmentVersion = 2;

/** What a picture says of its truck's mass, and where an officer may want to look. */
export interface Assessment {
  readonly version: number;
  readonly calibration: Calibration['source'];
  /** Truck and load together; null where too much of the picture is missing. */
  readonly whole: MassEstimate | null;
  /** The load by itself, where the picture shows what carries it. */
  readonly load: (MassEstimate & { readonly frame: Frame }) | null;
  readonly filling: Filling | null;
  readonly hints: readonly Hint[];
}

/** Null where the picture says nothing of matter (`readMatter`, which says what it throws). */
export async function assess(picture: ScanPicture, options: ReadOptions = {}): Promise<Assessment | null> {
  const read = await readMatter(picture, options);
  return read && assessMap(read.map, read.calibration);
}

export function assessMap(map: MatterMap, calibration: Calibration): Assessment {
  const whole = weigh(map, wholeOf(map), calibration, { geometry: geometryError.whole });
  const about = { version: assessmentVersion, calibration: calibration.source, whole };
  const space = findLoadSpace(map);
  if (space === null) return { ...about, load: null, filling: null, hints: [] };
  const mass = massField(map);
  const field = loadField(map, mass, space);
  const weighing = { geometry: geometryError.whole, walls: space.walls, wallsError };
  const load = weigh(map, space.cells, calibration, weighing);
  return {
    ...about,
    load: load && { ...load, frame: frameOf(map, space.cells) },
    filling: fillingOf(map, field, space),
    hints: [
      ...wallHints(map, mass, field, space),
      ...floorHints(map, mass, space),
      ...densityHints(map, field, space),
      ...wheelHints(map, mass, space.road),
    ],
  };
}

/** What posts, laths and corner irons add to the walls between them differs from body to body. */
const wallsError = 0.35;

/** What the matter in a rectangle weighs, the vehicle's own included. Null where nothing can be said. */
export async function weighRegion(
  picture: ScanPicture,
  region: Region,
  options: Omit<ReadOptions, 'region'> = {},
): Promise<MassEstimate | null> {
  const read = await readMatter(picture, { ...options, region });
  if (read === null) return null;
  return weigh(read.map, wholeOf(read.map), read.calibration, { geometry: geometryError.part });
}
