import type { Solid, Span } from '../physics/solids.ts';

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
    { shape: 'roller', material: 'steel', fill: 0.8, x: x + 1450, z: 480, radius: 60, y: [-850, 850] },
    { shape: 'roller', material: 'steel', fill: 0.5, x: x + 5150, z: 510, radius: 85, y: [-850, 850] },
    { shape: 'roller', material: 'steel', fill: 0.55, x: x + 5150, z: 510, radius: 230, y: [-170, 170] },
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
      points: [
        [x + 2050, 560],
        [x + 2050, 1120],
        [x + 2600, 1000],
        [x + 3000, 820],
        [x + 3000, 560],
      ],
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
    { shape: 'box', material: 'steel', fill: 0.35, x: [x + 3550, x + 4150], y: [-1150, -650], z: [520, 850] },
    // Silencer behind the front wheel.
    { shape: 'box', material: 'steel', fill: 0.09, x: [x + 2100, x + 2600], y: [-1150, -560], z: [350, 950] },
    // Springs, mudguards.
    ...both([430, 520]).flatMap((y): Solid[] => [
      {
        shape: 'profile',
        material: 'steel',
        y,
        points: [
          [x + 750, 700],
          [x + 1450, 590],
          [x + 2150, 700],
          [x + 2150, 725],
          [x + 1450, 625],
          [x + 750, 725],
        ],
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
      points: [
        [x + 4350, 1125],
        [x + 4350, 1150],
        [x + 5150, 1150],
        [x + 5350, 1060],
        [x + 5350, 1040],
        [x + 5120, 1110],
      ],
    },
    { shape: 'box', material: 'steel', fill: 0.35, x: [x + 4550, x + 4950], y: [-430, 430], z: [1040, 1125] },
    // Rear lamps and cross member.
    { shape: 'box', material: 'steel', fill: 0.3, x: [x + 5940, x + 6010], y: [-1200, 1200], z: [760, 900] },
    // Air lines and spoiler stand behind the cab.
    { shape: 'box', material: 'steel', fill: 0.3, x: [x + 2560, x + 2600], y: [-380, 380], z: [1050, 1900] },
  ];
}

/** From the bumper to the king pin. */
export const fifthWheelX = 4750;

/** Wheels of one axle: single and steered, or twin. `x` is the hub; `scale` 1 is a 1.0 m tyre. */
export function wheelPair(x: number, scale: number, kind: 'steered' | 'driven' | 'trailer'): Solid[] {
  const radius = 500 * scale;
  const sides: Span[] =
    kind === 'driven'
      ? [
          [-1240, -965],
          [-925, -650],
          [650, 925],
          [965, 1240],
        ]
      : [
          [-1240, -900],
          [900, 1240],
        ];
  const z = radius - 12;
  return [
    ...sides.flatMap((y): Solid[] => tyre(x, z, radius, y)),
    ...[-1, 1].flatMap((side): Solid[] => {
      const drum: Span = side < 0 ? [-870, -690] : [690, 870];
      const hub: Span = side < 0 ? [-1130, -690] : [690, 1130];
      return [
        { shape: 'roller', material: 'steel', fill: 0.34, x, z, radius: 205, y: drum },
        { shape: 'roller', material: 'steel', fill: 0.5, x, z, radius: 95, y: hub },
      ];
    }),
  ];
}

function tyre(x: number, z: number, radius: number, y: Span): Solid[] {
  const rim = radius * 0.58;
  const wall = 22;
  const inner: Span = [y[0] + wall, y[1] - wall];
  const dish = (y[0] + y[1]) / 2;
  return [
    { shape: 'roller', material: 'rubber', x, z, radius, y },
    { shape: 'roller', material: 'rubber', fill: -1, x, z, radius: radius - 38, y: inner },
    { shape: 'roller', material: 'rubber', fill: -1, x, z, radius: rim, y: [y[0], inner[0]] },
    { shape: 'roller', material: 'rubber', fill: -1, x, z, radius: rim, y: [inner[1], y[1]] },
    // Steel belt under the tread, rim well and dish.
    { shape: 'roller', material: 'steel', x, z, radius: radius - 20, y: inner },
    { shape: 'roller', material: 'steel', fill: -1, x, z, radius: radius - 23, y: inner },
    { shape: 'roller', material: 'steel', x, z, radius: rim + 6, y },
    { shape: 'roller', material: 'steel', fill: -1, x, z, radius: rim, y },
    { shape: 'roller', material: 'steel', x, z, radius: rim, y: [dish, dish + 10] },
  ];
}

