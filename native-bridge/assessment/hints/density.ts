import type { LoadSpace } from '../load-space.ts';
import type { Cells, MatterMap } from '../matter-map.ts';
import { quantile } from '../quantile.ts';
import { frameOf, type Hint } from './hint.ts';
import { offPattern, repeatingStep } from './pattern.ts';
import type { StandingOut } from './standing-out.ts';
import { Sums } from './sums.ts';

/**
 * A place within the load that is much denser or emptier than what lies around it, or denser than the same place of the
 * other pallets where the load repeats itself (`pattern.ts`). Around it means a ring as wide as the place; there must be load
 * nearly all round, so that the top of a stack or a gap between two is none. Where a load is uneven by itself (machines,
 * drums) many places stand out alike, and none is said.
 */
export function densityHints(map: MatterMap, load: Float32Array, space: LoadSpace): Hint[] {
  const sums = new Sums(map, load, space.cells);
  const step = repeatingStep(map, load, space.cells);
  const found = placeSizesMm.flatMap((size) => [
    ...besidesRing(map, sums, space.cells, size),
    ...(step === null ? [] : offPattern(map, sums, space.cells, size, step)),
  ]);
  const apart: StandingOut[] = [];
  for (const candidate of found.toSorted((a, b) => b.clear - a.clear))
    if (!apart.some((other) => overlaps(other.cells, candidate.cells))) apart.push(candidate);
  const needed =
    apart.length > fewPlaces
      ? 1.6 *
        quantile(
          apart.map(({ clear }) => clear),
          0.6,
        )
      : 0;
  return apart
    .filter(({ clear }) => clear >= needed)
    .slice(0, fewPlaces)
    .map(({ cells, inside, held, against }) => ({
      kind: 'density',
      frame: frameOf(map, cells),
      figures: { inside: Math.round(inside), [against]: Math.round(held) },
    }));
}

/** Sides of the squares that are looked at, mm. */
const placeSizesMm = [290, 420];
const fewPlaces = 3;
/** Share of the ring that must hold load. */
const loadedRing = 0.93;
/** A place must differ by so much, g/cm², by this share of what is around it, and by so many of its deviations. */
const leastContrast = 9;
const contrastShare = 0.22;
const deviations = 2.6;

function besidesRing(map: MatterMap, sums: Sums, space: Cells, sizeMm: number): StandingOut[] {
  const wide = Math.max(3, Math.round(sizeMm / map.cellWidthMm));
  const high = Math.max(3, Math.round(sizeMm / map.cellHeightMm));
  const found: StandingOut[] = [];
  for (let top = space.top + high; top + 2 * high <= space.bottom; top += 2) {
    for (let left = space.left + wide; left + 2 * wide <= space.right; left += 2) {
      const inner: Cells = { left, top, right: left + wide, bottom: top + high };
      // A cell's width between the two: an edge that is blurred belongs to neither.
      const inset: Cells = { left: left - 1, top: top - 1, right: inner.right + 1, bottom: inner.bottom + 1 };
      const outer: Cells = {
        left: left - wide,
        top: top - high,
        right: inner.right + wide,
        bottom: inner.bottom + high,
      };
      const ring = sums.between(outer, inset);
      if (ring.loaded < loadedRing) continue;
      const inside = sums.of(inner).mean;
      const contrast = Math.abs(inside - ring.mean);
      const needed = Math.max(leastContrast, contrastShare * ring.mean, deviations * ring.deviation);
      if (contrast > needed)
        found.push({ cells: inner, inside, against: 'around', held: ring.mean, clear: contrast / needed });
    }
  }
  return found;
}

function overlaps(a: Cells, b: Cells): boolean {
  const room = 4;
  return (
    a.left < b.right + room && b.left < a.right + room && a.top < b.bottom + room && b.top < a.bottom + room
  );
}
