import type { Solid, Span } from '../physics/solids.ts';
import { containerFloor, containerTruck } from './container.ts';
import { between, outline, type Scene, shuffled, times, truckGeometry } from './scene.ts';

/** A container of used machinery on skids: lathe, generating set, gearbox, motors, a crate of parts. */
export const machinery: Scene = {
  geometry: truckGeometry,
  build(random) {
    const { solids, inside } = containerTruck(between(random, 250, 400));
    const order = shuffled([lathe, generator, gearbox, motors, parts], random);
    const loaded: Solid[] = [];
    let x = inside + between(random, 60, 120);
    for (const machine of order) {
      const { solids: made, length } = machine(x, containerFloor, random);
      loaded.push(...made);
      x += length + between(random, 60, 130);
    }
    return [...solids, ...loaded];
  },
};

type Machine = (x: number, z: number, random: () => number) => { solids: Solid[]; length: number };

function skid(x: Span, y: Span, z: number): Solid[] {
  return [
    ...[y[0], (y[0] + y[1]) / 2 - 60, y[1] - 120].map(
      (from): Solid => ({ shape: 'box', material: 'wood', x, y: [from, from + 120], z: [z, z + 110] }),
    ),
    ...times(Math.max(2, Math.round((x[1] - x[0]) / 600))).map((i, _, all): Solid => {
      const from = x[0] + (i * (x[1] - x[0] - 120)) / (all.length - 1);
      return { shape: 'box', material: 'wood', x: [from, from + 120], y, z: [z + 110, z + 150] };
    }),
  ];
}

/** A gear wheel on a shaft across the beam. */
function gear(x: number, z: number, radius: number, y: Span): Solid[] {
  return [
    { shape: 'roller', material: 'steel', x, z, radius, y },
    { shape: 'roller', material: 'steel', fill: -0.65, x, z, radius: radius * 0.84, y },
    { shape: 'roller', material: 'steel', fill: 0.65, x, z, radius: radius * 0.3, y },
    ...times(5).map((i): Solid => {
      const turn = (i * 2 * Math.PI) / 5 + radius;
      return {
        shape: 'roller',
        material: 'steel',
        fill: -0.3,
        x: x + Math.cos(turn) * radius * 0.57,
        z: z + Math.sin(turn) * radius * 0.57,
        radius: radius * 0.17,
        y,
      };
    }),
  ];
}

