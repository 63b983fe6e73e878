import type { PictureFacts } from '../tile-source.ts';
import type { Point, Rectangle } from '../view.ts';

/**
 * How far two places (columns, rows) are apart. Millimetres hold in the plane that the scanner's pitches are given for:
 * rows come from a fan of rays, so what stands nearer to the source is drawn taller than it is there, and what stands
 * further away smaller; columns come from the truck's travel and are not magnified. Null where the pitches are not known.
 */
export function lengthBetween(from: Point, to: Point, picture: PictureFacts): Length {
  const columns = Math.abs(to.x - from.x);
  const rows = Math.abs(to.y - from.y);
  if (picture.imported?.pitchKnown === false) return { columns, rows, mm: null };
  const across = columns * picture.linePitchMm;
  const down = rows * picture.detectorPitchMm;
  return { columns, rows, mm: { across, down, straight: Math.hypot(across, down) } };
}

export interface Length {
  readonly columns: number;
  readonly rows: number;
  readonly mm: { readonly across: number; readonly down: number; readonly straight: number } | null;
}

/** The whole pixels between two corners, those under the corners included. */
export function pixelsBetween(from: Point, to: Point): Rectangle {
  const x = Math.floor(Math.min(from.x, to.x));
  const y = Math.floor(Math.min(from.y, to.y));
  return {
    x,
    y,
    width: Math.floor(Math.max(from.x, to.x)) + 1 - x,
    height: Math.floor(Math.max(from.y, to.y)) + 1 - y,
  };
}

/** Values that a profile from one place to another has: one a pixel, but no more than a chart can show. */
export function samplesBetween(from: Point, to: Point): number {
  const pixels = Math.ceil(Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y))) + 1;
  return Math.min(mostSamples, Math.max(2, pixels));
}

const mostSamples = 512;
