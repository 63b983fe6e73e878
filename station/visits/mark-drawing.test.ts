import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { markCategories, markConfidences } from '../api/mark-views.pure.ts';
import { markDashes, markLabelAt, markPath, markSigns } from './mark-drawing.pure.ts';

const same = (at: { x: number; y: number }) => at;
const box = { x: 10, y: 20, width: 30, height: 40 };

describe('the outline of a mark', () => {
  test('goes around a rectangle and an ellipse', () => {
    expect(markPath({ shape: { kind: 'rectangle', ...box } }, same)).toBe('M10 20L40 20L40 60L10 60Z');
    expect(markPath({ shape: { kind: 'ellipse', ...box } }, same)).toBe(
      'M10 40A15 20 0 0 1 40 40A15 20 0 0 1 10 40Z',
    );
  });

  test('ends an arrow at what it points at, with a head that does not outgrow it', () => {
    const arrow = (to: number) =>
      markPath({ shape: { kind: 'arrow', from: { x: 0, y: 0 }, to: { x: to, y: 0 } } }, same);
    expect(arrow(100)).toBe('M0 0L100 0M85.58 -6.94L100 0L85.58 6.94');
    expect(arrow(10)).toBe('M0 0L10 0M5.5 -2.17L10 0L5.5 2.17');
    expect(arrow(0)).toBe('M0 0L0 0');
  });

  test('is drawn where the place puts it: mirrored, and wider than high where the pitches differ', () => {
    const place = ({ x, y }: { x: number; y: number }) => ({ x: 500 - 3 * x, y: 2 * y });
    expect(markPath({ shape: { kind: 'rectangle', ...box } }, place)).toBe('M470 40L380 40L380 120L470 120Z');
    expect(markPath({ shape: { kind: 'ellipse', ...box } }, place)).toBe(
      'M380 80A45 40 0 0 1 470 80A45 40 0 0 1 380 80Z',
    );
    expect(markLabelAt({ shape: { kind: 'rectangle', ...box } }, place)).toEqual({ x: 380, y: 40 });
  });

  test('has signs of the size of the screen’s pixels, also on a sheet that has other ones', () => {
    const text = { shape: { kind: 'text', at: { x: 50, y: 50 } } } as const;
    expect(markPath(text, same)).toBe('M45 50L55 50M50 45L50 55');
    expect(markPath(text, same, 2)).toBe('M40 50L60 50M50 40L50 60');
    expect(markLabelAt(text, same)).toEqual({ x: 50, y: 50 });
  });

  test('is path data, whatever the shape', () => {
    const real = fc.double({ min: 0, max: 40_000, noNaN: true });
    const point = fc.record({ x: real, y: real });
    const sized = { x: real, y: real, width: real, height: real };
    const shape = fc.oneof(
      fc.record({ kind: fc.constantFrom('rectangle' as const, 'ellipse' as const), ...sized }),
      fc.record({ kind: fc.constant('arrow' as const), from: point, to: point }),
      fc.record({ kind: fc.constant('freehand' as const), points: fc.array(point, { minLength: 2 }) }),
      fc.record({ kind: fc.constant('text' as const), at: point }),
    );
    fc.assert(
      fc.property(shape, (shape) => {
        expect(markPath({ shape }, same)).toMatch(/^(M-?[\d.]+ -?[\d.]+([LA]-?[\d. -]+)+Z?)+$/);
      }),
    );
  });
});

test('every category has a sign and every confidence a stroke of its own', () => {
  expect(new Set(markCategories.map((category) => markSigns[category])).size).toBe(markCategories.length);
  expect(new Set(markConfidences.map((confidence) => markDashes[confidence].join())).size).toBe(3);
});
