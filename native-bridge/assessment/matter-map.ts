/**
 * A picture as matter, in square cells of some 32 mm: small enough to see a wall, coarse enough that every picture, however
 * large, comes to some 100,000 of them. Row 0 is the top, column 0 the front of the scan.
 */
export interface MatterMap {
  readonly columns: number;
  readonly rows: number;
  /** Size of a cell at the plane that the scanner's pixel pitch is said for, mm. */
  readonly cellWidthMm: number;
  readonly cellHeightMm: number;
  /** Pixels of the picture in a cell, across and down. */
  readonly cellColumns: number;
  readonly cellRows: number;
  /** Of the picture, pixels. */
  readonly width: number;
  readonly height: number;
  /** Mean mass thickness of each cell, g/cm², row by row, if its matter were steel. */
  readonly steel: Float32Array;
  /** The same if it were the lightest reference material. */
  readonly light: Float32Array;
  /** The same if it were aluminium: of what two energies take for something between the two, the heaviest. */
  readonly middle: Float32Array;
  /** 0 steel, 1 the lightest, as two energies tell; NaN where they do not. */
  readonly lightness: Float32Array;
  /** Share of a cell's pixels that the beam did not come through: they weigh what they are above at least. */
  readonly opaque: Float32Array;
  /** Share of a cell's pixels that nothing is known of: lines that are missing. */
  readonly missing: Float32Array;
  /** See `MassCurves.middleAt`; null where only one energy or no aluminium was calibrated. */
  readonly middleAt: number | null;
}

/** A part of the map, in cells, half-open. */
export interface Cells {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function wholeOf(map: MatterMap): Cells {
  return { left: 0, top: 0, right: map.columns, bottom: map.rows };
}

/** Of a cell, g/cm², with what cannot be known of it. */
export interface CellMass {
  readonly mass: number;
  /** Half of the span between the lightest and the heaviest matter that leaves the same of both energies. */
  readonly material: number;
}

/** Thinner matter is too thin for two energies to tell: it is taken for half light, half steel. */
const tellingMass = 3;

/**
 * What a cell weighs. Mixed of the lightest and steel it is the chord between the two; the same reading may be all
 * aluminium, which is heavier: the truth lies between, and the middle is said.
 */
export function massAt(map: MatterMap, cell: number): CellMass {
  const steel = map.steel[cell]!;
  const light = map.light[cell]!;
  const share = map.lightness[cell]!;
  if (Number.isNaN(share) || steel < tellingMass) {
    return { mass: (steel + light) / 2, material: Math.abs(steel - light) / 2 };
  }
  const chord = steel + share * (light - steel);
  const heaviest = throughMiddle(map, cell, share);
  return { mass: (chord + heaviest) / 2, material: Math.abs(heaviest - chord) / 2 };
}

/** From steel by way of aluminium to the lightest. */
function throughMiddle(map: MatterMap, cell: number, share: number): number {
  const { middleAt } = map;
  const steel = map.steel[cell]!;
  const light = map.light[cell]!;
  if (middleAt === null) return steel + share * (light - steel);
  const middle = map.middle[cell]!;
  return share <= middleAt
    ? steel + (share / middleAt) * (middle - steel)
    : middle + ((share - middleAt) / (1 - middleAt)) * (light - middle);
}
