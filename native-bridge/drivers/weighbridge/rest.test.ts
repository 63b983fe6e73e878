import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { atFirst, type RestSettings, takeReading } from './rest.ts';

const settings: RestSettings = { emptyBelowKg: 200, restMs: 1_000, bandKg: 20 };

describe('A weight', () => {
  test('is told once it has stood for long enough, and never again while it stands', () => {
    expect(told(still(31_240, 10))).toEqual([31_240]);
    expect(told(still(31_240, 4))).toEqual([]);
  });

  test('is not told while the scales say that it moves', () => {
    expect(told(moving(31_240, 50))).toEqual([]);
  });

  test('may wobble within the band, and is the last one', () => {
    expect(told([...still(31_240, 3), ...still(31_250, 10), ...still(31_240, 10)])).toEqual([31_250]);
  });

  test('that drifts out of the band has not come to rest', () => {
    const drift = Array.from({ length: 20 }, (_, step) => reading(30_000 + step * 30));
    expect(told(drift)).toEqual([]);
  });

  test('of the same truck is not told again after a jolt', () => {
    expect(told([...still(31_240, 8), ...moving(31_000, 3), ...still(31_240, 8)])).toEqual([31_240]);
    expect(told([...still(31_240, 8), reading(0), ...still(31_240, 8)])).toEqual([31_240]);
    expect(told([...still(31_240, 8), reading(null), ...still(31_240, 8)])).toEqual([31_240]);
  });

  test('at which it comes to rest anew is told', () => {
    expect(told([...still(31_240, 8), ...moving(20_000, 3), ...still(12_000, 8)])).toEqual([31_240, 12_000]);
  });

  test('of the next truck is told even where it is the same, when the bridge was empty between', () => {
    expect(told([...still(31_240, 8), ...still(0, 8), ...still(31_240, 8)])).toEqual([31_240, 31_240]);
  });

  test('of each truck is told exactly once, whatever trucks there are', () => {
    const trucks = fc.array(
      fc.record({
        kg: fc.integer({ min: 1_000, max: 60_000 }),
        seconds: fc.integer({ min: 2, max: 20 }),
        // Moves and jolts on the bridge; the truck is the same and stands where it stood.
        jolts: fc.array(fc.integer({ min: 300, max: 60_000 }), { maxLength: 3 }),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(trucks, (list) => {
        const script = list.flatMap(({ kg, seconds, jolts }) => [
          ...moving(kg / 2, 4),
          ...still(kg, seconds * 5),
          ...jolts.flatMap((jolt) => [...moving(jolt, 2), ...still(kg, 8)]),
          ...moving(kg / 2, 4),
          ...still(0, 8),
        ]);
        expect(told(script)).toEqual(list.map(({ kg }) => kg));
      }),
    );
  });

  test('is never one that has not stood for long enough, whatever comes', () => {
    const readings = fc.array(
      fc.record({ kg: fc.option(fc.constantFrom(0, 190, 5_000, 5_010, 5_030, 9_000)), stable: fc.boolean() }),
      { maxLength: 80 },
    );
    fc.assert(
      fc.property(readings, (script) => {
        let state = atFirst;
        for (const [index, each] of script.entries()) {
          const taken = takeReading(state, each, index * 250, settings);
          state = taken.state;
          if (taken.weight === null) continue;
          const before = script.slice(index - 4, index + 1);
          expect(before).toHaveLength(5);
          for (const { kg, stable } of before) {
            expect(stable).toBe(true);
            expect(Math.abs((kg ?? 0) - taken.weight)).toBeLessThanOrEqual(settings.bandKg);
          }
        }
      }),
    );
  });
});

test('Scales that print only when they are asked: each line is a weight, printed twice it is one', () => {
  const onDemand = { ...settings, restMs: 0 };
  let state = atFirst;
  const weights = [
    [31_240, 0],
    [31_240, 100],
    [31_240, 60_000],
    [0, 61_000],
    [12_000, 62_000],
  ].flatMap(([kg = 0, ms = 0]) => {
    const taken = takeReading(state, { kg, stable: true }, ms, onDemand);
    state = taken.state;
    return taken.weight ?? [];
  });
  expect(weights).toEqual([31_240, 31_240, 12_000]);
});

interface Reading {
  readonly kg: number | null;
  readonly stable: boolean;
}

function reading(kg: number | null, stable = true): Reading {
  return { kg, stable };
}

function still(kg: number, times: number): Reading[] {
  return Array.from({ length: times }, () => reading(kg));
}

function moving(kg: number, times: number): Reading[] {
  return Array.from({ length: times }, (_, step) => reading(kg + step, false));
}

/** The weights told of readings that come five times a second. */
function told(readings: readonly Reading[]): number[] {
  let state = atFirst;
  return readings.flatMap((each, index) => {
    const taken = takeReading(state, each, index * 200, settings);
    state = taken.state;
    return taken.weight ?? [];
  });
}
