import type { ScanGeometry } from '../drivers/scanner.ts';
import { tileSize } from './scan-picture.ts';

/** More lines than this are no scan: a kilometre at 8 mm. Bounds what a damaged number can make us allocate. */
export const maxLines = 131_072;
export const maxDetectors = 8192;
export const maxPlanes = 8;

/** Pixels along one side at `level`: halved and rounded up, `level` times. */
export function sizeAtLevel(size: number, level: number): number {
  return Math.ceil(size / 2 ** level);
}

/** Levels of a picture: full resolution, then halves until both sides fit one tile. */
export function levelCount(columns: number, rows: number): number {
  let levels = 1;
  while (Math.max(sizeAtLevel(columns, levels - 1), sizeAtLevel(rows, levels - 1)) > tileSize) levels++;
  return levels;
}

/**
 * Levels of a scan's picture. The expected lines count also when fewer came, so that the number does not change
 * under a viewer when the scan ends.
 */
export function scanLevelCount(geometry: ScanGeometry, columns: number): number {
  return levelCount(layoutColumns(geometry, columns), geometry.detectors);
}

/** Columns a picture is laid out for while it is received: those expected, or those there if they are more. */
export function layoutColumns(geometry: ScanGeometry, columns: number): number {
  return Math.max(columns, Math.min(geometry.expectedLines, maxLines));
}

/**
 * Columns known at `level` when `columns` are known at level 0: those whose source columns are all there, or
 * all of them once the scan is over.
 */
export function knownColumns(columns: number, level: number, over: boolean): number {
  return over ? sizeAtLevel(columns, level) : Math.floor(columns / 2 ** level);
}
