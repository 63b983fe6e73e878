/**
 * What a scan looks like in few numbers, so that thousands can be held against one: how much is in the beam in a coarse grid
 * over the vehicle, its length made the same for all. 0 is air, 255 a thousandth of the beam or less.
 */
export const lookColumns = 48;
export const lookRows = 12;

/** Darker than this share of the range is the vehicle and no longer air. */
const vehicle = 10;

/** Of a picture in 8 bits, white for air; null where nothing is in it. */
export function lookOf(grey: Uint8Array, width: number, height: number): Uint8Array | null {
  const [from, to] = vehicleIn(grey, width, height);
  if (to <= from) return null;
  const look = new Uint8Array(lookColumns * lookRows);
  for (let column = 0; column < lookColumns; column += 1) {
    const left = from + ((to - from) * column) / lookColumns;
    const right = from + ((to - from) * (column + 1)) / lookColumns;
    for (let row = 0; row < lookRows; row += 1) {
      const top = (height * row) / lookRows;
      const bottom = (height * (row + 1)) / lookRows;
      look[column * lookRows + row] = Math.round(meanIn(grey, width, height, { left, right, top, bottom }));
    }
  }
  return look;
}

/**
 * How alike two looks are, percent, and whether one must be turned round for it: 100 less their mean difference in parts of
 * what the two have in the beam together. 0 where they have as little in common as two that are nowhere both in it.
 */
export function likeness(one: Uint8Array, other: Uint8Array): { percent: number; mirrored: boolean } {
  let [all, straight, turned] = [0, 0, 0];
  for (let column = 0; column < lookColumns; column += 1) {
    const back = lookColumns - 1 - column;
    for (let row = 0; row < lookRows; row += 1) {
      const value = one[column * lookRows + row]!;
      const facing = other[column * lookRows + row]!;
      all += value + facing;
      straight += Math.abs(value - facing);
      turned += Math.abs(value - other[back * lookRows + row]!);
    }
  }
  const mirrored = turned < straight;
  const percent = all === 0 ? 0 : 100 * (1 - Math.min(straight, turned) / all);
  return { percent: Math.round(percent), mirrored };
}

/** First and last columns with something of the vehicle. */
function vehicleIn(grey: Uint8Array, width: number, height: number): readonly [number, number] {
  const isVehicle = (column: number) => {
    let sum = 0;
    for (let row = 0; row < height; row += 1) sum += 255 - grey[row * width + column]!;
    return sum / height > vehicle;
  };
  let [from, to] = [0, width];
  while (from < to && !isVehicle(from)) from += 1;
  while (to > from && !isVehicle(to - 1)) to -= 1;
  return [from, to];
}

function meanIn(
  grey: Uint8Array,
  width: number,
  height: number,
  of: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number },
): number {
  let [sum, count] = [0, 0];
  const lastRow = Math.min(height, Math.max(Math.ceil(of.bottom), Math.floor(of.top) + 1));
  const lastColumn = Math.min(width, Math.max(Math.ceil(of.right), Math.floor(of.left) + 1));
  for (let row = Math.floor(of.top); row < lastRow; row += 1)
    for (let column = Math.floor(of.left); column < lastColumn; column += 1) {
      sum += 255 - grey[row * width + column]!;
      count += 1;
    }
  return count === 0 ? 0 : sum / count;
}
