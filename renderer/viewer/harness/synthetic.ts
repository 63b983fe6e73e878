import type {
  Calibration,
  ImportedFacts,
  PictureFacts,
  PictureProgress,
  Tile,
  TileAddress,
  TileSource,
} from '../tile-source.ts';

/** A picture made by arithmetic, and a tile source over it that can grow, fail and dawdle. */
export class SyntheticPicture implements TileSource {
  readonly picture: PictureFacts;
  /** One per level: rows × columns × planes, planes interleaved. */
  readonly levels: readonly Level[];
  readonly asked: string[] = [];
  readonly #listeners = new Set<(progress: PictureProgress) => void>();
  readonly #broken = new Set<string>();
  readonly #precut = new Map<string, Tile>();
  #held: { readonly prefix: string; readonly released: Promise<void> } | null = null;
  #progress: PictureProgress;

  constructor(shape: SyntheticShape) {
    const { columns, rows, planes } = shape;
    this.levels = levelsOf(columns, rows, planes, shape.matter ? matterValue : syntheticValue);
    this.picture = {
      id: `synthetic-${columns}x${rows}x${planes}`,
      detectors: rows,
      expectedColumns: columns,
      energiesMeV: planes === 2 ? [6, 4] : [6],
      linePitchMm: shape.linePitchMm ?? 4,
      detectorPitchMm: shape.detectorPitchMm ?? 4,
      airCounts: syntheticAir,
      darkCounts: syntheticDark,
      imported: shape.imported,
      calibration: shape.matter ? syntheticCalibration : null,
      tileSize: 512,
      apron: 1,
      levels: this.levels.length,
    };
    this.#progress = { columns: shape.received ?? columns, state: shape.received ? 'receiving' : 'complete' };
  }

