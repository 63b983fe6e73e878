/** What the viewer is given: where a picture's tiles come from. It knows no server, no screen and no visit. */
export interface TileSource {
  readonly picture: PictureFacts;
  /** Resolves with a tile, its buffer given away. Rejects when it cannot be had; the viewer shows it as missing. */
  tile(address: TileAddress, signal: AbortSignal): Promise<Tile>;
  /** Calls back at once with how far the picture is, then whenever it grew or ended; returns the way to stop. */
  onProgress(listener: (progress: PictureProgress) => void): () => void;
}

export interface PictureFacts {
  readonly id: string;
  /** Rows of the picture at level 0. */
  readonly detectors: number;
  /** Columns the picture is expected to have, for the layout while it is received; at least the columns there are. */
  readonly expectedColumns: number;
  /** One 16-bit plane per energy, 1 or 2, highest energy first. */
  readonly energiesMeV: readonly number[];
  /** Size of a pixel at the object, mm. Pixels are not square in general: columns depend on the truck's speed. */
  readonly linePitchMm: number;
  readonly detectorPitchMm: number;
  /** Counts with nothing in the beam, and with no beam. */
  readonly airCounts: number;
  readonly darkCounts: number;
  /** Set for a picture that another program made, of which less is known. */
  readonly imported?: ImportedFacts | undefined;
  /** Where the scanner's source stood; left out where nobody said. The pitches hold at the lane's centre. */
  readonly fan?: FanFacts | undefined;
  /** How counts become matter; left out or null where nobody knows. */
  readonly calibration?: Calibration | null | undefined;
  readonly tileSize: number;
  readonly apron: number;
  readonly levels: number;
}

/** Level distances from the source, mm. */
export interface FanFacts {
  readonly sourceToLaneMm: number;
  readonly sourceToDetectorMm?: number | undefined;
}

export interface ImportedFacts {
  /** `attenuation`: more material makes larger counts. */
  readonly counts: 'transmission' | 'attenuation';
  /** Bits of a count: 8 or fewer were made for a screen. */
  readonly bitsStored: number;
  /** False: the pitches are assumed, and nothing may be said in mm. */
  readonly pitchKnown: boolean;
  /** False: the energies only count the planes. */
  readonly energyKnown: boolean;
}

/** What reference materials leave of the beam by their thickness, and how noisy the counts are. */
export interface Calibration {
  /** `measured` at the scanner with a step wedge, or worked out from a `model` of its beam. */
  readonly source: 'measured' | 'model';
  /** One for each material; steel always, and for colours the two others. */
  readonly curves: readonly CalibrationCurve[];
  readonly noise: DetectorNoise;
}

export interface CalibrationCurve {
  readonly material: 'polyethylene' | 'aluminium' | 'steel';
  /** g/cm², rising from 0. */
  readonly massThickness: readonly number[];
  /** For each plane, of each mass thickness: the share of the beam that is left, falling from 1. */
  readonly transmission: readonly (readonly number[])[];
}

/** All as shares of the counts in air above dark, but for `airQuanta`. */
export interface DetectorNoise {
  /** Quanta seen by a pixel in air. */
  readonly airQuanta: number;
  /** Electronic noise, rms. */
  readonly readout: number;
  /** Spread of the beam from column to column and plane to plane, relative, rms. */
  readonly pulse: number;
  /** Spread from row to row that air calibration leaves, relative, rms; the same in both planes. */
  readonly gain: number;
  /** Scattered light at most. */
  readonly scatter: number;
}

export interface PictureProgress {
  readonly columns: number;
  readonly state: 'receiving' | 'complete' | 'incomplete';
}

export interface TileAddress {
  readonly level: number;
  readonly column: number;
  readonly row: number;
}

/** Width and height include the apron; values are row by row with the planes interleaved. */
export interface Tile {
  readonly width: number;
  readonly height: number;
  readonly planes: number;
  readonly values: Uint16Array<ArrayBuffer>;
  /**
   * Picture columns known, at this tile's level, when the tile was made; values of later columns are 0. While the
   * picture is received a column counts when all the columns it is made from are there.
   */
  readonly columns: number;
  /** False while the tile may still grow; true for every tile of a picture that has ended. */
  readonly final: boolean;
}
