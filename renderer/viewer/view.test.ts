import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fitView,
  keptOnCanvas,
  type Layout,
  oneToOnePxPerMm,
  panView,
  placementOf,
  type Size,
  scaleOf,
  toCanvas,
  toPicture,
  type View,
  visibleRectangle,
  zoomView,
} from './view.ts';

const layouts: fc.Arbitrary<Layout> = fc.record({
  columns: fc.integer({ min: 1, max: 40_000 }),
  rows: fc.integer({ min: 1, max: 4096 }),
  linePitchMm: fc.double({ min: 0.5, max: 20, noNaN: true }),
  detectorPitchMm: fc.double({ min: 0.5, max: 20, noNaN: true }),
});
const sizes: fc.Arbitrary<Size> = fc.record({
  width: fc.integer({ min: 10, max: 8000 }),
  height: fc.integer({ min: 10, max: 5000 }),
});
const unit = fc.double({ min: 0, max: 1, noNaN: true });
const scenes = fc
  .record({
    layout: layouts,
    size: sizes,
    x: unit,
    y: unit,
    zoom: fc.double({ min: 0.6, max: 20, noNaN: true }),
  })
  .map(({ layout, size, x, y, zoom }) => {
    const fitted = fitView(layout, size);
    const view: View = { x: x * layout.columns, y: y * layout.rows, pxPerMm: fitted.pxPerMm * zoom };
    return { layout, size, view };
  });

describe('the view', () => {
  it('keeps the picture point under the cursor while zooming', () => {
    fc.assert(
      fc.property(
        scenes,
        unit,
        unit,
        fc.double({ min: 0.05, max: 20, noNaN: true }),
        (scene, u, v, factor) => {
          const { layout, size, view } = scene;
          const at = { x: u * size.width, y: v * size.height };
          const zoomed = zoomView(layout, view, size, factor, at);
          const before = pointAt(layout, view, size, at);
          const after = pointAt(layout, zoomed, size, at);
          expect(Math.abs(after.x - before.x) * zoomed.pxPerMm * layout.linePitchMm).toBeLessThan(1e-4);
          expect(Math.abs(after.y - before.y) * zoomed.pxPerMm * layout.detectorPitchMm).toBeLessThan(1e-4);
        },
      ),
    );
  });

  it('comes back where it was when it is panned there and back', () => {
    const step = fc.double({ min: -3000, max: 3000, noNaN: true });
    fc.assert(
      fc.property(scenes, step, step, ({ layout, view }, dx, dy) => {
        const back = panView(layout, panView(layout, view, dx, dy), -dx, -dy);
        expect(back.x).toBeCloseTo(view.x, 6);
        expect(back.y).toBeCloseTo(view.y, 6);
        expect(back.pxPerMm).toBe(view.pxPerMm);
      }),
    );
  });

  it('moves the picture with the hand by exactly the drag', () => {
    const layout = { columns: 1000, rows: 500, linePitchMm: 2, detectorPitchMm: 5 };
    const size = { width: 800, height: 600 };
    const view = { x: 400, y: 200, pxPerMm: 0.37 };
    const before = toCanvas(placementOf(layout, view, size), { x: 10, y: 20 });
    const after = toCanvas(placementOf(layout, panView(layout, view, 30, -7), size), { x: 10, y: 20 });
    expect(after.x - before.x).toBeCloseTo(30);
    expect(after.y - before.y).toBeCloseTo(-7);
  });

  it('maps canvas to picture and back to the same point', () => {
    fc.assert(
      fc.property(scenes, unit, unit, ({ layout, size, view }, u, v) => {
        const placement = placementOf(layout, view, size);
        const at = { x: u * size.width, y: v * size.height };
        const back = toCanvas(placement, toPicture(placement, at));
        expect(back.x).toBeCloseTo(at.x, 4);
        expect(back.y).toBeCloseTo(at.y, 4);
      }),
    );
  });

  it('fits the whole picture, touching the canvas in one direction', () => {
    fc.assert(
      fc.property(layouts, sizes, (layout, size) => {
        const placement = placementOf(layout, fitView(layout, size), size);
        const width = layout.columns * placement.scaleX;
        const height = layout.rows * placement.scaleY;
        expect(width).toBeLessThanOrEqual(size.width * (1 + 1e-9));
        expect(height).toBeLessThanOrEqual(size.height * (1 + 1e-9));
        expect(Math.max(width / size.width, height / size.height)).toBeCloseTo(1, 6);
      }),
    );
  });

  it('shows a pixel in the proportion it has at the object', () => {
    fc.assert(
      fc.property(scenes, ({ layout, size, view }) => {
        const { scaleX, scaleY } = placementOf(layout, view, size);
        expect(scaleX / scaleY).toBeCloseTo(layout.linePitchMm / layout.detectorPitchMm, 6);
      }),
    );
  });

  it('leaves out no pixel at 1:1', () => {
    fc.assert(
      fc.property(layouts, sizes, (layout, size) => {
        const view = { ...fitView(layout, size), pxPerMm: oneToOnePxPerMm(layout) };
        const { scaleX, scaleY } = placementOf(layout, view, size);
        expect(Math.min(scaleX, scaleY)).toBeCloseTo(1, 9);
        expect(scaleOf(layout, view)).toBe(1);
      }),
    );
  });

  it('puts pixel edges onto device pixels at whole scales', () => {
    const layout = { columns: 1001, rows: 503, linePitchMm: 4, detectorPitchMm: 4 };
    const { originX, originY } = placementOf(
      layout,
      { x: 500.25, y: 251.4, pxPerMm: 0.25 },
      { width: 801, height: 600 },
    );
    expect([originX, originY].every(Number.isInteger)).toBe(true);
  });

  it('never loses the picture off the canvas', () => {
    const far = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(scenes, far, far, ({ layout, size, view }, dx, dy) => {
        const kept = keptOnCanvas(layout, panView(layout, view, dx, dy), size);
        const seen = visibleRectangle(layout, placementOf(layout, kept, size), size);
        expect(seen.width * seen.height).toBeGreaterThan(0);
        expect(keptOnCanvas(layout, kept, size)).toEqual(kept);
      }),
    );
  });
});

/** Without the settling on whole device pixels, which moves by up to half of one. */
function pointAt(layout: Layout, view: View, size: Size, at: { x: number; y: number }) {
  return {
    x: view.x + (at.x - size.width / 2) / (view.pxPerMm * layout.linePitchMm),
    y: view.y + (at.y - size.height / 2) / (view.pxPerMm * layout.detectorPitchMm),
  };
}
