import type { SceneScan } from './scenes.ts';

/** Bytes of a line of the tiny scene: 8 detectors, 2 planes. */
export const tinyBytesPerLine = 32;

/** A scene for tests of the link: small, and no two bytes in a row alike. */
export function tinyScene(name: string, seed: number, lines = 320): SceneScan {
  return {
    name,
    seed,
    lines,
    geometry: {
      detectors: 8,
      energiesMeV: [6, 4],
      detectorPitchMm: 4,
      linePitchMm: 4.5,
      expectedLines: lines,
      airCounts: 60_000,
      darkCounts: 300,
    },
    lineBlock: (firstLine, count) =>
      Uint8Array.from({ length: count * tinyBytesPerLine }, (_, index) => {
        const place = firstLine * tinyBytesPerLine + index;
        return (place * 31 + (place >> 8) * 3 + seed * 7) & 0xff;
      }),
  };
}
