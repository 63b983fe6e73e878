/** Where a scanner's source stands to its lane and its detectors, level, mm. */
export interface FanDistances {
  /** To the middle of the lane, the plane that a scan's pixel pitches hold in. */
  readonly sourceToLaneMm: number;
  /** Absent where nobody said. */
  readonly sourceToDetectorMm?: number;
}

/** A truck passes between source and detectors; bounds what a file may hold. */
export const [nearestSourceMm, farthestSourceMm] = [2_000, 100_000];

/** Why these distances are none, as a part of a sentence; null when they are some. */
export function fanMistake({ sourceToLaneMm, sourceToDetectorMm }: FanDistances): string | null {
  const possible = (mm: number) => mm >= nearestSourceMm && mm <= farthestSourceMm;
  if (!possible(sourceToLaneMm)) return 'the lane’s distance from the source is out of range';
  if (sourceToDetectorMm === undefined) return null;
  if (!possible(sourceToDetectorMm)) return 'the detectors’ distance from the source is out of range';
  return sourceToDetectorMm < sourceToLaneMm ? 'the detectors must stand behind the lane' : null;
}
