import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SyntheticPicture, syntheticAir, syntheticDark } from '../harness/synthetic.ts';
import { PixelReader } from '../pixel-reader.ts';
import { shownOf } from '../transfer.ts';
import { CountTable } from './count-table.ts';

const range = { air: syntheticAir, dark: syntheticDark };
const counts = fc.array(fc.integer({ min: 0, max: 65_535 }), { minLength: 1, maxLength: 300 });

describe('a table of counts', () => {
  test('gives the percentiles of the sorted values, by nearest rank', () => {
    fc.assert(
      fc.property(counts, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const sorted = [...values].sort((a, b) => a - b);
        const expected = sorted[Math.max(1, Math.ceil(share * values.length)) - 1];
        expect(new CountTable(new Float32Array(values)).percentile(share)).toBe(expected);
      }),
    );
  });

  test('puts each value of a picture into the bin that plain arithmetic does, in both scales', async () => {
    const picture = new SyntheticPicture({ columns: 300, rows: 200, planes: 2 });
    const whole = { x: 0, y: 0, width: 300, height: 200 };
    const { planes } = await new PixelReader(picture).region(whole, 60_000);
    for (const log of [false, true]) {
      for (const plane of [0, 1]) {
        const expected = new Array<number>(64).fill(0);
        for (let at = plane; at < picture.levels[0]!.values.length; at += 2) {
          const shown = shownOf(picture.levels[0]!.values[at]!, log, range);
          expected[Math.min(63, Math.max(0, Math.floor(shown * 64)))]! += 1;
        }
        expect(new CountTable(planes[plane]!).histogram(64, log, range)).toEqual(expected);
      }
    }
  });

  test('counts each known value once, wherever it lies, and no missing one', () => {
    fc.assert(
      fc.property(counts, fc.nat(20), fc.boolean(), (values, missing, log) => {
        const all = new Float32Array([...values, ...new Array<number>(missing).fill(Number.NaN)]);
        const table = new CountTable(all);
        expect(table.known).toBe(values.length);
        const sum = table.histogram(32, log, range).reduce((a, b) => a + b, 0);
        expect(sum).toBe(values.length);
      }),
    );
  });

  test('of nothing known has no percentile', () => {
    expect(new CountTable(new Float32Array([Number.NaN])).percentile(0.5)).toBeNull();
  });
});
