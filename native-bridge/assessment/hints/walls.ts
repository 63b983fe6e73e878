import type { LoadSpace } from '../load-space.ts';
import type { Cells, MatterMap } from '../matter-map.ts';
import { frameOf, type Hint } from './hint.ts';

/**
 * A second wall: an upright plate that reaches the roof and stands some way behind the front wall or before the doors. A
 * stack ends in a step; a plate met edge on is a thin line denser than both its sides, wherever no load hides it. What stands
 * right at the ends (corner posts, door frames) is none. A load up to the roof on either side hides it all.
 */
export function wallHints(
  map: MatterMap,
  mass: Float32Array,
  load: Float32Array,
  { cells }: LoadSpace,
): Hint[] {
  const [nearest, furthest] = [nearestMm, furthestMm].map((mm) => Math.round(mm / map.cellWidthMm));
  const ends = [
    { from: cells.left + nearest!, to: Math.min(cells.left + furthest!, cells.right), end: cells.left },
    { from: Math.max(cells.right - furthest!, cells.left), to: cells.right - nearest!, end: cells.right },
  ];
  return ends.flatMap(({ from, to, end }): Hint[] => {
    let best: { column: number; reaches: number } | null = null;
    for (let column = from; column < to; column += 1) {
      const reaches = reachOf(map, mass, load, cells, column);
      if (reaches > (best?.reaches ?? leastReach)) best = { column, reaches };
    }
    if (best === null) return [];
    const behindMm = Math.round(Math.abs(best.column + 0.5 - end) * map.cellWidthMm);
    const frame = frameOf(map, {
      left: Math.min(end, best.column - 1),
      right: Math.max(end, best.column + 2),
      top: cells.top,
      bottom: cells.bottom,
    });
    return [{ kind: 'wall', frame, figures: { behindMm, reachPercent: Math.round(100 * best.reaches) } }];
  });
}

/** How far from an end of the space a second wall is looked for, mm. */
const nearestMm = 120;
const furthestMm = 1500;
/** A plate is denser than both sides of it by so much, g/cm², in this share of the rows that have no load beside it. */
const plate = 7;
const leastReach = 0.85;
/** Beside it there is no load where there is less than this above the walls, g/cm². */
const noLoad = 6;
/** The roof is seen at a slant, and its bows look like plates there: some rows must lie under it. */
const roofShare = 0.21;
const leastRowsUnderRoof = 4;

/** Share of the rows without load in which a column is denser than what lies on both sides of it; 0 of too few. */
function reachOf(
  map: MatterMap,
  mass: Float32Array,
  load: Float32Array,
  cells: Cells,
  column: number,
): number {
  const under = cells.top + roofShare * (cells.bottom - cells.top);
  const rows = { free: 0, under: 0, ridges: 0 };
  // The roof's own edge and the floor's are left out: there everything is dense.
  for (let row = cells.top + 3; row < cells.bottom - 3; row += 1) {
    const from = row * map.columns + column;
    if (Math.max(load[from - 2]!, load[from + 3]!) > noLoad) continue;
    rows.free += 1;
    if (row > under) rows.under += 1;
    const own = Math.max(mass[from]!, (mass[from]! + mass[from + 1]!) / 2);
    if (own - Math.max(mass[from - 2]!, mass[from + 3]!) > plate) rows.ridges += 1;
  }
  return rows.under < leastRowsUnderRoof ? 0 : rows.ridges / rows.free;
}