function cab(x: number): Solid[] {
  const skin = (y: Span): Solid => ({
    shape: 'profile',
    material: 'steel',
    fill: 1,
    y,
    points: [
      [x + 60, 900],
      [x, 1500],
      [x + 40, 2050],
      [x + 330, 3150],
      [x + 900, 3600],
      [x + 2150, 3650],
      [x + 2250, 3560],
      [x + 2250, 1150],
      [x + 2000, 1000],
      [x + 700, 900],
    ],
  });
  const window = (y: Span): Solid => ({
    shape: 'profile',
    material: 'steel',
    fill: -0.85,
    y,
    points: [
      [x + 190, 2050],
      [x + 400, 2800],
      [x + 1150, 2800],
      [x + 1150, 2020],
    ],
  });
  const left: Span = [-1235, -1231.5];
  const right: Span = [1231.5, 1235];
  return [
    skin(left),
    skin(right),
    window(left),
    window(right),
    // Trim and insulation between the skins.
    {
      shape: 'profile',
      material: 'foam',
      fill: 0.5,
      y: [-1220, 1220],
      points: [
        [x + 100, 950],
        [x + 60, 2050],
        [x + 350, 3120],
        [x + 900, 3560],
        [x + 2200, 3600],
        [x + 2200, 1200],
        [x + 1900, 1050],
      ],
    },
    // Roof, windscreen and pillar, front panel, back wall, floor: sheets seen edge-on.
    {
      shape: 'profile',
      material: 'polyethylene',
      fill: 0.6,
      y: [-1150, 1150],
      points: [
        [x + 330, 3150],
        [x + 900, 3600],
        [x + 2200, 3650],
        [x + 2200, 3635],
        [x + 905, 3585],
        [x + 345, 3142],
      ],
    },
    {
      shape: 'profile',
      material: 'glass',
      fill: 0.35,
      y: [-1150, 1150],
      points: [
        [x + 45, 2050],
        [x + 330, 3130],
        [x + 346, 3126],
        [x + 61, 2046],
      ],
    },
    {
      shape: 'profile',
      material: 'steel',
      y: [-1235, -1190],
      fill: 0.12,
      points: [
        [x + 45, 2050],
        [x + 330, 3130],
        [x + 400, 3110],
        [x + 115, 2030],
      ],
    },
    {
      shape: 'profile',
      material: 'steel',
      y: [1190, 1235],
      fill: 0.12,
      points: [
        [x + 45, 2050],
        [x + 330, 3130],
        [x + 400, 3110],
        [x + 115, 2030],
      ],
    },
    {
      shape: 'box',
      material: 'steel',
      fill: 0.03,
      x: [x + 2225, x + 2250],
      y: [-1180, 1180],
      z: [1250, 3560],
    },
    {
      shape: 'profile',
      material: 'steel',
      fill: 0.06,
      y: [-1000, 1000],
      points: [
        [x + 30, 1180],
        [x + 1, 1500],
        [x + 40, 2040],
        [x + 75, 2040],
        [x + 36, 1500],
        [x + 60, 1180],
      ],
    },
    {
      shape: 'profile',
      material: 'plastic',
      fill: 0.3,
      y: [-1150, 1150],
      points: [
        [x - 10, 450],
        [x - 10, 950],
        [x + 60, 950],
        [x + 100, 450],
      ],
    },
    { shape: 'box', material: 'steel', fill: 0.22, x: [x + 40, x + 150], y: [-1100, 1100], z: [520, 700] },
    // Tunnel over the engine and the stepped floor.
    {
      shape: 'profile',
      material: 'steel',
      fill: 0.1,
      y: [-1150, 1150],
      points: [
        [x + 350, 1230],
        [x + 350, 1262],
        [x + 1100, 1262],
        [x + 1100, 1330],
        [x + 2200, 1330],
        [x + 2200, 1298],
        [x + 1130, 1298],
        [x + 1130, 1230],
      ],
    },
    // Dashboard, steering wheel, seats, bunks, lockers.
    {
      shape: 'profile',
      material: 'plastic',
      fill: 0.13,
      y: [-1100, 1100],
      points: [
        [x + 70, 1350],
        [x + 90, 2020],
        [x + 480, 1990],
        [x + 560, 1700],
        [x + 300, 1350],
      ],
    },
    {
      shape: 'profile',
      material: 'steel',
      y: [-760, -340],
      fill: 0.1,
      points: [
        [x + 520, 1960],
        [x + 800, 1840],
        [x + 792, 1815],
        [x + 512, 1935],
      ],
    },
    ...[-620, 620].flatMap((y) => seat(x + 850, y)),
    { shape: 'box', material: 'foam', x: [x + 1650, x + 2200], y: [-1080, 1080], z: [1900, 2010] },
    {
      shape: 'box',
      material: 'steel',
      fill: 0.035,
      x: [x + 1650, x + 2200],
      y: [-1080, 1080],
      z: [1880, 1900],
    },
    { shape: 'box', material: 'foam', x: [x + 1720, x + 2200], y: [-1050, 1050], z: [2780, 2860] },
    {
      shape: 'box',
      material: 'steel',
      fill: 0.03,
      x: [x + 1720, x + 2200],
      y: [-1050, 1050],
      z: [2764, 2780],
    },
    {
      shape: 'box',
      material: 'plastic',
      fill: 0.04,
      x: [x + 700, x + 1250],
      y: [-1000, 1000],
      z: [3130, 3430],
    },
    {
      shape: 'box',
      material: 'textile',
      fill: 0.25,
      x: [x + 1700, x + 2150],
      y: [-900, 500],
      z: [1420, 1800],
    },
    // Mirrors.
    {
      shape: 'box',
      material: 'plastic',
      fill: 0.3,
      x: [x + 180, x + 330],
      y: [-1480, -1300],
      z: [1950, 2600],
    },
    { shape: 'box', material: 'plastic', fill: 0.3, x: [x + 180, x + 330], y: [1300, 1480], z: [1950, 2600] },
  ];
}

