import type { Cells, MatterMap } from '../matter-map.ts';

/** What a cell of load weighs at least, g/cm². */
export const leastLoad = 2;

/** Sums over rectangles of cells of a load in four look-ups each (Crow, 1984). */
export class Sums {
  readonly #left: number;
  readonly #top: number;
  readonly #stride: number;
  readonly #mass: Float64Array;
  readonly #square: Float64Array;
  readonly #loaded: Float64Array;

  constructor(map: MatterMap, load: Float32Array, { left, top, right, bottom }: Cells) {
    this.#left = left;
    this.#top = top;
    this.#stride = right - left + 1;
    const size = this.#stride * (bottom - top + 1);
    this.#mass = new Float64Array(size);
    this.#square = new Float64Array(size);
    this.#loaded = new Float64Array(size);
    for (let row = top; row < bottom; row += 1) {
      const line = { mass: 0, square: 0, loaded: 0 };
      for (let column = left; column < right; column += 1) {
        const value = load[row * map.columns + column]!;
        line.mass += value;
        line.square += value * value;
        line.loaded += value > leastLoad ? 1 : 0;
        const at = (row - top + 1) * this.#stride + column - left + 1;
        this.#mass[at] = this.#mass[at - this.#stride]! + line.mass;
        this.#square[at] = this.#square[at - this.#stride]! + line.square;
        this.#loaded[at] = this.#loaded[at - this.#stride]! + line.loaded;
      }
    }
  }

  of(cells: Cells): { count: number; mass: number; square: number; loaded: number; mean: number } {
    const count = (cells.right - cells.left) * (cells.bottom - cells.top);
    const mass = this.#sum(this.#mass, cells);
    return {
      count,
      mass,
      square: this.#sum(this.#square, cells),
      loaded: this.#sum(this.#loaded, cells),
      mean: mass / count,
    };
  }

  /** Of what lies in the outer rectangle and not in the inner one. */
  between(outer: Cells, inner: Cells): { mean: number; deviation: number; loaded: number } {
    const [whole, hole] = [this.of(outer), this.of(inner)];
    const count = whole.count - hole.count;
    const mean = (whole.mass - hole.mass) / count;
    const variance = (whole.square - hole.square) / count - mean * mean;
    return {
      mean,
      deviation: Math.sqrt(Math.max(0, variance)),
      loaded: (whole.loaded - hole.loaded) / count,
    };
  }

  #sum(sums: Float64Array, { left, top, right, bottom }: Cells): number {
    const at = (column: number, row: number) => sums[(row - this.#top) * this.#stride + column - this.#left]!;
    return at(right, bottom) - at(left, bottom) - at(right, top) + at(left, top);
  }
}
