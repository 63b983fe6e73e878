import type { Solid, Span } from '../physics/solids.ts';
import { pallet, palletHeight } from './cargo.ts';
import { between, outline, type Scene, times, truckGeometry } from './scene.ts';
import { fifthWheelX, tractor } from './tractor.ts';
import { semiTrailerGear } from './trailer.ts';

/** A refrigerated trailer of fruit. */
export const reefer: Scene = {
  geometry: truckGeometry,
  build: (random) => reeferTruck(random).solids,
};

/** The same truck with packets built into the insulation of a side wall. */
export const reeferWall: Scene = {
  geometry: truckGeometry,
  build(random) {
    const { solids, body } = reeferTruck(random);
    return [...solids, ...packets(body + between(random, 5200, 9500), between(random, 2450, 3150), random)];
  },
};

const bodyFloor = 1330;
const bodyTop = 3990;

function reeferTruck(random: () => number): { solids: Solid[]; body: number } {
  const front = between(random, 250, 330);
  const x = front + fifthWheelX - 1150;
  const length = 13_400;
  const height = between(random, 1950, 2150);
  const solids = [
    ...tractor(front),
    ...semiTrailerGear(x, length),
    ...insulatedBody(x, length),
    ...refrigerationUnit(x),
    ...times(15).flatMap((place) => {
      const from = x + 320 + place * 850;
      return fruitPallet([from, from + 810], height * between(random, 0.97, 1.02), random);
    }),
  ];
  return { solids, body: x };
}

function insulatedBody(x: number, length: number): Solid[] {
  const end = x + length;
  const sides: Span[] = [
    [-1300, -1235],
    [1235, 1300],
  ];
  return [
    // Side walls: foam between steel skins, with a rub rail inside and an aluminium rail at foot and top.
    ...sides.flatMap((y): Solid[] => [
      { shape: 'box', material: 'foam', x: [x, end], y, z: [1180, bodyTop] },
      { shape: 'box', material: 'steel', x: [x, end], y: [y[0], y[0] + 0.7], z: [1180, bodyTop] },
      { shape: 'box', material: 'steel', x: [x, end], y: [y[1] - 0.7, y[1]], z: [1180, bodyTop] },
      { shape: 'box', material: 'aluminium', fill: 0.18, x: [x, end], y, z: [1180, 1330] },
      { shape: 'box', material: 'aluminium', fill: 0.14, x: [x, end], y, z: [bodyTop - 90, bodyTop] },
      {
        shape: 'box',
        material: 'aluminium',
        x: [x + 60, end - 80],
        y: y[0] < 0 ? [-1234, -1231] : [1231, 1234],
        z: [bodyFloor, bodyFloor + 260],
      },
    ]),
    // Floor: foam on the frame under an aluminium T-floor; roof.
    { shape: 'box', material: 'foam', fill: 1.3, x: [x, end], y: [-1235, 1235], z: [1175, bodyFloor - 45] },
    {
      shape: 'box',
      material: 'aluminium',
      fill: 0.22,
      x: [x, end],
      y: [-1230, 1230],
      z: [bodyFloor - 45, bodyFloor],
    },
    { shape: 'box', material: 'foam', x: [x, end], y: [-1235, 1235], z: [bodyTop - 85, bodyTop] },
    { shape: 'box', material: 'steel', fill: 0.1, x: [x, end], y: [-1235, 1235], z: [bodyTop - 8, bodyTop] },
    // Front wall, corner profiles, rear frame and doors with their seals and bars.
    { shape: 'box', material: 'foam', fill: 1.2, x: [x, x + 95], y: [-1235, 1235], z: [1180, bodyTop] },
    { shape: 'box', material: 'steel', fill: 0.06, x: [x, x + 12], y: [-1235, 1235], z: [1180, bodyTop] },
    {
      shape: 'box',
      material: 'foam',
      fill: 1.2,
      x: [end - 90, end],
      y: [-1235, 1235],
      z: [1200, bodyTop - 50],
    },
    {
      shape: 'box',
      material: 'steel',
      fill: 0.05,
      x: [end - 12, end],
      y: [-1235, 1235],
      z: [1200, bodyTop - 50],
    },
    {
      shape: 'box',
      material: 'rubber',
      fill: 0.16,
      x: [end - 100, end - 80],
      y: [-1235, 1235],
      z: [1200, bodyTop - 50],
    },
    ...sides.map(
      (y): Solid => ({
        shape: 'box',
        material: 'steel',
        fill: 0.35,
        x: [end - 90, end],
        y,
        z: [1180, bodyTop],
      }),
    ),
    ...[-900, -320, 320, 900].flatMap((y): Solid[] => [
      { shape: 'post', material: 'steel', fill: 0.45, x: end + 18, y, radius: 15, z: [1160, bodyTop - 20] },
      {
        shape: 'box',
        material: 'steel',
        fill: 0.6,
        x: [end, end + 42],
        y: [y - 40, y + 40],
        z: [1150, 1200],
      },
    ]),
    // Air duct under the ceiling.
    {
      shape: 'box',
      material: 'textile',
      fill: 0.1,
      x: [x + 700, end - 2500],
      y: [-500, 500],
      z: [bodyTop - 150, bodyTop - 90],
    },
    // Fuel tank of the unit, pallet box.
    {
      shape: 'vessel',
      material: 'aluminium',
      x: [x + 5000, x + 6100],
      y: 850,
      z: 780,
      radiusY: 260,
      radiusZ: 270,
      end: 40,
    },
    {
      shape: 'vessel',
      material: 'aluminium',
      fill: -1,
      x: [x + 5004, x + 6096],
      y: 850,
      z: 780,
      radiusY: 256,
      radiusZ: 266,
      end: 40,
    },
    {
      shape: 'vessel',
      material: 'diesel',
      x: [x + 5004, x + 6096],
      y: 850,
      z: 780,
      radiusY: 256,
      radiusZ: 266,
      end: 40,
      level: 830,
    },
    { shape: 'box', material: 'wood', fill: 0.12, x: [x + 6500, x + 7900], y: [-1000, 1000], z: [480, 900] },
  ];
}

