import type { Solid } from '../physics/solids.ts';
import { outline } from './scene.ts';

/** An in-line six under a cab whose bumper is at `x`, with radiator, fan and turbocharger. */
export function engine(x: number): Solid[] {
  const cylinders = Array.from({ length: 6 }, (_, i) => x + 900 + i * 165);
  return [
    // Crankcase, sump, head.
    {
      shape: 'profile',
      material: 'steel',
      fill: 0.085,
      y: [-330, 330],
      points: outline(x, 0, [800, 620, 800, 1130, 1950, 1130, 1950, 620]),
    },
    {
      shape: 'profile',
      material: 'aluminium',
      fill: 0.2,
      y: [-250, 250],
      points: outline(x, 0, [830, 400, 830, 620, 1930, 620, 1930, 520, 1400, 400]),
    },
    { shape: 'box', material: 'steel', fill: 0.1, x: [x + 820, x + 1930], y: [-240, 240], z: [1130, 1260] },
    ...cylinders.flatMap((cx): Solid[] => [
      { shape: 'post', material: 'steel', fill: -0.085, x: cx, y: 0, radius: 62, z: [820, 1120] },
      {
        shape: 'post',
        material: 'aluminium',
        fill: 0.7,
        x: cx,
        y: 0,
        radius: 60,
        z: [900 + ((cx * 7) % 130), 1010 + ((cx * 7) % 130)],
      },
      { shape: 'roller', material: 'steel', fill: 0.45, x: cx, z: 690, radius: 70, y: [-60, 60] },
    ]),
    // Flywheel, radiator, fan, turbocharger.
    { shape: 'box', material: 'steel', fill: 0.22, x: [x + 1960, x + 2040], y: [-240, 240], z: [560, 1040] },
    {
      shape: 'box',
      material: 'aluminium',
      fill: 0.25,
      x: [x + 330, x + 400],
      y: [-480, 480],
      z: [560, 1200],
    },
    { shape: 'box', material: 'water', fill: 0.4, x: [x + 400, x + 450], y: [-460, 460], z: [580, 1180] },
    { shape: 'box', material: 'plastic', fill: 0.2, x: [x + 560, x + 620], y: [-380, 380], z: [600, 1160] },
    {
      shape: 'vessel',
      material: 'steel',
      fill: 0.55,
      x: [x + 1450, x + 1700],
      y: -430,
      z: 1040,
      radiusY: 110,
      radiusZ: 120,
      end: 60,
    },
    {
      shape: 'vessel',
      material: 'steel',
      fill: 0.3,
      x: [x + 800, x + 1000],
      y: 420,
      z: 800,
      radiusY: 90,
      radiusZ: 90,
    },
  ];
}
