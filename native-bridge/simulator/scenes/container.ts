import type { Solid, Span } from '../physics/solids.ts';
import { times } from './scene.ts';
import { fifthWheelX, tractor } from './tractor.ts';
import { semiTrailerGear } from './trailer.ts';

const deck = 1170;
/** Inside floor of a container on a skeletal trailer, and the height of its ceiling. */
export const containerFloor = deck + 165;
export const containerCeiling = deck + 2860;
/** Inside length of a 40-foot container. */
export const containerLength = 12_030;

/** A 40-foot high-cube on a skeletal trailer behind a tractor. Returns the inside's front wall as `inside`. */
export function containerTruck(front: number): { solids: Solid[]; inside: number } {
  const x = front + fifthWheelX - 1300;
  const box = x + 200;
  return {
    solids: [...tractor(front), ...semiTrailerGear(x, 12_700), ...highCube(box)],
    inside: box + 60,
  };
}

/** A 40-foot high-cube steel box with its closed end at `x`, doors at the rear. ISO 668 outside measures. */
function highCube(x: number): Solid[] {
  const end = x + 12_192;
  const top = deck + 2896;
  const sides: Span[] = [
    [-1219, -1217.2],
    [1217.2, 1219],
  ];
  const corners: Span[] = [
    [-1219, -1057],
    [1057, 1219],
  ];
  return [
    // Side walls; where the corrugation slopes the beam meets more of the sheet.
    ...sides.flatMap((y): Solid[] => [
      { shape: 'box', material: 'steel', x: [x + 100, end - 100], y, z: [deck + 150, top - 60] },
      ...times(43).flatMap((i) =>
        [72, 210].map(
          (dx): Solid => ({
            shape: 'box',
            material: 'steel',
            fill: 0.16,
            x: [x + 110 + i * 278 + dx, x + 110 + i * 278 + dx + 68],
            y,
            z: [deck + 180, top - 90],
          }),
        ),
      ),
    ]),
    // Corrugated roof and closed end: thin sheets folded over 40 mm.
    {
      shape: 'box',
      material: 'steel',
      fill: 0.075,
      x: [x + 60, end - 60],
      y: [-1200, 1200],
      z: [top - 36, top - 10],
    },
    {
      shape: 'box',
      material: 'steel',
      fill: 0.055,
      x: [x + 8, x + 53],
      y: [-1180, 1180],
      z: [deck + 160, top - 60],
    },
    // Rails.
    ...corners.flatMap((y): Solid[] => [
      {
        shape: 'box',
        material: 'steel',
        fill: 0.12,
        x: [x, end],
        y: [y[0] + 40, y[0] + 120],
        z: [top - 70, top - 5],
      },
      {
        shape: 'box',
        material: 'steel',
        fill: 0.075,
        x: [x, end],
        y: [y[0] + 40, y[0] + 110],
        z: [deck + 10, deck + 170],
      },
      // Corner posts and castings.
      ...[x, end - 160].flatMap((at): Solid[] => [
        { shape: 'box', material: 'steel', fill: 0.22, x: [at, at + 150], y, z: [deck + 110, top - 110] },
        { shape: 'box', material: 'steel', fill: 0.42, x: [at - 4, at + 174], y, z: [deck, deck + 118] },
        { shape: 'box', material: 'steel', fill: 0.42, x: [at - 4, at + 174], y, z: [top - 118, top] },
      ]),
    ]),
    // Cross members under a plywood floor.
    ...times(40).map(
      (i): Solid => ({
        shape: 'box',
        material: 'steel',
        fill: 0.13,
        x: [x + 180 + i * 300, x + 225 + i * 300],
        y: [-1150, 1150],
        z: [deck + 15, deck + 135],
      }),
    ),
    {
      shape: 'box',
      material: 'wood',
      x: [x + 60, end - 60],
      y: [-1180, 1180],
      z: [deck + 137, containerFloor],
    },
    // Doors: sheet, frames, gaskets, lock bars with cams and handles.
    {
      shape: 'box',
      material: 'steel',
      fill: 0.06,
      x: [end - 70, end - 20],
      y: [-1150, 1150],
      z: [deck + 130, top - 90],
    },
    {
      shape: 'box',
      material: 'rubber',
      fill: 0.2,
      x: [end - 75, end - 55],
      y: [-1150, 1150],
      z: [deck + 130, top - 90],
    },
    ...[-920, -330, 330, 920].flatMap((y): Solid[] => [
      { shape: 'post', material: 'steel', fill: 0.4, x: end + 14, y, radius: 17, z: [deck + 40, top - 30] },
      {
        shape: 'box',
        material: 'steel',
        fill: 0.7,
        x: [end - 8, end + 40],
        y: [y - 45, y + 45],
        z: [deck + 20, deck + 80],
      },
      {
        shape: 'box',
        material: 'steel',
        fill: 0.7,
        x: [end - 8, end + 40],
        y: [y - 45, y + 45],
        z: [top - 80, top - 25],
      },
      {
        shape: 'box',
        material: 'steel',
        fill: 0.4,
        x: [end - 5, end + 38],
        y: [y - 190, y + 190],
        z: [deck + 1050, deck + 1078],
      },
    ]),
    // Twist locks on the skeletal frame.
    ...[x + 30, x + 6050, end - 130].map(
      (at): Solid => ({
        shape: 'box',
        material: 'steel',
        fill: 0.14,
        x: [at, at + 100],
        y: [-1219, 1219],
        z: [deck - 130, deck - 5],
      }),
    ),
  ];
}