/** The unit on the front wall: condenser and fans above, diesel engine and compressor below; evaporator inside. */
function refrigerationUnit(x: number): Solid[] {
  const z = 2150;
  const front = x - 430;
  return [
    // Housing.
    {
      shape: 'profile',
      material: 'plastic',
      fill: 0.03,
      y: [-1000, 1000],
      points: [
        [x, z],
        [front + 40, z],
        [front, z + 250],
        [front + 30, z + 1650],
        [x, z + 1700],
      ],
    },
    {
      shape: 'profile',
      material: 'plastic',
      y: [-1003, -998],
      points: [
        [x, z],
        [front + 40, z],
        [front, z + 250],
        [front + 30, z + 1650],
        [x, z + 1700],
      ],
    },
    {
      shape: 'profile',
      material: 'plastic',
      y: [998, 1003],
      points: [
        [x, z],
        [front + 40, z],
        [front, z + 250],
        [front + 30, z + 1650],
        [x, z + 1700],
      ],
    },
    {
      shape: 'box',
      material: 'steel',
      fill: 0.04,
      x: [front + 60, x - 10],
      y: [-980, 980],
      z: [z + 10, z + 40],
    },
    // Engine, compressor, alternator, belts.
    {
      shape: 'box',
      material: 'steel',
      fill: 0.2,
      x: [x - 340, x - 70],
      y: [-350, 250],
      z: [z + 180, z + 560],
    },
    {
      shape: 'box',
      material: 'steel',
      fill: 0.13,
      x: [x - 320, x - 90],
      y: [-320, 220],
      z: [z + 560, z + 650],
    },
    {
      shape: 'box',
      material: 'aluminium',
      fill: 0.3,
      x: [x - 320, x - 90],
      y: [-300, 200],
      z: [z + 80, z + 180],
    },
    { shape: 'roller', material: 'steel', fill: 0.5, x: x - 205, z: z + 330, radius: 135, y: [260, 330] },
    { shape: 'roller', material: 'steel', fill: 0.32, x: x - 200, z: z + 360, radius: 120, y: [340, 720] },
    { shape: 'roller', material: 'steel', fill: 0.4, x: x - 300, z: z + 720, radius: 75, y: [-480, -300] },
    { shape: 'roller', material: 'steel', fill: 0.06, x: x - 150, z: z + 790, radius: 90, y: [-700, -100] },
    // Condenser coil, two fans with their motors, receiver, battery.
    {
      shape: 'profile',
      material: 'aluminium',
      fill: 0.12,
      y: [-900, 900],
      points: outline(front, z, [45, 900, 75, 1600, 130, 1600, 100, 900]),
    },
    { shape: 'roller', material: 'steel', fill: 0.3, x: x - 200, z: z + 1280, radius: 80, y: [-560, -400] },
    { shape: 'roller', material: 'steel', fill: 0.3, x: x - 200, z: z + 1280, radius: 80, y: [400, 560] },
    {
      shape: 'box',
      material: 'aluminium',
      fill: 0.08,
      x: [x - 260, x - 225],
      y: [-820, 820],
      z: [z + 960, z + 1560],
    },
    { shape: 'post', material: 'steel', fill: 0.2, x: x - 80, y: 620, radius: 65, z: [z + 700, z + 1150] },
    {
      shape: 'box',
      material: 'steel',
      fill: 0.5,
      x: [x - 360, x - 180],
      y: [620, 900],
      z: [z + 60, z + 260],
    },
    // Evaporator inside: coil, fans, drain pan, bulkhead.
    {
      shape: 'profile',
      material: 'aluminium',
      fill: 0.13,
      y: [-850, 850],
      points: outline(x, z, [120, 1050, 230, 1050, 420, 1520, 310, 1520]),
    },
    { shape: 'roller', material: 'steel', fill: 0.2, x: x + 480, z: z + 1600, radius: 95, y: [-600, -250] },
    { shape: 'roller', material: 'steel', fill: 0.2, x: x + 480, z: z + 1600, radius: 95, y: [250, 600] },
    {
      shape: 'box',
      material: 'plastic',
      fill: 0.12,
      x: [x + 105, x + 560],
      y: [-1000, 1000],
      z: [z + 1000, z + 1020],
    },
    {
      shape: 'box',
      material: 'plastic',
      fill: 0.06,
      x: [x + 250, x + 270],
      y: [-1200, 1200],
      z: [bodyFloor + 80, z + 1000],
    },
  ];
}

