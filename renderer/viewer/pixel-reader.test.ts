import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SyntheticPicture, syntheticValue } from './harness/synthetic.ts';
import { PixelReader } from './pixel-reader.ts';

const dual = { columns: 1500, rows: 700, planes: 2 } as const;

describe('values of a region', () => {
  test('are the picture’s own where they fit, over the edges of tiles', async () => {
    const reader = new PixelReader(new SyntheticPicture(dual));
    const region = await reader.region({ x: 500, y: 505, width: 30, height: 20 }, 600);
    expect(region).toMatchObject({ level: 0, x: 500, y: 505, width: 30, height: 20, missing: 0 });
    for (const [plane, values] of region.planes.entries()) {
      const expected = Array.from({ length: 600 }, (_, at) =>
        syntheticValue(500 + (at % 30), 505 + Math.floor(at / 30), plane),
      );
      expect([...values]).toEqual(expected);
    }
  });

  test('are those of every pixel a rectangle touches, and never beyond the picture', async () => {
    const picture = new SyntheticPicture(dual);
    const reader = new PixelReader(picture);
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: -100, max: 1600, noNaN: true }),
        fc.double({ min: -100, max: 800, noNaN: true }),
        fc.double({ min: 0, max: 900, noNaN: true }),
        fc.double({ min: 0, max: 400, noNaN: true }),
        fc.integer({ min: 1, max: 5_000 }),
        async (x, y, width, height, most) => {
          const region = await reader.region({ x, y, width, height }, most);
          const level = picture.levels[region.level]!;
          const side = 2 ** region.level;
          expect(region.missing).toBe(0);
          expect(region.x + region.width).toBeLessThanOrEqual(level.columns);
          expect(region.y + region.height).toBeLessThanOrEqual(level.rows);
          if (region.level < picture.levels.length - 1) {
            expect(region.width * region.height).toBeLessThanOrEqual(most);
          }
          if (region.width * region.height > 0) {
            expect(region.x * side).toBeLessThanOrEqual(Math.max(x, 0));
            expect((region.x + region.width) * side).toBeGreaterThanOrEqual(Math.min(x + width, 1500));
          }
          for (let at = 0; at < region.width * region.height; at += 1) {
            const from =
              (region.y + Math.floor(at / region.width)) * level.columns + region.x + (at % region.width);
            for (const [plane, values] of region.planes.entries()) {
              if (values[at] !== level.values[from * 2 + plane]) {
                throw new Error(`pixel ${at} of plane ${plane} is ${values[at]}`);
              }
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test('come from the finest level that has no more of them than asked for', async () => {
    const reader = new PixelReader(new SyntheticPicture(dual));
    const whole = { x: 0, y: 0, width: 1500, height: 700 };
    expect((await reader.region(whole, 1500 * 700)).level).toBe(0);
    expect((await reader.region(whole, 1500 * 700 - 1)).level).toBe(1);
    expect((await reader.region(whole, 750 * 350 - 1)).level).toBe(2);
    expect((await reader.region(whole, 1)).level).toBe(2);
  });

  test('of a tile that fails are missing, never zero, and are there once it comes', async () => {
    const picture = new SyntheticPicture(dual);
    picture.break('0/1/0');
    const reader = new PixelReader(picture);
    const across = { x: 510, y: 10, width: 4, height: 1 };
    const region = await reader.region(across, 100);
    expect(region.missing).toBe(2);
    expect([...region.planes[1]!]).toEqual([
      syntheticValue(510, 10, 1),
      syntheticValue(511, 10, 1),
      Number.NaN,
      Number.NaN,
    ]);
    picture.mend();
    expect((await reader.region(across, 100)).missing).toBe(0);
  });

  test('of columns not received are missing, and are there when they came', async () => {
    const picture = new SyntheticPicture({ ...dual, received: 600 });
    const reader = new PixelReader(picture);
    const end = { x: 598, y: 3, width: 4, height: 1 };
    const before = await reader.region(end, 100);
    expect([...before.planes[0]!].map(Number.isNaN)).toEqual([false, false, true, true]);
    expect(before.missing).toBe(2);
    picture.advance({ columns: 601, state: 'receiving' });
    expect((await reader.region(end, 100)).missing).toBe(1);
    picture.advance({ columns: 1500, state: 'complete' });
    expect((await reader.region(end, 100)).missing).toBe(0);
  });

  test('of a tile of a wrong size are missing', async () => {
    const picture = new SyntheticPicture(dual);
    const right = picture.tile.bind(picture);
    picture.tile = async (address, signal) => {
      const tile = await right(address, signal);
      return { ...tile, values: tile.values.slice(2) };
    };
    const region = await new PixelReader(picture).region({ x: 0, y: 0, width: 2, height: 2 }, 4);
    expect(region.missing).toBe(4);
  });

  test('are none of a rectangle beside the picture', async () => {
    const reader = new PixelReader(new SyntheticPicture(dual));
    const region = await reader.region({ x: 1600, y: 0, width: 10, height: 10 }, 100);
    expect(region).toMatchObject({ width: 0, missing: 0 });
  });
});

describe('values along a line', () => {
  test('are those of the pixels it goes through', async () => {
    const reader = new PixelReader(new SyntheticPicture(dual));
    const line = await reader.line({ x: 500.5, y: 20.5 }, { x: 530.5, y: 50.5 }, 31);
    expect(line).toMatchObject({ level: 0, missing: 0 });
    for (const [plane, values] of line.planes.entries()) {
      expect([...values]).toEqual(
        Array.from({ length: 31 }, (_, at) => syntheticValue(500 + at, 20 + at, plane)),
      );
    }
  });

  test('of a long line are means, so that nothing between two of them is left out', async () => {
    const picture = new SyntheticPicture(dual);
    const line = await new PixelReader(picture).line({ x: 0.5, y: 300 }, { x: 1499.5, y: 300 }, 500);
    expect(line.level).toBe(1);
    const level = picture.levels[1]!;
    for (const [index, { x }] of line.points.entries()) {
      expect(line.planes[0]![index]).toBe(level.values[(150 * level.columns + Math.floor(x / 2)) * 2]);
    }
  });

  test('outside of the picture are no values, and are not called missing', async () => {
    const reader = new PixelReader(new SyntheticPicture(dual));
    const line = await reader.line({ x: -1.5, y: 5.5 }, { x: 1.5, y: 5.5 }, 4);
    expect([...line.planes[0]!]).toEqual([
      Number.NaN,
      Number.NaN,
      syntheticValue(0, 5, 0),
      syntheticValue(1, 5, 0),
    ]);
    expect(line.missing).toBe(0);
  });

  test('of a tile that fails are missing', async () => {
    const picture = new SyntheticPicture(dual);
    picture.break('0/1/0');
    const line = await new PixelReader(picture).line({ x: 510.5, y: 5.5 }, { x: 513.5, y: 5.5 }, 4);
    expect(line.missing).toBe(2);
    expect([...line.planes[0]!].map(Number.isNaN)).toEqual([false, false, true, true]);
  });
});

describe('reading', () => {
  test('keeps few tiles: what was just read is not fetched again, what was read long ago is', async () => {
    const picture = new SyntheticPicture({ columns: 12_000, rows: 40, planes: 1 });
    const reader = new PixelReader(picture);
    const at = (column: number) => reader.region({ x: column * 512, y: 0, width: 1, height: 1 }, 1);
    for (let column = 0; column < 20; column += 1) await at(column);
    expect(picture.asked).toHaveLength(20);
    await at(19);
    await at(4);
    expect(picture.asked).toHaveLength(20);
    await at(3);
    expect(picture.asked).toHaveLength(21);
  });

  test('stops with the reason of its signal, and asks for no more tiles', async () => {
    const picture = new SyntheticPicture({ columns: 12_000, rows: 40, planes: 1 });
    const release = picture.hold('');
    const abort = new AbortController();
    const whole = { x: 0, y: 0, width: 12_000, height: 40 };
    const reading = new PixelReader(picture).region(whole, 1e6, abort.signal);
    const asked = picture.asked.length;
    abort.abort(new Error('no longer wanted'));
    release();
    await expect(reading).rejects.toThrow('no longer wanted');
    expect(picture.asked).toHaveLength(asked);
    await expect(
      new PixelReader(picture).line({ x: 0, y: 0 }, { x: 9, y: 0 }, 9, abort.signal),
    ).rejects.toThrow('no longer wanted');
  });

  test.each([
    ['within a tile', { columns: 500, rows: 400 }, 400],
    ['over many small ones', { columns: 12_000, rows: 5 }, 24 * 5],
  ])('gives way to other work whenever a slice of time is over, %s', async (_, size, leastMs) => {
    let now = 0;
    const stretches: number[] = [];
    let began = 0;
    const pace = {
      // Each look at the clock finds that a millisecond has passed.
      now: () => {
        now += 1;
        return now;
      },
      pause: async () => {
        stretches.push(now - began);
        began = now;
      },
    };
    const reader = new PixelReader(new SyntheticPicture({ ...size, planes: 1 }), pace);
    const whole = { x: 0, y: 0, width: size.columns, height: size.rows };
    await reader.region(whole, 1e6);
    stretches.length = 0;
    began = now;
    const before = now;
    // The tiles are at hand now, so nothing but the pauses interrupts the work.
    await reader.region({ ...whole, x: Math.max(0, whole.width - 16 * 512) }, 1e6);
    expect(now - before).toBeGreaterThan(leastMs / 2);
    expect(stretches.length).toBeGreaterThan(3);
    expect(Math.max(...stretches)).toBeLessThan(20);
  });
});
