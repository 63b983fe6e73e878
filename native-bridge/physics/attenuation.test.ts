import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attenuators, beamSpectrum, massAttenuation, transmission } from './attenuation.ts';

const steelDensity = 7.87;
const mono = (energyMeV: number) => [{ energyMeV, weight: 1 }];
const steel = (mm: number) => ({ iron: (steelDensity * mm) / 10 });

describe('the attenuation table', () => {
  it.each([
    [1, 14.7],
    [2, 20.6],
    [3, 24.3],
    [4, 26.6],
    [6, 28.8],
  ])('at %d MeV half of the beam is left behind %d mm of steel', (energy, mm) => {
    expect(transmission(mono(energy), steel(mm))).toBeCloseTo(0.5, 2);
  });

  it('leaves about 26 of 65,535 counts behind 300 mm of steel at an effective 4 MeV', () => {
    expect(65_535 * transmission(mono(4), steel(300))).toBeCloseTo(26.5, 0);
  });

  it('separates organic from steel by the ratio of two energies as the table says', () => {
    const ratio = (attenuator: (typeof attenuators)[number]) =>
      massAttenuation(attenuator, 3) / massAttenuation(attenuator, 1);
    expect(ratio('polyethylene')).toBeCloseTo(0.557, 2);
    expect(ratio('water')).toBeCloseTo(0.561, 2);
    expect(ratio('aluminium')).toBeCloseTo(0.576, 3);
    expect(ratio('iron')).toBeCloseTo(0.604, 2);
  });

  it('is between its neighbours at every energy between the tabled ones', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...attenuators),
        fc.double({ min: 1, max: 6, noNaN: true }),
        (name, energy) => {
          const value = massAttenuation(name, energy);
          expect(value).toBeLessThanOrEqual(massAttenuation(name, 1) * (1 + 1e-12));
          expect(value).toBeGreaterThanOrEqual(massAttenuation(name, 6) * (1 - 1e-12));
        },
      ),
    );
    expect(massAttenuation('iron', 2)).toBeCloseTo(0.0427, 10);
    // Half-way in log-log between 2 and 4 MeV of water would be 0.0410; the table's 3 MeV is 0.0397.
    expect(massAttenuation('water', Math.sqrt(6))).toBeCloseTo(Math.sqrt(0.0494 * 0.0397), 4);
  });
});

describe('a beam', () => {
  it('gives its whole signal in air', () => {
    for (const energy of [2.5, 3.5, 4, 6, 9])
      expect(transmission(beamSpectrum(energy), {})).toBeCloseTo(1, 12);
  });

  it('with a 6 MeV end point acts like 1.5 to 2.5 MeV in thin steel', () => {
    const effective = -Math.log(transmission(beamSpectrum(6), steel(5))) / (steelDensity * 0.5);
    expect(effective).toBeLessThan(massAttenuation('iron', 1.5));
    expect(effective).toBeGreaterThan(massAttenuation('iron', 2.5));
  });

  it('hardens with depth: each further centimetre takes a smaller share', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), fc.constantFrom(3.5, 4, 6), (mm, energy) => {
        const beam = beamSpectrum(energy);
        const share = (depth: number) =>
          transmission(beam, steel(depth + 10)) / transmission(beam, steel(depth));
        expect(share(mm + 10)).toBeGreaterThan(share(mm));
      }),
    );
  });

  it('is weakened less at the higher energy, and the more so the lighter the matter', () => {
    const ratio = (attenuator: 'polyethylene' | 'water' | 'aluminium' | 'iron') =>
      Math.log(transmission(beamSpectrum(6), { [attenuator]: 30 })) /
      Math.log(transmission(beamSpectrum(4), { [attenuator]: 30 }));
    expect(ratio('polyethylene')).toBeLessThan(ratio('water'));
    expect(ratio('water')).toBeLessThan(ratio('aluminium'));
    expect(ratio('aluminium')).toBeLessThan(ratio('iron'));
    expect(ratio('iron')).toBeLessThan(1);
  });
});
