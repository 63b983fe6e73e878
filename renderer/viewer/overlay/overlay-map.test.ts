import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placementOf, visibleRectangle } from '../view.ts';
import { overlayMapOf, toOverlay, toPicture } from './overlay-map.ts';

const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const anyMap = fc
  .record({
    layout: fc.record({
      columns: fc.integer({ min: 1, max: 40_000 }),
      rows: fc.integer({ min: 1, max: 4_096 }),
      linePitchMm: real(0.5, 12),
      detectorPitchMm: real(0.5, 12),
    }),
    where: fc.record({ x: real(0, 1), y: real(0, 1), pxPerMm: real(0.01, 30) }),
    size: fc.record({
      width: fc.integer({ min: 1, max: 3_000 }),
      height: fc.integer({ min: 1, max: 2_000 }),
    }),
    density: fc.constantFrom(1, 1.25, 1.5, 2, 3),
    flipped: fc.boolean(),
  })
  .map(({ layout, where, size, density, flipped }) => {
    const view = { x: where.x * layout.columns, y: where.y * layout.rows, pxPerMm: where.pxPerMm };
    const placement = placementOf(layout, view, size);
    const picture = { width: layout.columns, height: layout.rows };
    return { layout, view, size, density, map: overlayMapOf({ placement, size, density, flipped, picture }) };
  });
const anyPoint = fc.record({ x: real(-500, 40_500), y: real(-500, 5_000) });

describe('the way between picture and overlay', () => {
  test('leads back to where it began', () => {
    fc.assert(
      fc.property(anyMap, anyPoint, ({ map }, at) => {
        const back = toPicture(map, toOverlay(map, at));
        expect(back.x).toBeCloseTo(at.x, 4);
        expect(back.y).toBeCloseTo(at.y, 4);
      }),
    );
  });

  test('has what is on the canvas between its edges', () => {
    fc.assert(
      fc.property(anyMap, ({ layout, view, size, map }) => {
        const visible = visibleRectangle(layout, placementOf(layout, view, size), size);
        for (const x of [visible.x, visible.x + visible.width])
          for (const y of [visible.y, visible.y + visible.height]) {
            const at = toOverlay(map, { x, y });
            expect(at.x).toBeGreaterThan(-0.01);
            expect(at.x).toBeLessThan(map.size.width + 0.01);
            expect(at.y).toBeGreaterThan(-0.01);
            expect(at.y).toBeLessThan(map.size.height + 0.01);
          }
      }),
    );
  });

  test('is mirrored left for right as a whole when the canvas is', () => {
    fc.assert(
      fc.property(anyMap, anyPoint, ({ map }, at) => {
        const one = toOverlay({ ...map, flipped: false }, at);
        const other = toOverlay({ ...map, flipped: true }, at);
        expect(one.x + other.x).toBeCloseTo(map.size.width, 4);
        expect(other.y).toBe(one.y);
      }),
    );
  });

  test('counts CSS pixels, however many device pixels they have', () => {
    const placement = { originX: 30, originY: -60, scaleX: 3, scaleY: 1.5 };
    const size = { width: 900, height: 600 };
    const picture = { width: 400, height: 500 };
    const map = overlayMapOf({ placement, size, density: 1.5, flipped: false, picture });
    expect(map.size).toEqual({ width: 600, height: 400 });
    expect(toOverlay(map, { x: 100, y: 100 })).toEqual({ x: 220, y: 60 });
    expect(toOverlay({ ...map, flipped: true }, { x: 100, y: 100 })).toEqual({ x: 380, y: 60 });
  });
});
