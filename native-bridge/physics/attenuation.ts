/**
 * How X-rays are weakened by matter.
 *
 * Mass attenuation coefficients μ/ρ in cm²/g at 1, 2, 3, 4 and 6 MeV: NIST, X-Ray Mass Attenuation Coefficients
 * (NISTIR 5632), as tabled for the elements and compounds below.
 */
const tableMeV = [1, 2, 3, 4, 6] as const;
const table = {
  polyethylene: [0.0726, 0.0506, 0.0405, 0.0344, 0.0276],
  water: [0.0707, 0.0494, 0.0397, 0.034, 0.0277],
  aluminium: [0.0615, 0.0432, 0.0354, 0.0311, 0.0266],
  iron: [0.06, 0.0427, 0.0362, 0.0331, 0.0306],
} as const;

export type Attenuator = keyof typeof table;
export const attenuators = [
  'polyethylene',
  'water',
  'aluminium',
  'iron',
] as const satisfies readonly Attenuator[];

/**
 * μ/ρ in cm²/g at `energyMeV`, interpolated in log-log as such tables are meant to be; the first and last
 * interval are continued beyond 1 and 6 MeV.
 */
export function massAttenuation(attenuator: Attenuator, energyMeV: number): number {
  const values = table[attenuator];
  let upper = 1;
  while (upper < tableMeV.length - 1 && energyMeV > tableMeV[upper]!) upper++;
  const lower = upper - 1;
  const share = Math.log(energyMeV / tableMeV[lower]!) / Math.log(tableMeV[upper]! / tableMeV[lower]!);
  return values[lower]! * (values[upper]! / values[lower]!) ** share;
}

/** One slice of a beam's spectrum: its energy, and its share of the detector's signal in air. */
export interface SpectralBin {
  readonly energyMeV: number;
  readonly weight: number;
}

/** Below this the flattening filter leaves next to nothing of the beam. */
const filteredBelowMeV = 1;
/** Enough for hardening to show: with four, 300 mm of steel is within 10 % of what forty give. */
const binsPerBeam = 4;

/**
 * The spectrum of a linac's beam as an energy-integrating detector weighs it, by end-point energy in MeV.
 * Kramers' rule (Phil. Mag. 46, 1923) for a thick target: the energy radiated per unit of photon energy falls
 * linearly to zero at the end point. A 6 MeV end point then acts like about 2.2 MeV in thin steel and hardens
 * with depth. Weights add up to 1.
 */
export function beamSpectrum(endPointMeV: number): readonly SpectralBin[] {
  const width = (endPointMeV - filteredBelowMeV) / binsPerBeam;
  if (!(width > 0)) return [{ energyMeV: endPointMeV, weight: 1 }];
  const bins = Array.from({ length: binsPerBeam }, (_, i) => {
    const energyMeV = filteredBelowMeV + (i + 0.5) * width;
    return { energyMeV, weight: endPointMeV - energyMeV };
  });
  const sum = bins.reduce((total, bin) => total + bin.weight, 0);
  return bins.map((bin) => ({ ...bin, weight: bin.weight / sum }));
}

/** Mass thickness along a ray, g/cm², by what attenuates like it. */
export type MassThickness = Partial<Record<Attenuator, number>>;

/** Beer–Lambert: the share of a beam's signal left behind `matter`, 0 to 1, without scatter. */
export function transmission(spectrum: readonly SpectralBin[], matter: MassThickness): number {
  let left = 0;
  for (const { energyMeV, weight } of spectrum) {
    let depth = 0;
    for (const attenuator of attenuators) {
      const thickness = matter[attenuator];
      if (thickness) depth += massAttenuation(attenuator, energyMeV) * thickness;
    }
    left += weight * Math.exp(-depth);
  }
  return left;
}