function seat(x: number, y: number): Solid[] {
  const across: Span = [y - 230, y + 230];
  return [
    {
      shape: 'profile',
      material: 'foam',
      fill: 1.6,
      y: across,
      points: [
        [x, 1660],
        [x, 1790],
        [x + 440, 1790],
        [x + 560, 2420],
        [x + 680, 2420],
        [x + 560, 1640],
      ],
    },
    {
      shape: 'profile',
      material: 'steel',
      fill: 0.05,
      y: across,
      points: [
        [x + 60, 1640],
        [x + 520, 1640],
        [x + 640, 2380],
        [x + 665, 2380],
        [x + 545, 1610],
        [x + 60, 1610],
      ],
    },
    {
      shape: 'box',
      material: 'steel',
      fill: 0.12,
      x: [x + 120, x + 430],
      y: [y - 150, y + 150],
      z: [1330, 1600],
    },
    {
      shape: 'box',
      material: 'foam',
      fill: 1.5,
      x: [x + 590, x + 700],
      y: [y - 140, y + 140],
      z: [2460, 2640],
    },
  ];
}

function engine(x: number): Solid[] {
  const cylinders = Array.from({ length: 6 }, (_, i) => x + 900 + i * 165);
  return [
    // Crankcase, sump, head.
    {
      shape: 'profile',
      material: 'steel',
      fill: 0.3,
      y: [-330, 330],
      points: [
        [x + 800, 620],
        [x + 800, 1130],
        [x + 1950, 1130],
        [x + 1950, 620],
      ],
    },
    {
      shape: 'profile',
      material: 'aluminium',
      fill: 0.35,
      y: [-250, 250],
      points: [
        [x + 830, 400],
        [x + 830, 620],
        [x + 1930, 620],
        [x + 1930, 520],
        [x + 1400, 400],
      ],
    },
    { shape: 'box', material: 'steel', fill: 0.26, x: [x + 820, x + 1930], y: [-240, 240], z: [1130, 1260] },
    ...cylinders.flatMap((cx): Solid[] => [
      { shape: 'post', material: 'steel', fill: -0.28, x: cx, y: 0, radius: 62, z: [820, 1120] },
      {
        shape: 'post',
        material: 'aluminium',
        fill: 0.7,
        x: cx,
        y: 0,
        radius: 60,
        z: [900 + ((cx * 7) % 130), 1010 + ((cx * 7) % 130)],
      },
      { shape: 'roller', material: 'steel', fill: 0.6, x: cx, z: 690, radius: 70, y: [-60, 60] },
    ]),
    // Flywheel, radiator, fan, turbocharger.
    { shape: 'box', material: 'steel', fill: 0.5, x: [x + 1960, x + 2040], y: [-240, 240], z: [560, 1040] },
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
