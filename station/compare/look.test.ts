import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { likeness, lookColumns, lookOf, lookRows } from './look.pure.ts';

/** A picture with a block of `dark` from one column to another, `width` columns long. */
function picture(width: number, from: number, to: number, dark: (share: number, row: number) => number) {
  const height = 40;
  return Uint8Array.from({ length: width * height }, (_, at) => {
    const column = at % width;
    if (column < from || column >= to) return 255;
    return 255 - dark((column - from) / (to - from), Math.floor(at / width));
  });
}
const wedge = (share: number, row: number) => (row > 8 ? Math.round(30 + 180 * share) : 0);
const boxes = (share: number, row: number) => (Math.floor(share * 12) % 2 === 0 && row > 20 ? 200 : 40);

describe('the look of a scan', () => {
  it('is the same wherever the vehicle stands in it and however slowly it was scanned', () => {
    const one = lookOf(picture(300, 20, 280, wedge), 300, 40)!;
    const other = lookOf(picture(700, 150, 600, wedge), 700, 40)!;
    expect(one).toHaveLength(lookColumns * lookRows);
    expect(likeness(one, other).percent).toBeGreaterThanOrEqual(97);
  });

  it('knows a vehicle that drove the other way', () => {
    const one = lookOf(picture(300, 20, 280, wedge), 300, 40)!;
    const other = lookOf(
      picture(300, 20, 280, (share, row) => wedge(1 - share, row)),
      300,
      40,
    )!;
    expect(likeness(one, other)).toMatchObject({ mirrored: true });
    expect(likeness(one, other).percent).toBeGreaterThanOrEqual(97);
  });

  it('is less alike where the load is another', () => {
    const one = lookOf(picture(300, 20, 280, wedge), 300, 40)!;
    const other = lookOf(picture(300, 20, 280, boxes), 300, 40)!;
    expect(likeness(one, other).percent).toBeLessThan(75);
  });

  it('has nothing to say of air', () => {
    expect(lookOf(new Uint8Array(400).fill(254), 20, 20)).toBeNull();
  });

  it('is alike both ways round, from nothing to all, and all like itself', () => {
    const looks = fc.uint8Array({ minLength: lookColumns * lookRows, maxLength: lookColumns * lookRows });
    fc.assert(
      fc.property(looks, looks, (one, other) => {
        const { percent } = likeness(one, other);
        expect(percent).toBeGreaterThanOrEqual(0);
        expect(percent).toBeLessThanOrEqual(100);
        expect(likeness(other, one).percent).toBe(percent);
        if (one.some(Boolean)) expect(likeness(one, one).percent).toBe(100);
      }),
      { numRuns: 30 },
    );
  });
});
