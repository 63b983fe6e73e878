/**
 * A picture as matter: the attenuation −ln T of each pixel, which adds up along the ray and does not depend on how
 * bright a scanner's air is. Row by row; NaN where the pixel is missing.
 */
export interface Field {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
  /** Size of a pixel at the object, mm. */
  readonly columnMm: number;
  readonly rowMm: number;
}

/** What counts mean: those of air and of no beam, and whether more matter makes more of them. */
export interface Counts {
  readonly air: number;
  readonly dark: number;
  readonly rising: boolean;
}

/** Behind more matter than this nothing is told apart: a thousandth of the beam is left. */
export const deepest = Math.log(1000);

/** −ln T of a count, 0 in air, at most `deepest`; of a picture that is attenuation already, its share of the range. */
export function attenuationOf(count: number, { air, dark, rising }: Counts): number {
  if (rising) return deepest * Math.min(1, Math.max(0, count / 65_535));
  const left = (count - dark) / (air - dark);
  return Math.min(deepest, -Math.log(Math.max(left, 1e-3)));
}

/** Replaces counts by attenuation, in place. */
export function toAttenuation(counts: Float32Array, meaning: Counts): Float32Array {
  for (let at = 0; at < counts.length; at += 1) counts[at] = attenuationOf(counts[at]!, meaning);
  return counts;
}
