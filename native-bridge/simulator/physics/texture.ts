import { mix } from './noise.ts';

/**
 * How a filling varies, as seen along the beam. `cloth` is soft folds: value noise of ± `amplitude`. `balls` is
 * fruit and the like: layers of round bodies one behind the other, `amplitude` 1 being as lumpy as loose spheres.
 */
export interface Texture {
  readonly kind: 'cloth' | 'balls';
  readonly amplitude: number;
  /** Size of a lump along and up, mm. */
  readonly size: readonly [number, number];
  readonly seed: number;
}

/** What multiplies the mass met at a height; set to a column by `at` first. Its mean is 1. */
export interface Unevenness {
  at(x: number): void;
  factor(z: number): number;
}

export function unevennessOf(texture: Texture): Unevenness {
  return texture.kind === 'balls' ? balls(texture) : cloth(texture);
}

function cloth({ amplitude, size, seed }: Texture): Unevenness {
  const [sizeX, sizeZ] = size;
  const lattice = (column: number, row: number) => (mix(mix(seed, column), row) >>> 0) / 0x8000_0000 - 1;
  const ease = (t: number) => t * t * (3 - 2 * t);
  let column = 0;
  let shareX = 0;
  let row = Number.NaN;
  let below = 0;
  let above = 0;
  const alongX = (latticeRow: number) =>
    lattice(column, latticeRow) * (1 - shareX) + lattice(column + 1, latticeRow) * shareX;
  return {
    at(x) {
      column = Math.floor(x / sizeX);
      shareX = ease(x / sizeX - column);
      row = Number.NaN;
    },
    factor(z) {
      const scaled = z / sizeZ;
      const latticeRow = Math.floor(scaled);
      if (latticeRow !== row) {
        row = latticeRow;
        below = alongX(latticeRow);
        above = alongX(latticeRow + 1);
      }
      const share = ease(scaled - latticeRow);
      return 1 + amplitude * (below * (1 - share) + above * share);
    },
  };
}

/** Enough for no single ball to stand out, few enough for them to be seen as balls. */
const ballLayers = 5;
/** Mean chord of a ball over its square, as a share of the longest. */
const meanChord = Math.PI / 6;

function balls({ amplitude, size, seed }: Texture): Unevenness {
  const [sizeX, sizeZ] = size;
  let column = 0;
  const rows = new Float64Array(ballLayers);
  const besideSquared = new Float64Array(ballLayers);
  return {
    at(x) {
      column = x;
      rows.fill(Number.NaN);
    },
    factor(z) {
      let chords = 0;
      for (let layer = 0; layer < ballLayers; layer++) {
        const scaled = z / sizeZ + layer * 0.37;
        const row = Math.floor(scaled);
        if (row !== rows[layer]) {
          rows[layer] = row;
          const along = column / sizeX + (mix(mix(seed, layer), row) >>> 8) / 0x100_0000;
          besideSquared[layer] = 4 * (along - Math.floor(along) - 0.5) ** 2;
        }
        const up = 2 * (scaled - row) - 1;
        const inside = 1 - besideSquared[layer]! - up * up;
        if (inside > 0) chords += Math.sqrt(inside);
      }
      return 1 + amplitude * (chords / (ballLayers * meanChord) - 1);
    },
  };
}
