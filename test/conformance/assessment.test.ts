import { describe, expect, test } from 'vitest';
import type { HidingPlace } from '../../native-bridge/simulator/scenes/hiding.ts';
import { holds } from '../figures/figures.ts';
import { coarseGeometry, type Judged, judgedTruck } from '../figures/generated-trucks.ts';

/** A small set of the trucks that `npm run hint-figures` draws, so that what docs/hints.md says cannot rot. */
const some = (hiding: HidingPlace, from: number, to: number, empty = false) =>
  Promise.all(
    Array.from({ length: to - from }, (_, nth) =>
      judgedTruck(hiding, from + nth, { geometry: coarseGeometry, empty }),
    ),
  );

describe('on generated trucks', { timeout: 300_000 }, () => {
  test('the mass of 20 loads is right within what is said in 19 or more, and in the mean within 3 %', async () => {
    const trucks = await some('nothing', 0, 20);
    expect(trucks.filter(holds).length).toBeGreaterThanOrEqual(19);
    const sure = trucks.filter(({ assessment }) => !assessment.load!.isAtLeast);
    expect(sure.length).toBeGreaterThan(8);
    const off = sure.map(({ assessment, truthKg }) => assessment.load!.kg / truthKg - 1);
    expect(Math.abs(off.reduce((sum, one) => sum + one, 0) / off.length)).toBeLessThan(0.03);
    // None of them hides anything, and no rule says so.
    expect(trucks.flatMap(({ assessment }) => assessment.hints.map(({ kind }) => kind))).toEqual([]);
  });

  test.each([
    ['false-wall', 'wall', 2, 2],
    ['false-floor', 'floor', 0, 3],
    ['lump', 'density', 16, 2],
    // In drums and flour, which are uneven but repeat themselves.
    ['lump', 'density', 4, 2],
    ['tyre', 'wheel', 0, 3],
  ] as const)(
    'a %s is hinted at as a %s, over the place (from truck %d on, %d of three)',
    async (hiding, kind, from, least) => {
      const trucks = await some(hiding, from, from + 3);
      const found = (truck: Judged) =>
        truck.assessment.hints.some((hint) => hint.kind === kind && truck.over(hint.frame));
      expect(trucks.filter(found).length).toBeGreaterThanOrEqual(least);
    },
  );

  test('an empty body looks empty, and boxes left in one are found', async () => {
    const empty = await some('nothing', 0, 2, true);
    expect(empty.map(({ assessment }) => assessment.filling!.looks)).toEqual(['empty', 'empty']);
    for (const truck of await some('in-empty', 0, 2))
      expect(truck.assessment.filling!.lumps.some(({ frame }) => truck.over(frame))).toBe(true);
  });
});
