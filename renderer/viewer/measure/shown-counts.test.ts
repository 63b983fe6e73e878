import { describe, expect, test } from 'vitest';
import { SyntheticPicture, syntheticAir, syntheticDark, syntheticValue } from '../harness/synthetic.ts';
import { PixelReader } from '../pixel-reader.ts';
import { shownOf } from '../transfer.ts';
import { CountTable } from './count-table.ts';
import { shownCounts } from './shown-counts.ts';
import { statisticsOf } from './statistics.ts';
import { percentileSpan } from './window-presets.ts';

const both = { show: 'blend', plane: 0 } as const;
const range = { air: syntheticAir, dark: syntheticDark };
const rectangle = { x: 500, y: 40, width: 31, height: 17 };

async function region() {
  const picture = new SyntheticPicture({ columns: 600, rows: 100, planes: 2 });
  return await new PixelReader(picture).region(rectangle, 1e6);
}

/** The means of the two energies, pixel by pixel, in plain arithmetic. */
function means(): number[] {
  const { x, y, width, height } = rectangle;
  return Array.from({ length: width * height }, (_, at) => {
    const [column, row] = [x + (at % width), y + Math.floor(at / width)];
    return (syntheticValue(column, row, 0) + syntheticValue(column, row, 1)) / 2;
  });
}

describe('what is on screen', () => {
  test('of one energy are its counts', async () => {
    const { planes } = await region();
    for (const show of ['grey', 'material', 'organic', 'metal'] as const) {
      expect(shownCounts(planes, { show, plane: 1 })).toBe(planes[1]);
    }
  });

  test('of both is their mean at each pixel, halves of a count too', async () => {
    const { planes } = await region();
    const expected = means();
    expect(expected.some((value) => value % 1 !== 0)).toBe(true);
    expect([...shownCounts(planes, both)!]).toEqual(expected);
  });

  test('of both has the statistics, the window and the histogram of plain arithmetic', async () => {
    const values = shownCounts((await region()).planes, both)!;
    const sorted = means().sort((a, b) => a - b);
    const mean = sorted.reduce((a, b) => a + b) / sorted.length;
    const found = statisticsOf(values)!;
    expect(found.mean).toBeCloseTo(mean, 8);
    expect(found).toMatchObject({ count: sorted.length, least: sorted[0], most: sorted.at(-1) });
    const rank = (share: number) => sorted[Math.ceil(share * sorted.length) - 1]!;
    const table = new CountTable(values);
    for (const log of [false, true]) {
      expect(percentileSpan(table, log, range)).toEqual([
        shownOf(rank(0.01), log, range),
        shownOf(rank(0.99), log, range),
      ]);
      const bins = new Array<number>(64).fill(0);
      for (const value of sorted) bins[Math.min(63, Math.floor(shownOf(value, log, range) * 64))]! += 1;
      expect(table.histogram(64, log, range)).toEqual(bins);
    }
    expect(table.known).toBe(sorted.length);
  });

  test('is missing where an energy of the two is, and nothing without a second one', () => {
    const [first, second] = [new Float32Array([7, Number.NaN, 9]), new Float32Array([8, 8, Number.NaN])];
    expect(shownCounts([first, second], both)).toEqual(new Float32Array([7.5, Number.NaN, Number.NaN]));
    expect(shownCounts([first], both)).toBeNull();
    expect(shownCounts([first], { show: 'grey', plane: 1 })).toBeNull();
  });
});
