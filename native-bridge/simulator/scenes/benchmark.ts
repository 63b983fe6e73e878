import type { Solid } from '../physics/solids.ts';
import { type Scene, times, truckGeometry } from './scene.ts';

/** The largest picture the station is made for, of plain blocks so that working it out costs little. */
export const benchmark: Scene = {
  geometry: {
    ...truckGeometry,
    detectors: 1536,
    detectorPitchMm: 3,
    linePitchMm: 1.5,
    expectedLines: 12_000,
  },
  build: (random) =>
    times(24).map((i): Solid => {
      const x = 300 + i * 720;
      return {
        shape: 'box',
        material: i % 3 === 0 ? 'steel' : 'water',
        fill: 0.1 + random() * 0.5,
        x: [x, x + 600],
        y: [-300, 300],
        z: [300 + random() * 800, 2000 + random() * 2000],
      };
    }),
};
