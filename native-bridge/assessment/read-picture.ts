import { type PictureInfo, type ScanPicture, tileApron, tileSize } from '../imaging/scan-picture.ts';
import { type Calibration, calibrationOf } from '../physics/calibration.ts';
import { type MassCurves, massCurvesOf } from './mass-curves.ts';
import type { MatterMap } from './matter-map.ts';

/** What a picture is read with, row by row. */
interface Reading {
  readonly curves: MassCurves;
  /** By plane and counts: the depth, without half of the scatter there can be. */
  readonly depths: readonly Float32Array[];
  /** By plane and row: what a detector that has drifted adds to every depth. */
  readonly drift: readonly Float32Array[];
  /** By row: 1 where the detector is dead. */
  readonly dead: Uint8Array;
  /** The high energy's depth from which on nothing is known but that it is so deep at least. */
  readonly opaqueFrom: number;
}

export interface ReadOptions {
  /** Only what lies in it, pixels; cells then begin at its corner. */
  readonly region?: Region | undefined;
  readonly signal?: AbortSignal | undefined;
  /** From 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface ReadPicture {
  readonly map: MatterMap;
  readonly calibration: Calibration;
}

const cellMm = 32;
const fewestPixels = 2;

/**
 * Reads a picture tile by tile into a map of its matter: a tile and the map are all that is held. Null where the picture
 * says nothing of matter, because nobody knows its air and dark (`calibrationOf`). Throws what the picture throws, or the
 * signal's reason.
 */
export async function readMatter(
  picture: ScanPicture,
  options: ReadOptions = {},
): Promise<ReadPicture | null> {
  const info = picture.info();
  const { geometry, columns } = info;
  const calibration = calibrationOf(geometry);
  const region = withinPicture(options.region, columns, geometry.detectors);
  if (calibration === null || region === null) return null;
  const reading = await prepare(picture, info, calibration, options.signal);
  const sums = new CellSums({
    region,
    cellColumns: Math.max(fewestPixels, Math.round(cellMm / geometry.linePitchMm)),
    cellRows: Math.max(fewestPixels, Math.round(cellMm / geometry.detectorPitchMm)),
  });
  const tiles = tilesOver(region);
  for (const [nth, { column, row }] of tiles.entries()) {
    const tile = await tileAt(picture, column, row, options.signal);
    sums.add(tile, { x: column * tileSize, y: row * tileSize }, reading);
    options.onProgress?.((nth + 1) / tiles.length);
  }
  const map = sums.map(reading.curves, geometry.linePitchMm, geometry.detectorPitchMm);
  return { map, calibration };
}

/** Whole pixels of the picture; null where there are none. */
function withinPicture(asked: Region | undefined, columns: number, rows: number): Region | null {
  const whole = { x: 0, y: 0, width: columns, height: rows };
  const { x, y, width, height } = asked ?? whole;
  const [left, top] = [Math.max(0, Math.floor(x)), Math.max(0, Math.floor(y))];
  const right = Math.min(columns, Math.ceil(x + width));
  const bottom = Math.min(rows, Math.ceil(y + height));
  return right > left && bottom > top ? { x: left, y: top, width: right - left, height: bottom - top } : null;
}

function tilesOver({ x, y, width, height }: Region): { column: number; row: number }[] {
  const tiles: { column: number; row: number }[] = [];
  for (let column = Math.floor(x / tileSize); column * tileSize < x + width; column += 1)
    for (let row = Math.floor(y / tileSize); row * tileSize < y + height; row += 1)
      tiles.push({ column, row });
  return tiles;
}

interface Tile {
  readonly width: number;
  readonly height: number;
  readonly planes: number;
  readonly values: Uint16Array;
}

/** Of level 0, with its apron (`TileBody`). */
async function tileAt(
  picture: ScanPicture,
  column: number,
  row: number,
  signal: AbortSignal | undefined,
): Promise<Tile> {
  const { bytes } = await picture.tile({ level: 0, column, row }, signal);
  const header = new DataView(bytes.buffer, bytes.byteOffset);
  const [width, height, planes] = [4, 6, 8].map((at) => header.getUint16(at, true)) as [
    number,
    number,
    number,
  ];
  return { width, height, planes, values: new Uint16Array(bytes.buffer, bytes.byteOffset + 16) };
}

/** Columns at either end that are looked at for air. */
const airColumns = 32;
/** A detector that reads air further off than this has drifted; nearer is the spread that air calibration leaves. */
const drifted = 0.012;

async function prepare(
  picture: ScanPicture,
  { geometry, columns }: PictureInfo,
  calibration: Calibration,
  signal: AbortSignal | undefined,
): Promise<Reading> {
  const { detectors, airCounts, darkCounts, energiesMeV } = geometry;
  const { noise } = calibration;
  const curves = massCurvesOf(calibration);
  const planes = energiesMeV.length;
  const left = (counts: number) => (counts - darkCounts) / (airCounts - darkCounts);
  const depths = energiesMeV.map(() =>
    Float32Array.from({ length: 65_536 }, (_, counts) => {
      const clean = left(counts) - noise.scatter / 2;
      return clean > 0 ? -Math.log(clean) : Number.POSITIVE_INFINITY;
    }),
  );
  const gains = energiesMeV.map(() => new Float32Array(detectors).fill(Number.NaN));
  const ends = [0, Math.max(0, columns - airColumns)];
  for (const first of ends) {
    const tileColumn = Math.floor(first / tileSize);
    for (let row = 0; row * tileSize < detectors; row += 1) {
      const tile = await tileAt(picture, tileColumn, row, signal);
      const from = first - tileColumn * tileSize;
      const to = Math.min(from + airColumns, tile.width - 2 * tileApron);
      for (let y = 0; y < tile.height - 2 * tileApron; y += 1) {
        for (let plane = 0; plane < planes; plane += 1) {
          let sum = 0;
          for (let x = from; x < to; x += 1)
            sum += tile.values[((y + tileApron) * tile.width + x + tileApron) * planes + plane]!;
          const gain = left(sum / Math.max(1, to - from));
          const known = gains[plane]![row * tileSize + y]!;
          // Of the two ends the one that has more of the beam is air, if any is.
          if (!(known >= gain)) gains[plane]![row * tileSize + y] = gain;
        }
      }
    }
  }
  const isAir = (gain: number) => gain > 0.85 && gain < 1.15;
  const drift = gains.map((plane) =>
    plane.map((gain) => (isAir(gain) && Math.abs(gain - 1) > drifted ? Math.log(gain) : 0)),
  );
  const dead = Uint8Array.from({ length: detectors }, (_, row) =>
    gains.some((plane) => !(plane[row]! > 0.02)) ? 1 : 0,
  );
  const opaqueLeft = opaqueBelow(noise.scatter, noise.airQuanta, noise.readout);
  const opaqueFrom = Math.min(curves.deepest, -Math.log(opaqueLeft - noise.scatter / 2));
  return { curves, depths, drift, dead, opaqueFrom };
}

/** What is left of the beam where scatter and 1.96 σ of noise could be all of it. */
function opaqueBelow(scatter: number, airQuanta: number, readout: number): number {
  let left = 2 * scatter;
  for (let i = 0; i < 8; i += 1) left = scatter + 1.96 * Math.sqrt(left / airQuanta + readout ** 2);
  return left;
}

interface CellSize {
  readonly region: Region;
  readonly cellColumns: number;
  readonly cellRows: number;
}

/** The pixels of each cell, added up. */
class CellSums {
  readonly #size: CellSize;
  readonly #columns: number;
  readonly #rows: number;
  readonly #live: Uint16Array;
  readonly #opaque: Uint16Array;
  readonly #missing: Uint16Array;
  readonly #steel: Float64Array;
  readonly #light: Float64Array;
  readonly #middle: Float64Array;
  readonly #excess: Float64Array;
  readonly #apart: Float64Array;

