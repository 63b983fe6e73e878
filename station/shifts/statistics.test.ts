import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mean, quantile } from './statistics.pure.ts';

test('a quantile is what a spreadsheet gives', () => {
  // PERCENTILE({1;2;3;4}; 0.9) = 3.7, MEDIAN({3;1;2;10}) = 2.5
  expect(quantile([1, 2, 3, 4], 0.9)).toBeCloseTo(3.7, 12);
  expect(quantile([3, 1, 2, 10], 0.5)).toBe(2.5);
  expect(quantile([7], 0.9)).toBe(7);
  expect(quantile([], 0.5)).toBeNull();
  expect(mean([])).toBeNull();
});

test('quantiles lie among the values and rise with their share', () => {
  const values = fc.array(fc.integer({ min: 0, max: 10_000_000 }), { minLength: 1, maxLength: 60 });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(values, share, share, (of, p, q) => {
      const [low, high] = [
        quantile(of, Math.min(p, q)) ?? Number.NaN,
        quantile(of, Math.max(p, q)) ?? Number.NaN,
      ];
      expect(low).toBeGreaterThanOrEqual(Math.min(...of));
      expect(high).toBeLessThanOrEqual(Math.max(...of));
      expect(low).toBeLessThanOrEqual(high);
    }),
  );
});
