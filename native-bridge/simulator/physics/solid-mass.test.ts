import { expect, it } from 'vitest';
import { massOf } from './solid-mass.ts';

it('weighs what solids of known volume weigh', () => {
  const metre = [0, 1000] as const;
  expect(massOf([{ shape: 'box', material: 'water', x: metre, y: metre, z: metre }])).toBeCloseTo(1000, 6);
  expect(massOf([{ shape: 'roller', material: 'steel', x: 0, z: 0, radius: 100, y: metre }])).toBeCloseTo(
    7870 * Math.PI * 0.01,
    6,
  );
  expect(
    massOf([
      {
        shape: 'profile',
        material: 'water',
        y: metre,
        points: [
          [0, 0],
          [1000, 0],
          [0, 1000],
        ],
      },
    ]),
  ).toBeCloseTo(500, 6);
  const tank = {
    shape: 'vessel',
    material: 'water',
    x: metre,
    y: 0,
    z: 0,
    radiusY: 500,
    radiusZ: 250,
  } as const;
  expect(massOf([tank])).toBeCloseTo(1000 * Math.PI * 0.125, 3);
  expect(massOf([{ ...tank, level: 0 }])).toBeCloseTo(500 * Math.PI * 0.125, 3);
  // An ellipsoid: 4/3 π a b c.
  expect(massOf([{ ...tank, end: 500 }])).toBeCloseTo((1000 * 4 * Math.PI * 0.0625) / 3, 1);
});

it('takes away what a hole takes away', () => {
  const cube = { shape: 'box', material: 'steel', x: [0, 100], y: [0, 100], z: [0, 100] } as const;
  expect(massOf([cube, { ...cube, fill: -1 }])).toBeCloseTo(0, 9);
});
