import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AssessmentView, MassView } from '../api/assessment-views.pure.ts';
import { hintsOf, isDeclaredEmpty, massChecks } from './declared.pure.ts';

const frame = { x: 100, y: 50, width: 300, height: 200 };
const mass: MassView = {
  kg: 25_000,
  plusMinusKg: 2_000,
  leastKg: 23_000,
  mostKg: 30_000,
  isAtLeast: true,
  opaqueKg: 1_000,
  parts: { noiseKg: 1, calibrationKg: 1, materialKg: 1, geometryKg: 1, vehicleKg: 0 },
  areaM2: 80,
};
const assessment: AssessmentView = {
  version: 1,
  calibration: 'model',
  whole: mass,
  load: { ...mass, frame },
  filling: { looks: 'loaded', share: 0.4, kg: 13_000, lumps: [{ frame, kg: 12_345 }] },
  hints: [
    { kind: 'wheel', frame: { ...frame, x: 900 }, figures: { own: 36, others: 30.1 } },
    { kind: 'wall', frame, figures: { behindMm: 300, reachPercent: 95 } },
  ],
};
const weight = (kg: number) => ({ id: 'w', kg, at: '2026-01-01T00:00:00.000Z', deviceId: 'scale' });

describe('a weight held against the picture', () => {
  test.each([
    [20_000, 'heavier', 3_000],
    [23_000, 'agrees', 0],
    [30_000, 'agrees', 0],
    [31_500, 'lighter', 1_500],
  ] as const)('of %d kg: the picture is %s by %d kg', (kg, finding, beyondKg) => {
    const visit = { truck: { plate: 'A', laneClass: 'booked', declaredWeightKg: kg }, weights: [] } as const;
    expect(massChecks(visit, mass)).toEqual([{ against: 'declared', kg, finding, beyondKg }]);
  });

  test('is the declared one and the last of the weighbridge, and neither without a mass', () => {
    const truck = { plate: 'A', laneClass: 'booked', declaredWeightKg: 24_000 } as const;
    const visit = { truck, weights: [weight(10_000), weight(25_000)] };
    expect(massChecks(visit, mass).map(({ against, kg }) => [against, kg])).toEqual([
      ['declared', 24_000],
      ['weighed', 25_000],
    ]);
    expect(massChecks(visit, null)).toEqual([]);
  });

  test('is a flag exactly when it lies outside of what the picture leaves open', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 80_000 }), (kg) => {
        const visit = {
          truck: { plate: 'A', laneClass: 'booked', declaredWeightKg: kg },
          weights: [],
        } as const;
        const [check] = massChecks(visit, mass);
        expect(check!.finding !== 'agrees').toBe(kg < mass.leastKg || kg > mass.mostKg);
        expect(check!.beyondKg > 0).toBe(check!.finding !== 'agrees');
      }),
    );
  });
});

test.each([
  ['Empty, returning with pallets', true],
  ['container EMPTY', true],
  ['порожний', true],
  ['Порожняк', true],
  ['пустой контейнер', true],
  ['бос контейнер', true],
  ['Ceramic tiles (6907)', false],
  ['Босоножки (6403)', false],
  ['Templates', false],
  ['', null],
  [undefined, null],
] as const)('papers that say %j declare empty: %j', (goods, empty) => {
  expect(isDeclaredEmpty(goods === undefined ? {} : { goods })).toBe(empty);
});

describe('hints', () => {
  test('of the picture come from the front to the rear, each with a name of its own', () => {
    const hints = hintsOf({ goods: 'Flour (1101)' }, assessment);
    expect(hints.map(({ kind }) => kind)).toEqual(['wall', 'wheel']);
    expect(new Set(hints.map(({ id }) => id)).size).toBe(2);
  });

  test('say of a truck declared empty where something stands, before all others', () => {
    const [first, ...rest] = hintsOf({ goods: 'Empty' }, assessment);
    expect(first).toMatchObject({ kind: 'not-empty', frame, figures: { kg: 12_350 } });
    expect(rest).toHaveLength(2);
  });

  test('say of a truck declared loaded that it looks empty, and nothing where papers say nothing', () => {
    const filling = { looks: 'little' as const, share: 0.031, kg: 204, lumps: [] };
    const little: AssessmentView = { ...assessment, filling };
    expect(hintsOf({ goods: 'Flour (1101)' }, little)[0]).toMatchObject({
      kind: 'looks-empty',
      figures: { percent: 3, kg: 200 },
    });
    expect(hintsOf({}, little).map(({ kind }) => kind)).toEqual(['wall', 'wheel']);
  });
});
