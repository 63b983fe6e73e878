import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attenuators, beamSpectrum, transmission } from '../../native-bridge/physics/attenuation.ts';
import { calibrationOf } from '../../native-bridge/physics/calibration.ts';
import { calibrationMistake } from '../../native-bridge/physics/calibration-steps.ts';
import { detectorArray } from '../../native-bridge/simulator/physics/detector-array.ts';
import { fanBeam } from '../../native-bridge/simulator/physics/fan.ts';
import { depthAt, depthOf, massAt } from '../../renderer/viewer/calibration.ts';
import { steelDensity, thicknessOf } from '../../renderer/viewer/thickness.ts';

/** The pure functions of the viewer against what the simulator's physics knows to be true. */

const geometry = {
  detectors: 64,
  energiesMeV: [6, 4],
  detectorPitchMm: 4,
  linePitchMm: 4,
  expectedLines: 0,
  airCounts: 60_000,
  darkCounts: 300,
};
const calibration = calibrationOf(geometry)!;
const facts = { ...geometry, calibration };
const fan = fanBeam({ detectors: 64, pitchMm: 4, lowestZ: 1400, sourceZ: 1500, sourceDistance: 12_000 });

/** Counts of the high energy behind a slab of steel that fills the line. */
function behindSteel(mm: number, lines: number, seed: number): number[] {
  const array = detectorArray(fan, { ...geometry, seed, noise: true });
  const mass = attenuators.map((name) =>
    new Float64Array(geometry.detectors).fill(name === 'iron' ? (steelDensity * mm) / 10 : 0),
  );
  array.transmit(mass);
  const sound = soundDetectors(seed);
  return Array.from({ length: lines }, (_, line) => {
    const counts = new Uint16Array(geometry.detectors * 2);
    array.expose(line, counts);
    return sound.map((d) => counts[d]!);
  }).flat();
}

/** Detectors that read air as air: those that are dead or have drifted are the daily test's business. */
function soundDetectors(seed: number): number[] {
  const array = detectorArray(fan, { ...geometry, seed, noise: true });
  array.transmit(attenuators.map(() => new Float64Array(geometry.detectors)));
  const sums = new Float64Array(geometry.detectors);
  for (let line = 0; line < 20; line++) {
    const counts = new Uint16Array(geometry.detectors * 2);
    array.expose(line, counts);
    for (const d of sums.keys()) sums[d]! += counts[d]! / 20;
  }
  return [...sums.keys()].filter((d) => Math.abs(sums[d]! / geometry.airCounts - 1) < 0.015);
}

describe('the model of a beam', () => {
  test('between its steps is what the physics says, within a thousandth of the depth', () => {
    for (const [name, attenuator] of [
      ['polyethylene', 'polyethylene'],
      ['aluminium', 'aluminium'],
      ['steel', 'iron'],
    ] as const) {
      const curve = calibration.curves.find(({ material }) => material === name)!;
      fc.assert(
        fc.property(fc.double({ min: 0.05, max: 300, noNaN: true }), fc.constantFrom(0, 1), (mass, plane) => {
          const truth = depthOf(
            transmission(beamSpectrum(geometry.energiesMeV[plane]!), { [attenuator]: mass }),
          );
          expect(Math.abs(depthAt(curve, plane, mass)! / truth - 1)).toBeLessThan(0.001);
          expect(massAt(curve, plane, depthAt(curve, plane, mass)!)).toBeCloseTo(mass, 6);
        }),
      );
    }
  });

  test('is not made for a picture of another program', () => {
    const imported = {
      format: 'tiff',
      bitsStored: 16,
      counts: 'transmission',
      pitchKnown: true,
      energyKnown: true,
      zeroAt: 0,
    } as const;
    expect(calibrationOf({ ...geometry, imported })).toBeNull();
  });

  test('gives way to what was measured at the scanner', () => {
    const steps = [10, 50, 100].map((mm) => ({
      material: 'steel' as const,
      massThickness: (steelDensity * mm) / 10,
      transmission: [Math.exp(-0.04 * mm), Math.exp(-0.045 * mm)],
    }));
    expect(calibrationMistake(steps)).toBeNull();
    const measured = calibrationOf({ ...geometry, calibration: steps })!;
    expect(measured.source).toBe('measured');
    const noise = { ...measured.noise, scatter: 0 };
    const counts = 300 + 59_700 * Math.exp(-0.04 * 70);
    const read = thicknessOf(counts, 0, { ...geometry, calibration: { ...measured, noise } })!;
    expect(read.steelMm).toBeCloseTo(70, 1);
    // Thicker than the thickest step is nothing that was measured.
    const beyond = thicknessOf(300 + 59_700 * Math.exp(-0.04 * 130), 0, {
      ...geometry,
      calibration: measured,
    })!;
    expect(beyond).toMatchObject({ isMore: true });
    expect(beyond.steelMm).toBeLessThanOrEqual(100);
  });
});

