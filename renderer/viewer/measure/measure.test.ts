import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SyntheticPicture, syntheticValue } from '../harness/synthetic.ts';
import { PixelReader } from '../pixel-reader.ts';
import type { PictureFacts } from '../tile-source.ts';
import { lengthAcross, lengthBetween, pixelsBetween, samplesBetween, truckWidthMm } from './lengths.ts';
import { statisticsOf } from './statistics.ts';
import { follow, put } from './two-points.ts';

const picture = new SyntheticPicture({
  columns: 600,
  rows: 600,
  planes: 2,
  linePitchMm: 5,
  detectorPitchMm: 4,
});

describe('a length', () => {
  test('is by the pitch of columns across and of rows down', () => {
    const { mm, ...pixels } = lengthBetween({ x: 110, y: 40 }, { x: 50, y: 140 }, picture.picture);
    expect(pixels).toEqual({ columns: 60, rows: 100 });
    expect(mm).toEqual({ across: 300, down: 400, straight: 500 });
  });

  test('is the same from either end, and never shorter than its parts', () => {
    const place = fc.record({ x: fc.integer({ max: 600, min: 0 }), y: fc.integer({ max: 600, min: 0 }) });
    fc.assert(
      fc.property(place, place, (a, b) => {
        const { mm } = lengthBetween(a, b, picture.picture);
        expect(lengthBetween(b, a, picture.picture).mm).toEqual(mm);
        expect(mm!.straight).toBeGreaterThanOrEqual(Math.max(mm!.across, mm!.down));
      }),
    );
  });

  test('is not said in millimetres where the pitches are not known', () => {
    const unknown: PictureFacts = {
      ...picture.picture,
      imported: { counts: 'transmission', bitsStored: 16, pitchKnown: false, energyKnown: true },
    };
    expect(lengthBetween({ x: 0, y: 0 }, { x: 3, y: 4 }, unknown)).toEqual({ columns: 3, rows: 4, mm: null });
  });
});

describe('a length at the sides of a truck', () => {
  const at = (sourceToLaneMm: number, sourceToDetectorMm?: number): PictureFacts => ({
    ...picture.picture,
    fan: { sourceToLaneMm, sourceToDetectorMm },
  });
  const metres = fc.integer({ min: 2_000, max: 100_000 });
  const place = fc.record({ x: fc.integer({ max: 600, min: 0 }), y: fc.integer({ max: 600, min: 0 }) });

  test('is off by the part that half the truck is of the way to the source, and only in height', () => {
    const length = lengthBetween({ x: 0, y: 0 }, { x: 60, y: 100 }, at(12_750));
    expect(lengthAcross(length, at(12_750))).toEqual({
      sourceToLaneMm: 12_750,
      magnification: null,
      perMetre: 1000 / 12_750,
      share: 0.1,
      nearestMm: Math.hypot(300, 360),
      farthestMm: Math.hypot(300, 440),
    });
    expect(lengthAcross(length, at(12_000, 15_000))?.magnification).toBe(1.25);
  });

  test('is what a thing there truly measures that the same rays meet (similar triangles)', () => {
    fc.assert(
      fc.property(metres, fc.integer({ min: 1, max: 600 }), (source, rows) => {
        const picture = at(source);
        const length = lengthBetween({ x: 0, y: 0 }, { x: 0, y: rows }, picture);
        // Two rays from the source, `down` apart at the lane's centre.
        const slope = length.mm!.down / source;
        const { nearestMm, farthestMm } = lengthAcross(length, picture)!;
        expect(nearestMm).toBeCloseTo(slope * (source - truckWidthMm / 2), 6);
        expect(farthestMm).toBeCloseTo(slope * (source + truckWidthMm / 2), 6);
      }),
    );
  });

  test('lies around the length itself, which the distances do not change; along the truck it is the length', () => {
    fc.assert(
      fc.property(metres, place, place, (source, from, to) => {
        const length = lengthBetween(from, to, at(source));
        expect(length).toEqual(lengthBetween(from, to, picture.picture));
        const { nearestMm, farthestMm } = lengthAcross(length, at(source))!;
        expect(nearestMm).toBeLessThanOrEqual(length.mm!.straight);
        expect(farthestMm).toBeGreaterThanOrEqual(length.mm!.straight);
        const along = lengthBetween(from, { x: to.x, y: from.y }, at(source));
        expect(lengthAcross(along, at(source))).toMatchObject({
          nearestMm: along.mm!.straight,
          farthestMm: along.mm!.straight,
        });
      }),
    );
  });

  test('is not said without the scanner’s distances, or without millimetres', () => {
    const length = lengthBetween({ x: 0, y: 0 }, { x: 3, y: 4 }, picture.picture);
    expect(lengthAcross(length, picture.picture)).toBeNull();
    expect(lengthAcross({ ...length, mm: null }, at(12_000))).toBeNull();
  });
});

describe('statistics of a region', () => {
  test('are those of plain arithmetic, for each energy', async () => {
    const rectangle = pixelsBetween({ x: 530.7, y: 509.2 }, { x: 500.1, y: 515.9 });
    expect(rectangle).toEqual({ x: 500, y: 509, width: 31, height: 7 });
    const region = await new PixelReader(picture).region(rectangle, 1e6);
    for (const plane of [0, 1]) {
      const values: number[] = [];
      for (let y = 509; y <= 515; y += 1) {
        for (let x = 500; x <= 530; x += 1) values.push(syntheticValue(x, y, plane));
      }
      const mean = values.reduce((a, b) => a + b) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
      const found = statisticsOf(region.planes[plane]!)!;
      expect(found).toMatchObject({
        count: 217,
        least: Math.min(...values),
        most: Math.max(...values),
      });
      expect(found.mean).toBeCloseTo(mean, 8);
      expect(found.sd).toBeCloseTo(Math.sqrt(variance), 8);
    }
  });

  test('leave out what is missing, and have no deviation of one value', () => {
    expect(statisticsOf(new Float32Array([Number.NaN, 7, Number.NaN]))).toEqual({
      count: 1,
      mean: 7,
      sd: null,
      least: 7,
      most: 7,
    });
    expect(statisticsOf(new Float32Array([Number.NaN]))).toBeNull();
  });
});

describe('two places', () => {
  test('are put down one after the other, the second follows the cursor until then, and a third begins anew', () => {
    const [a, b, c] = [
      { x: 1, y: 1 },
      { x: 2, y: 5 },
      { x: 7, y: 7 },
    ];
    const first = put(null, a);
    expect(follow(first, b)).toEqual({ from: a, to: b, placing: true });
    const both = put(first, b);
    expect(both).toEqual({ from: a, to: b, placing: false });
    expect(follow(both, c)).toEqual(both);
    expect(put(both, c)).toEqual({ from: c, to: c, placing: true });
    expect(follow(null, a)).toBeNull();
  });

  test('have a value a pixel between them, up to what a chart can show', () => {
    expect(samplesBetween({ x: 0.5, y: 0.5 }, { x: 10.5, y: 4.5 })).toBe(11);
    expect(samplesBetween({ x: 3, y: 3 }, { x: 3, y: 3 })).toBe(2);
    expect(samplesBetween({ x: 0, y: 0 }, { x: 30_000, y: 0 })).toBe(512);
  });
});
