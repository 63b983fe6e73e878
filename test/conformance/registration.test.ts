import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Field } from '../../renderer/compare/registration/field.ts';
import { toAttenuation } from '../../renderer/compare/registration/field.ts';
import {
  columnHere,
  columnThere,
  type Mapping,
  rowHere,
  rowThere,
  stretchAt,
} from '../../renderer/compare/registration/mapping.ts';
import { type Registration, register } from '../../renderer/compare/registration/register.ts';
import { noisy, noisyCounts, rescanned, sceneField } from './scan-truth.ts';

// Every fifth line and five rows in one: 900 × 225 pixels, which is coarser than what the screen reads.
const by = 5;
/** Pixels of these pictures that a place may be off by: on average, and at most where the truck is. */
const meanError = 0.3;
const worstError = 2;

let container: Field;
let curtain: Field;
let empty: Field;
beforeAll(() => {
  container = sceneField('tiles-cigarettes', 7, by);
  curtain = sceneField('curtain-sider', 7, by);
  empty = sceneField('empty-trailer', 7, by);
});

const both = { a: 1, b: 1 };
const found = (a: Field, b: Field, sameCalibration = true) => register(a, b, both, { sameCalibration });

function errors(registration: Registration, truck: Field, truth: (column: number) => number) {
  if (!registration.matches) throw new Error(`no match: ${JSON.stringify(registration.quality)}`);
  const { mapping } = registration;
  const all: number[] = [];
  for (let column = truck.width * 0.1; column < truck.width * 0.9; column += 3)
    all.push(Math.abs(columnThere(mapping, column + 0.5) - 0.5 - truth(column)));
  return {
    mean: all.reduce((sum, one) => sum + one, 0) / all.length,
    worst: Math.max(...all),
    most: nineteenth(all),
    mapping,
  };
}

/** What 19 of 20 values stay below. */
function nineteenth(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? 0;
}

describe('the registration of two scans', () => {
  it('finds any shift, stretch and mirror again, and how much lower the other lies', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -60, max: 60 }),
        fc.double({ min: 0.75, max: 1.35, noNaN: true }),
        fc.boolean(),
        fc.double({ min: -5, max: 5, noNaN: true }),
        fc.integer({ min: 1, max: 1000 }),
        (shift, stretch, mirrored, down, seed) => {
          const width = Math.round(container.width * stretch);
          const truth = (column: number) =>
            mirrored ? width - 1 - stretch * column + shift : stretch * column + shift;
          const from = (column: number) =>
            mirrored ? (width - 1 + shift - column) / stretch : (column - shift) / stretch;
          const other = noisy(rescanned(container, width, from, down), seed);
          const result = errors(found(noisy(container, seed + 1), other), container, truth);
          expect(result.mapping.mirrored).toBe(mirrored);
          expect(result.mean).toBeLessThan(meanError);
          expect(result.worst).toBeLessThan(worstError);
          expect(Math.abs(result.mapping.rowShift - down)).toBeLessThan(0.3);
        },
      ),
      { numRuns: 4 },
    );
  });

  it('follows a truck that changed its speed on the way', () => {
    const truth = (column: number) => column + 14 * Math.sin(column / 140);
    const from = (column: number) => {
      let at = column;
      for (let step = 0; step < 30; step += 1) at = column - 14 * Math.sin(at / 140);
      return at;
    };
    const other = noisy(rescanned(curtain, curtain.width + 20, from), 3);
    const result = errors(found(noisy(curtain, 4), other), curtain, truth);
    expect(result.mean).toBeLessThan(2 * meanError);
    // Where nothing has edges nobody can tell; in 19 of 20 places it holds all the same.
    expect(result.most).toBeLessThan(5);
  });

  it('lays a scan that was cut short on the whole one', () => {
    const other = noisy(
      rescanned(container, Math.round(container.width * 0.7), (column) => column + 90),
      5,
    );
    expect(errors(found(noisy(container, 6), other), container, (column) => column - 90).worst).toBeLessThan(
      worstError,
    );
  });

  it('finds the vehicle again when it is loaded, and takes no load for a calibration', () => {
    const counts = Float32Array.from(empty.values, (count, at) => {
      const [column, row] = [at % empty.width, Math.floor(at / empty.width)];
      const isLoad = column > 360 && column < 800 && row > 75 && row < 130;
      const pallet = 0.8 + 0.25 * ((Math.floor(column / 22) + Math.floor(row / 17)) % 3);
      return isLoad ? 300 + (count - 300) * Math.exp(-pallet) : count;
    });
    const result = errors(
      found(noisy({ ...empty, values: counts }, 7), noisy(empty, 8), false),
      empty,
      (column) => column,
    );
    expect(result.worst).toBeLessThan(worstError);
    expect(result.mapping.gain).toBeCloseTo(1, 1);
  });

  it('knows the same truck at another energy and with other counts in air, and by how much it differs', () => {
    const low = sceneField('tiles-cigarettes', 7, by, 1);
    const brighter = { air: 40_000, dark: 900, rising: false };
    const counts = noisyCounts(low, 9).values.map((count) => 900 + ((count - 300) * 39_100) / 59_700);
    const other = { ...low, values: toAttenuation(counts, brighter) };
    const result = errors(found(noisy(container, 10), other, false), container, (column) => column);
    expect(result.worst).toBeLessThan(worstError);
    expect(result.mapping.gain).toBeGreaterThan(1.02);
    expect(result.mapping.gain).toBeLessThan(1.4);
  });

  it('refuses trucks that are not the same, whichever way round, and pictures of nothing', () => {
    const air = { ...container, values: new Float32Array(container.values.length) };
    for (const [one, other] of [
      [noisy(container, 1), noisy(curtain, 2)],
      [noisy(curtain, 3), noisy(empty, 4)],
      [noisy(container, 7), air],
      [air, air],
    ] as const)
      expect(found(one, other)).not.toHaveProperty('mapping');
  });

  it('says how far it is', () => {
    const said: number[] = [];
    register(noisy(empty, 1), noisy(empty, 2), both, {
      sameCalibration: true,
      progress: (share) => said.push(share),
    });
    expect(said).toEqual(said.toSorted((one, other) => one - other));
    expect(said.at(-1)).toBe(1);
  });
});

it('a mapping leads there and back again', () => {
  const mapping: Mapping = {
    here: [10, 300, 1000],
    there: [900, 640, 20],
    mirrored: true,
    rowScale: 1.25,
    rowShift: -8,
    gain: 1,
  };
  fc.assert(
    fc.property(fc.double({ min: -200, max: 1200, noNaN: true }), (at) => {
      expect(columnHere(mapping, columnThere(mapping, at))).toBeCloseTo(at, 6);
      expect(rowHere(mapping, rowThere(mapping, at))).toBeCloseTo(at, 6);
      expect(stretchAt(mapping, at)).toBeGreaterThan(0);
    }),
  );
});
