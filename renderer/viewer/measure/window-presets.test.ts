import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SyntheticPicture } from '../harness/synthetic.ts';
import type { PictureFacts } from '../tile-source.ts';
import { finishedGrey, plainDisplay, shownOf } from '../transfer.ts';
import { CountTable } from './count-table.ts';
import {
  around,
  countsAtEnd,
  fixedSpan,
  percentileSpan,
  rangeOf,
  spanOf,
  windowOf,
  withEnd,
} from './window-presets.ts';

const scanned = new SyntheticPicture({ columns: 20, rows: 20, planes: 1 }).picture;
const range = rangeOf(scanned);
const imported = (counts: 'transmission' | 'attenuation'): PictureFacts => ({
  ...scanned,
  imported: { counts, bitsStored: 16, pitchKnown: true, energyKnown: true },
});

describe('windows at a key', () => {
  test('part thin from dense at 50 mm of steel, in both scales', () => {
    // exp(−0.0331 cm²/g · 7.87 g/cm³ · 5 cm) = 0.27185
    const counts = 500 + 0.27185 * 59_500;
    for (const log of [false, true]) {
      const [thinLow, thinHigh] = fixedSpan('thin', log, scanned);
      expect(thinLow).toBeCloseTo(shownOf(counts, log, range), 4);
      expect(thinHigh).toBe(1);
      expect(fixedSpan('dense', log, scanned)).toEqual([0, thinLow]);
      expect(fixedSpan('whole', log, scanned)).toEqual([0, 1]);
    }
  });

  test('say nothing of steel about an imported picture, and go by what its counts mean', () => {
    expect(fixedSpan('thin', true, imported('transmission'))).toEqual([0.5, 1]);
    expect(fixedSpan('thin', true, imported('attenuation'))).toEqual([0, 0.5]);
    expect(fixedSpan('dense', true, imported('attenuation'))).toEqual([0.5, 1]);
  });

  test('by percentile show the 1st black and the 99th white', () => {
    const values = new Float32Array(Array.from({ length: 1000 }, (_, at) => 2000 + 10 * at));
    for (const log of [false, true]) {
      const span = percentileSpan(new CountTable(values), log, range)!;
      const display = { ...plainDisplay, ...windowOf(span), log };
      const grey = (counts: number) => finishedGrey(shownOf(counts, log, range), display);
      expect(grey(2090)).toBeCloseTo(0, 9);
      expect(grey(11_890)).toBeCloseTo(1, 9);
      expect(grey(2100)).toBeGreaterThan(0);
      expect(grey(11_880)).toBeLessThan(1);
    }
  });

  test('by percentile are never without width, and there is none of nothing', () => {
    const [low, high] = percentileSpan(new CountTable(new Float32Array([700, 700])), false, range)!;
    expect((high - low) * 59_500).toBeCloseTo(4, 6);
    expect(percentileSpan(new CountTable(new Float32Array([Number.NaN])), false, range)).toBeNull();
  });

  test('are the same span there and back', () => {
    const [low, high] = spanOf(windowOf([0.2, 0.7]));
    expect(low).toBeCloseTo(0.2, 12);
    expect(high).toBeCloseTo(0.7, 12);
  });

  test('never have their ends the wrong way round', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, share, fc.constantFrom('low' as const, 'high' as const), (a, b, to, end) => {
        fc.pre(a < b);
        const [low, high] = withEnd([a, b], end, to);
        expect(high).toBeGreaterThan(low);
        expect(end === 'low' ? high : low).toBe(end === 'low' ? b : a);
      }),
    );
  });

  test('name the counts of an end so that these counts are shown there', () => {
    fc.assert(
      fc.property(fc.integer({ min: 501, max: 60_000 }), fc.boolean(), (counts, log) => {
        expect(countsAtEnd(shownOf(counts, log, range), log, range)).toBe(counts);
      }),
    );
  });

  test('around a place take 48 CSS pixels each way, mirrored or not', () => {
    for (const sign of [1, -1]) {
      const toPicture = ({ x, y }: { x: number; y: number }) => ({ x: 1000 + sign * x * 2, y: y * 4 });
      const { x, y } = toPicture({ x: 100, y: 50 });
      expect(around({ x: 100, y: 50 }, toPicture)).toEqual({
        x: x - 96,
        y: y - 192,
        width: 192,
        height: 384,
      });
    }
    expect(around({ x: 1, y: 1 }, () => null)).toBeNull();
  });
});
