import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Coverage, cellSize, seenAfterMs, shareSeen } from './coverage.ts';

const extent = { columns: 10 * cellSize, rows: 4 * cellSize };
const half = { x: 0, y: 0, width: 5 * cellSize, height: extent.rows };

describe('what has been seen', () => {
  it('counts after half a second, not before', () => {
    const coverage = new Coverage();
    coverage.show(half, extent, 1000);
    expect(coverage.fraction(extent, 1000 + seenAfterMs - 1)).toBe(0);
    expect(coverage.fraction(extent, 1000 + seenAfterMs)).toBe(0.5);
  });

  it('adds up over several looks', () => {
    const coverage = new Coverage();
    coverage.show(half, extent, 0);
    coverage.show(null, extent, 300);
    coverage.show(half, extent, 9000);
    coverage.show(null, extent, 9200);
    expect(coverage.fraction(extent, 20_000)).toBe(0.5);
  });

  it('leaves out cells that are only partly on the canvas', () => {
    const coverage = new Coverage();
    coverage.show({ ...half, x: 1, width: 2 * cellSize }, extent, 0);
    expect(coverage.fraction(extent, 1000)).toBe(1 / 10);
  });

  it('counts the last, narrower cells of a picture that is no multiple of a cell', () => {
    const odd = { columns: 3 * cellSize + 5, rows: cellSize + 1 };
    const coverage = new Coverage();
    coverage.show({ x: 0, y: 0, width: odd.columns, height: odd.rows }, odd, 0);
    expect(coverage.fraction(odd, 600)).toBe(1);
  });

  it('is a share of what the picture came to, not of what was expected', () => {
    const coverage = new Coverage();
    coverage.show(half, extent, 0);
    expect(coverage.fraction({ ...extent, columns: 5 * cellSize }, 600)).toBe(1);
  });

  it('goes on in a picture that gets longer', () => {
    const coverage = new Coverage();
    coverage.show(half, extent, 0);
    const longer = { ...extent, columns: 20 * cellSize };
    coverage.show({ ...half, x: 15 * cellSize }, longer, 600);
    expect(coverage.fraction(longer, 1200)).toBe(0.5);
  });

  it('says which parts were seen, and goes on from them in the same picture', () => {
    const coverage = new Coverage();
    coverage.show(half, extent, 0);
    const cells = coverage.cells(extent, 600);
    expect([...cells.seen]).toEqual([...Array(20).fill(1), ...Array(20).fill(0)]);
    const again = new Coverage();
    again.recall(cells);
    expect(again.fraction(extent, 0)).toBe(0.5);
    again.show({ ...half, x: half.width }, extent, 0);
    expect(again.fraction(extent, 600)).toBe(1);
    expect(shareSeen(again.cells({ ...extent, columns: 20 * cellSize }, 600))).toBe(0.5);
  });

  it('never shrinks and stays between none and all', () => {
    const rectangles = fc.record({
      x: fc.double({ min: 0, max: 600, noNaN: true }),
      y: fc.double({ min: 0, max: 200, noNaN: true }),
      width: fc.double({ min: 0, max: 900, noNaN: true }),
      height: fc.double({ min: 0, max: 900, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(rectangles, fc.nat(700)), { maxLength: 20 }), (looks) => {
        const coverage = new Coverage();
        let now = 0;
        let before = 0;
        for (const [rectangle, ms] of looks) {
          coverage.show(rectangle, extent, now);
          now += ms;
          const fraction = coverage.fraction(extent, now);
          expect(fraction).toBeGreaterThanOrEqual(before);
          expect(fraction).toBeLessThanOrEqual(1);
          before = fraction;
        }
      }),
    );
  });
});
