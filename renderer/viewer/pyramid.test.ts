import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressesOf,
  countOf,
  keyOf,
  neededLevel,
  type Pyramid,
  parentOf,
  pyramidOf,
  visibleTiles,
  wantedTiles,
} from './pyramid.ts';
import type { PictureFacts } from './tile-source.ts';
import { fitView, keptOnCanvas, placementOf, type Size, toCanvas, visibleRectangle } from './view.ts';

const pyramids: fc.Arbitrary<Pyramid> = fc
  .record({
    columns: fc.integer({ min: 1, max: 40_000 }),
    rows: fc.integer({ min: 1, max: 4096 }),
    linePitchMm: fc.double({ min: 1, max: 10, noNaN: true }),
    detectorPitchMm: fc.double({ min: 1, max: 10, noNaN: true }),
  })
  .map((layout) => ({ ...layout, tileSize: 512, levels: levelsFor(layout.columns, layout.rows) }));
const size: fc.Arbitrary<Size> = fc.record({
  width: fc.integer({ min: 50, max: 4000 }),
  height: fc.integer({ min: 50, max: 2200 }),
});
const looks = fc
  .record({
    pyramid: pyramids,
    size,
    x: fc.double({ min: 0, max: 1, noNaN: true }),
    y: fc.double({ min: 0, max: 1, noNaN: true }),
    zoom: fc.double({ min: 0.5, max: 40, noNaN: true }),
  })
  .map(({ pyramid, size, x, y, zoom }) => {
    const view = keptOnCanvas(
      pyramid,
      { x: x * pyramid.columns, y: y * pyramid.rows, pxPerMm: fitView(pyramid, size).pxPerMm * zoom },
      size,
    );
    return { pyramid, size, placement: placementOf(pyramid, view, size) };
  });

describe('tiles', () => {
  it('on the canvas cover the visible picture exactly: none too few, none that is not on it', () => {
    fc.assert(
      fc.property(looks, ({ pyramid, size, placement }) => {
        for (let level = 0; level < pyramid.levels; level += 1) {
          const range = visibleTiles(pyramid, placement, size, level);
          const seen = visibleRectangle(pyramid, placement, size);
          const side = 512 * 2 ** level;
          expect(range.columnFrom * side).toBeLessThanOrEqual(seen.x);
          expect(range.columnTo * side).toBeGreaterThanOrEqual(seen.x + seen.width);
          expect(range.rowFrom * side).toBeLessThanOrEqual(seen.y);
          expect(range.rowTo * side).toBeGreaterThanOrEqual(seen.y + seen.height);
          expect((range.columnFrom + 1) * side).toBeGreaterThan(seen.x);
          expect((range.columnTo - 1) * side).toBeLessThan(seen.x + seen.width);
          expect((range.rowTo - 1) * side).toBeLessThan(pyramid.rows);
          expect((range.columnTo - 1) * side).toBeLessThan(pyramid.columns);
        }
      }),
    );
  });

  it('of the needed level have a texel for each device pixel, unless the picture has none finer', () => {
    fc.assert(
      fc.property(looks, ({ pyramid, size, placement }) => {
        const level = neededLevel(pyramid, placement, size, Number.POSITIVE_INFINITY);
        const texelPx = 2 ** level * Math.max(placement.scaleX, placement.scaleY);
        if (level > 0) expect(texelPx).toBeLessThanOrEqual(1 + 1e-6);
        if (level < pyramid.levels - 1) expect(texelPx * 2).toBeGreaterThan(1);
      }),
    );
  });

  it('that are needed fit the budget', () => {
    fc.assert(
      fc.property(looks, fc.integer({ min: 16, max: 100 }), ({ pyramid, size, placement }, capacity) => {
        const level = neededLevel(pyramid, placement, size, capacity);
        const count = countOf(visibleTiles(pyramid, placement, size, level));
        expect(count <= capacity - 4 || level === pyramid.levels - 1).toBe(true);
      }),
    );
  });

  it('are wanted overview first, then what is on the canvas, then a ring, none twice', () => {
    fc.assert(
      fc.property(looks, ({ pyramid, size, placement }) => {
        const level = neededLevel(pyramid, placement, size, 100);
        const keys = wantedTiles(pyramid, placement, size, level, null).map(keyOf);
        const visible = [...addressesOf(visibleTiles(pyramid, placement, size, level))].map(keyOf);
        const overview = [...addressesOf(visibleTiles(pyramid, placement, size, pyramid.levels - 1))].map(
          keyOf,
        );
        expect(new Set(keys).size).toBe(keys.length);
        expect(keys.slice(0, overview.length)).toEqual(overview);
        const rest = keys.slice(overview.length).filter((key) => !overview.includes(key));
        const needed = visible.filter((key) => !overview.includes(key));
        expect(new Set(rest.slice(0, needed.length))).toEqual(new Set(needed));
      }),
    );
  });

  it('that the scanner has not begun to send are not asked for', () => {
    const pyramid = { ...layout, tileSize: 512, levels: 4 };
    const view = { x: 2000, y: 300, pxPerMm: 0.25 };
    const placement = placementOf(pyramid, view, { width: 4000, height: 800 });
    const wanted = wantedTiles(pyramid, placement, { width: 4000, height: 800 }, 0, 1030);
    expect(Math.max(...wanted.filter(({ level }) => level === 0).map(({ column }) => column))).toBe(2);
  });

  it('lie within their parent', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.nat(20), fc.nat(6), (column, row, level) => {
        const parent = parentOf({ level, column, row });
        expect(parent.level).toBe(level + 1);
        expect([2 * parent.column, 2 * parent.column + 1]).toContain(column);
        expect([2 * parent.row, 2 * parent.row + 1]).toContain(row);
      }),
    );
  });

  it('touch the corners of the canvas where the picture does', () => {
    const pyramid = { ...layout, tileSize: 512, levels: 4 };
    const canvas = { width: 700, height: 500 };
    const placement = placementOf(pyramid, { x: 512, y: 256, pxPerMm: 1 }, canvas);
    const range = visibleTiles(pyramid, placement, canvas, 0);
    expect([range.columnFrom, range.columnTo]).toEqual([0, 2]);
    expect(toCanvas(placement, { x: 512, y: 256 })).toEqual({ x: 350, y: 250 });
  });
});

describe('the layout of a picture', () => {
  const facts = {
    ...layout,
    detectors: 600,
    expectedColumns: 4000,
    tileSize: 512,
    levels: 4,
  } as unknown as PictureFacts;

  it('is as long as expected while it is received, and longer when more comes', () => {
    expect(pyramidOf(facts, null).columns).toBe(4000);
    expect(pyramidOf(facts, { columns: 10, state: 'receiving' }).columns).toBe(4000);
    expect(pyramidOf(facts, { columns: 4500, state: 'receiving' }).columns).toBe(4500);
  });

  it('is as long as it came to when it is over', () => {
    expect(pyramidOf(facts, { columns: 3100, state: 'complete' }).columns).toBe(3100);
    expect(pyramidOf(facts, { columns: 0, state: 'incomplete' }).columns).toBe(1);
  });
});

const layout = { columns: 4000, rows: 600, linePitchMm: 4, detectorPitchMm: 4 };

function levelsFor(columns: number, rows: number): number {
  return 1 + Math.max(0, Math.ceil(Math.log2(Math.max(columns, rows) / 512)));
}
