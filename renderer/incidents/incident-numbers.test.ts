import { expect, test } from 'vitest';
import { numberFrom } from './incident-numbers.ts';

test('a number is read with a comma or a point, and nothing else is one', () => {
  expect([' 2,5 ', '2.5', '300', '0'].map(numberFrom)).toEqual([2.5, 2.5, 300, 0]);
  expect(['', 'x', '1,2,3', '-1', '1e3', '5 mm', '1234567'].map(numberFrom)).toEqual(Array(7).fill(null));
});
