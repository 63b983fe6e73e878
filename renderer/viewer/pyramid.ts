import type { PictureFacts, PictureProgress, TileAddress } from './tile-source.ts';
import { type Layout, type Placement, type Size, visibleRectangle } from './view.ts';

/** Which level a placement needs, which tiles lie on the canvas, and in which order they are wanted. */

/** Tiles `columnFrom ≤ column < columnTo`, `rowFrom ≤ row < rowTo` of a level. */
export interface TileRange {
  readonly level: number;
  readonly columnFrom: number;
  readonly columnTo: number;
  readonly rowFrom: number;
  readonly rowTo: number;
}

/** What the tiles of a picture are cut from; `columns` as laid out now. */
export type Pyramid = Pick<PictureFacts, 'tileSize' | 'levels'> & Layout;

/** While a picture is received it is laid out at its expected length, afterwards at the length it came to. */
export function pyramidOf(facts: PictureFacts, progress: PictureProgress | null): Pyramid {
  const ended = progress !== null && progress.state !== 'receiving';
  const columns = ended ? progress.columns : Math.max(facts.expectedColumns, progress?.columns ?? 0);
  return {
    columns: Math.max(1, columns),
    rows: facts.detectors,
    linePitchMm: facts.linePitchMm,
    detectorPitchMm: facts.detectorPitchMm,
    tileSize: facts.tileSize,
    levels: facts.levels,
  };
}

/**
 * The coarsest level that still has a texel for each device pixel along the more magnified axis, but not finer
 * than what `capacity` tiles can hold beside the coarsest level.
 */
export function neededLevel(pyramid: Pyramid, placement: Placement, size: Size, capacity: number): number {
  const coarsest = pyramid.levels - 1;
  const natural = Math.floor(-Math.log2(Math.max(placement.scaleX, placement.scaleY)) + 1e-9);
  let level = Math.min(coarsest, Math.max(0, natural));
  while (level < coarsest && countOf(visibleTiles(pyramid, placement, size, level)) > capacity - 4)
    level += 1;
  return level;
}

export function visibleTiles(pyramid: Pyramid, placement: Placement, size: Size, level: number): TileRange {
  const seen = visibleRectangle(pyramid, placement, size);
  const side = pyramid.tileSize * 2 ** level;
  if (seen.width <= 0 || seen.height <= 0) {
    return { level, columnFrom: 0, columnTo: 0, rowFrom: 0, rowTo: 0 };
  }
  return {
    level,
    columnFrom: Math.floor(seen.x / side),
    columnTo: Math.ceil((seen.x + seen.width) / side),
    rowFrom: Math.floor(seen.y / side),
    rowTo: Math.ceil((seen.y + seen.height) / side),
  };
}

export function countOf(range: TileRange): number {
  return (range.columnTo - range.columnFrom) * (range.rowTo - range.rowFrom);
}

export function* addressesOf(range: TileRange): Generator<TileAddress> {
  for (let row = range.rowFrom; row < range.rowTo; row += 1) {
    for (let column = range.columnFrom; column < range.columnTo; column += 1) {
      yield { level: range.level, column, row };
    }
  }
}

/** The tile one level up that covers this one. */
export function parentOf(address: TileAddress): TileAddress {
  return { level: address.level + 1, column: address.column >> 1, row: address.row >> 1 };
}

export function keyOf(address: TileAddress): string {
  return `${address.level}/${address.column}/${address.row}`;
}

/** Pixels of a level along one axis of `length` pixels at level 0. */
export function lengthAt(length: number, level: number): number {
  return Math.ceil(length / 2 ** level);
}

/**
 * Every tile the placement wants, most wanted first: the overview on the canvas (so that something is there at once),
 * the needed level from the middle outwards, then a ring of one tile around it.
 * Tiles that begin beyond `received` columns are left out; null means that this is not known yet.
 */
export function wantedTiles(
  pyramid: Pyramid,
  placement: Placement,
  size: Size,
  level: number,
  received: number | null,
): TileAddress[] {
  const overview = visibleTiles(pyramid, placement, size, pyramid.levels - 1);
  const visible = visibleTiles(pyramid, placement, size, level);
  const tiles = [
    ...addressesOf(overview),
    ...fromTheMiddle(pyramid, placement, size, visible),
    ...fromTheMiddle(pyramid, placement, size, ringOf(pyramid, visible)),
  ];
  const seen = new Set<string>();
  return tiles.filter((address) => {
    const key = keyOf(address);
    const begins = address.column * pyramid.tileSize * 2 ** address.level;
    if (seen.has(key) || (received !== null && begins >= received)) return false;
    seen.add(key);
    return true;
  });
}

function fromTheMiddle(pyramid: Pyramid, placement: Placement, size: Size, range: TileRange): TileAddress[] {
  const side = pyramid.tileSize * 2 ** range.level;
  const away = ({ column, row }: TileAddress) =>
    Math.hypot(
      placement.originX + (column + 0.5) * side * placement.scaleX - size.width / 2,
      placement.originY + (row + 0.5) * side * placement.scaleY - size.height / 2,
    );
  return [...addressesOf(range)]
    .map((address) => ({ address, away: away(address) }))
    .sort((a, b) => a.away - b.away)
    .map(({ address }) => address);
}

function ringOf(pyramid: Pyramid, range: TileRange): TileRange {
  if (countOf(range) === 0) return range;
  const side = pyramid.tileSize * 2 ** range.level;
  return {
    level: range.level,
    columnFrom: Math.max(0, range.columnFrom - 1),
    columnTo: Math.min(Math.ceil(pyramid.columns / side), range.columnTo + 1),
    rowFrom: Math.max(0, range.rowFrom - 1),
    rowTo: Math.min(Math.ceil(pyramid.rows / side), range.rowTo + 1),
  };
}
