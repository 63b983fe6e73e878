import { openScene } from '../../native-bridge/simulator/scenes.ts';
import { type Counts, type Field, toAttenuation } from '../../renderer/compare/registration/field.ts';

/** For tests: pictures of the simulator's trucks, of which it is known what was done to them. */

export const meaning: Counts = { air: 60_000, dark: 300, rising: false };

/** A scene's counts without noise, one line of each `by` and its pixels averaged by as many: quick to make and to warp. */
export function sceneField(name: string, seed: number, by: number, plane = 0): Field {
  const scene = openScene(name, seed, { noise: false });
  const { detectors, linePitchMm, detectorPitchMm } = scene.geometry;
  const width = Math.floor(scene.lines / by);
  const height = Math.floor(detectors / by);
  const values = new Float32Array(width * height);
  for (let column = 0; column < width; column += 1) {
    // One line of each `by`, as a scanner that drives on in steps: quick, and a truck's edges stay edges.
    const lines = scene.lineBlock(column * by, 1);
    const counts = new Uint16Array(lines.buffer, lines.byteOffset, lines.byteLength / 2);
    for (let row = 0; row < height; row += 1) {
      let sum = 0;
      for (let off = 0; off < by; off += 1) sum += counts[plane * detectors + row * by + off]!;
      values[row * width + column] = sum / by;
    }
  }
  // A detector's pixels see a little of their neighbours' light; without it no edge could be laid between pixels.
  blur(values, 1, width);
  blur(values, width, width);
  return { width, height, values, columnMm: linePitchMm * by, rowMm: detectorPitchMm * by };
}

/** Quarter, half, quarter of three pixels in a line, in place. */
function blur(values: Float32Array, step: number, width: number): void {
  const before = values.slice();
  for (let at = 0; at < values.length; at += 1) {
    const isFirst = step === 1 ? at % width === 0 : at < width;
    const isLast = step === 1 ? at % width === width - 1 : at >= values.length - width;
    if (!isFirst && !isLast) values[at] = before[at - step]! / 4 + before[at]! / 2 + before[at + step]! / 4;
  }
}

/** The counts of `field` as another scan would have them: column c there is column `from(c)` here; row r is row r − `down`. */
export function rescanned(field: Field, width: number, from: (column: number) => number, down = 0): Field {
  const values = new Float32Array(width * field.height).fill(meaning.air);
  for (let column = 0; column < width; column += 1) {
    const at = from(column);
    const whole = Math.floor(at);
    const share = at - whole;
    if (whole < 0 || whole + 1 >= field.width) continue;
    for (let row = 0; row < field.height; row += 1) {
      const up = row - down;
      const wholeRow = Math.floor(up);
      const rowShare = up - wholeRow;
      if (wholeRow < 0 || wholeRow + 1 >= field.height) continue;
      const pixel = (r: number) =>
        field.values[r * field.width + whole]! * (1 - share) +
        field.values[r * field.width + whole + 1]! * share;
      values[row * width + column] = pixel(wholeRow) * (1 - rowShare) + pixel(wholeRow + 1) * rowShare;
    }
  }
  return { ...field, width, values };
}

/** With the noise of quanta and electronics, still as counts. `quanta` in air for each pixel. */
export function noisyCounts(field: Field, seed: number, quanta = 100_000): Field {
  const random = stream(seed);
  const { air, dark } = meaning;
  const values = Float32Array.from(field.values, (count) => {
    const left = Math.max(0, (count - dark) / (air - dark));
    return dark + (air - dark) * (left + Math.sqrt(left / quanta + 2e-8) * normal(random));
  });
  return { ...field, values };
}

/** The same as attenuation. */
export function noisy(field: Field, seed: number, quanta?: number): Field {
  const counts = noisyCounts(field, seed, quanta);
  return { ...counts, values: toAttenuation(counts.values, meaning) };
}

function stream(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
