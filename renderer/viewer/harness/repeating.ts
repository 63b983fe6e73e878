import type { PictureFacts, PictureProgress, Tile, TileAddress, TileSource } from '../tile-source.ts';
import { syntheticAir, syntheticDark, syntheticValue } from './synthetic.ts';

/**
 * A picture of any size that takes next to no memory: each tile is the same 512 × 512 pixels, and so is each level. For
 * benches and for counting what a large picture costs, not for looking at.
 */
export class RepeatingPicture implements TileSource {
  readonly picture: PictureFacts;
  readonly #values: Uint16Array<ArrayBuffer>;
  readonly #planes: number;

  constructor({ columns, rows, planes }: { columns: number; rows: number; planes: 1 | 2 }) {
    this.#planes = planes;
    this.#values = new Uint16Array(side * side * planes);
    let at = 0;
    for (let y = 0; y < side; y += 1) {
      for (let x = 0; x < side; x += 1) {
        for (let plane = 0; plane < planes; plane += 1) {
          this.#values[at++] = syntheticValue(
            (x + tileSize - 1) % tileSize,
            (y + tileSize - 1) % tileSize,
            plane,
          );
        }
      }
    }
    this.picture = {
      id: `repeating-${columns}x${rows}x${planes}`,
      detectors: rows,
      expectedColumns: columns,
      energiesMeV: planes === 2 ? [6, 4] : [6],
      linePitchMm: 4,
      detectorPitchMm: 4,
      airCounts: syntheticAir,
      darkCounts: syntheticDark,
      tileSize,
      apron: 1,
      levels: 1 + Math.max(0, Math.ceil(Math.log2(Math.max(columns, rows) / tileSize))),
    };
  }

  async tile(address: TileAddress): Promise<Tile> {
    const { detectors, expectedColumns } = this.picture;
    const left = (length: number, nth: number) =>
      Math.min(tileSize, Math.ceil(length / 2 ** address.level) - nth * tileSize) + 2;
    const width = left(expectedColumns, address.column);
    const height = left(detectors, address.row);
    const row = side * this.#planes;
    const values = new Uint16Array(width * height * this.#planes);
    for (let y = 0; y < height; y += 1) {
      values.set(this.#values.subarray(y * row, y * row + width * this.#planes), y * width * this.#planes);
    }
    const columns = Math.ceil(expectedColumns / 2 ** address.level);
    return { width, height, planes: this.#planes, values, columns, final: true };
  }

  onProgress(listener: (progress: PictureProgress) => void): () => void {
    listener({ columns: this.picture.expectedColumns, state: 'complete' });
    return () => {};
  }
}

const tileSize = 512;
const side = tileSize + 2;
