import { attenuationOf, type Counts } from './registration/field.ts';
import { columnThere, type Mapping, rowThere } from './registration/mapping.ts';

/** A rectangle of a picture at one level: counts row by row, planes apart; NaN where a pixel is missing. */
export interface Patch {
  readonly level: number;
  /** First column and row, in pixels of the level; may lie before the picture. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly planes: readonly Float32Array[];
}

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How noisy a scanner's counts are, as shares of the counts in air (`DetectorNoise` of a calibration). */
export interface Noise {
  readonly airQuanta: number;
  readonly readout: number;
  /** Spread from column to column and from row to row, relative. */
  readonly stripes: number;
}

export interface Side {
  readonly counts: Counts;
  readonly noise: Noise;
}

/** Pixels of a level that the registration may be off by, each way: edges this near are no difference. */
export const tolerance = 1;
/** Share of the edges within `tolerance` that laying a pixel between two others may take off a thin thing's top. */
const blunted = 0.3;
/** Standard deviations that noise may make. */
const sure = 3.5;
/** What a difference of attenuation of 1 is in the picture of differences, and where no difference lies. */
export const unit = 8_192;
export const same = 32_768;

/** What of the other picture is needed for a rectangle of this one, in pixels of `levelThere`. */
export function neededThere(mapping: Mapping, level: number, at: Rectangle, levelThere: number): Rectangle {
  const [here, there] = [2 ** level, 2 ** levelThere];
  const ends = [at.x, at.x + at.width].map((column) => columnThere(mapping, column * here) / there);
  const rows = [at.y, at.y + at.height].map((row) => rowThere(mapping, row * here) / there);
  const x = Math.floor(Math.min(...ends)) - 1;
  const y = Math.floor(Math.min(...rows)) - 1;
  return { x, y, width: Math.ceil(Math.max(...ends)) + 2 - x, height: Math.ceil(Math.max(...rows)) + 2 - y };
}

/** One plane of the other picture at the pixels of this one, straight between its own; NaN where it has none. */
export function laidOver(
  other: Patch,
  plane: number,
  mapping: Mapping,
  level: number,
  at: Rectangle,
): Float32Array {
  const values = new Float32Array(at.width * at.height).fill(Number.NaN);
  const source = other.planes[plane]!;
  const [here, there] = [2 ** level, 2 ** other.level];
  const columns = Float64Array.from(
    { length: at.width },
    (_, column) => columnThere(mapping, (at.x + column + 0.5) * here) / there - 0.5 - other.x,
  );
  for (let row = 0; row < at.height; row += 1) {
    const y = rowThere(mapping, (at.y + row + 0.5) * here) / there - 0.5 - other.y;
    const top = Math.floor(y);
    if (top < 0 || top + 1 >= other.height) continue;
    const down = y - top;
    for (let column = 0; column < at.width; column += 1) {
      const x = columns[column]!;
      const left = Math.floor(x);
      if (left < 0 || left + 1 >= other.width) continue;
      const right = x - left;
      const from = top * other.width + left;
      const upper = source[from]! * (1 - right) + source[from + 1]! * right;
      const lower = source[from + other.width]! * (1 - right) + source[from + other.width + 1]! * right;
      values[row * at.width + column] = upper * (1 - down) + lower * down;
    }
  }
  return values;
}

/**
 * How much more matter this picture shows than the other, in attenuation: what lies beyond all that the other shows
 * within `tolerance` pixels, and beyond what noise could make; 0 where there is no such difference, NaN where one of them
 * is missing. `mine` and `others` are counts over the same rectangle; the result is without its outer `tolerance` pixels.
 */
export function differenceOf(
  mine: { readonly values: Float32Array; readonly side: Side },
  others: { readonly values: Float32Array; readonly side: Side },
  size: { readonly width: number; readonly height: number },
  gain: number,
  level: number,
): Float32Array {
  const a = mine.values.map((count) => attenuationOf(count, mine.side.counts));
  const b = others.values.map((count) => attenuationOf(count, others.side.counts) / gain);
  const reachA = reach(a, size);
  const reachB = reach(b, size);
  const inner = { width: size.width - 2 * tolerance, height: size.height - 2 * tolerance };
  const out = new Float32Array(inner.width * inner.height);
  for (let row = 0; row < inner.height; row += 1) {
    for (let column = 0; column < inner.width; column += 1) {
      const at = (row + tolerance) * size.width + column + tolerance;
      const [one, two] = [a[at]!, b[at]!];
      const more = beyond(one, reachB.low[at]!, reachB.high[at]!);
      const less = -beyond(two, reachA.low[at]!, reachA.high[at]!);
      const difference = Math.abs(more) >= Math.abs(less) ? more : less;
      // The spread behind the thinner of both: a dark place's own noise must not hide that something is there.
      const thin = Math.min(one, two);
      const thick = Math.max(one, two);
      const spread = Math.hypot(
        spreadOf(thin, mine.side.noise, level),
        spreadOf(thick, others.side.noise, level),
      );
      const edge = Math.max(reachA.high[at]! - reachA.low[at]!, reachB.high[at]! - reachB.low[at]!);
      const left = Math.max(0, Math.abs(difference) - sure * spread - blunted * edge);
      out[row * inner.width + column] = Number.isNaN(one + two) ? Number.NaN : Math.sign(difference) * left;
    }
  }
  return out;
}

/** Differences as counts: more matter is darker, as in every picture; missing ones lie in the middle. */
export function asCounts(differences: Float32Array): Uint16Array<ArrayBuffer> {
  return Uint16Array.from(differences, (difference) =>
    Number.isNaN(difference) ? same : Math.round(Math.min(65_535, Math.max(0, same - difference * unit))),
  );
}

/** Standard deviation of the attenuation that a pixel of a level shows behind so much matter. */
export function spreadOf(attenuation: number, noise: Noise, level: number): number {
  const left = Math.exp(-attenuation);
  const quanta = (noise.readout ** 2 + left / noise.airQuanta) / left ** 2 / 4 ** level;
  return Math.sqrt(quanta + noise.stripes ** 2);
}

/** The least and the most within `tolerance` pixels of each, NaN left out. */
function reach(values: Float32Array, size: { readonly width: number; readonly height: number }) {
  const along = extremes(values, values, size, 1);
  return extremes(along.low, along.high, size, size.width);
}

function extremes(
  lows: Float32Array,
  highs: Float32Array,
  { width, height }: { readonly width: number; readonly height: number },
  step: number,
) {
  const low = new Float32Array(lows.length);
  const high = new Float32Array(lows.length);
  const end = width * height;
  for (let at = 0; at < end; at += 1) {
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let off = -tolerance; off <= tolerance; off += 1) {
      const from = at + off * step;
      if (from < 0 || from >= end) continue;
      if (lows[from]! < least) least = lows[from]!;
      if (highs[from]! > most) most = highs[from]!;
    }
    low[at] = least;
    high[at] = most;
  }
  return { low, high };
}

/** How far a value lies beyond a range; 0 inside of it. */
function beyond(value: number, low: number, high: number): number {
  if (value > high) return value - high;
  return value < low ? value - low : 0;
}
