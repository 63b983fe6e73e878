/*
 * Pixels as the device sends them: column by column (a detector line is a column of the picture), in a column
 * plane by plane, in a plane row by row.
 */

/**
 * The next level of a picture: each pixel is the mean of the 2 × 2 below it, rounded half up; at an odd edge the
 * mean of what is there. `source` holds `columns × planes × rows` values and must begin at an even column.
 * Writes `ceil(columns / 2) × planes × ceil(rows / 2)` values to `into` from `offset` on.
 */
export function halveColumns(
  source: Uint16Array,
  columns: number,
  planes: number,
  rows: number,
  into: Uint16Array,
  offset = 0,
): void {
  const pairs = rows >> 1;
  const stride = planes * rows;
  if (rows % 4 === 0 && (source.byteOffset | (into.byteOffset + 2 * offset)) % 4 === 0) {
    halveWords(wordsOf(source, 0), columns, stride / 2, wordsOf(into, offset));
    return;
  }
  let out = offset;
  for (let column = 0; column < columns; column += 2) {
    const alone = column + 1 === columns;
    for (let plane = 0; plane < planes; plane++) {
      let a = column * stride + plane * rows;
      let b = alone ? a : a + stride;
      for (let pair = 0; pair < pairs; pair++) {
        into[out++] = (source[a]! + source[a + 1]! + source[b]! + source[b + 1]! + 2) >> 2;
        a += 2;
        b += 2;
      }
      // A pixel met twice counts as one: (2a + 2b + 2) >> 2 is (a + b + 1) >> 1.
      if (rows & 1) into[out++] = (source[a]! + source[b]! + 1) >> 1;
    }
  }
}

/**
 * `halveColumns` with two pixels in each word, in two thirds of the time. `stride` words are a column. The order
 * inside a word is that of every machine Scanpost runs on: the first pixel is the lower half.
 */
function halveWords(source: Int32Array, columns: number, stride: number, into: Int32Array): void {
  let out = 0;
  for (let column = 0; column < columns; column += 2) {
    const next = column + 1 === columns ? 0 : stride;
    const end = (column + 1) * stride;
    for (let at = column * stride; at < end; at += 2) {
      const a = source[at]!;
      const b = source[at + next]!;
      const c = source[at + 1]!;
      const d = source[at + 1 + next]!;
      const upper = ((a & 0xffff) + (a >>> 16) + (b & 0xffff) + (b >>> 16) + 2) >> 2;
      const lower = ((c & 0xffff) + (c >>> 16) + (d & 0xffff) + (d >>> 16) + 2) >> 2;
      into[out++] = upper | (lower << 16);
    }
  }
}

function wordsOf(values: Uint16Array, from: number): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset + 2 * from, (values.length - from) >> 1);
}

/** Columns of one level that can still grow: `count × planes × rows` values in `values`. */
export class GrowingColumns {
  values: Uint16Array<ArrayBuffer> = new Uint16Array(0);
  count = 0;
  readonly stride: number;

  constructor(stride: number) {
    this.stride = stride;
  }

  /** Makes room for `count` columns, and at once for the `likely` ones; new ones are 0. */
  grow(count: number, likely = count): void {
    if (count * this.stride > this.values.length) {
      const values = new Uint16Array(Math.max(count, likely, Math.ceil(this.count * 1.5)) * this.stride);
      values.set(this.values);
      this.values = values;
    }
    this.count = Math.max(this.count, count);
  }

  slice(from: number, to: number): Uint16Array<ArrayBuffer> {
    return this.values.subarray(from * this.stride, to * this.stride);
  }
}
