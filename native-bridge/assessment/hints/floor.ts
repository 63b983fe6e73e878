import { edgeLines, type LoadSpace } from '../load-space.ts';
import type { MatterMap } from '../matter-map.ts';
import { frameOf, type Hint } from './hint.ts';

/** A second floor over the first: another line that the beam meets edge on from the front wall to the doors. */
export function floorHints(map: MatterMap, mass: Float32Array, { cells, floorMm }: LoadSpace): Hint[] {
  const [nearest, furthest] = [nearestMm, furthestMm].map((mm) => Math.round(mm / map.cellHeightMm));
  const rows = { from: cells.bottom - furthest!, to: cells.bottom - nearest! };
  const line = edgeLines(map, mass, cells, rows).toSorted((a, b) => b.ridge - a.ridge)[0];
  if (line === undefined) return [];
  const aboveMm = Math.round((cells.bottom - line.row) * map.cellHeightMm);
  const frame = frameOf(map, { ...cells, top: line.row - 1 });
  return [{ kind: 'floor', frame, figures: { aboveMm, floorMm: Math.round(floorMm) } }];
}

/** So far above the floor a second one is looked for, mm; nearer it is the floor's own edge. */
const nearestMm = 70;
const furthestMm = 450;
