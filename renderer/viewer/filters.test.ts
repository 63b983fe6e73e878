import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Field, sharpened, smoothed, stepAt } from './filters.ts';

const side = 16;

function field(values: readonly number[]): Field {
  return { width: side, height: side, values: Float32Array.from(values) };
}

const fields = fc
  .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: side * side, maxLength: side * side })
  .map(field);

describe('noise reduction', () => {
  it('leaves every value within those around it, and an even area as it is', () => {
    fc.assert(
      fc.property(fields, fc.double({ min: 0.05, max: 1, noNaN: true }), (noisy, strength) => {
        const { values } = smoothed(noisy, strength, 1);
        const [least, most] = [Math.min(...noisy.values), Math.max(...noisy.values)];
        for (const value of values) {
          expect(value).toBeGreaterThanOrEqual(least - 1e-6);
          expect(value).toBeLessThanOrEqual(most + 1e-6);
        }
      }),
      { numRuns: 30 },
    );
    const even = field(Array.from({ length: side * side }, () => 0.4));
    for (const value of smoothed(even, 1, 1).values) expect(value).toBeCloseTo(0.4, 6);
  });

  it('takes most of the noise away and keeps an edge of a tenth', () => {
    const noisy = field(
      Array.from({ length: side * side }, (_, index) => {
        const edge = index % side < side / 2 ? 0.4 : 0.6;
        return edge + (((index * 7919) % 101) / 101 - 0.5) * 0.02;
      }),
    );
    const { values } = smoothed(noisy, 1, 1);
    const column = (x: number) => Array.from({ length: side }, (_, y) => values[y * side + x]!);
    const spread = (numbers: readonly number[]) => Math.max(...numbers) - Math.min(...numbers);
    expect(spread(column(3))).toBeLessThan(0.01);
    expect(Math.min(...column(8)) - Math.max(...column(7))).toBeGreaterThan(0.17);
  });
});

describe('sharpening', () => {
  it('does nothing at strength 0 and to an even area, and makes an edge steeper', () => {
    const edge = field(Array.from({ length: side * side }, (_, index) => (index % side < 8 ? 0.3 : 0.5)));
    expect([...sharpened(edge, 0, 1).values]).toEqual([...edge.values]);
    const { values } = sharpened(edge, 1, 1);
    expect(values[8 * side + 7]!).toBeLessThan(0.28);
    expect(values[8 * side + 8]!).toBeGreaterThan(0.52);
    expect(values[8 * side + 1]!).toBeCloseTo(0.3, 6);
  });
});

it('never takes a value from where there is no picture', () => {
  const holes = field(
    Array.from({ length: side * side }, (_, index) => (index % 3 === 0 ? Number.NaN : 0.5)),
  );
  for (const made of [smoothed(holes, 1, 1), sharpened(holes, 2, 2)]) {
    for (const [index, value] of made.values.entries()) {
      if (index % 3 === 0) expect(value).toBeNaN();
      else expect(value).toBeCloseTo(0.5, 6);
    }
  }
});

it('steps over whole pixels of the picture, and over those of the canvas where these are larger', () => {
  expect([0.2, 1, 1.4, 3.3, 8].map(stepAt)).toEqual([1, 1, 1, 3, 8]);
});
