import { differenceOf, laidOver, type Patch, type Side } from '../../renderer/compare/difference.ts';
import { type Field, toAttenuation } from '../../renderer/compare/registration/field.ts';
import { columnThere, type Mapping } from '../../renderer/compare/registration/mapping.ts';
import { register } from '../../renderer/compare/registration/register.ts';
import { type Bench, type BenchContext, type Figure, quantile } from './bench.ts';
import { largestScan } from './largest-scan.ts';

const rounds = 3;
/** The level at which the screen registers a picture of this size: no more than 2 million pixels. */
const level = 2;
const tileSize = 512;
/** How many columns later the other scan began. */
const shift = 37;
const counts = { air: 60_000, dark: 300, rising: false };

/** Two of the largest scans laid on each other, and their difference at full resolution. */
export const compare: Bench = {
  name: 'compare',
  about:
    'two scans of 1536 × 12000 laid on each other: registration (shift, stretch, mirror, changes of speed) beside plain ' +
    'cross-correlation of the whole pictures, row by row by FFT, which finds a shift alone; and the difference of all ' +
    'pixels of one energy, tile by tile, beside copying the pixels',
  async run(context) {
    const mine = firstEnergy();
    const others = shifted(mine, shift);
    return [...registering(mine, others, context), differing(mine, others, context)];
  },
};

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

function registering(mine: Picture, others: Picture, { progress }: BenchContext): Figure[] {
  const [a, b] = [fieldOf(mine), fieldOf(others)];
  const took: number[] = [];
  const correlating: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    took.push(
      timed(() => {
        const found = register(a, b, { a: 2 ** level, b: 2 ** level }, { sameCalibration: true });
        if (!found.matches) throw new Error('The two scans were not found to be of one truck.');
        const off = columnThere(found.mapping, mine.width / 2) - mine.width / 2 - shift;
        if (Math.abs(off) > 2 ** level) throw new Error(`The other scan was laid ${off} columns off.`);
      }),
    );
    correlating.push(
      timed(() => {
        const off = bestShift(a, b) - shift / 2 ** level;
        if (Math.abs(off) > 1) throw new Error(`Cross-correlation is ${off} columns off.`);
      }),
    );
    progress(`registration ${round} of ${rounds}: ${Math.round(took.at(-1)!)} ms`);
  }
  return [
    {
      name: 'registration 1536 × 12000',
      value: quantile(took, 0.5),
      unit: 'ms',
      baseline: { name: 'cross-correlation, shift alone', value: quantile(correlating, 0.5) },
      aim: { of: 'value', atMost: 5000 },
    },
  ];
}

function differing(mine: Picture, others: Picture, { progress }: BenchContext): Figure {
  const mapping: Mapping = {
    ...{ here: [0, mine.width], there: [shift, mine.width + shift] },
    ...{ mirrored: false, rowScale: 1, rowShift: 0, gain: 1 },
  };
  const took: number[] = [];
  const copying: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    took.push(timed(() => eachTile(mine, (at) => differenceTile(mine, others, mapping, at))));
    copying.push(
      timed(() => eachTile(mine, (at) => [patchOf(mine, at), patchOf(others, { ...at, x: at.x + shift })])),
    );
    progress(`difference ${round} of ${rounds}: ${Math.round(took.at(-1)!)} ms`);
  }
  return {
    name: 'difference 1536 × 12000',
    value: quantile(took, 0.5),
    unit: 'ms',
    baseline: { name: 'copying the pixels', value: quantile(copying, 0.5) },
    aim: { of: 'value', atMost: 10_000 },
  };
}

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** With a pixel more on each side, as the difference needs it. */
function eachTile({ width, height }: Picture, make: (at: Area) => unknown): void {
  for (let y = 0; y < height; y += tileSize)
    for (let x = 0; x < width; x += tileSize)
      make({
        ...{ x: x - 1, y: y - 1 },
        ...{ width: Math.min(tileSize, width - x) + 2, height: Math.min(tileSize, height - y) + 2 },
      });
}

function differenceTile(mine: Picture, others: Picture, mapping: Mapping, at: Area): Float32Array {
  const there = { ...at, x: at.x + shift - 1, y: at.y - 1, width: at.width + 3, height: at.height + 3 };
  const laid = laidOver(patchOf(others, there), 0, mapping, 0, at);
  const own = patchOf(mine, at).planes[0]!;
  return differenceOf({ values: own, side }, { values: laid, side }, at, mapping.gain, 0);
}

const side: Side = { counts, noise: { airQuanta: 60_000, readout: 1e-4, stripes: 0.004 } };

