import fc from 'fast-check';
import { expect, test } from 'vitest';
import { viewOfFrame } from './frame-view.ts';

const layout = { columns: 4500, rows: 1152, linePitchMm: 4, detectorPitchMm: 4 };
const side = (most: number) => fc.integer({ min: 1, max: most });

test('a hint is looked at from where all of it fits on the canvas, in the middle, and never closer than 1:1', () => {
  fc.assert(
    fc.property(side(4000), side(1100), side(2000), side(1200), (width, height, across, down) => {
      const view = viewOfFrame({ x: 10, y: 5, width, height }, layout, { width: across, height: down });
      expect(width * 4 * view.pxPerMm).toBeLessThanOrEqual(across);
      expect(height * 4 * view.pxPerMm).toBeLessThanOrEqual(down);
      expect(view.pxPerMm).toBeLessThanOrEqual(0.25);
      expect(view).toMatchObject({ x: 10 + width / 2, y: 5 + height / 2 });
    }),
  );
});
