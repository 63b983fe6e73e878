import fc from 'fast-check';
import { expect, it } from 'vitest';
import { viewHere, viewThere } from './linked-views.ts';
import type { Mapping } from './registration/mapping.ts';

const own = { linePitchMm: 4, detectorPitchMm: 4 };
const other = { linePitchMm: 5, detectorPitchMm: 4 };
const mapping: Mapping = {
  here: [0, 400, 1000],
  there: [1000, 700, 100],
  mirrored: true,
  rowScale: 1,
  rowShift: 7,
  gain: 1,
};

it('a linked picture shows the same place as large: so many device pixels for the same piece of the truck', () => {
  const there = viewThere(mapping, { x: 200, y: 50, pxPerMm: 0.5 }, own, other);
  expect(there).toMatchObject({ x: 850, y: 57 });
  // 400 columns here are 300 there.
  expect(there.pxPerMm * other.linePitchMm * 0.75).toBeCloseTo(0.5 * own.linePitchMm, 6);
});

it('and going back is where one came from', () => {
  const places = fc.record({
    x: fc.double({ min: 1, max: 990, noNaN: true }),
    y: fc.double({ min: 0, max: 500, noNaN: true }),
    pxPerMm: fc.double({ min: 0.01, max: 4, noNaN: true }),
  });
  fc.assert(
    fc.property(places, (view) => {
      const back = viewHere(mapping, viewThere(mapping, view, own, other), own, other);
      expect(back.x).toBeCloseTo(view.x, 6);
      expect(back.y).toBeCloseTo(view.y, 6);
      expect(back.pxPerMm).toBeCloseTo(view.pxPerMm, 6);
    }),
  );
});
