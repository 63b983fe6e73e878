import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { atLane, fanSettings } from './fan-settings.ts';
import type { ScanGeometry } from './scanner.ts';

const said: ScanGeometry = {
  detectors: 1152,
  energiesMeV: [6, 4],
  detectorPitchMm: 5,
  linePitchMm: 4,
  expectedLines: 4500,
  airCounts: 60_000,
  darkCounts: 300,
};
const distance = fc.integer({ min: 2_000, max: 100_000 });

describe('what a scanner says of its pixels', () => {
  test('stays as it is where no distances are configured', () => {
    expect(atLane(said, undefined)).toBe(said);
    expect(atLane(said, fanSettings.parse(undefined))).toBe(said);
  });

  test('stays as it is, with the distances beside it, where it holds at the lane or nothing is magnified', () => {
    fc.assert(
      fc.property(distance, fc.constantFrom('lane', 'detector'), (mm, pitchAt) => {
        const fan = { sourceToLaneMm: mm, sourceToDetectorMm: mm };
        expect(atLane(said, fanSettings.parse({ ...fan, pitchAt }))).toEqual({ ...said, fan });
      }),
    );
    const fan = { sourceToLaneMm: 12_000 };
    expect(atLane(said, fanSettings.parse(fan))).toEqual({ ...said, fan });
  });

  test('is brought from the detectors to the lane in height alone, so that one ray meets the same pixel at both', () => {
    fc.assert(
      fc.property(distance, distance, (a, b) => {
        const fan = { sourceToLaneMm: Math.min(a, b), sourceToDetectorMm: Math.max(a, b) };
        const geometry = atLane(said, fanSettings.parse({ ...fan, pitchAt: 'detector' }));
        expect(geometry).toEqual({ ...said, detectorPitchMm: geometry.detectorPitchMm, fan });
        const atDetector = said.detectorPitchMm / fan.sourceToDetectorMm;
        expect(geometry.detectorPitchMm / fan.sourceToLaneMm).toBeCloseTo(atDetector, 12);
      }),
    );
    const settings = { sourceToLaneMm: 12_000, sourceToDetectorMm: 15_000, pitchAt: 'detector' as const };
    expect(atLane(said, settings)).toMatchObject({ detectorPitchMm: 4, linePitchMm: 4 });
  });
});

test.each([
  [
    'the detectors before the lane',
    { sourceToLaneMm: 12_000, sourceToDetectorMm: 9_000 },
    'sourceToDetectorMm',
  ],
  ['only the detectors', { sourceToDetectorMm: 9_000 }, 'sourceToLaneMm'],
  ['a pitch at the detectors without any distance', { pitchAt: 'detector' }, 'sourceToLaneMm'],
  [
    'a pitch at detectors nobody knows the place of',
    { sourceToLaneMm: 12_000, pitchAt: 'detector' },
    'sourceToDetectorMm',
  ],
  ['a source in the lane', { sourceToLaneMm: 900 }, 'sourceToLaneMm'],
])('distances are refused that say %s', (_what, settings, field) => {
  expect(fanSettings.safeParse(settings).error?.issues).toMatchObject([{ path: [field] }]);
});
