import type { LoadSpace } from '../load-space.ts';
import type { Cells, MatterMap } from '../matter-map.ts';
import { quantile } from '../quantile.ts';
import { frameOf, type Hint } from './hint.ts';

/**
 * A place within the load that is much denser or emptier than what lies around it. Around it means a ring as wide as the
 * place; there must be load nearly all round, so that the top of a stack or a gap between two is none. Where a load is
 * uneven by itself (machines, drums) many places stand out alike, and none is said.
 */
export function densityHints(map: MatterMap, load: Float32Array, space: LoadSpace): Hint[] {
  const sums = new Sums(map, load, space.cells);
  const found = placeSizesMm.flatMap((size) => candidates(map, sums, space.cells, size));
  const apart: Candidate[] = [];
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
    .map(({ cells, inside, around }) => ({
      kind: 'density',
      frame: frameOf(map, cells),
      figures: { inside: Math.round(inside), around: Math.round(around) },
    }));
}

/** Sides of the squares that are looked at, mm. */
const placeSizesMm = [290, 420];
const fewPlaces = 3;
/** Share of the ring that must hold load, and what a cell of load weighs at least, g/cm². */
const loadedRing = 0.93;
const leastLoad = 2;
/** A place must differ by so much, g/cm², by this share of what is around it, and by so many of its deviations. */
const leastContrast = 9;
const contrastShare = 0.22;
const deviations = 2.6;

interface Candidate {
  readonly cells: Cells;
  readonly inside: number;
  readonly around: number;
  /** Contrast as a multiple of what it must be. */
  readonly clear: number;
}

function candidates(map: MatterMap, sums: Sums, space: Cells, sizeMm: number): Candidate[] {
  const wide = Math.max(3, Math.round(sizeMm / map.cellWidthMm));
  const high = Math.max(3, Math.round(sizeMm / map.cellHeightMm));
  const found: Candidate[] = [];
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
        found.push({ cells: inner, inside, around: ring.mean, clear: contrast / needed });
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

/** Sums over rectangles in four look-ups each (Crow, 1984). */
class Sums {
  readonly #left: number;
  readonly #top: number;
  readonly #stride: number;
  readonly #mass: Float64Array;
  readonly #square: Float64Array;
  readonly #loaded: Float64Array;

  constructor(map: MatterMap, load: Float32Array, { left, top, right, bottom }: Cells) {
    this.#left = left;
    this.#top = top;
    this.#stride = right - left + 1;
    const size = this.#stride * (bottom - top + 1);
    this.#mass = new Float64Array(size);
    this.#square = new Float64Array(size);
    this.#loaded = new Float64Array(size);
    for (let row = top; row < bottom; row += 1) {
      const line = { mass: 0, square: 0, loaded: 0 };
      for (let column = left; column < right; column += 1) {
        const value = load[row * map.columns + column]!;
        line.mass += value;
        line.square += value * value;
        line.loaded += value > leastLoad ? 1 : 0;
        const at = (row - top + 1) * this.#stride + column - left + 1;
        this.#mass[at] = this.#mass[at - this.#stride]! + line.mass;
        this.#square[at] = this.#square[at - this.#stride]! + line.square;
        this.#loaded[at] = this.#loaded[at - this.#stride]! + line.loaded;
      }
    }
  }

  of(cells: Cells): { count: number; mass: number; square: number; loaded: number; mean: number } {
    const count = (cells.right - cells.left) * (cells.bottom - cells.top);
    const mass = this.#sum(this.#mass, cells);
    return {
      count,
      mass,
      square: this.#sum(this.#square, cells),
      loaded: this.#sum(this.#loaded, cells),
      mean: mass / count,
    };
  }

  /** Of what lies in the outer rectangle and not in the inner one. */
  between(outer: Cells, inner: Cells): { mean: number; deviation: number; loaded: number } {
    const [whole, hole] = [this.of(outer), this.of(inner)];
    const count = whole.count - hole.count;
    const mean = (whole.mass - hole.mass) / count;
    const variance = (whole.square - hole.square) / count - mean * mean;
    return {
      mean,
      deviation: Math.sqrt(Math.max(0, variance)),
      loaded: (whole.loaded - hole.loaded) / count,
    };
  }

  #sum(sums: Float64Array, { left, top, right, bottom }: Cells): number {
    const at = (column: number, row: number) => sums[(row - this.#top) * this.#stride + column - this.#left]!;
    return at(right, bottom) - at(left, bottom) - at(right, top) + at(left, top);
  }
}