const lathe: Machine = (x, floor) => {
  const z = floor + 150;
  const y: Span = [-420, 380];
  return {
    length: 3300,
    solids: [
      ...skid([x, x + 3300], y, floor),
      // Cabinets and chip tray under a cast bed with its ribs and ways.
      { shape: 'box', material: 'steel', fill: 0.06, x: [x + 60, x + 820], y, z: [z, z + 620] },
      { shape: 'box', material: 'steel', fill: 0.06, x: [x + 2620, x + 3220], y, z: [z, z + 620] },
      { shape: 'box', material: 'steel', fill: 0.03, x: [x + 820, x + 2620], y, z: [z + 380, z + 400] },
      {
        shape: 'box',
        material: 'steel',
        fill: 0.13,
        x: [x + 60, x + 3220],
        y: [-300, 260],
        z: [z + 620, z + 900],
      },
      {
        shape: 'box',
        material: 'steel',
        fill: 0.45,
        x: [x + 60, x + 3220],
        y: [-300, 260],
        z: [z + 885, z + 925],
      },
      ...times(9).map(
        (i): Solid => ({
          shape: 'box',
          material: 'steel',
          fill: 0.3,
          x: [x + 500 + i * 300, x + 525 + i * 300],
          y: [-300, 260],
          z: [z + 630, z + 880],
        }),
      ),
      // Headstock with gears, spindle, chuck.
      {
        shape: 'box',
        material: 'steel',
        fill: 0.13,
        x: [x + 120, x + 860],
        y: [-330, 290],
        z: [z + 925, z + 1480],
      },
      {
        shape: 'box',
        material: 'steel',
        fill: -0.08,
        x: [x + 170, x + 810],
        y: [-300, 260],
        z: [z + 970, z + 1430],
      },
      ...gear(x + 300, z + 1270, 130, [-120, -60]),
      ...gear(x + 480, z + 1130, 105, [-40, 20]),
      ...gear(x + 640, z + 1280, 120, [60, 120]),
      ...gear(x + 330, z + 1050, 75, [100, 150]),
      {
        shape: 'vessel',
        material: 'steel',
        x: [x + 120, x + 980],
        y: -20,
        z: z + 1230,
        radiusY: 55,
        radiusZ: 55,
      },
      {
        shape: 'vessel',
        material: 'steel',
        fill: -1,
        x: [x + 120, x + 980],
        y: -20,
        z: z + 1230,
        radiusY: 26,
        radiusZ: 26,
      },
      {
        shape: 'vessel',
        material: 'steel',
        fill: 0.6,
        x: [x + 880, x + 1010],
        y: -20,
        z: z + 1230,
        radiusY: 160,
        radiusZ: 160,
      },
      // Carriage, tool post, tailstock, lead screw, motor.
      {
        shape: 'profile',
        material: 'steel',
        fill: 0.25,
        y: [-330, 330],
        points: outline(x, z, [1480, 925, 1480, 1010, 1640, 1060, 1960, 1060, 2060, 1010, 2060, 925]),
      },
      {
        shape: 'box',
        material: 'steel',
        fill: 0.7,
        x: [x + 1690, x + 1840],
        y: [-90, 60],
        z: [z + 1060, z + 1220],
      },
      { shape: 'roller', material: 'steel', fill: 0.4, x: x + 1600, z: z + 800, radius: 95, y: [280, 350] },
      {
        shape: 'profile',
        material: 'steel',
        fill: 0.3,
        y: [-200, 160],
        points: outline(x, z, [2640, 925, 2700, 1330, 3020, 1330, 3080, 925]),
      },
      {
        shape: 'vessel',
        material: 'steel',
        x: [x + 2500, x + 3160],
        y: -20,
        z: z + 1230,
        radiusY: 38,
        radiusZ: 38,
      },
      {
        shape: 'vessel',
        material: 'steel',
        x: [x + 860, x + 3180],
        y: 290,
        z: z + 740,
        radiusY: 18,
        radiusZ: 18,
      },
      ...motor(x + 250, z + 180, 400, 150, -120),
    ],
  };
};

/** An electric motor along the truck: finned shell, stator pack, rotor, shaft. */
function motor(x: number, z: number, length: number, radius: number, y: number): Solid[] {
  const shell = { y, z: z + radius };
  return [
    {
      shape: 'vessel',
      material: 'aluminium',
      x: [x, x + length],
      radiusY: radius,
      radiusZ: radius,
      end: length * 0.12,
      ...shell,
    },
    {
      shape: 'vessel',
      material: 'aluminium',
      fill: -0.9,
      x: [x + 20, x + length - 20],
      radiusY: radius * 0.9,
      radiusZ: radius * 0.9,
      ...shell,
    },
    {
      shape: 'vessel',
      material: 'steel',
      fill: 0.75,
      x: [x + length * 0.25, x + length * 0.75],
      radiusY: radius * 0.88,
      radiusZ: radius * 0.88,
      ...shell,
    },
    {
      shape: 'vessel',
      material: 'steel',
      fill: -0.75,
      x: [x + length * 0.25, x + length * 0.75],
      radiusY: radius * 0.55,
      radiusZ: radius * 0.55,
      ...shell,
    },
    {
      shape: 'vessel',
      material: 'steel',
      fill: 0.85,
      x: [x + length * 0.25, x + length * 0.75],
      radiusY: radius * 0.52,
      radiusZ: radius * 0.52,
      ...shell,
    },
    // Windings stand out of the pack on both sides.
    {
      shape: 'vessel',
      material: 'steel',
      fill: 0.3,
      x: [x + length * 0.15, x + length * 0.85],
      radiusY: radius * 0.78,
      radiusZ: radius * 0.78,
      ...shell,
    },
    {
      shape: 'vessel',
      material: 'steel',
      fill: -0.3,
      x: [x + length * 0.15, x + length * 0.85],
      radiusY: radius * 0.6,
      radiusZ: radius * 0.6,
      ...shell,
    },
    {
      shape: 'vessel',
      material: 'steel',
      x: [x - length * 0.18, x + length + 10],
      radiusY: radius * 0.17,
      radiusZ: radius * 0.17,
      ...shell,
    },
    {
      shape: 'box',
      material: 'aluminium',
      fill: 0.25,
      x: [x + length * 0.35, x + length * 0.65],
      y: [y - 70, y + 70],
      z: [z + radius * 2, z + radius * 2.45],
    },
    {
      shape: 'box',
      material: 'steel',
      fill: 0.35,
      x: [x + length * 0.15, x + length * 0.85],
      y: [y - radius, y + radius],
      z: [z - 10, z + radius * 0.22],
    },
  ];
}

