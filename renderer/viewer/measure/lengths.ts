import type { PictureFacts } from '../tile-source.ts';
import type { Point, Rectangle } from '../view.ts';

/**
 * How far two places (columns, rows) are apart. Millimetres hold in the plane that the scanner's pitches are given for,
 * the lane's centre where the scanner's distances are configured: rows come from a fan of rays, so what stands nearer to
 * the source is drawn taller than it is there, and what stands further away smaller (`lengthAcross` says by how much);
 * columns come from the truck's travel, a pitch of speed / line rate, and are not magnified. Null where the pitches are
 * not known.
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

/**
 * What a length is that does not lie at the lane's centre but at either side of a truck in the middle of it. By similar
 * triangles a pixel's ray is pitch × distance / (source to lane) high at a distance from the source, so heights there are
 * off by (half the truck) / (source to lane), and nothing along the travel (derived). Null without the scanner's distances,
 * or without millimetres.
 */
export function lengthAcross({ mm }: Length, { fan }: PictureFacts): LengthAcross | null {
  if (fan === undefined || mm === null) return null;
  const { sourceToLaneMm, sourceToDetectorMm } = fan;
  const share = truckWidthMm / 2 / sourceToLaneMm;
  return {
    sourceToLaneMm,
    magnification: sourceToDetectorMm === undefined ? null : sourceToDetectorMm / sourceToLaneMm,
    perMetre: 1000 / sourceToLaneMm,
    share,
    nearestMm: Math.hypot(mm.across, mm.down * (1 - share)),
    farthestMm: Math.hypot(mm.across, mm.down * (1 + share)),
  };
}

export interface LengthAcross {
  readonly sourceToLaneMm: number;
  /** Of the lane's centre at the detectors; null where nobody said where those are. */
  readonly magnification: number | null;
  /** By what part heights are off for each metre nearer or further. */
  readonly perMetre: number;
  /** By what part heights are off at the truck's sides. */
  readonly share: number;
  /** The length at the truck's side towards the source, and at the other. */
  readonly nearestMm: number;
  readonly farthestMm: number;
}

/** What a truck may be wide on the road: 2.55 m (Directive 96/53/EC, annex I, 1.2). */
export const truckWidthMm = 2550;

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
