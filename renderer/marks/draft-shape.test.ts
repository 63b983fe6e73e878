import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MarkShape, markShape, mostLinePoints } from '../../station/api/mark-views.pure.ts';
import { edgesOf } from '../../station/visits/mark-edges.pure.ts';
import { type OverlayMap, overlayMapOf, toOverlay } from '../viewer/overlay/overlay-map.ts';
import { placementOf } from '../viewer/view.ts';
import {
  firstShape,
  isDrawn,
  lineBack,
  lineTo,
  movedShape,
  panToShow,
  simplified,
  sizedShape,
  strokeShape,
} from './draft-shape.ts';

const kinds = ['rectangle', 'ellipse', 'arrow', 'freehand', 'text'] as const;
const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const point = fc.record({ x: real(-3_000, 30_000), y: real(-3_000, 9_000) });
const anyMap: fc.Arbitrary<OverlayMap> = fc
  .record({
    columns: fc.integer({ min: 8, max: 20_000 }),
    rows: fc.integer({ min: 8, max: 4_096 }),
    linePitchMm: real(1, 9),
    x: real(0, 1),
    y: real(0, 1),
    pxPerMm: real(0.02, 6),
    flipped: fc.boolean(),
  })
  .map(({ columns, rows, linePitchMm, x, y, pxPerMm, flipped }) => {
    const layout = { columns, rows, linePitchMm, detectorPitchMm: 4 };
    const size = { width: 900, height: 500 };
    const placement = placementOf(layout, { x: x * columns, y: y * rows, pxPerMm }, size);
    return overlayMapOf({
      ...{ placement, size, density: 1, flipped },
      picture: { width: columns, height: rows },
    });
  });

type Act = (shape: MarkShape, map: OverlayMap) => MarkShape;
const anyAct: fc.Arbitrary<Act> = fc.oneof(
  point.map(
    ({ x, y }): Act =>
      (shape, { picture }) =>
        movedShape(shape, x / 9, y / 9, picture),
  ),
  point.map(
    ({ x, y }): Act =>
      (shape, { picture }) =>
        sizedShape(shape, x / 9, y / 9, picture),
  ),
  fc.tuple(point, point).map(
    ([from, to]): Act =>
      (shape, { picture }) =>
        strokeShape(shape.kind, from, to, picture),
  ),
  fc.array(point, { maxLength: 260 }).map(
    (points): Act =>
      (shape, { picture }) =>
        shape.kind === 'freehand' ? points.reduce((line, to) => lineTo(line, to, picture), shape) : shape,
  ),
  fc.constant<Act>((shape) => (shape.kind === 'freehand' ? lineBack(shape) : shape)),
);

