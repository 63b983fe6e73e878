/**
 * Random numbers that are a function of where they are used, not of how many were drawn before, so that any
 * block of lines has the same bytes however a scan is cut into blocks.
 */

/** Mixes two 32-bit words into one (the finaliser of MurmurHash3, Appleby, public domain, over a Weyl step). */
export function mix(a: number, b: number): number {
  let h = (a ^ Math.imul(b + 0x9e3779b9, 0x85ebca6b)) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** A stream of numbers in [0, 1) for laying out a scene; equal seeds give equal streams. */
export function randomStream(seed: number): () => number {
  let counter = 0;
  const start = mix(seed | 0, 0x5ce7e5);
  return () => {
    counter = (counter + 1) | 0;
    return (mix(start, counter) >>> 0) / 0x1_0000_0000;
  };
}

/**
 * The standard normal distribution at 65,536 equally likely points: indexed by 16 random bits it is a Gaussian
 * cut at ±4.2 σ, at the price of one look-up.
 */
export const gaussian: Float32Array = Float32Array.from({ length: 0x1_0000 }, (_, i) =>
  inverseNormal((i + 0.5) / 0x1_0000),
);

/** Acklam's rational approximation of the inverse normal distribution; relative error below 1.2e-9. */
function inverseNormal(p: number): number {
  if (p > 0.5) return -inverseNormal(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return (
      (((((-7.784894002430293e-3 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) *
        q +
        4.374664141464968) *
        q +
        2.938163982698783) /
      ((((7.784695709041462e-3 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) *
        q +
        1)
    );
  }
  const q = p - 0.5;
  const r = q * q;
  return (
    ((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
      30.66479806614716) *
      r +
      2.506628277459239) *
      q) /
    (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
      1)
  );
}
