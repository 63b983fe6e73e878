import fc from 'fast-check';
import { expect, test } from 'vitest';
import { roundLength } from './compose-picture.ts';

test('a scale bar has a round length, at least two fifths of what there is room for', () => {
  expect([0.9, 7, 20, 49, 50, 4999].map(roundLength)).toEqual([0.5, 5, 20, 20, 50, 2000]);
  expect(roundLength(0.09999999999999999)).toBe(0.05);
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 1e6, noNaN: true }), (most) => {
      const length = roundLength(most);
      expect(length).toBeLessThanOrEqual(most);
      expect(length).toBeGreaterThanOrEqual(0.39 * most);
    }),
  );
});
