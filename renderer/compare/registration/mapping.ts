/** Where each place of one picture lies in the other, in columns and rows of level 0, a pixel's centre at .5. */
export interface Mapping {
  /** Columns of this picture, rising, and of the other where they lie: straight between two, and beyond the ends. */
  readonly here: readonly number[];
  readonly there: readonly number[];
  /** True: the other runs the other way. */
  readonly mirrored: boolean;
  /** Row there = `rowScale` · row here + `rowShift`. */
  readonly rowScale: number;
  readonly rowShift: number;
  /** Attenuation there = `gain` · attenuation here, for the same matter. */
  readonly gain: number;
}

/** The column of the other picture. */
export function columnThere({ here, there }: Mapping, column: number): number {
  return along(here, there, column);
}

/** The way back. */
export function columnHere({ here, there, mirrored }: Mapping, column: number): number {
  return mirrored ? along(there.toReversed(), here.toReversed(), column) : along(there, here, column);
}

export function rowThere({ rowScale, rowShift }: Mapping, row: number): number {
  return rowScale * row + rowShift;
}

export function rowHere({ rowScale, rowShift }: Mapping, row: number): number {
  return (row - rowShift) / rowScale;
}

/** Columns there for one column here, around a place; never negative. */
export function stretchAt(mapping: Mapping, column: number): number {
  return Math.abs(columnThere(mapping, column + 0.5) - columnThere(mapping, column - 0.5));
}

/** `y` at `at`, straight between the knots of a rising `x`, and on beyond its ends. */
function along(x: readonly number[], y: readonly number[], at: number): number {
  let [low, high] = [0, x.length - 1];
  if (high === 0) return y[0]! + at - x[0]!;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle]! <= at) low = middle;
    else high = middle;
  }
  return y[low]! + ((at - x[low]!) * (y[high]! - y[low]!)) / (x[high]! - x[low]!);
}