describe('a mark being drawn', () => {
  test('is one that the station takes, and on the picture, whatever hands and keys do', () => {
    fc.assert(
      fc.property(
        anyMap,
        fc.constantFrom(...kinds),
        fc.array(anyAct, { maxLength: 8 }),
        (map, kind, acts) => {
          let shape = firstShape(kind, map);
          for (const act of [(same: MarkShape) => same, ...acts]) {
            shape = act(shape, map);
            expect(shape.kind).toBe(kind);
            const { success, error } = markShape.safeParse(shape);
            expect(success, error?.message).toBe(true);
            const { left, top, right, bottom } = edgesOf(shape);
            expect(Math.min(left, top)).toBeGreaterThanOrEqual(-1e-6);
            expect(right).toBeLessThanOrEqual(map.picture.width + 1e-6);
            expect(bottom).toBeLessThanOrEqual(map.picture.height + 1e-6);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  const picture = { width: 1_000, height: 300 };
  const box: MarkShape = { kind: 'rectangle', x: 100, y: 50, width: 60, height: 40 };

  test('keeps its size where the picture’s edge stops it', () => {
    expect(movedShape(box, 2_000, -70, picture)).toEqual({ ...box, x: 940, y: 0 });
    expect(sizedShape(box, 2_000, -70, picture)).toEqual({ ...box, width: 900, height: 2 });
  });

  test('that is an arrow turns about what it points at', () => {
    const arrow: MarkShape = { kind: 'arrow', from: { x: 10, y: 10 }, to: { x: 90, y: 90 } };
    expect(sizedShape(arrow, 5, -50, picture)).toEqual({ ...arrow, from: { x: 15, y: 0 } });
    expect(movedShape(arrow, 5, -50, picture)).toMatchObject({ from: { x: 15, y: 0 }, to: { x: 95, y: 80 } });
  });

  test('is drawn from either corner to the other', () => {
    const there = strokeShape('ellipse', { x: 20, y: 30 }, { x: 60, y: 90 }, picture);
    expect(there).toEqual({ kind: 'ellipse', x: 20, y: 30, width: 40, height: 60 });
    expect(strokeShape('ellipse', { x: 60, y: 90 }, { x: 20, y: 30 }, picture)).toEqual(there);
  });

  test('that is a line goes on by arrows, and back by one', () => {
    const line: MarkShape = {
      kind: 'freehand',
      points: [
        { x: 5, y: 5 },
        { x: 5, y: 5 },
      ],
    };
    expect(isDrawn(line)).toBe(false);
    const longer = movedShape(line, 8, 0, picture);
    expect(longer).toMatchObject({ points: [{ x: 5 }, { x: 5 }, { x: 13 }] });
    expect(isDrawn(longer)).toBe(true);
    expect(longer.kind === 'freehand' && lineBack(longer)).toEqual(line);
    expect(lineBack(line)).toBe(line);
  });
});

describe('a line with fewer points', () => {
  test('keeps its ends, its order, and as many points as asked for', () => {
    fc.assert(
      fc.property(
        fc.array(point, { minLength: 2, maxLength: 400 }),
        fc.integer({ min: 2, max: 200 }),
        (all, most) => {
          const kept = simplified(all, most);
          expect(kept).toHaveLength(Math.min(all.length, most));
          expect(kept[0]).toBe(all[0]);
          expect(kept.at(-1)).toBe(all.at(-1));
          const places = kept.map((one) => all.indexOf(one));
          expect(places).toEqual([...places].sort((a, b) => a - b));
        },
      ),
    );
  });

  test('loses what lies on the straight before any corner', () => {
    const along = (x: number) => ({ x, y: 0 });
    const down = (y: number) => ({ x: 100, y });
    const all = [...[0, 10, 25, 60].map(along), ...[0, 20, 50, 90].map(down)];
    expect(simplified(all, 3)).toEqual([along(0), down(0), down(90)]);
  });

  test('is straightened while it is drawn, before the station would refuse it', () => {
    const picture = { width: 5_000, height: 5_000 };
    let line: Extract<MarkShape, { kind: 'freehand' }> = { kind: 'freehand', points: [] };
    for (let at = 0; at < 1_000; at += 1) {
      line = lineTo(
        line,
        { x: 2_500 + 900 * Math.cos(at / 80), y: 2_500 + 900 * Math.sin(at / 80) },
        picture,
      );
      expect(line.points.length).toBeLessThanOrEqual(mostLinePoints);
    }
    for (const { x, y } of line.points) expect(Math.hypot(x - 2_500, y - 2_500)).toBeCloseTo(900, 6);
  });
});

describe('the way to show a mark', () => {
  test('brings all of it on screen where it fits, and moves nothing that is seen', () => {
    fc.assert(
      fc.property(anyMap, (map) => {
        const shape = firstShape('rectangle', map);
        const far = movedShape(shape, map.picture.width, map.picture.height, map.picture);
        const { x, y } = panToShow(map, far);
        const moved = {
          ...map,
          placement: {
            ...map.placement,
            originX: map.placement.originX + (map.flipped ? -x : x),
            originY: map.placement.originY + y,
          },
        };
        const { left, top, right, bottom } = edgesOf(far);
        for (const corner of [
          { x: left, y: top },
          { x: right, y: bottom },
        ]) {
          const at = toOverlay(moved, corner);
          expect(at.x).toBeGreaterThan(-0.01);
          expect(at.x).toBeLessThan(map.size.width + 0.01);
          expect(at.y).toBeGreaterThan(-0.01);
          expect(at.y).toBeLessThan(map.size.height + 0.01);
        }
        const again = panToShow(moved, far);
        expect(again.x).toBeCloseTo(0, 4);
        expect(again.y).toBeCloseTo(0, 4);
      }),
    );
  });
});
