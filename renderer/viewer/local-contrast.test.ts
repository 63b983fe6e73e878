import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalised, localContrastOf } from './local-contrast.ts';
import type { Tile } from './tile-source.ts';

const range = { air: 60_000, dark: 500 };

function tileOf(width: number, height: number, value: (x: number, y: number) => number): Tile {
  const values = Uint16Array.from({ length: width * height }, (_, index) =>
    value(index % width, Math.floor(index / width)),
  );
  return { width, height, planes: 1, values, columns: width, final: true };
}

const picture = { columns: 800, rows: 400, apron: 0, level: 2 };
const plain = { log: false, plane: 0 };

describe('local contrast', () => {
  it('never lets a darker pixel come out lighter at the same place', () => {
    const seeds = fc.integer({ min: 1, max: 1e6 });
    const places = fc.record({
      column: fc.integer({ min: 0, max: 799 }),
      row: fc.integer({ min: 0, max: 399 }),
    });
    const shown = fc.double({ min: -0.2, max: 1.2, noNaN: true });
    fc.assert(
      fc.property(seeds, places, shown, shown, (seed, { column, row }, a, b) => {
        const tile = tileOf(200, 100, (x, y) => 500 + (((x * 31 + y * 17) * seed) % 59_500));
        const contrast = localContrastOf(tile, picture, range, plain);
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((at) =>
          equalised(contrast, at, column, row),
        );
        expect(low).toBeLessThanOrEqual(high! + 1e-9);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
  });

  it('spreads what lies close together in one part of the picture, and leaves the rest alone', () => {
    // A ramp of counts on the left; on the right two shades a hundredth apart.
    const tile = tileOf(200, 100, (x, y) => (x < 100 ? 500 + x * 595 : y % 2 === 0 ? 18_350 : 18_945));
    const contrast = localContrastOf(tile, picture, range, plain);
    const apart = (column: number) =>
      equalised(contrast, 0.31, column, 200) - equalised(contrast, 0.3, column, 200);
    expect(apart(700)).toBeGreaterThan(0.016);
    expect(apart(100)).toBeLessThan(0.013);
  });

  it('limits how much it spreads, so that noise is not blown up', () => {
    const tile = tileOf(200, 100, (x) => 18_350 + (x % 2) * 60);
    const contrast = localContrastOf(tile, picture, range, plain);
    const step = equalised(contrast, 0.301, 400, 200) - equalised(contrast, 0.3, 400, 200);
    expect(step).toBeLessThan(0.004);
  });

  it('takes the energy that is shown, and only the columns received', () => {
    const values = Uint16Array.from({ length: 40 * 40 * 2 }, (_, index) => (index % 2 === 0 ? 500 : 30_250));
    const tile = { width: 40, height: 40, planes: 2, values, columns: 20, final: false };
    const whole = { columns: 160, rows: 160, apron: 0, level: 2 };
    const second = localContrastOf(tile, whole, range, { log: false, plane: 1 });
    const first = localContrastOf(tile, whole, range, plain);
    expect(equalised(first, 0.25, 20, 80)).toBeGreaterThan(equalised(second, 0.25, 20, 80));
    // Nothing came there: what is shown stays as it is.
    expect(equalised(second, 0.25, 155, 80)).toBeCloseTo(0.25, 6);
  });
});