/** One pallet place of crated fruit across the body: layers of crates with air above the fruit. */
function fruitPallet(x: Span, height: number, random: () => number): Solid[] {
  const z = bodyFloor + palletHeight;
  const layers = Math.max(1, Math.round((height - palletHeight) / 215));
  const rows: Span[] = [
    [-1200, -15],
    [15, 1200],
  ];
  return rows.flatMap((y) => [
    ...pallet(x, y, bodyFloor),
    ...times(layers).flatMap((layer): Solid[] => {
      const base = z + layer * 215;
      const width = (x[1] - x[0]) / 2;
      return times(2).flatMap((i): Solid[] => {
        const crate: Span = [x[0] + i * width + 2, x[0] + (i + 1) * width - 4];
        return [
          { shape: 'box', material: 'plastic', fill: 0.05, x: crate, y, z: [base, base + 208] },
          { shape: 'box', material: 'plastic', fill: 0.13, x: crate, y, z: [base, base + 12] },
          {
            shape: 'box',
            material: 'fruit',
            fill: 0.5 * between(random, 0.95, 1.04),
            x: [crate[0] + 8, crate[1] - 8],
            y,
            z: [base + 12, base + 165 + between(random, 0, 18)],
            texture: { kind: 'balls', amplitude: 0.5, size: [78, 72], seed: Math.floor(random() * 1e9) },
          },
        ];
      });
    }),
  ]);
}

/** Bricks of powder in the foam: 60 mm deep, four high, with the joints between them. */
function packets(x: number, z: number, random: () => number): Solid[] {
  return times(6).flatMap((column) =>
    times(4).flatMap((row): Solid[] => {
      if (row === 3 && random() < 0.4) return [];
      const from = x + column * 172;
      const base = z + row * 128;
      return [
        {
          shape: 'box',
          material: 'powder',
          fill: 1.05,
          x: [from, from + 160],
          y: [-1298, -1237],
          z: [base, base + 116],
        },
      ];
    }),
  );
}
