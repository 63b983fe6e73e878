import { type Cells, type MatterMap, massAt } from './matter-map.ts';
import { quantile } from './quantile.ts';

/**
 * Where a truck carries its load, as far as the picture shows it: behind the cab, above the floor, under the roof. It is
 * found by what nearly every trailer and container has: a body that is long and high, and a floor that the beam meets edge
 * on. Heights are above the road, which the tyres stand on.
 */
export interface LoadSpace {
  readonly cells: Cells;
  /** By cell of the map: what walls, posts, laths and roof weigh there, g/cm². */
  readonly walls: Float32Array;
  readonly floorMm: number;
  readonly lengthMm: number;
  readonly heightMm: number;
  /** Row of the map that the tyres stand on. */
  readonly road: number;
}

/** A body begins here at the latest and is this long at least, mm. */
const bodyAboveMm = 2600;
const shortestBodyMm = 4500;
/** Anything below it is air as far as a single cell tells, g/cm². */
const someMatter = 1;
/**
 * Where the frame and the floor on it are looked for, and how far above the frame a floor is at most, mm. The tyres on the
 * source's side are seen a tenth larger, so that all of these heights look some 150 mm more than they are.
 */
const frameMm = [1000, 1650] as const;
const floorAboveFrameMm = 210;
/** What an edge stands out by at least, g/cm². */
const edge = 10;
/** Two metres and more of planks or plywood, met edge on, stand out by more than a frame does. */
const planks = 45;
/** Share of the columns that may be otherwise. */
const odd = 0.004;
/** Doors and corner posts are left out, cells. */
const endCells = 4;
/** The roof's underside is seen at a slant, down to this share of the height. */
const roofShare = 0.22;
/** No roof and no pair of walls weighs more, g/cm²; what does is load. */
const mostRoof = 18;
const mostWall = 8;
/** What stands from floor to roof and is wider than this is load. */
const postMm = 260;
/** Walls, posts and doors at the ends of a body, mm. */
const endMm = 150;

/** Null where there is nothing that looks like a body on a floor. */
export function findLoadSpace(map: MatterMap): LoadSpace | null {
  const mass = massField(map);
  const road = roadRow(map, mass);
  if (road === null) return null;
  const rowAt = (heightMm: number) => Math.round(road - heightMm / map.cellHeightMm);
  const body = bodyOf(map, mass, rowAt(bodyAboveMm));
  if (body === null) return null;
  const ends = Math.ceil(endMm / map.cellWidthMm);
  const inner = { left: body.left + ends, right: body.right - ends };
  const lines = edgeLines(map, mass, inner, { from: rowAt(frameMm[1]), to: rowAt(frameMm[0]) });
  const frame = lines[0];
  if (frame === undefined) return null;
  const near = lines.filter(({ row }) => (frame.row - row) * map.cellHeightMm <= floorAboveFrameMm);
  const floor = near.find(({ ridge }) => ridge > planks) ?? near.at(-1)!;
  const bottom = upperSide(map, mass, inner, floor);
  const cells: Cells = { ...inner, top: body.top, bottom };
  if (bottom - body.top < 900 / map.cellHeightMm) return null;
  return {
    cells,
    walls: wallsOf(map, mass, cells),
    floorMm: (road - bottom) * map.cellHeightMm,
    lengthMm: (cells.right - cells.left) * map.cellWidthMm,
    heightMm: (bottom - body.top) * map.cellHeightMm,
    road,
  };
}

/** What each cell weighs, g/cm². */
export function massField(map: MatterMap): Float32Array {
  return Float32Array.from(map.steel, (_, cell) => massAt(map, cell).mass);
}

/** The lowest row with as much matter as the tyres of one axle have. */
function roadRow(map: MatterMap, mass: Float32Array): number | null {
  const tyre = 300 / map.cellWidthMm;
  for (let row = map.rows - 1; row >= 0; row -= 1) {
    let there = 0;
    for (let column = 0; column < map.columns; column += 1)
      if (mass[row * map.columns + column]! > 2 * someMatter) there += 1;
    if (there >= tyre) return row + 1;
  }
  return null;
}

/** The longest stretch of columns with matter above a row. */
function bodyOf(map: MatterMap, mass: Float32Array, above: number): Omit<Cells, 'bottom'> | null {
  const tops = Array.from({ length: map.columns }, (_, column) => {
    for (let row = 0; row < above; row += 1) if (mass[row * map.columns + column]! > someMatter) return row;
    return null;
  });
  let best: { left: number; right: number } | null = null;
  let left = 0;
  for (let column = 0; column <= map.columns; column += 1) {
    if (column < map.columns && tops[column] !== null) continue;
    if (column - left > (best ? best.right - best.left : shortestBodyMm / map.cellWidthMm))
      best = { left, right: column };
    left = column + 1;
  }
  if (best === null) return null;
  const { left: from, right } = best;
  // A roof, and not an aerial.
  const top = Math.round(
    quantile(
      tops.slice(from, right).map((row) => row ?? above),
      0.5,
    ),
  );
  return { left: from, right, top };
}

