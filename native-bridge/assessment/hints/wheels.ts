import type { MatterMap } from '../matter-map.ts';
import { frameOf, type Hint } from './hint.ts';

/**
 * A wheel that is heavier or lighter than every other on the same group of axles, which are of one make. Only groups of
 * three and more are compared: of two nobody knows which is the odd one.
 */
export function wheelHints(map: MatterMap, mass: Float32Array, road: number): Hint[] {
  return groupsOf(map, wheelsOf(map, mass, road)).flatMap((group) => {
    const means = group.map((middle) => meanOf(map, mass, road, middle));
    return group.flatMap((middle, nth): Hint[] => {
      const own = means[nth]!;
      const others = means.filter((_, other) => other !== nth);
      const nearest = others.toSorted((a, b) => Math.abs(a - own) - Math.abs(b - own))[0]!;
      if (Math.abs(own - nearest) < Math.max(leastDifference, differenceShare * nearest)) return [];
      const half = Math.round(500 / map.cellWidthMm);
      const frame = frameOf(map, {
        left: middle - half,
        right: middle + half,
        top: road - Math.round(1120 / map.cellHeightMm),
        bottom: road,
      });
      const round = (value: number) => Math.round(10 * value) / 10;
      return [{ kind: 'wheel', frame, figures: { own: round(own), others: round(nearest) } }];
    });
  });
}

/** So low over the road there is nothing but tyres, mm. */
const tyreOnlyMm = 160;
const wheelMm = [250, 1100] as const;
/** Axles of a group stand so far apart, mm. */
const apartMm = [1000, 1700] as const;
/** A tyre is read from over its tread to under the hub, and over less than its width, mm. */
const fromMm = 60;
const toMm = 500;
const halfMm = 400;
/** g/cm², and as a share. */
const leastDifference = 2.5;
const differenceShare = 0.12;

/** Middles of the wheels, in columns. */
function wheelsOf(map: MatterMap, mass: Float32Array, road: number): number[] {
  const row = Math.max(0, road - Math.round(tyreOnlyMm / map.cellHeightMm));
  const found: number[] = [];
  let from: number | null = null;
  for (let column = 0; column <= map.columns; column += 1) {
    const isTyre = column < map.columns && mass[row * map.columns + column]! > 3;
    if (isTyre) from ??= column;
    if (isTyre || from === null) continue;
    const length = (column - from) * map.cellWidthMm;
    if (length >= wheelMm[0] && length <= wheelMm[1]) found.push(Math.round((from + column) / 2));
    from = null;
  }
  return found;
}

function groupsOf(map: MatterMap, wheels: readonly number[]): number[][] {
  const groups: number[][] = [];
  for (const wheel of wheels) {
    const group = groups.at(-1);
    const apart = group ? (wheel - group.at(-1)!) * map.cellWidthMm : 0;
    if (group && apart >= apartMm[0] && apart <= apartMm[1]) group.push(wheel);
    else groups.push([wheel]);
  }
  return groups.filter((group) => group.length >= 3);
}

function meanOf(map: MatterMap, mass: Float32Array, road: number, middle: number): number {
  const half = Math.round(halfMm / map.cellWidthMm);
  const [bottom, top] = [fromMm, toMm].map((mm) => road - Math.round(mm / map.cellHeightMm)) as [
    number,
    number,
  ];
  let sum = 0;
  for (let row = top; row < bottom; row += 1)
    for (let column = middle - half; column < middle + half; column += 1)
      sum += mass[row * map.columns + column] ?? 0;
  return sum / ((bottom - top) * 2 * half);
}