const motors: Machine = (x, floor, random) => {
  const z = floor + 150;
  const sizes = times(3).map(() => between(random, 150, 230));
  return {
    length: 1900,
    solids: [
      ...skid([x, x + 1900], [-600, 600], floor),
      ...motor(x + 150, z, 720, sizes[0]!, -320),
      ...motor(x + 1100, z, 680, sizes[1]!, -300),
      ...motor(x + 500, z, 800, sizes[2]!, 330),
      ...motor(x + 420, z + 560, 640, 160, 0),
      // The frame they are lashed to.
      ...[x + 60, x + 1800].map(
        (at): Solid => ({
          shape: 'box',
          material: 'wood',
          fill: 0.3,
          x: [at, at + 80],
          y: [-600, 600],
          z: [z, z + 1000],
        }),
      ),
      {
        shape: 'box',
        material: 'wood',
        fill: 0.3,
        x: [x + 60, x + 1880],
        y: [-600, 600],
        z: [z + 500, z + 545],
      },
    ],
  };
};

const generator: Machine = (x, floor) => {
  const z = floor + 150;
  const cylinders = times(4).map((i) => x + 950 + i * 190);
  return {
    length: 2900,
    solids: [
      ...skid([x, x + 2900], [-550, 550], floor),
      // Base frame with fuel tank, canopy.
      { shape: 'box', material: 'steel', fill: 0.05, x: [x, x + 2900], y: [-520, 520], z: [z, z + 260] },
      {
        shape: 'box',
        material: 'diesel',
        fill: 0.45,
        x: [x + 500, x + 2300],
        y: [-420, 420],
        z: [z + 10, z + 130],
      },
      { shape: 'box', material: 'steel', x: [x, x + 2900], y: [-530, -528], z: [z + 260, z + 1720] },
      { shape: 'box', material: 'steel', x: [x, x + 2900], y: [528, 530], z: [z + 260, z + 1720] },
      { shape: 'box', material: 'steel', fill: 0.05, x: [x, x + 30], y: [-530, 530], z: [z + 260, z + 1720] },
      {
        shape: 'box',
        material: 'steel',
        fill: 0.05,
        x: [x + 2870, x + 2900],
        y: [-530, 530],
        z: [z + 260, z + 1720],
      },
      { shape: 'box', material: 'foam', x: [x, x + 2900], y: [-520, 520], z: [z + 1660, z + 1720] },
      // Radiator, engine, flywheel, alternator, silencer, control box.
      {
        shape: 'box',
        material: 'aluminium',
        fill: 0.2,
        x: [x + 260, x + 330],
        y: [-430, 430],
        z: [z + 380, z + 1350],
      },
      {
        shape: 'box',
        material: 'water',
        fill: 0.35,
        x: [x + 330, x + 380],
        y: [-420, 420],
        z: [z + 400, z + 1330],
      },
      {
        shape: 'box',
        material: 'steel',
        fill: 0.17,
        x: [x + 820, x + 1640],
        y: [-240, 240],
        z: [z + 420, z + 960],
      },
      {
        shape: 'box',
        material: 'steel',
        fill: 0.2,
        x: [x + 840, x + 1620],
        y: [-180, 180],
        z: [z + 960, z + 1110],
      },
      {
        shape: 'profile',
        material: 'steel',
        fill: 0.05,
        y: [-200, 200],
        points: outline(x, z, [860, 420, 900, 280, 1560, 280, 1600, 420]),
      },
      ...cylinders.flatMap((cx): Solid[] => [
        { shape: 'post', material: 'steel', fill: -0.16, x: cx, y: 0, radius: 66, z: [z + 640, z + 955] },
        {
          shape: 'post',
          material: 'aluminium',
          fill: 0.6,
          x: cx,
          y: 0,
          radius: 64,
          z: [z + 720 + ((cx * 3) % 90), z + 820 + ((cx * 3) % 90)],
        },
      ]),
      {
        shape: 'roller',
        material: 'steel',
        fill: 0.4,
        x: x + 1230,
        z: z + 1210,
        radius: 90,
        y: [-260, -150],
      },
      {
        shape: 'vessel',
        material: 'steel',
        fill: 0.7,
        x: [x + 1650, x + 1730],
        y: 0,
        z: z + 650,
        radiusY: 250,
        radiusZ: 250,
      },
      ...motor(x + 1780, z + 350, 760, 290, 0),
      {
        shape: 'vessel',
        material: 'steel',
        fill: 0.07,
        x: [x + 1000, x + 2300],
        y: 150,
        z: z + 1480,
        radiusY: 120,
        radiusZ: 120,
        end: 60,
      },
      {
        shape: 'box',
        material: 'steel',
        fill: 0.05,
        x: [x + 2620, x + 2840],
        y: [-300, 300],
        z: [z + 900, z + 1500],
      },
    ],
  };
};

