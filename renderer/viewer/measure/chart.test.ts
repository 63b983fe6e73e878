import { expect, test } from 'vitest';
import { pathOf } from './chart.ts';

test('a chart goes from value to value, and stops where there is none', () => {
  expect(pathOf([0, 1, Number.NaN, 0.5, Number.NaN, 2], 100, 10)).toBe('M0 10h0L20 0M60 5h0M100 0h0');
  expect(pathOf([], 100, 10)).toBe('');
});
