import type { Solid, Span } from '../physics/solids.ts';
import { times } from './scene.ts';
import { wheelPair } from './wheels.ts';

/** Where the load floor of a semi-trailer is. */
export const floorTop = 1230;

/**
 * Running gear of a three-axle semi-trailer of `length` mm with its front at `x`: frame, king pin, landing legs,
 * axles, side guards, rear bumper. The frame's top, under the floor, is at 1.17 m.
 */
export function semiTrailerGear(x: number, length: number): Solid[] {
  const end = x + length;
  const axles = [end - 5050, end - 3740, end - 2430];
  const girders = [-1, 1].flatMap((side): Solid[] => {
    const y: Span = side < 0 ? [-620, -500] : [500, 620];
    const web: Span = side < 0 ? [-566, -558] : [558, 566];
    const low = 780;
    const neck = x + 3200;
    return [
      {
        shape: 'profile',
        material: 'steel',
        y: web,
        points: [
          [x + 50, 1170],
          [end - 60, 1170],
          [end - 60, low + 120],
          [axles[0]! - 300, low],
          [neck + 500, low],
          [neck, 1040],
          [x + 50, 1040],
        ],
      },
      {
        shape: 'profile',
        material: 'steel',
        y,
        points: [
          [neck + 500, low],
          [axles[0]! - 300, low],
          [end - 60, low + 120],
          [end - 60, low + 105],
          [axles[0]! - 300, low - 15],
          [neck + 500, low - 15],
        ],
      },
      { shape: 'box', material: 'steel', x: [x + 50, end - 60], y, z: [1158, 1170] },
      {
        shape: 'profile',
        material: 'steel',
        y,
        points: [
          [x + 50, 1040],
          [neck, 1040],
          [neck + 500, low],
          [neck + 500, low - 15],
          [neck - 5, 1026],
          [x + 50, 1026],
        ],
      },
    ];
  });
  return [
    ...girders,
    // Cross members.
    ...times(Math.floor(length / 520)).map(
      (i): Solid => ({
        shape: 'box',
        material: 'steel',
        fill: 0.28,
        x: [x + 200 + i * 520, x + 232 + i * 520],
        y: [-1200, 1200],
        z: [1080, 1165],
      }),
    ),
    // King pin and its plate.
    { shape: 'box', material: 'steel', fill: 0.7, x: [x + 900, x + 1700], y: [-500, 500], z: [1158, 1170] },
    { shape: 'post', material: 'steel', x: x + 1300, y: 0, radius: 45, z: [1080, 1160] },
    // Landing legs.
    ...[-1, 1].flatMap((side): Solid[] => [
      {
        shape: 'box',
        material: 'steel',
        fill: 0.35,
        x: [x + 3650, x + 3790],
        y: side < 0 ? [-760, -620] : [620, 760],
        z: [480, 1150],
      },
      {
        shape: 'box',
        material: 'steel',
        fill: 0.5,
        x: [x + 3560, x + 3880],
        y: side < 0 ? [-800, -580] : [580, 800],
        z: [460, 485],
      },
    ]),
    { shape: 'roller', material: 'steel', x: x + 3720, z: 900, radius: 22, y: [-700, 700] },
    // Axles with discs, springs and air bellows.
    ...axles.flatMap((at): Solid[] => [
      ...wheelPair(at, 1, 'trailer'),
      { shape: 'roller', material: 'steel', fill: 0.5, x: at, z: 488, radius: 70, y: [-900, 900] },
      ...[-1, 1].flatMap((side): Solid[] => {
        const y: Span = side < 0 ? [-560, -460] : [460, 560];
        return [
          {
            shape: 'profile',
            material: 'steel',
            y,
            points: [
              [at - 560, 760],
              [at - 560, 720],
              [at, 560],
              [at + 420, 560],
              [at + 420, 600],
              [at, 610],
            ],
          },
          {
            shape: 'post',
            material: 'rubber',
            fill: 0.3,
            x: at + 350,
            y: (y[0] + y[1]) / 2,
            radius: 130,
            z: [600, 780],
          },
          {
            shape: 'profile',
            material: 'steel',
            y,
            fill: 0.3,
            points: [
              [at - 640, 790],
              [at - 440, 790],
              [at - 500, 660],
              [at - 600, 660],
            ],
          },
        ];
      }),
    ]),
    // Air tanks, spare wheel, tool box, side guards, mud flaps, rear bumper and lamps.
    {
      shape: 'vessel',
      material: 'steel',
      fill: 0.06,
      x: [axles[0]! - 1500, axles[0]! - 750],
      y: -300,
      z: 900,
      radiusY: 130,
      radiusZ: 130,
      end: 60,
    },
    { shape: 'box', material: 'plastic', fill: 0.08, x: [x + 4300, x + 5000], y: [700, 1180], z: [520, 960] },
    { shape: 'box', material: 'rubber', fill: 0.33, x: [x + 5900, x + 6900], y: [-500, 500], z: [600, 760] },
    ...[560, 820].map(
      (z): Solid => ({
        shape: 'box',
        material: 'aluminium',
        fill: 0.25,
        x: [x + 4100, axles[0]! - 750],
        y: [-1230, -1200],
        z: [z, z + 110],
      }),
    ),
    ...[560, 820].map(
      (z): Solid => ({
        shape: 'box',
        material: 'aluminium',
        fill: 0.25,
        x: [x + 4100, axles[0]! - 750],
        y: [1200, 1230],
        z: [z, z + 110],
      }),
    ),
    {
      shape: 'box',
      material: 'rubber',
      fill: 0.8,
      x: [end - 1850, end - 1842],
      y: [-1200, -850],
      z: [250, 900],
    },
    {
      shape: 'box',
      material: 'rubber',
      fill: 0.8,
      x: [end - 1850, end - 1842],
      y: [850, 1200],
      z: [250, 900],
    },
    {
      shape: 'box',
      material: 'steel',
      fill: 0.2,
      x: [end - 330, end - 230],
      y: [-1150, 1150],
      z: [480, 590],
    },
    {
      shape: 'box',
      material: 'steel',
      fill: 0.35,
      x: [end - 90, end - 10],
      y: [-1240, 1240],
      z: [960, 1160],
    },
  ];
}