/** A rectangle of it; NaN beside the picture. */
function patchOf({ width, height, values }: Picture, at: Area): Patch {
  const plane = new Float32Array(at.width * at.height).fill(Number.NaN);
  const [from, to] = [Math.max(0, at.x), Math.min(width, at.x + at.width)];
  for (let y = Math.max(0, at.y); y < Math.min(height, at.y + at.height); y += 1)
    if (to > from)
      plane.set(values.subarray(y * width + from, y * width + to), (y - at.y) * at.width + from - at.x);
  return { level: 0, ...at, planes: [plane] };
}

function firstEnergy(): Picture {
  const scan = largestScan();
  const { detectors } = scan.geometry;
  const [width, height] = [scan.lines, detectors];
  const all = new Uint16Array(scan.bytes.buffer, scan.bytes.byteOffset, scan.bytes.byteLength / 2);
  const perLine = all.length / width;
  const values = new Float32Array(width * height);
  for (let column = 0; column < width; column += 1)
    for (let row = 0; row < height; row += 1) values[row * width + column] = all[column * perLine + row]!;
  return { width, height, values };
}

/** The same truck so many columns later, with air before it. */
function shifted({ width, height, values }: Picture, by: number): Picture {
  const moved = new Float32Array(width * height).fill(counts.air);
  for (let y = 0; y < height; y += 1)
    moved.set(values.subarray(y * width, (y + 1) * width - by), y * width + by);
  return { width, height, values: moved };
}

/** Means of squares of pixels, as a coarser level of the picture has them, as attenuation. */
function fieldOf({ width, height, values }: Picture): Field {
  const by = 2 ** level;
  const [columns, rows] = [Math.floor(width / by), Math.floor(height / by)];
  const means = new Float32Array(columns * rows);
  for (let y = 0; y < rows * by; y += 1)
    for (let x = 0; x < columns * by; x += 1)
      means[Math.floor(y / by) * columns + Math.floor(x / by)]! += values[y * width + x]! / by ** 2;
  const size = { columnMm: 4 * by, rowMm: 4 * by };
  return { width: columns, height: rows, values: toAttenuation(means, counts), ...size };
}

/** By how many columns the second lies further on: where the sum of all rows' correlations is greatest. */
function bestShift(a: Field, b: Field): number {
  const length = 2 ** Math.ceil(Math.log2(a.width + b.width));
  const sum = { re: new Float64Array(length), im: new Float64Array(length) };
  for (let row = 0; row < a.height; row += 1) {
    const [one, other] = [a, b].map(({ values, width }) => {
      const line = values.subarray(row * width, (row + 1) * width);
      const mean = line.reduce((all, value) => all + value, 0) / width;
      const re = new Float64Array(length);
      for (let at = 0; at < width; at += 1) re[at] = line[at]! - mean;
      const im = new Float64Array(length);
      transform(re, im);
      return { re, im };
    }) as [typeof sum, typeof sum];
    for (let at = 0; at < length; at += 1) {
      // The conjugate of the first times the second.
      sum.re[at]! += one.re[at]! * other.re[at]! + one.im[at]! * other.im[at]!;
      // The way back is the same transform of the conjugate.
      sum.im[at]! -= one.re[at]! * other.im[at]! - one.im[at]! * other.re[at]!;
    }
  }
  transform(sum.re, sum.im);
  let best = 0;
  for (let at = 1; at < length; at += 1) if (sum.re[at]! > sum.re[best]!) best = at;
  return best > length / 2 ? best - length : best;
}

/** The discrete Fourier transform in place, of a length that is a power of two (Cooley–Tukey). */
function transform(re: Float64Array, im: Float64Array): void {
  const { length } = re;
  for (let at = 1, reversed = 0; at < length; at += 1) {
    let bit = length >> 1;
    for (; reversed & bit; bit >>= 1) reversed ^= bit;
    reversed ^= bit;
    if (at >= reversed) continue;
    [re[at], re[reversed]] = [re[reversed]!, re[at]!];
    [im[at], im[reversed]] = [im[reversed]!, im[at]!];
  }
  for (let half = 1; half < length; half *= 2) {
    for (let step = 0; step < half; step += 1) {
      const angle = (-Math.PI * step) / half;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      for (let at = step; at < length; at += 2 * half) {
        const to = at + half;
        const [r, i] = [re[to]! * cos - im[to]! * sin, re[to]! * sin + im[to]! * cos];
        [re[to], im[to]] = [re[at]! - r, im[at]! - i];
        re[at]! += r;
        im[at]! += i;
      }
    }
  }
}

/** Milliseconds that the work takes. */
function timed(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}