  constructor(size: CellSize) {
    this.#size = size;
    this.#columns = Math.ceil(size.region.width / size.cellColumns);
    this.#rows = Math.ceil(size.region.height / size.cellRows);
    const cells = this.#columns * this.#rows;
    this.#live = new Uint16Array(cells);
    this.#opaque = new Uint16Array(cells);
    this.#missing = new Uint16Array(cells);
    this.#steel = new Float64Array(cells);
    this.#light = new Float64Array(cells);
    this.#middle = new Float64Array(cells);
    this.#excess = new Float64Array(cells);
    this.#apart = new Float64Array(cells);
  }

  add(tile: Tile, at: { readonly x: number; readonly y: number }, reading: Reading): void {
    const { region, cellColumns, cellRows } = this.#size;
    const { curves, depths, drift, dead, opaqueFrom } = reading;
    const { planes, values } = tile;
    const [high, low] = [depths[0]!, depths[1] ?? depths[0]!];
    const left = Math.max(0, region.x - at.x);
    const right = Math.min(tile.width - 2 * tileApron, region.x + region.width - at.x);
    const top = Math.max(0, region.y - at.y);
    const bottom = Math.min(tile.height - 2 * tileApron, region.y + region.height - at.y);
    for (let y = top; y < bottom; y += 1) {
      const row = at.y + y;
      if (dead[row] === 1) continue;
      const driftHigh = drift[0]![row]!;
      const driftLow = (drift[1] ?? drift[0]!)[row]!;
      const cellRow = Math.floor((row - region.y) / cellRows) * this.#columns;
      let from = ((y + tileApron) * tile.width + tileApron + left) * planes;
      for (let x = left; x < right; x += 1, from += planes) {
        const cell = cellRow + Math.floor((at.x + x - region.x) / cellColumns);
        const counts = values[from]!;
        const lowCounts = planes > 1 ? values[from + 1]! : 0;
        // No detector gives 0 for every energy: the line never came.
        if (counts === 0 && lowCounts === 0) {
          this.#missing[cell]! += 1;
          continue;
        }
        this.#live[cell]! += 1;
        let depth = high[counts]! + driftHigh;
        const isOpaque = depth >= opaqueFrom;
        if (isOpaque) {
          this.#opaque[cell]! += 1;
          depth = opaqueFrom;
        }
        const step = Math.max(0, (depth - curves.from) * curves.perDepth);
        const floor = Math.min(curves.steel.length - 2, Math.floor(step));
        const share = step - floor;
        const pick = (table: Float64Array) => table[floor]! + share * (table[floor + 1]! - table[floor]!);
        this.#steel[cell]! += pick(curves.steel);
        this.#light[cell]! += pick(curves.light);
        this.#middle[cell]! += pick(curves.middle);
        if (planes < 2 || isOpaque) continue;
        const apart = pick(curves.lowApart);
        if (apart === 0) continue;
        this.#apart[cell]! += apart;
        this.#excess[cell]! += low[lowCounts]! + driftLow - pick(curves.lowSteel);
      }
    }
  }