  async tile(address: TileAddress, signal: AbortSignal): Promise<Tile> {
    const key = `${address.level}/${address.column}/${address.row}`;
    this.asked.push(key);
    if (this.#held && key.startsWith(this.#held.prefix)) await this.#held.released;
    signal.throwIfAborted();
    if (this.#broken.has(key)) throw new Error('broken on purpose');
    const cached = this.#precut.get(key);
    if (cached) return { ...cached, values: cached.values.slice() };
    return cut(this.levels[address.level]!, address, this.picture, this.#progress);
  }

  onProgress(listener: (progress: PictureProgress) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#progress);
    return () => this.#listeners.delete(listener);
  }

  /** Cuts every tile now, so that a bench does not measure the cutting. */
  precut(): void {
    for (const [level, { columns, rows }] of this.levels.entries()) {
      for (let row = 0; row * 512 < rows; row += 1) {
        for (let column = 0; column * 512 < columns; column += 1) {
          const address = { level, column, row };
          const tile = cut(this.levels[level]!, address, this.picture, this.#progress);
          this.#precut.set(`${level}/${column}/${row}`, tile);
        }
      }
    }
  }

  advance(progress: PictureProgress): void {
    this.#progress = progress;
    for (const listener of this.#listeners) listener(progress);
  }

  break(key: string): void {
    this.#broken.add(key);
  }

  mend(): void {
    this.#broken.clear();
  }

  /** No tile whose key begins so comes until the returned function is called. */
  hold(prefix: string): () => void {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.#held = { prefix, released };
    return () => {
      this.#held = null;
      release();
    };
  }
}

export interface SyntheticShape {
  readonly columns: number;
  readonly rows: number;
  readonly planes: 1 | 2;
  readonly linePitchMm?: number;
  readonly detectorPitchMm?: number;
  readonly imported?: ImportedFacts;
  /** Wedges of what the calibration knows, with noise, instead of waves. */
  readonly matter?: boolean;
  /** Columns there are at first; left out: the picture is complete. */
  readonly received?: number;
}

export interface Level {
  readonly columns: number;
  readonly rows: number;
  readonly planes: number;
  readonly values: Uint16Array<ArrayBuffer>;
}

export const syntheticAir = 60_000;
export const syntheticDark = 500;

/** Slow waves, hard edges and some very dark parts, different in each plane. */
export function syntheticValue(x: number, y: number, plane: number): number {
  const waves = 0.5 + 0.25 * Math.sin(x / 37 + plane) + 0.25 * Math.cos(y / 23);
  const box = (x >> 5) % 3 === 0 && (y >> 4) % 4 === 0 ? 0.02 : 1;
  const grain = ((x * 7919 + y * 104_729 + plane * 31) % 101) / 101;
  return Math.round(syntheticDark + (syntheticAir - syntheticDark) * (0.9 * waves + 0.1 * grain) * box);
}

/** μ/ρ in cm²/g of a hardening beam: a second term that weakens it less for every g/cm². */
const beams = {
  polyethylene: [0.0455, 0.0533],
  aluminium: [0.0394, 0.0456],
  steel: [0.0402, 0.0452],
} as const;
type Matter = keyof typeof beams;
const hardening = 6e-4;

function leftOf(matter: Matter, plane: number, mass: number): number {
  return Math.exp((-beams[matter][plane]! * mass) / (1 + hardening * mass));
}

const masses = Array.from({ length: 60 }, (_, step) => 300 * (step / 59) ** 2);

/** What the synthetic picture of matter was made with. */
export const syntheticCalibration: Calibration = {
  source: 'measured',
  curves: (['polyethylene', 'aluminium', 'steel'] as const).map((material) => ({
    material,
    massThickness: masses,
    transmission: [0, 1].map((plane) => masses.map((mass) => leftOf(material, plane, mass))),
  })),
  noise: { airQuanta: 60_000, readout: 3.5e-5, pulse: 0.004, gain: 0, scatter: 2.5e-4 },
};

/**
 * From left to right thicker, from nothing to what nothing gets through; in bands of polyethylene, aluminium and steel, and
 * boxes of one in the other; quanta and pulses as noise.
 */
export function matterValue(x: number, y: number, plane: number): number {
  const band = (['polyethylene', 'aluminium', 'steel', 'polyethylene'] as const)[(y >> 6) % 4]!;
  const mass = ((x % 700) / 700) ** 1.5 * 260;
  const box = (x >> 5) % 4 === 0 && (y >> 4) % 4 === 1;
  const left = leftOf(band, plane, mass) * (box ? leftOf('steel', plane, 25) : 1) + 1e-4;
  const pulse = 1 + syntheticCalibration.noise.pulse * unevenness(x, 7 + plane);
  const quanta = Math.sqrt(left / syntheticCalibration.noise.airQuanta) * unevenness(x * 8191 + y, plane);
  const value = syntheticDark + (syntheticAir - syntheticDark) * (left * pulse + quanta);
  return Math.min(65_535, Math.max(0, Math.round(value)));
}

/** About normal, with a spread of 1, always the same for the same place: the sum of four evenly spread numbers. */
function unevenness(at: number, kind: number): number {
  let sum = 0;
  for (let part = 0; part < 4; part += 1) {
    let word = Math.imul(at + 1, 0x9e3779b1) ^ Math.imul(kind * 4 + part + 1, 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 15), 0x2c1b3c6d);
    word = Math.imul(word ^ (word >>> 12), 0x297a2d39);
    sum += ((word ^ (word >>> 15)) >>> 0) / 2 ** 32 - 0.5;
  }
  return sum * Math.sqrt(3);
}

function levelsOf(
  columns: number,
  rows: number,
  planes: number,
  valueAt: (x: number, y: number, plane: number) => number,
): Level[] {
  const full = new Uint16Array(columns * rows * planes);
  let at = 0;
  for (let y = 0; y < rows; y += 1) {
    for (let x = 0; x < columns; x += 1) {
      for (let plane = 0; plane < planes; plane += 1) full[at++] = valueAt(x, y, plane);
    }
  }
  const levels: Level[] = [{ columns, rows, planes, values: full }];
  for (let last = levels[0]!; last.columns > 512 || last.rows > 512; last = levels.at(-1)!) {
    levels.push(halved(last));
  }
  return levels;
}

function halved(from: Level): Level {
  const { planes } = from;
  const columns = Math.ceil(from.columns / 2);
  const rows = Math.ceil(from.rows / 2);
  const values = new Uint16Array(columns * rows * planes);
  let at = 0;
  for (let y = 0; y < rows; y += 1) {
    const upper = 2 * y * from.columns;
    const lower = Math.min(2 * y + 1, from.rows - 1) * from.columns;
    for (let x = 0; x < columns; x += 1) {
      const left = 2 * x;
      const right = Math.min(left + 1, from.columns - 1);
      for (let plane = 0; plane < planes; plane += 1) {
        const sum =
          from.values[(upper + left) * planes + plane]! +
          from.values[(upper + right) * planes + plane]! +
          from.values[(lower + left) * planes + plane]! +
          from.values[(lower + right) * planes + plane]!;
        values[at++] = (sum + 2) >> 2;
      }
    }
  }
  return { columns, rows, planes, values };
}

function cut(level: Level, address: TileAddress, facts: PictureFacts, progress: PictureProgress): Tile {
  const { tileSize, apron } = facts;
  const left = address.column * tileSize;
  const top = address.row * tileSize;
  const width = Math.min(tileSize, level.columns - left) + 2 * apron;
  const height = Math.min(tileSize, level.rows - top) + 2 * apron;
  const shrink = 2 ** address.level;
  const ended = progress.state !== 'receiving';
  const whole = ended ? Math.ceil(progress.columns / shrink) : Math.floor(progress.columns / shrink);
  const columns = Math.min(level.columns, whole);
  const { planes } = level;
  const values = new Uint16Array(width * height * planes);
  let at = 0;
  for (let row = 0; row < height; row += 1) {
    const y = Math.min(Math.max(top + row - apron, 0), level.rows - 1);
    for (let column = 0; column < width; column += 1) {
      const x = Math.min(Math.max(left + column - apron, 0), level.columns - 1);
      for (let plane = 0; plane < planes; plane += 1) {
        values[at++] = x < columns ? level.values[(y * level.columns + x) * planes + plane]! : 0;
      }
    }
  }
  const reaches = (left + tileSize + apron) * shrink <= progress.columns;
  return { width, height, planes, values, columns, final: ended || reaches };
}