const gearbox: Machine = (x, floor) => {
  const z = floor + 150;
  const y: Span = [-350, 350];
  return {
    length: 1500,
    solids: [
      ...skid([x, x + 1500], y, floor),
      {
        shape: 'profile',
        material: 'steel',
        fill: 0.07,
        y,
        points: outline(x, z, [60, 0, 60, 820, 300, 1050, 1200, 1050, 1440, 820, 1440, 0]),
      },
      ...gear(x + 480, z + 520, 330, [-180, -110]),
      ...gear(x + 980, z + 520, 215, [-180, -110]),
      ...gear(x + 980, z + 520, 330, [60, 130]),
      ...gear(x + 1260, z + 760, 100, [60, 130]),
      ...[x + 480, x + 980, x + 1260].map(
        (at, i): Solid => ({
          shape: 'roller',
          material: 'steel',
          x: at,
          z: i < 2 ? z + 520 : z + 760,
          radius: 46,
          y: [-320, 320],
        }),
      ),
      { shape: 'box', material: 'steel', fill: 0.3, x: [x + 20, x + 1480], y, z: [z, z + 45] },
      {
        shape: 'box',
        material: 'diesel',
        fill: 0.5,
        x: [x + 90, x + 1410],
        y: [-300, 300],
        z: [z + 45, z + 190],
      },
    ],
  };
};

/** A plywood crate with rods, rings, valves and castings thrown together. */
const parts: Machine = (x, floor, random) => {
  const z = floor + 150;
  const y: Span = [-700, 700];
  const inside: Solid[] = times(46).map((i): Solid => {
    const at = { x: between(random, x + 160, x + 1540), z: between(random, z + 90, z + 950) };
    const near = between(random, -600, 450);
    const across: Span = [near, near + between(random, 40, 160)];
    const radius = between(random, 30, 110);
    if (i % 4 === 0)
      return {
        shape: 'vessel',
        material: 'steel',
        x: [Math.max(x + 60, at.x - 380), Math.min(x + 1640, at.x + 380)],
        y: near,
        z: at.z,
        radiusY: radius / 3,
        radiusZ: radius / 3,
      };
    if (i % 4 === 1)
      return {
        shape: 'box',
        material: 'aluminium',
        fill: 0.6,
        x: [at.x - radius, at.x + radius],
        y: across,
        z: [at.z - radius, at.z + radius / 2],
      };
    return { shape: 'roller', material: 'steel', fill: 0.55, ...at, radius, y: across };
  });
  return {
    length: 1700,
    solids: [
      ...skid([x, x + 1700], y, floor),
      ...[x, x + 1678].map(
        (at): Solid => ({ shape: 'box', material: 'wood', fill: 1.2, x: [at, at + 22], y, z: [z, z + 1200] }),
      ),
      { shape: 'box', material: 'wood', fill: 1.2, x: [x, x + 1700], y: [-700, -680], z: [z, z + 1200] },
      { shape: 'box', material: 'wood', fill: 1.2, x: [x, x + 1700], y: [680, 700], z: [z, z + 1200] },
      { shape: 'box', material: 'wood', fill: 1.2, x: [x, x + 1700], y, z: [z + 1178, z + 1200] },
      ...inside,
      // Hollow rings lie on top of the rest.
      ...[x + 420, x + 1000].flatMap((at): Solid[] => [
        { shape: 'roller', material: 'steel', fill: 0.8, x: at, z: z + 930, radius: 190, y: [-300, -220] },
        { shape: 'roller', material: 'steel', fill: -0.8, x: at, z: z + 930, radius: 145, y: [-300, -220] },
      ]),
    ],
  };
};
