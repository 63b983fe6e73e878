import type { Cells, MatterMap } from '../matter-map.ts';
import { quantile } from '../quantile.ts';
import type { StandingOut } from './standing-out.ts';
import { leastLoad, type Sums } from './sums.ts';

/** The shortest step that a load is looked for to repeat itself by, mm: half a pallet; and how often it must at least. */
const shortestStepMm = 550;
const fewestSteps = 6;
/** Steps are tried in parts of a cell, or the tenth pallet would be a cell or more off. */
const partOfCell = 0.25;
/** A load repeats itself if so many of its cells are like the middle of the others at the same place, within this share. */
const repeatedShare = 0.65;
const alike = 0.25;
/** Cells of less than this say nothing of a pattern, and nothing is held against them, g/cm². */
const someLoad = 10;
/** Above a place there must be load of this share of its own, on the other pallets: the tops of stacks are uneven. */
const shareAbove = 0.5;
/** A place must weigh more than the others by so much, g/cm², by this share of it, and by so many of their deviations. */
const leastContrast = 12;
const contrastShare = 0.25;
const deviations = 8;
/**
 * A whole pallet of other goods is no hiding place: this far to each side, mm, which is beyond a lump, the load must be off
 * by less than this share of the contrast.
 */
const besideMm = 620;
const besideShare = 0.5;

/**
 * The step by which a load repeats itself along the truck (pallets, drums, rolls), in cells and parts of one: that at which
 * its cells differ least, in the middle, from those one, two and three steps on. Null where it does not repeat itself.
 */
export function repeatingStep(map: MatterMap, load: Float32Array, space: Cells): number | null {
  let best = { step: 0, differs: Number.POSITIVE_INFINITY };
  const longest = (space.right - space.left) / fewestSteps;
  for (let step = shortestStepMm / map.cellWidthMm; step <= longest; step += partOfCell) {
    const differences = [1, 2, 3].flatMap((times) =>
      differencesAt(map, load, space, Math.round(step * times)),
    );
    if (differences.length === 0) return null;
    const differs = quantile(differences, 0.5);
    if (differs < best.differs) best = { step, differs };
  }
  return best.step > 0 && repeats(map, load, space, best.step) ? best.step : null;
}

function differencesAt(map: MatterMap, load: Float32Array, space: Cells, shift: number): number[] {
  const differences: number[] = [];
  for (let row = space.top; row < space.bottom; row += 2)
    for (let column = space.left; column + shift < space.right; column += 2) {
      const own = load[row * map.columns + column]!;
      const other = load[row * map.columns + column + shift]!;
      if (Math.max(own, other) > leastLoad) differences.push(Math.abs(own - other));
    }
  return differences;
}

function repeats(map: MatterMap, load: Float32Array, space: Cells, step: number): boolean {
  let [like, all] = [0, 0];
  for (let row = space.top; row < space.bottom; row += 2)
    for (let column = space.left; column < space.right; column += 2) {
      const own = load[row * map.columns + column]!;
      const others = shiftsOf({ left: column, right: column + 1 }, space, step).map(
        (shift) => load[row * map.columns + column + shift]!,
      );
      const middle = quantile(others, 0.5);
      if (Math.max(own, middle) < someLoad) continue;
      all += 1;
      if (Math.abs(own - middle) <= alike * Math.max(own, middle)) like += 1;
    }
  return like >= repeatedShare * all;
}

/** How many cells further on or back the same place of the other pallets lies. */
function shiftsOf(
  { left, right }: Pick<Cells, 'left' | 'right'>,
  space: Pick<Cells, 'left' | 'right'>,
  step: number,
): number[] {
  const shifts: number[] = [];
  const [back, on] = [Math.ceil((space.left - left) / step), Math.floor((space.right - right) / step)];
  for (let times = back; times <= on; times += 1) {
    const shift = Math.round(times * step);
    if (times !== 0 && left + shift >= space.left && right + shift <= space.right) shifts.push(shift);
  }
  return shifts;
}

/** Squares of the load that weigh much more than the same place of the other pallets does in the middle. */
export function offPattern(
  map: MatterMap,
  sums: Sums,
  space: Cells,
  sizeMm: number,
  step: number,
): StandingOut[] {
  const wide = Math.max(3, Math.round(sizeMm / map.cellWidthMm));
  const high = Math.max(3, Math.round(sizeMm / map.cellHeightMm));
  const held = (left: number, top: number) => {
    const cells: Cells = { left, top, right: left + wide, bottom: top + high };
    const isWithin =
      left >= space.left && cells.right <= space.right && top >= space.top && cells.bottom <= space.bottom;
    return isWithin ? againstOthers(sums, cells, space, step) : null;
  };
  const found: StandingOut[] = [];
  for (let top = space.top; top + high <= space.bottom; top += 2) {
    const row: Held[] = [];
    for (let left = space.left; left + wide <= space.right; left += 2) {
      const one = held(left, top);
      if (one && one.elsewhere > someLoad) row.push(one);
    }
    // By chance a few pallets may be more alike at one place than the row's are.
    const usual = quantile(
      row.map(({ deviation }) => deviation),
      0.5,
    );
    for (const one of row) {
      const { cells, inside, elsewhere, deviation } = one;
      const contrast = inside - elsewhere;
      const needed = Math.max(
        leastContrast,
        contrastShare * elsewhere,
        deviations * Math.max(usual, deviation),
      );
      const above = held(cells.left, top - high);
      const isTop = above === null || above.elsewhere < shareAbove * elsewhere;
      if (contrast > needed && !isTop && !isWide(map, one, held))
        found.push({ cells, inside, against: 'elsewhere', held: elsewhere, clear: contrast / needed });
    }
  }
  return found;
}

interface Held {
  readonly cells: Cells;
  readonly inside: number;
  /** What the same place of the other pallets weighs in the middle, and by how much they differ, g/cm². */
  readonly elsewhere: number;
  readonly deviation: number;
}

function againstOthers(sums: Sums, cells: Cells, space: Cells, step: number): Held | null {
  const others = shiftsOf(cells, space, step).map(
    (shift) => sums.of({ ...cells, left: cells.left + shift, right: cells.right + shift }).mean,
  );
  if (others.length < fewestSteps - 2) return null;
  const elsewhere = quantile(others, 0.5);
  const off = quantile(
    others.map((other) => Math.abs(other - elsewhere)),
    0.5,
  );
  return { cells, inside: sums.of(cells).mean, elsewhere, deviation: asDeviation * off };
}

/** From the middle of what values are off by to the standard deviation of a normal distribution. */
const asDeviation = 1.4826;

/** Whether what stands out goes on beyond any lump. */
function isWide(
  map: MatterMap,
  { cells: { left, top }, inside, elsewhere }: Held,
  held: (left: number, top: number) => Held | null,
): boolean {
  const [across, up] = [Math.round(besideMm / map.cellWidthMm), Math.round(besideMm / map.cellHeightMm)];
  const beside = [
    held(left - across, top),
    held(left + across, top),
    held(left, top - up),
    held(left, top + up),
  ];
  return beside.some(
    (other) => other && Math.abs(other.inside - other.elsewhere) > besideShare * (inside - elsewhere),
  );
}
