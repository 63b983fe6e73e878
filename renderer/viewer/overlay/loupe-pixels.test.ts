import { expect, test } from 'vitest';
import { SyntheticPicture, syntheticAir, syntheticDark, syntheticValue } from '../harness/synthetic.ts';
import { PixelReader } from '../pixel-reader.ts';
import { greyOf, plainDisplay } from '../transfer.ts';
import { loupePixels } from './loupe-pixels.ts';

const range = { air: syntheticAir, dark: syntheticDark };
const display = { ...plainDisplay, log: true, window: 0.7, level: 0.6, gamma: 1.3, plane: 1 } as const;

const looks = [display, { ...display, show: 'blend' }, { ...display, invert: true, plane: 0 }] as const;

test.each(looks)(
  'the loupe shows each pixel with the grey of plain arithmetic, within one: %o',
  async (display) => {
    const reader = new PixelReader(new SyntheticPicture({ columns: 600, rows: 100, planes: 2 }));
    const region = await reader.region({ x: 505, y: 45, width: 11, height: 11 }, 121);
    const rgba = loupePixels(region, { column: 510, row: 50 }, 11, display, range);
    for (let index = 0; index < 121; index += 1) {
      const [column, row] = [505 + (index % 11), 45 + Math.floor(index / 11)];
      const [first, second] = [syntheticValue(column, row, 0), syntheticValue(column, row, 1)];
      const counts = display.show === 'blend' ? (first + second) / 2 : [first, second][display.plane]!;
      const grey = greyOf(counts, display, range);
      const [red, green, blue, alpha] = rgba.subarray(4 * index);
      expect(Math.abs(red! - grey)).toBeLessThanOrEqual(1);
      expect([green, blue, alpha]).toEqual([red, red, 255]);
    }
  },
);

test('beside the picture the loupe is black, and where pixels are missing nothing is painted', async () => {
  const picture = new SyntheticPicture({ columns: 600, rows: 100, planes: 1 });
  const corner = { x: -2, y: -2, width: 5, height: 5 };
  const there = await new PixelReader(picture).region(corner, 25);
  const pixel = (rgba: Uint8ClampedArray, x: number, y: number) =>
    [...rgba.subarray(4 * (5 * y + x))].slice(0, 4);
  const middle = { column: 0, row: 0 };
  const seen = loupePixels(there, middle, 5, plainDisplay, range);
  const grey = greyOf(syntheticValue(1, 2, 0), plainDisplay, range);
  expect(pixel(seen, 0, 0)).toEqual([0, 0, 0, 255]);
  expect(pixel(seen, 3, 4)).toEqual([grey, grey, grey, 255]);
  picture.break('0/0/0');
  const missing = await new PixelReader(picture).region(corner, 25);
  expect(pixel(loupePixels(missing, middle, 5, plainDisplay, range), 3, 4)).toEqual([0, 0, 0, 0]);
});