/** A line that the beam meets edge on along the whole body: a floor, or the frame under it. */
export interface EdgeLine {
  readonly row: number;
  /** How much denser it is than what is two cells above and below, where it stands out least, g/cm². */
  readonly ridge: number;
}

/**
 * The lines between two rows, from below. Each is denser than what is above and below it in nearly every column: goods,
 * pallets and shelves have gaps, a floor has none.
 */
export function edgeLines(
  map: MatterMap,
  mass: Float32Array,
  columns: Pick<Cells, 'left' | 'right'>,
  rows: { readonly from: number; readonly to: number },
): EdgeLine[] {
  const inner = { left: columns.left + endCells, right: columns.right - endCells };
  const [first, last] = [Math.max(2, rows.from), Math.min(map.rows - 3, rows.to)];
  const low = (row: number) => rowQuantile(map, mass, inner, row, odd);
  const lines: EdgeLine[] = [];
  for (let row = last; row >= first; row -= 1) {
    const own = low(row);
    const ridge = own - low(row - 2);
    const isTop = own >= low(row - 1) && own >= low(row + 1);
    if (isTop && ridge > edge) lines.push({ row, ridge });
  }
  return lines;
}

/** The upper side of a line: the row above which it has lost half of itself. */
function upperSide(
  map: MatterMap,
  mass: Float32Array,
  columns: Pick<Cells, 'left' | 'right'>,
  line: EdgeLine,
): number {
  const low = (row: number) => rowQuantile(map, mass, columns, row, odd);
  const half = low(line.row) - line.ridge / 2;
  let row = line.row;
  while (row > line.row - 3 && low(row - 1) > half) row -= 1;
  return row;
}

/**
 * What is weighed in a row where it is emptiest, and then what is left in a column where that is: laths and roof lie along
 * the body, posts stand in it. Rows that are full from end to end have the walls of the emptiest row;
 * what fills wide columns up to the roof is load.
 */
function wallsOf(map: MatterMap, mass: Float32Array, cells: Cells): Float32Array {
  const rows = new Float64Array(map.rows);
  let emptiest = Number.POSITIVE_INFINITY;
  for (let row = cells.top; row < cells.bottom; row += 1) {
    rows[row] = Math.max(0, rowQuantile(map, mass, cells, row, 0.1));
    emptiest = Math.min(emptiest, rows[row]!);
  }
  const roof = Math.round(cells.top + roofShare * (cells.bottom - cells.top));
  for (let row = cells.top; row < cells.bottom; row += 1)
    rows[row] = Math.min(rows[row]!, row < roof ? mostRoof : Math.min(1.3 * emptiest + 0.5, mostWall));
  const lowest = Array.from({ length: cells.right - cells.left }, (_, nth) => {
    const left: number[] = [];
    for (let row = roof; row < cells.bottom; row += 1)
      left.push(mass[row * map.columns + cells.left + nth]! - rows[row]!);
    return Math.max(0, quantile(left, 0.04));
  });
  const posts = narrowOf(lowest, Math.max(3, Math.round(postMm / map.cellWidthMm)));
  const walls = new Float32Array(mass.length);
  for (let column = cells.left; column < cells.right; column += 1)
    for (let row = cells.top; row < cells.bottom; row += 1)
      walls[row * map.columns + column] = rows[row]! + posts[column - cells.left]!;
  return walls;
}

/** What of a row of values stands in stretches narrower than `width` (a morphological top hat). */
function narrowOf(values: readonly number[], width: number): number[] {
  const within = (from: number, to: number, of: readonly number[]) =>
    of.slice(Math.max(0, from), Math.min(of.length, to));
  const least = values.map((_, at) => Math.min(...within(at, at + width, values)));
  const open = values.map((_, at) => Math.max(...within(at - width + 1, at + 1, least)));
  return values.map((value, at) => value - open[at]!);
}

export function rowQuantile(
  map: MatterMap,
  mass: Float32Array,
  { left, right }: Pick<Cells, 'left' | 'right'>,
  row: number,
  share: number,
): number {
  return quantile([...mass.subarray(row * map.columns + left, row * map.columns + right)], share);
}
