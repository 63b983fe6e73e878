import { tileApron, tileSize } from '../../native-bridge/imaging/scan-picture.ts';
import { parseTile } from '../api/tile-body.pure.ts';
import type { PictureShelf } from '../http/scan-routes.ts';

/** A whole picture small enough for a sheet of paper. */
export interface Overview extends Omit<Glance, 'grey'> {
  readonly png: Uint8Array;
}

/** A whole picture in few pixels of 8 bits. */
export interface Glance {
  readonly grey: Uint8Array;
  /** Of `grey`. */
  readonly width: number;
  readonly height: number;
  /** Of the picture at full resolution. */
  readonly columns: number;
  readonly rows: number;
  readonly linePitchMm: number | null;
  /** MeV of the energy shown; null where the file does not say. */
  readonly energyMeV: number | null;
}

/** Pixels along the truck: what a printer makes of 18 cm at 250 dots per inch. */
const longest = 1_800;
/** What is shown black: as little as this is left of the beam. */
const least = 1e-3;

/** Throws what the shelf throws; null for a picture without columns. */
export async function overviewOf(
  shelf: Pick<PictureShelf, 'info' | 'tile'>,
  scanId: string,
  signal: AbortSignal,
): Promise<Overview | null> {
  const glance = await glanceOf(shelf, scanId, longest, signal);
  if (glance === null) return null;
  const { grey, ...facts } = glance;
  const { default: sharp } = await import('sharp');
  const raw = { width: facts.width, height: facts.height, channels: 1 } as const;
  const png = await sharp(grey, { raw }).png({ compressionLevel: 9 }).toBuffer();
  return { ...facts, png: new Uint8Array(png) };
}

/**
 * The first energy of a picture in 8 bits, logarithmic from air (white) to a thousandth of it (black); of a picture of
 * another program, whose counts may mean anything, the middle 99 % of its counts. About `pixelsAlong` of them along the
 * truck, where the picture's pyramid goes so far. Null for a picture without columns. Throws what the shelf throws.
 */
export async function glanceOf(
  shelf: Pick<PictureShelf, 'info' | 'tile'>,
  scanId: string,
  pixelsAlong: number,
  signal: AbortSignal,
): Promise<Glance | null> {
  const { geometry, columns, levels } = await shelf.info(scanId);
  if (columns === 0) return null;
  const { detectors: rows, airCounts, darkCounts, imported } = geometry;
  const level = Math.min(levels - 1, Math.max(0, Math.ceil(Math.log2(columns / pixelsAlong))));
  const width = Math.ceil(columns / 2 ** level);
  const height = Math.ceil(rows / 2 ** level);
  const counts = new Uint16Array(width * height);
  for (let row = 0; row * tileSize < height; row += 1)
    for (let column = 0; column * tileSize < width; column += 1) {
      const { bytes } = await shelf.tile(scanId, { level, column, row }, signal);
      copyTile(bytes, column * tileSize, row * tileSize, counts, width, height);
    }
  const grey = imported ? spread(counts, imported.counts) : logarithmic(counts, airCounts, darkCounts);
  return {
    grey,
    width,
    height,
    columns,
    rows,
    linePitchMm: imported?.pitchKnown === false ? null : geometry.linePitchMm,
    energyMeV: imported?.energyKnown === false ? null : (geometry.energiesMeV[0] ?? null),
  };
}

function copyTile(
  body: Uint8Array<ArrayBuffer>,
  x: number,
  y: number,
  counts: Uint16Array,
  width: number,
  height: number,
): void {
  const { buffer, byteOffset, byteLength } = body;
  const tile = parseTile(buffer.slice(byteOffset, byteOffset + byteLength));
  const rows = Math.min(tile.height - 2 * tileApron, height - y);
  const columns = Math.min(tile.width - 2 * tileApron, width - x);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) {
      const at = ((row + tileApron) * tile.width + column + tileApron) * tile.planes;
      counts[(y + row) * width + x + column] = tile.values[at] ?? 0;
    }
}

function logarithmic(counts: Uint16Array, air: number, dark: number): Uint8Array {
  return Uint8Array.from(counts, (count) => {
    const left = Math.min(1, Math.max(least, (count - dark) / (air - dark)));
    return Math.round(255 * (1 - Math.log(left) / Math.log(least)));
  });
}

function spread(counts: Uint16Array, meaning: 'transmission' | 'attenuation'): Uint8Array {
  const sorted = counts.toSorted();
  const low = sorted[Math.floor(sorted.length * 0.005)] ?? 0;
  const range = Math.max(1, (sorted[Math.floor(sorted.length * 0.995)] ?? low) - low);
  return Uint8Array.from(counts, (count) => {
    const share = Math.min(1, Math.max(0, (count - low) / range));
    return Math.round(255 * (meaning === 'attenuation' ? 1 - share : share));
  });
}