  map(curves: MassCurves, linePitchMm: number, detectorPitchMm: number): MatterMap {
    const { region, cellColumns, cellRows } = this.#size;
    const mean = (sums: Float64Array) =>
      Float32Array.from(sums, (sum, cell) => (this.#live[cell]! > 0 ? sum / this.#live[cell]! : 0));
    const share = (counts: Uint16Array) =>
      Float32Array.from(counts, (count, cell) => {
        const known = this.#live[cell]! + this.#missing[cell]!;
        return known > 0 ? count / known : 0;
      });
    return {
      columns: this.#columns,
      rows: this.#rows,
      cellWidthMm: cellColumns * linePitchMm,
      cellHeightMm: cellRows * detectorPitchMm,
      cellColumns,
      cellRows,
      width: region.width,
      height: region.height,
      steel: mean(this.#steel),
      light: mean(this.#light),
      middle: mean(this.#middle),
      lightness: Float32Array.from(this.#apart, (apart, cell) => lightnessOf(this.#excess[cell]!, apart)),
      opaque: share(this.#opaque),
      missing: share(this.#missing),
      middleAt: curves.middleAt,
    };
  }
}

/** Noise may put a cell somewhat outside of what the two materials span; further out it is no such matter. */
const outside = 0.3;

function lightnessOf(excess: number, apart: number): number {
  if (!(apart > 0) || !Number.isFinite(excess)) return Number.NaN;
  return Math.min(1 + outside, Math.max(-outside, excess / apart));
}