describe('a calibration is refused', () => {
  const steel = [1, 2, 3].map((n) => ({
    material: 'steel' as const,
    massThickness: 10 * n,
    transmission: [1 / (1 + n), 0.9 / (1 + n)],
  }));
  test.each([
    ['without steel', [], 0],
    ['with two steps of steel', steel.slice(1), 0],
    [
      'when a thicker step leaves more',
      [steel[0]!, steel[1]!, { ...steel[2]!, transmission: [0.4, 0.2] }],
      2,
    ],
    ['when its steps do not grow', [steel[0]!, steel[2]!, steel[1]!], 2],
    [
      'when the lower energy leaves more than the higher',
      [{ ...steel[0]!, transmission: [0.5, 0.6] }, ...steel.slice(1)],
      0,
    ],
    [
      'when a step has another number of energies',
      [...steel, { ...steel[2]!, massThickness: 50, transmission: [0.1] }],
      3,
    ],
    [
      'when something is left of more than there was',
      [{ ...steel[0]!, transmission: [1.5, 0.6] }, ...steel.slice(1)],
      0,
    ],
  ])('%s', (_name, steps, step) => {
    expect(calibrationMistake(steps)).toMatchObject({ step });
  });
});

describe('the thickness of steel', () => {
  test.each([2, 10, 25, 50, 100, 150, 200, 250])(
    'behind %d mm is right within what it says, in 19 of 20 pixels or more',
    (mm) => {
      const counts = behindSteel(mm, 60, 7);
      const read = counts.map((value) => thicknessOf(value, 0, facts)!);
      const inside = read.filter(({ steelMm, plusMinusMm, isMore }) =>
        isMore ? steelMm <= mm : Math.abs(steelMm - mm) <= plusMinusMm,
      );
      expect(counts.length).toBeGreaterThan(3000);
      expect(inside.length / read.length).toBeGreaterThan(0.94);
    },
  );

  test('is told apart from what is not penetrated: of 350 mm it says no thickness in 19 of 20', () => {
    const read = behindSteel(350, 40, 3).map((value) => thicknessOf(value, 0, facts)!);
    expect(read.filter(({ isMore }) => isMore).length / read.length).toBeGreaterThan(0.95);
    expect(Math.max(...read.filter(({ isMore }) => isMore).map(({ steelMm }) => steelMm))).toBeLessThan(350);
  });

  test('grows as counts fall, and is never negative or not a number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 65_534 }), fc.constantFrom(0, 1), (counts, plane) => {
        const [darker, lighter] = [
          thicknessOf(counts, plane, facts)!,
          thicknessOf(counts + 1, plane, facts)!,
        ];
        for (const { steelMm, plusMinusMm } of [darker, lighter]) {
          expect(steelMm).toBeGreaterThanOrEqual(0);
          expect(plusMinusMm).toBeGreaterThanOrEqual(0);
        }
        if (darker.isMore === lighter.isMore) expect(darker.steelMm).toBeGreaterThanOrEqual(lighter.steelMm);
      }),
    );
  });

  test('is surer of a mean of many pixels', () => {
    const [one, many] = [1, 100].map(
      (pixels) => thicknessOf(3000, 0, facts, { pixels, columns: Math.sqrt(pixels) })!,
    );
    expect(many!.plusMinusMm).toBeLessThan(one!.plusMinusMm / 2);
  });

  test('is not told without a calibration', () => {
    expect(thicknessOf(3000, 0, { ...geometry, calibration: null })).toBeNull();
  });
});
