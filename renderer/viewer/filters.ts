/**
 * Filters over what is shown, in plain arithmetic: the one definition of what they mean. `shaders.ts` says the same to
 * the GPU; `test/e2e/viewer-tools.spec.ts` holds the two together within one grey level.
 *
 * A field is what the transfer function calls `shown` (0 no beam, 1 air, after the logarithm if that is on), one
 * number for each device pixel of the canvas, row by row; NaN where there is no picture. `step` is how many device
 * pixels apart the samples are: the pixels of the picture, or of the canvas where those are smaller.
 */
export interface Field {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** Device pixels between samples, for a picture at `scale` device pixels per picture pixel. */
export function stepAt(scale: number): number {
  return Math.max(1, Math.round(scale));
}

/** Samples to each side. */
export const filterRadius = 2;
const smoothSpread = 1.5;
/** Difference of `shown` that an edge must have to be kept, at full strength. */
const smoothRange = 0.04;
const sharpenSpread = 1.2;

/**
 * Takes noise away and keeps edges: a bilateral filter (Tomasi and Manduchi 1998) over 5 × 5 samples. `strength` 0 to 1
 * is how large a difference may be and still count as noise.
 */
export function smoothed(field: Field, strength: number, step: number): Field {
  const range = 2 * (smoothRange * strength) ** 2;
  return mapped(field, (own, neighbours) => {
    let sum = 0;
    let weights = 0;
    neighbours(step, smoothSpread, (value, near) => {
      const weight = near * Math.exp(-((value - own) ** 2) / range);
      sum += weight * value;
      weights += weight;
    });
    return sum / weights;
  });
}

/** Unsharp masking: adds `strength` times what a pixel differs from the Gaussian mean of 5 × 5 samples. */
export function sharpened(field: Field, strength: number, step: number): Field {
  return mapped(field, (own, neighbours) => {
    let sum = 0;
    let weights = 0;
    neighbours(step, sharpenSpread, (value, near) => {
      sum += near * value;
      weights += near;
    });
    return own + strength * (own - sum / weights);
  });
}

/** The weight of a sample `across` and `down` samples away. */
function nearness(across: number, down: number, spread: number): number {
  return Math.exp(-(across ** 2 + down ** 2) / (2 * spread ** 2));
}

/** 5 × 5 weights for a shader, row by row. */
export function smoothWeights(): Float32Array {
  return weightsOf(smoothSpread);
}

export function sharpenWeights(): Float32Array {
  return weightsOf(sharpenSpread);
}

/** What the bilateral filter divides a squared difference by. */
export function smoothDivisor(strength: number): number {
  return 2 * (smoothRange * strength) ** 2;
}

function weightsOf(spread: number): Float32Array {
  const side = 2 * filterRadius + 1;
  return Float32Array.from({ length: side * side }, (_, index) =>
    nearness((index % side) - filterRadius, Math.floor(index / side) - filterRadius, spread),
  );
}

type Neighbours = (step: number, spread: number, take: (value: number, near: number) => void) => void;

function mapped(field: Field, change: (own: number, neighbours: Neighbours) => number): Field {
  const { width, height, values } = field;
  const made = new Float32Array(values.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const own = values[y * width + x]!;
      made[y * width + x] = Number.isNaN(own) ? own : change(own, neighboursOf(field, x, y));
    }
  }
  return { width, height, values: made };
}

function neighboursOf({ width, height, values }: Field, x: number, y: number): Neighbours {
  return (step, spread, take) => {
    for (let down = -filterRadius; down <= filterRadius; down += 1) {
      for (let across = -filterRadius; across <= filterRadius; across += 1) {
        const column = x + across * step;
        const row = y + down * step;
        if (column < 0 || row < 0 || column >= width || row >= height) continue;
        const value = values[row * width + column]!;
        if (!Number.isNaN(value)) take(value, nearness(across, down, spread));
      }
    }
  };
}
