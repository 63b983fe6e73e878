import type { Solid, Span } from '../physics/solids.ts';
import { cab } from './cab.ts';
import { engine } from './engine.ts';
import { outline } from './scene.ts';
import { wheelPair } from './wheels.ts';

/**
 * A cab-over-engine tractor unit with two axles, its bumper at `x`. 6.1 m long; the fifth wheel stands at
 * `x + fifthWheelX`, its plate 1.15 m high.
 */
export function tractor(x: number): Solid[] {
  const both = (side: Span): Span[] => [side, [-side[1], -side[0]]];
  const rails = both([370, 445]).flatMap((y): Solid[] => [
    { shape: 'box', material: 'steel', fill: 0.35, x: [x + 900, x + 6000], y, z: [780, 1050] },
  ]);
  return [
    ...cab(x),
    ...engine(x),
    ...rails,
    ...wheelPair(x + 1450, 1, 'steered'),
    ...wheelPair(x + 5150, 1, 'driven'),
    // Axles, propeller shaft, differential.
    { shape: 'roller', material: 'steel', fill: 0.4, x: x + 1450, z: 480, radius: 60, y: [-850, 850] },
    { shape: 'roller', material: 'steel', fill: 0.25, x: x + 5150, z: 510, radius: 85, y: [-850, 850] },
    { shape: 'roller', material: 'steel', fill: 0.28, x: x + 5150, z: 510, radius: 230, y: [-170, 170] },
    {
      shape: 'vessel',
      material: 'steel',
      fill: 0.4,
      x: [x + 3000, x + 4950],
      y: 0,
      z: 640,
      radiusY: 60,
      radiusZ: 60,
    },
    // Gearbox behind the engine.
    {
      shape: 'profile',
      material: 'aluminium',
      fill: 0.55,
      y: [-230, 230],
      points: outline(x, 0, [2050, 560, 2050, 1120, 2600, 1000, 3000, 820, 3000, 560]),
    },
    {
      shape: 'vessel',
      material: 'steel',
      fill: 0.45,
      x: [x + 2150, x + 2950],
      y: 0,
      z: 760,
      radiusY: 130,
      radiusZ: 130,
    },
    // Diesel tank on the far side, air tanks and battery box on the near one.
    { shape: 'box', material: 'aluminium', x: [x + 2650, x + 4250], y: [520, 1180], z: [400, 1000] },
    { shape: 'box', material: 'aluminium', fill: -1, x: [x + 2654, x + 4246], y: [524, 1176], z: [404, 996] },
    { shape: 'box', material: 'diesel', x: [x + 2654, x + 4246], y: [524, 1176], z: [404, 780] },
    {
      shape: 'vessel',
      material: 'steel',
      fill: 0.06,
      x: [x + 2500, x + 3400],
      y: -820,
      z: 620,
      radiusY: 140,
      radiusZ: 140,
      end: 60,
    },
    {
      shape: 'vessel',
      material: 'steel',
      fill: 0.06,
      x: [x + 2500, x + 3400],
      y: -820,
      z: 900,
      radiusY: 140,
      radiusZ: 140,
      end: 60,
    },
    { shape: 'box', material: 'steel', fill: 0.16, x: [x + 3550, x + 4150], y: [-1150, -650], z: [520, 850] },
    // Silencer behind the front wheel.
    { shape: 'box', material: 'steel', fill: 0.09, x: [x + 2100, x + 2600], y: [-1150, -560], z: [350, 950] },
    // Springs, mudguards.
    ...both([430, 520]).flatMap((y): Solid[] => [
      {
        shape: 'profile',
        material: 'steel',
        y,
        points: outline(x, 0, [750, 700, 1450, 590, 2150, 700, 2150, 725, 1450, 625, 750, 725]),
      },
      {
        shape: 'post',
        material: 'rubber',
        fill: 0.35,
        x: x + 4800,
        y: (y[0] + y[1]) / 2,
        radius: 130,
        z: [560, 800],
      },
      {
        shape: 'post',
        material: 'rubber',
        fill: 0.35,
        x: x + 5550,
        y: (y[0] + y[1]) / 2,
        radius: 130,
        z: [560, 800],
      },
    ]),
    // Fifth wheel.
    {
      shape: 'profile',
      material: 'steel',
      y: [-450, 450],
      fill: 0.6,
      points: outline(x, 0, [4350, 1125, 4350, 1150, 5150, 1150, 5350, 1060, 5350, 1040, 5120, 1110]),
    },
    { shape: 'box', material: 'steel', fill: 0.1, x: [x + 4550, x + 4950], y: [-430, 430], z: [1040, 1125] },
    // Rear lamps and cross member.
    { shape: 'box', material: 'steel', fill: 0.3, x: [x + 5940, x + 6010], y: [-1200, 1200], z: [760, 900] },
    // Air lines and spoiler stand behind the cab.
    { shape: 'box', material: 'steel', fill: 0.3, x: [x + 2560, x + 2600], y: [-380, 380], z: [1050, 1900] },
  ];
}

/** From the bumper to the king pin. */
export const fifthWheelX = 4750;
