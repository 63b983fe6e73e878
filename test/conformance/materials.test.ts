import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calibrationOf } from '../../native-bridge/physics/calibration.ts';
import type { MaterialClass } from '../../renderer/viewer/materials.ts';
import { classify, materialsOf } from '../../renderer/viewer/materials.ts';
import { type Slab, sceneTruth, slabTruth } from './matter-truth.ts';

const page = readFileSync(new URL('../../docs/materials.md', import.meta.url), 'utf8');

const classes = ['organic', 'light-metal', 'metal', 'unknown', 'not-penetrated'] as const;
type Counts = Record<MaterialClass, number>;

/** g/cm²; 20 are 25 mm of steel or 200 mm of water. */
const masses = [2, 5, 10, 20, 40, 80, 120, 160, 240, 320];
const truths: readonly [name: 'polyethylene' | 'water' | 'aluminium' | 'steel', is: MaterialClass][] = [
  ['polyethylene', 'organic'],
  ['water', 'organic'],
  ['aluminium', 'light-metal'],
  ['steel', 'metal'],
];

describe('a slab of one material', () => {
  test.each(truths)('of %s is what it is or unknown, and as the documentation says', (name, is) => {
    const rows = masses.map((mass) => {
      const counts = countsBehind({ [name]: mass });
      const total = classes.reduce((sum, one) => sum + counts[one], 0);
      const isWrong = classes.filter((one) => one !== is && one !== 'unknown' && one !== 'not-penetrated');
      const wrong = isWrong.reduce((sum, one) => sum + counts[one], 0) / total;
      // A fortieth of the rays is seen by detectors that are dead or have drifted.
      expect(wrong, `${name} ${mass}`).toBeLessThan(0.01);
      return rowOf(name, mass, counts);
    });
    expect(page).toContain(rows.join('\n'));
  });

  test('is told apart in nine of ten places between 20 and 100 g/cm² and more', () => {
    for (const [name, is] of truths) {
      for (const mass of [30, 60, 100]) {
        const counts = countsBehind({ [name]: mass });
        const total = classes.reduce((sum, one) => sum + counts[one], 0);
        expect(counts[is] / total, `${name} ${mass}`).toBeGreaterThan(0.9);
      }
    }
  });
});

test('polyethylene before steel is taken for what lies between, or for one of the two, as the documentation says', () => {
  const rows = [
    [5, 20],
    [20, 8],
    [20, 40],
    [40, 8],
  ].map(([polyethylene, steel]) =>
    rowOf(`${polyethylene} before ${steel}`, null, countsBehind({ polyethylene, steel } as Slab)),
  );
  expect(page).toContain(rows.join('\n'));
});

describe('of a whole truck', () => {
  test.each([
    ['tiles-cigarettes', 2200],
    ['machinery', 2200],
    ['tanker', 2200],
  ] as const)(
    '(%s) places of one material are said to be another in less than one of two hundred',
    (name, first) => {
      const { mass, said } = sceneTruth(name, 5, first, 260);
      const tally = { right: 0, wrong: 0, unsaid: 0 };
      for (const [pixel, material] of said.entries()) {
        const is = pureOf(mass, pixel);
        if (material === null || is === null) continue;
        if (material === is) tally.right += 1;
        else if (material === 'unknown' || material === 'not-penetrated') tally.unsaid += 1;
        else tally.wrong += 1;
      }
      const total = tally.right + tally.wrong + tally.unsaid;
      const row = `| ${name} | ${percent(tally.right / total)} | ${percent(tally.unsaid / total)} | ${percent(tally.wrong / total)} |`;
      expect(tally.wrong / total).toBeLessThan(0.005);
      expect(page).toContain(row);
    },
  );
});

describe('the rules of what is said of a place', () => {
  const materials = materialsOf(calibrationOf(geometry(6, 4)))!;
  const reading = fc.record({
    high: fc.double({ min: -0.01, max: 1.1, noNaN: true }),
    low: fc.double({ min: -0.01, max: 1.1, noNaN: true }),
    quanta: fc.double({ min: 1e-4, max: 1, noNaN: true }),
    pulse: fc.double({ min: 1e-4, max: 1, noNaN: true }),
    uneven: fc.double({ min: 0, max: 2, noNaN: true }),
  });

  test('more noise, or an edge, never makes a place more certain or another material', () => {
    fc.assert(
      fc.property(reading, fc.double({ min: 1, max: 20, noNaN: true }), (one, more) => {
        const calm = classify(one, materials);
        const noisy = classify({ ...one, quanta: one.quanta * more, pulse: one.pulse * more }, materials);
        const edge = classify({ ...one, uneven: one.uneven + more }, materials);
        expect([calm.material, 'unknown', 'not-penetrated']).toContain(noisy.material);
        expect([calm.material, 'unknown']).toContain(edge.material);
        if (noisy.material === calm.material) expect(noisy.certainty).toBeLessThanOrEqual(calm.certainty);
        expect(calm.certainty).toBeGreaterThanOrEqual(0);
        expect(calm.certainty).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('nothing can be told with one energy, with two that are the same, or without a calibration', () => {
    expect(materialsOf(calibrationOf({ ...geometry(6, 4), energiesMeV: [6] }))).toBeNull();
    expect(materialsOf(calibrationOf(geometry(6, 6)))).toBeNull();
    expect(materialsOf(null)).toBeNull();
  });
});

function countsBehind(slab: Slab): Counts {
  const counts: Counts = { organic: 0, 'light-metal': 0, metal: 0, unknown: 0, 'not-penetrated': 0 };
  for (const seed of [1, 2, 3]) {
    for (const material of slabTruth(slab, seed).said) if (material !== null) counts[material] += 1;
  }
  return counts;
}

/** A row of the table of `docs/materials.md`. */
function rowOf(name: string, mass: number | null, counts: Counts): string {
  const total = classes.reduce((sum, one) => sum + counts[one], 0);
  const cells = classes.map((one) => percent(counts[one] / total));
  return `| ${[name, ...(mass === null ? [] : [mass]), ...cells].join(' | ')} |`;
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}

/** The class of a ray nine tenths of whose matter are of one; null for a mixture, and for next to nothing. */
function pureOf(mass: Float64Array, pixel: number): MaterialClass | null {
  const [polyethylene, water, aluminium, iron] = [0, 1, 2, 3].map((nth) => mass[4 * pixel + nth]!);
  const total = polyethylene! + water! + aluminium! + iron!;
  if (total < 0.5) return null;
  if (polyethylene! + water! > 0.9 * total) return 'organic';
  if (aluminium! > 0.9 * total) return 'light-metal';
  return iron! > 0.9 * total ? 'metal' : null;
}

function geometry(high: number, low: number) {
  return {
    ...{ detectors: 64, energiesMeV: [high, low], detectorPitchMm: 4, linePitchMm: 4 },
    ...{ expectedLines: 0, airCounts: 60_000, darkCounts: 300 },
  };
}
