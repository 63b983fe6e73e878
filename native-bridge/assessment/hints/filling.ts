import type { LoadSpace } from '../load-space.ts';
import type { Cells, MatterMap } from '../matter-map.ts';
import { type Frame, frameOf } from './hint.ts';

/** How full the load space is. Whether that is as it was declared is for who knows the papers. */
export interface Filling {
  /** `empty`: nothing of the size of a box; `little`: less than fills a twentieth; `loaded`. */
  readonly looks: 'empty' | 'little' | 'loaded';
  /** Share of the space, as seen, that something fills. */
  readonly share: number;
  /** What stands in it weighs, kg, walls taken off. */
  readonly kg: number;
  /** The places where something stands, the heaviest first. */
  readonly lumps: readonly { readonly frame: Frame; readonly kg: number }[];
}

/** A cell holds something when it weighs so much more than the walls there, g/cm². */
const something = 2.5;
const smallestLumpM2 = 0.1;
const littleShare = 0.05;
const littleKg = 400;
const mostLumps = 5;
/** Posts are no load: no wider than this and most of the height. */
const postMm = 260;
/** Laths are none either, mm. */
const lathMm = 130;
/** A floor's edge is blurred up into the space. */
const floorBlurMm = 70;

export function fillingOf(map: MatterMap, load: Float32Array, space: LoadSpace): Filling {
  const { cells } = space;
  const cellCm2 = (map.cellWidthMm * map.cellHeightMm) / 100;
  const bottom = cells.bottom - Math.round(floorBlurMm / map.cellHeightMm);
  const lumps = lumpsOf(map, load, { ...cells, bottom }).filter(({ box, cells: count }) => {
    const width = (box.right - box.left) * map.cellWidthMm;
    const height = (box.bottom - box.top) * map.cellHeightMm;
    const isPost = width <= postMm && height > 0.5 * space.heightMm;
    const isLath = height <= lathMm && width > 8 * height;
    return (count * cellCm2) / 10_000 >= smallestLumpM2 && !isPost && !isLath;
  });
  const filled = lumps.reduce((sum, lump) => sum + lump.cells, 0);
  const kg = lumps.reduce((sum, lump) => sum + (lump.mass * cellCm2) / 1000, 0);
  const share = filled / Math.max(1, (cells.right - cells.left) * (bottom - cells.top));
  const isLittle = share < littleShare && kg < littleKg;
  return {
    looks: lumps.length === 0 ? 'empty' : isLittle ? 'little' : 'loaded',
    share,
    kg,
    lumps: lumps
      .toSorted((a, b) => b.mass - a.mass)
      .slice(0, mostLumps)
      .map(({ box, mass }) => ({ frame: frameOf(map, box), kg: (mass * cellCm2) / 1000 })),
  };
}

interface Lump {
  readonly box: Cells;
  readonly cells: number;
  /** g/cm² × cells. */
  readonly mass: number;
}

/** Cells that hold something and touch. */
function lumpsOf(map: MatterMap, load: Float32Array, cells: Cells): Lump[] {
  const seen = new Uint8Array(load.length);
  const found: Lump[] = [];
  for (let row = cells.top; row < cells.bottom; row += 1) {
    for (let column = cells.left; column < cells.right; column += 1) {
      const start = row * map.columns + column;
      if (seen[start] === 1 || load[start]! < something) continue;
      found.push(flood(map, load, cells, start, seen));
    }
  }
  return found;
}

function flood(map: MatterMap, load: Float32Array, cells: Cells, start: number, seen: Uint8Array): Lump {
  const open = [start];
  seen[start] = 1;
  const box = { left: map.columns, top: map.rows, right: 0, bottom: 0 };
  let count = 0;
  let mass = 0;
  for (let cell = open.pop(); cell !== undefined; cell = open.pop()) {
    const [column, row] = [cell % map.columns, Math.floor(cell / map.columns)];
    count += 1;
    mass += load[cell]!;
    box.left = Math.min(box.left, column);
    box.right = Math.max(box.right, column + 1);
    box.top = Math.min(box.top, row);
    box.bottom = Math.max(box.bottom, row + 1);
    for (const [dx, dy] of beside) {
      const [x, y] = [column + dx, row + dy];
      if (x < cells.left || x >= cells.right || y < cells.top || y >= cells.bottom) continue;
      const next = y * map.columns + x;
      if (seen[next] === 1 || load[next]! < something) continue;
      seen[next] = 1;
      open.push(next);
    }
  }
  return { box, cells: count, mass };
}

const beside = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;
