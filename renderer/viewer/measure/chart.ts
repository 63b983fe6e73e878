/**
 * An SVG path of values evenly along 0 to `width`, 0 at `height` and 1 at the top; what lies beyond is cut off. It is
 * interrupted where a value is NaN, so that nothing missing looks measured.
 */
export function pathOf(values: readonly number[], width: number, height: number): string {
  let path = '';
  let joined = false;
  for (const [index, value] of values.entries()) {
    if (Number.isNaN(value)) {
      joined = false;
      continue;
    }
    const x = values.length > 1 ? (index / (values.length - 1)) * width : 0;
    const y = height * (1 - Math.min(1, Math.max(0, value)));
    // A single value between two gaps would draw nothing without a length.
    path += `${joined ? 'L' : 'M'}${round(x)} ${round(y)}${joined ? '' : 'h0'}`;
    joined = true;
  }
  return path;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