/** A curtain-sided body on a floor: posts, roof rails and bows, front wall, rear doors. */
export function curtainSideBody(x: number, length: number): Solid[] {
  const end = x + length;
  const top = 4000;
  const sides: Span[] = [
    [-1275, -1240],
    [1240, 1275],
  ];
  return [
    // Floor: plywood on the frame, with its side rails.
    { shape: 'box', material: 'wood', x: [x + 40, end - 40], y: [-1235, 1235], z: [1200, floorTop] },
    ...sides.map(
      (y): Solid => ({ shape: 'box', material: 'steel', fill: 0.3, x: [x, end], y, z: [1080, 1240] }),
    ),
    // Roof rails, tarpaulin, bows.
    ...sides.map(
      (y): Solid => ({
        shape: 'box',
        material: 'aluminium',
        fill: 0.22,
        x: [x, end],
        y,
        z: [top - 150, top],
      }),
    ),
    { shape: 'box', material: 'plastic', x: [x, end], y: [-1240, 1240], z: [top - 12, top - 9] },
    ...times(11).map((i): Solid => {
      const at = x + 600 + (i * (length - 1200)) / 10;
      return {
        shape: 'box',
        material: 'aluminium',
        fill: 0.2,
        x: [at, at + 40],
        y: [-1240, 1240],
        z: [top - 70, top - 25],
      };
    }),
    // Curtains.
    ...sides.map(
      (y): Solid => ({
        shape: 'box',
        material: 'plastic',
        x: [x + 60, end - 60],
        y: [y[0], y[0] + 1.1],
        z: [1080, top - 100],
      }),
    ),
    // Front wall, corner and middle posts, laths.
    { shape: 'box', material: 'aluminium', fill: 0.12, x: [x, x + 32], y: [-1240, 1240], z: [floorTop, top] },
    ...[x, end - 90].flatMap((at) =>
      sides.map(
        (y): Solid => ({
          shape: 'box',
          material: 'steel',
          fill: 0.45,
          x: [at, at + 90],
          y,
          z: [floorTop, top],
        }),
      ),
    ),
    ...[1, 2, 3].flatMap((i) =>
      sides.map((y): Solid => {
        const at = x + (i * length) / 4 - 60;
        return { shape: 'box', material: 'steel', fill: 0.22, x: [at, at + 120], y, z: [1100, top - 100] };
      }),
    ),
    ...times(4).flatMap((i) =>
      sides.map(
        (y): Solid => ({
          shape: 'box',
          material: 'aluminium',
          fill: 0.3,
          x: [x + 90, end - 90],
          y,
          z: [1700 + i * 550, 1800 + i * 550],
        }),
      ),
    ),
    // Rear doors with lock bars and hinges.
    {
      shape: 'box',
      material: 'aluminium',
      fill: 0.13,
      x: [end - 36, end - 4],
      y: [-1235, 1235],
      z: [floorTop, top - 60],
    },
    ...[-900, -350, 350, 900].map(
      (y): Solid => ({
        shape: 'post',
        material: 'steel',
        fill: 0.5,
        x: end + 16,
        y,
        radius: 14,
        z: [1150, top - 40],
      }),
    ),
  ];
}
