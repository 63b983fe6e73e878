import { attenuators, beamSpectrum, massAttenuation } from '../../physics/attenuation.ts';
import type { Fan } from './fan.ts';
import { gaussian, mix, randomStream } from './noise.ts';
import type { SliceMass } from './solids.ts';

export interface DetectorSettings {
  readonly energiesMeV: readonly number[];
  readonly airCounts: number;
  readonly darkCounts: number;
  readonly seed: number;
  /** False gives the expected counts: no quantum noise, jitter or faulty detectors. */
  readonly noise: boolean;
}

/** Light scattered within the truck, as a share of what the truck took out of the beam: a veil over a column. */
const scatterShare = 2.5e-4;
/** Quanta seen per detector and pulse in air: 0.4 % noise, as large scintillator pixels have. */
const airQuanta = 60_000;
/** Electronic noise, counts rms. */
const readoutNoise = 2;
/** Pulse-to-pulse spread of a linac's output, left after the reference detector's correction. */
const pulseJitter = 0.004;
/** Spread of detector gains left after air calibration. */
const gainSpread = 0.002;

/**
 * Turns mass thickness into counts for one line, plane after plane. Quantum noise is Poisson's, by its Gaussian
 * limit: even behind 300 mm of steel tens of quanta remain, and dark counts keep the lower tail positive.
 */
export function detectorArray(fan: Fan, settings: DetectorSettings) {
  const { detectors } = fan;
  const { energiesMeV, airCounts, darkCounts, seed, noise } = settings;
  const signal = airCounts - darkCounts;
  const countsPerQuantum = signal / airQuanta;
  const beams = energiesMeV.map((energy) =>
    beamSpectrum(energy).map(({ energyMeV, weight }) => ({
      weight,
      mu: attenuators.map((attenuator) => massAttenuation(attenuator, energyMeV)),
    })),
  );
  const gains = noise ? detectorGains(detectors, seed) : undefined;
  const left = energiesMeV.map(() => new Float64Array(detectors));

  /** Beer–Lambert for the whole line, spread over neighbours as the scintillator's light is. */
  function transmit(mass: SliceMass): void {
    const [t0, t1, t2, t3] = mass as [Float64Array, Float64Array, Float64Array, Float64Array];
    for (const [plane, bins] of beams.entries()) {
      const share = left[plane]!;
      for (let d = 0; d < detectors; d++) {
        const a = t0[d]!;
        const b = t1[d]!;
        const c = t2[d]!;
        const e = t3[d]!;
        if (a === 0 && b === 0 && c === 0 && e === 0) {
          share[d] = 1;
          continue;
        }
        let sum = 0;
        for (const { weight, mu } of bins) {
          // A hollow wider than its shell by rounding would otherwise amplify the beam.
          const depth = Math.max(0, mu[0]! * a + mu[1]! * b + mu[2]! * c + mu[3]! * e);
          sum += weight * Math.exp(-depth);
        }
        share[d] = sum;
      }
      let before = share[0]!;
      for (let d = 0; d < detectors - 1; d++) {
        const own = share[d]!;
        share[d] = 0.1 * before + 0.8 * own + 0.1 * share[d + 1]!;
        before = own;
      }
    }
  }

  /** Counts of the last line given to `transmit`, as little-endian 16-bit values. `into` holds planes × detectors. */
  function expose(line: number, into: Uint16Array): void {
    const lineKey = mix(seed, line);
    for (let plane = 0; plane < left.length; plane++) {
      const share = left[plane]!;
      let taken = 0;
      for (let d = 0; d < detectors; d++) taken += 1 - share[d]!;
      const scatter = (scatterShare * taken) / detectors;
      const base = plane * detectors;
      if (!gains) {
        for (let d = 0; d < detectors; d++)
          into[base + d] = Math.round(darkCounts + signal * (share[d]! + scatter));
        continue;
      }
      const planeKey = mix(lineKey, plane);
      const pulse = signal * (1 + pulseJitter * gaussian[planeKey >>> 16]!);
      for (let d = 0; d < detectors; d++) {
        const expected = pulse * gains[d]! * (share[d]! + scatter);
        const sigma = Math.sqrt(expected * countsPerQuantum + readoutNoise * readoutNoise);
        const counts = darkCounts + expected + sigma * gaussian[mix(planeKey, d) >>> 16]!;
        into[base + d] = counts < 0 ? 0 : counts > 65535 ? 65535 : counts + 0.5;
      }
    }
  }

  return { transmit, expose };
}

/** Gains after air calibration: a small spread, one dead detector and two that drifted since. */
function detectorGains(detectors: number, seed: number): Float64Array {
  const random = randomStream(mix(seed, 0x6a1));
  const gains = Float64Array.from(
    { length: detectors },
    () => 1 + gainSpread * gaussian[Math.floor(random() * 65536)]!,
  );
  const somewhere = () => Math.floor(random() * detectors);
  gains[somewhere()] = 0;
  gains[somewhere()] = 0.93;
  gains[somewhere()] = 1.04;
  return gains;
}
