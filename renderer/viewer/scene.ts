import {
  addressesOf,
  countOf,
  lengthAt,
  neededLevel,
  type Pyramid,
  parentOf,
  visibleTiles,
} from './pyramid.ts';
import type { PictureProgress, TileAddress } from './tile-source.ts';
import type { TileStore, UploadedTile } from './tile-store.ts';
import type { Placement, Size } from './view.ts';

/**
 * What is painted where: the canvas cut into cells that cover the visible picture exactly once, each taken from its
 * tile, from the finest coarser tile there is, or from a pattern that says why there are no pixels.
 */
export interface Scene {
  readonly level: number;
  readonly pixels: readonly PixelCell[];
  readonly patterns: readonly PatternCell[];
  readonly fidelity: Fidelity;
  /** Every cell shows the needed level as far as the picture is received. */
  readonly sharp: boolean;
  /** Cells that wait for a tile; one that failed does not count. */
  readonly pending: number;
}

/** How much of the picture there is to judge by. */
export type Fidelity = 'receiving' | 'overview' | 'full' | 'incomplete';

/** Edges on the canvas, device pixels. */
export interface Edges {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** An area painted from a tile. A texel's centre is at .5; the tile's first texel, apron included, is 0. */
export interface PixelCell extends Edges {
  readonly slot: number;
  /** Where the tile's texel (0, 0) begins on the canvas, and texels per device pixel. */
  readonly texelX: number;
  readonly texelY: number;
  readonly texelsPerPxX: number;
  readonly texelsPerPxY: number;
  /** First and last texels that hold picture. */
  readonly firstX: number;
  readonly firstY: number;
  readonly lastX: number;
  readonly lastY: number;
}

/** `loading`: on its way. `not-received`: the scanner has not sent it. `missing`: it could not be had. */
export interface PatternCell extends Edges {
  readonly pattern: 'loading' | 'not-received' | 'missing';
  /** Over pixels of a coarser level: lets them show through. */
  readonly over: boolean;
}

export interface SceneInput {
  readonly pyramid: Pyramid;
  readonly apron: number;
  readonly placement: Placement;
  readonly size: Size;
  readonly capacity: number;
  readonly store: Pick<TileStore, 'uploaded' | 'isMissing' | 'isCurrent'>;
  /** Null until the source said how far the picture is. */
  readonly progress: PictureProgress | null;
}

export function sceneOf(input: SceneInput): Scene {
  const { pyramid, placement, size, store, progress } = input;
  const level = neededLevel(pyramid, placement, size, input.capacity);
  const range = visibleTiles(pyramid, placement, size, level);
  const pixels: PixelCell[] = [];
  const patterns: PatternCell[] = [];
  const received = progress?.columns ?? pyramid.columns;
  let pending = 0;
  let missing = 0;
  for (const address of addressesOf(range)) {
    const edges = edgesOf(input, address);
    const begins = address.column * pyramid.tileSize * 2 ** level;
    if (begins >= received) {
      patterns.push({ ...edges, pattern: 'not-received', over: false });
      continue;
    }
    const failed = store.isMissing(address);
    if (failed) missing += 1;
    else if (!store.isCurrent(address)) pending += 1;
    const from = finest(store, address, pyramid.levels);
    if (!from) {
      const boundary = clampTo(edges, placement.originX + received * placement.scaleX);
      patterns.push({ ...edges, right: boundary, pattern: failed ? 'missing' : 'loading', over: false });
      if (boundary < edges.right) {
        patterns.push({ ...edges, left: boundary, pattern: 'not-received', over: false });
      }
      continue;
    }
    const known = Math.min(from.tile.columns * 2 ** from.address.level, received);
    const boundary =
      known >= pyramid.columns ? edges.right : clampTo(edges, placement.originX + known * placement.scaleX);
    if (boundary > edges.left) {
      const cell = { ...edges, right: boundary };
      pixels.push(pixelCell(input, cell, from.address, from.tile));
      if (failed) patterns.push({ ...cell, pattern: 'missing', over: true });
    }
    if (boundary < edges.right)
      patterns.push({ ...edges, left: boundary, pattern: 'not-received', over: false });
  }
  const sharp = pending + missing === 0 && countOf(range) > 0;
  return { level, pixels, patterns, sharp, pending, fidelity: fidelityOf(progress, sharp, missing) };
}

function fidelityOf(progress: PictureProgress | null, sharp: boolean, missing: number): Fidelity {
  if (progress?.state === 'receiving') return 'receiving';
  if (progress?.state === 'incomplete' || missing > 0) return 'incomplete';
  return progress && sharp ? 'full' : 'overview';
}

function finest(
  store: SceneInput['store'],
  address: TileAddress,
  levels: number,
): { address: TileAddress; tile: UploadedTile } | null {
  for (let at = address; at.level < levels; at = parentOf(at)) {
    const tile = store.uploaded(at);
    if (tile) return { address: at, tile };
  }
  return null;
}

/** The tile's area on the canvas, cut at the picture's edge. Neighbours get the same edge to the last bit. */
function edgesOf({ pyramid, placement }: SceneInput, { level, column, row }: TileAddress): Edges {
  const side = pyramid.tileSize * 2 ** level;
  const x = (at: number) => placement.originX + Math.min(at * side, pyramid.columns) * placement.scaleX;
  const y = (at: number) => placement.originY + Math.min(at * side, pyramid.rows) * placement.scaleY;
  return { left: x(column), right: x(column + 1), top: y(row), bottom: y(row + 1) };
}

function pixelCell(input: SceneInput, edges: Edges, address: TileAddress, tile: UploadedTile): PixelCell {
  const { pyramid, placement, apron } = input;
  const shrink = 2 ** address.level;
  const texelColumn = address.column * pyramid.tileSize - apron;
  const texelRow = address.row * pyramid.tileSize - apron;
  const lastOf = (length: number, first: number, stored: number) => Math.min(stored, length - first) - 1;
  return {
    ...edges,
    slot: tile.slot,
    texelX: placement.originX + texelColumn * shrink * placement.scaleX,
    texelY: placement.originY + texelRow * shrink * placement.scaleY,
    texelsPerPxX: 1 / (shrink * placement.scaleX),
    texelsPerPxY: 1 / (shrink * placement.scaleY),
    firstX: address.column === 0 ? apron : 0,
    firstY: address.row === 0 ? apron : 0,
    lastX: lastOf(Math.min(tile.columns, lengthAt(pyramid.columns, address.level)), texelColumn, tile.width),
    lastY: lastOf(lengthAt(pyramid.rows, address.level), texelRow, tile.height),
  };
}

function clampTo(edges: Edges, x: number): number {
  return Math.min(edges.right, Math.max(edges.left, x));
}
