import type { Solid } from '../physics/solids.ts';
import { between, type Scene, shuffled, times, truckGeometry } from './scene.ts';
import { fifthWheelX, tractor } from './tractor.ts';
import { semiTrailerGear } from './trailer.ts';

/** A fuel tanker: four compartments behind dished walls, some full, some nearly empty. */
export const tanker: Scene = {
  geometry: truckGeometry,
  build(random) {
    const front = between(random, 250, 400);
    const x = front + fifthWheelX - 1300;
    const length = 12_900;
    return [...tractor(front), ...semiTrailerGear(x, length), ...tank(x + 150, 12_200, random)];
  },
};

function tank(x: number, length: number, random: () => number): Solid[] {
  const axis = { y: 0, z: 2260 };
  const radiusY = 1230;
  const radiusZ = 930;
  const sheet = 6;
  const end = x + length;
  const dome = 260;
  const compartments = 4;
  const each = (length - 2 * 40) / compartments;
  const top = axis.z + radiusZ;
  const levels = shuffled([0.1, 0.33, 0.55, 0.78], random);
  return [
    { shape: 'vessel', material: 'aluminium', x: [x, end], radiusY, radiusZ, end: dome, ...axis },
    {
      shape: 'vessel',
      material: 'aluminium',
      fill: -1,
      x: [x + sheet, end - sheet],
      radiusY: radiusY - sheet,
      radiusZ: radiusZ - sheet,
      end: dome,
      ...axis,
    },
    ...times(compartments).flatMap((i): Solid[] => {
      const from = x + 40 + i * each;
      const surface = axis.z - radiusZ + 2 * radiusZ * levels[i]!;
      const first = i === 0;
      const last = i === compartments - 1;
      const middle = from + each / 2;
      return [
        {
          shape: 'vessel',
          material: 'diesel',
          x: [x + sheet, end - sheet],
          within: [first ? x : from, last ? end : from + each],
          radiusY: radiusY - sheet,
          radiusZ: radiusZ - sheet,
          end: dome,
          level: surface,
          ...axis,
        },
        // Dished wall between compartments.
        ...(last
          ? []
          : [
              {
                shape: 'vessel',
                material: 'aluminium',
                fill: 0.05,
                x: [from + each - 60, from + each + 60],
                radiusY: radiusY - sheet,
                radiusZ: radiusZ - sheet,
                end: 40,
                ...axis,
              } as const,
            ]),
        // Surge baffle with its hole.
        {
          shape: 'vessel',
          material: 'aluminium',
          fill: 0.04,
          x: [middle - 35, middle + 35],
          radiusY: radiusY - sheet,
          radiusZ: radiusZ - sheet,
          ...axis,
        },
        {
          shape: 'vessel',
          material: 'aluminium',
          fill: -0.04,
          x: [middle - 35, middle + 35],
          radiusY: 320,
          radiusZ: 320,
          ...axis,
        },
        // Stiffening rings.
        ...[0.25, 0.75].map(
          (share): Solid => ({
            shape: 'vessel',
            material: 'aluminium',
            fill: 0.05,
            x: [from + each * share, from + each * share + 50],
            radiusY: radiusY + 8,
            radiusZ: radiusZ + 8,
            ...axis,
          }),
        ),
        // Manhole with its cover and valve, foot valve and pipe.
        {
          shape: 'post',
          material: 'aluminium',
          fill: 0.16,
          x: middle + 300,
          y: 0,
          radius: 260,
          z: [top - 10, top + 90],
        },
        {
          shape: 'post',
          material: 'aluminium',
          fill: 0.4,
          x: middle + 300,
          y: 0,
          radius: 285,
          z: [top + 90, top + 112],
        },
        {
          shape: 'post',
          material: 'steel',
          fill: 0.4,
          x: middle + 380,
          y: -60,
          radius: 50,
          z: [top + 112, top + 190],
        },
        {
          shape: 'post',
          material: 'steel',
          fill: 0.35,
          x: middle,
          y: 0,
          radius: 85,
          z: [axis.z - radiusZ - 90, axis.z - radiusZ + 40],
        },
        {
          shape: 'post',
          material: 'aluminium',
          fill: 0.3,
          x: middle,
          y: 0,
          radius: 55,
          z: [900, axis.z - radiusZ - 90],
        },
      ];
    }),
    // Walkway, overturn rails, cradle.
    {
      shape: 'box',
      material: 'aluminium',
      fill: 0.08,
      x: [x + 500, end - 300],
      y: [400, 800],
      z: [top + 40, top + 65],
    },
    ...[-480, 480].map(
      (y): Solid => ({
        shape: 'box',
        material: 'aluminium',
        fill: 0.35,
        x: [x + 700, end - 700],
        y: [y - 20, y + 20],
        z: [top - 60, top + 200],
      }),
    ),
    ...times(6).map((i): Solid => {
      const at = x + 500 + (i * (length - 1200)) / 5;
      return {
        shape: 'box',
        material: 'steel',
        fill: 0.06,
        x: [at, at + 60],
        y: [-620, 620],
        z: [1165, axis.z - radiusZ * 0.8],
      };
    }),
    // Manifold along the side, valve cabinet, hose tubes, rear ladder.
    {
      shape: 'vessel',
      material: 'aluminium',
      fill: 0.25,
      x: [x + 5200, end - 4600],
      y: 1000,
      z: 880,
      radiusY: 60,
      radiusZ: 60,
    },
    { shape: 'box', material: 'steel', fill: 0.03, x: [x + 6000, x + 7500], y: [750, 1200], z: [560, 1120] },
    ...times(4).map(
      (i): Solid => ({
        shape: 'roller',
        material: 'steel',
        fill: 0.4,
        x: x + 6200 + i * 350,
        z: 820,
        radius: 90,
        y: [820, 1050],
      }),
    ),
    ...[780, 960].map(
      (z): Solid => ({
        shape: 'vessel',
        material: 'rubber',
        fill: 0.35,
        x: [x + 4300, x + 8600],
        y: -1050,
        z,
        radiusY: 85,
        radiusZ: 85,
      }),
    ),
    {
      shape: 'box',
      material: 'steel',
      fill: 0.25,
      x: [end + 20, end + 60],
      y: [600, 640],
      z: [700, top + 80],
    },
    ...times(9).map(
      (i): Solid => ({
        shape: 'box',
        material: 'steel',
        fill: 0.5,
        x: [end + 10, end + 70],
        y: [250, 640],
        z: [760 + i * 280, 785 + i * 280],
      }),
    ),
  ];
}
