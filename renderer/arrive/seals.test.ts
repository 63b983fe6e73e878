import fc from 'fast-check';
import { expect, test } from 'vitest';
import { truckInput } from '../../station/api/inputs.pure.ts';
import { sealsOf } from './seals.ts';

test('seals are apart by commas or semicolons, each counted once', () => {
  expect(sealsOf(' H7226767, H 12;H7226767 ,, ')).toEqual(['H7226767', 'H 12']);
  expect(sealsOf('  ')).toEqual([]);
});

test('whatever is typed, the station takes the seals', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), (typed) => {
      expect(truckInput.shape.seals.safeParse(sealsOf(typed)).success).toBe(true);
    }),
  );
});
