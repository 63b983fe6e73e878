import { BridgeError } from '../errors.ts';
import { sizeAtLevel } from './picture-size.ts';
import {
  type PictureInfo,
  type ScanPicture,
  type TileAddress,
  type TileBody,
  tileApron,
  tileSize,
} from './scan-picture.ts';
import { openPlaneTiff, type PlaneTiff, scanFileError } from './tiff-reader.ts';
import {
  clamp,
  emptyTile,
  isLevel,
  type LevelSize,
  outOfRange,
  type TileWindow,
  tileWindow,
} from './tile-body.ts';
import type { TileCache } from './tile-cache.ts';

/**
 * A picture over the archived files of a scan, one per energy in any order, in the thread that calls.
 * Throws BridgeError SCAN_FILE_MISSING or SCAN_FILE_DAMAGED.
 */
export async function openArchivePicture(
  files: readonly string[],
  cache: TileCache,
): Promise<ArchivePicture> {
  const opened = await Promise.allSettled(files.map(openPlaneTiff));
  const planes = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  try {
    for (const result of opened) if (result.status === 'rejected') throw result.reason;
    return new ArchivePicture(planesOfOneScan(planes), cache);
  } catch (error) {
    await Promise.all(planes.map((plane) => plane.close()));
    throw error;
  }
}

export class ArchivePicture implements ScanPicture {
  readonly #planes: readonly PlaneTiff[];
  readonly #cache: TileCache;
  readonly #info: PictureInfo;
  readonly #underWay = new Set<Promise<TileBody>>();

  constructor(planes: readonly PlaneTiff[], cache: TileCache) {
    const { description, levels } = planes[0]!;
    const { scanId, geometry, lines, defects } = description;
    this.#planes = planes;
    this.#cache = cache;
    const state = defects.length === 0 ? 'complete' : 'incomplete';
    this.#info = { scanId, geometry, columns: lines, state, levels };
  }

  info(): PictureInfo {
    return this.#info;
  }

  /** An archive does not change. */
  refresh(): Promise<PictureInfo> {
    return Promise.resolve(this.#info);
  }

  async tile(address: TileAddress, signal?: AbortSignal): Promise<TileBody> {
    signal?.throwIfAborted();
    const tile = this.#tile(address);
    this.#underWay.add(tile);
    try {
      return await tile;
    } finally {
      this.#underWay.delete(tile);
    }
  }

  /** Closes the files once the tiles under way are done. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#underWay);
    for (const plane of this.#planes) this.#cache.forget(plane);
    await Promise.all(this.#planes.map((plane) => plane.close()));
  }

  async #tile(address: TileAddress): Promise<TileBody> {
    const { columns, geometry, levels } = this.#info;
    if (!isLevel(address.level, levels)) throw outOfRange(address);
    const known = sizeAtLevel(columns, address.level);
    const rows = sizeAtLevel(geometry.detectors, address.level);
    const level = { columns: known, known, rows, planes: this.#planes.length };
    const window = tileWindow(level, address);
    const { bytes, values } = emptyTile(window, level, true);
    await Promise.all(
      this.#planes.map((plane, index) => this.#fill(values, plane, index, address, window, level)),
    );
    return { bytes, final: true };
  }

  /** The tile's own pixels and, from its up to eight neighbours, the apron. */
  async #fill(
    values: Uint16Array,
    plane: PlaneTiff,
    index: number,
    address: TileAddress,
    window: TileWindow,
    level: LevelSize,
  ): Promise<void> {
    const columns = bands(window.left, window.width, level.columns);
    const rows = bands(window.top, window.height, level.rows);
    const copies = rows.flatMap((row) => columns.map((column) => ({ row, column })));
    await Promise.all(
      copies.map(async ({ row, column }) => {
        const tile = await this.#cache.get(plane, address.level, column.tile, row.tile);
        for (let y = 0; y < row.length; y++) {
          let from = (row.inTile + y) * tileSize + column.inTile;
          let to = ((row.at + y) * window.width + column.at) * level.planes + index;
          for (let x = 0; x < column.length; x++, from++, to += level.planes) values[to] = tile[from]!;
        }
      }),
    );
  }
}

/** A run of pixels along one side: where it goes in the tile with its apron, and from which stored tile it comes. */
interface Band {
  readonly at: number;
  readonly length: number;
  readonly tile: number;
  readonly inTile: number;
}

/** The apron before, the tile itself and the apron behind; at the picture's edge the apron is the edge again. */
function bands(start: number, length: number, size: number): Band[] {
  const inner = length - 2 * tileApron;
  const band = (at: number, length: number): Band => {
    const from = clamp(start + at, size);
    return { at, length, tile: Math.floor(from / tileSize), inTile: from % tileSize };
  };
  return [band(0, tileApron), band(tileApron, inner), band(tileApron + inner, tileApron)];
}

/** In the order of the geometry's energies. */
function planesOfOneScan(planes: readonly PlaneTiff[]): readonly PlaneTiff[] {
  const sorted = [...planes].sort((a, b) => a.description.plane - b.description.plane);
  const first = sorted[0];
  if (first === undefined) {
    throw new BridgeError(
      'SCAN_FILE_MISSING',
      'The scan has no archived file: bring it back from a backup.',
      {
        details: { path: '–' },
      },
    );
  }
  const { scanId, lines, geometry, defects } = first.description;
  const common = JSON.stringify([scanId, lines, geometry, defects]);
  for (const [index, { path, description: d }] of sorted.entries()) {
    if (JSON.stringify([d.scanId, d.lines, d.geometry, d.defects]) !== common || d.plane !== index) {
      throw scanFileError(path, new Error('it belongs to another scan'));
    }
  }
  if (sorted.length !== geometry.energiesMeV.length) {
    throw scanFileError(first.path, new Error('the file of another energy is missing'));
  }
  return sorted;
}
