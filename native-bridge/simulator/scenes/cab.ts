import type { Solid, Span } from '../physics/solids.ts';
import { outline } from './scene.ts';

/** A sleeper cab with its bumper at `x`: skins, glass, dashboard, seats, bunks. */
export function cab(x: number): Solid[] {
  const skin = (y: Span): Solid => ({
    shape: 'profile',
    material: 'steel',
    fill: 1,
    y,
    points: outline(
      x,
      0,
      [
        60, 900, 0, 1500, 40, 2050, 330, 3150, 900, 3600, 2150, 3650, 2250, 3560, 2250, 1150, 2000, 1000, 700,
        900,
      ],
    ),
  });
  const window = (y: Span): Solid => ({
    shape: 'profile',
    material: 'steel',
    fill: -0.85,
    y,
    points: outline(x, 0, [190, 2050, 400, 2800, 1150, 2800, 1150, 2020]),
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
      points: outline(x, 0, [100, 950, 60, 2050, 350, 3120, 900, 3560, 2200, 3600, 2200, 1200, 1900, 1050]),
    },
    // Roof, windscreen and pillar, front panel, back wall, floor: sheets seen edge-on.
    {
      shape: 'profile',
      material: 'polyethylene',
      fill: 0.6,
      y: [-1150, 1150],
      points: outline(x, 0, [330, 3150, 900, 3600, 2200, 3650, 2200, 3635, 905, 3585, 345, 3142]),
    },
    {
      shape: 'profile',
      material: 'glass',
      fill: 0.35,
      y: [-1150, 1150],
      points: outline(x, 0, [45, 2050, 330, 3130, 346, 3126, 61, 2046]),
    },
    {
      shape: 'profile',
      material: 'steel',
      y: [-1235, -1190],
      fill: 0.12,
      points: outline(x, 0, [45, 2050, 330, 3130, 400, 3110, 115, 2030]),
    },
    {
      shape: 'profile',
      material: 'steel',
      y: [1190, 1235],
      fill: 0.12,
      points: outline(x, 0, [45, 2050, 330, 3130, 400, 3110, 115, 2030]),
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
      points: outline(x, 0, [30, 1180, 1, 1500, 40, 2040, 75, 2040, 36, 1500, 60, 1180]),
    },
    {
      shape: 'profile',
      material: 'plastic',
      fill: 0.3,
      y: [-1150, 1150],
      points: outline(x, 0, [-10, 450, -10, 950, 60, 950, 100, 450]),
    },
    { shape: 'box', material: 'steel', fill: 0.22, x: [x + 40, x + 150], y: [-1100, 1100], z: [520, 700] },
    // Tunnel over the engine and the stepped floor.
    {
      shape: 'profile',
      material: 'steel',
      fill: 0.1,
      y: [-1150, 1150],
      points: outline(
        x,
        0,
        [350, 1230, 350, 1262, 1100, 1262, 1100, 1330, 2200, 1330, 2200, 1298, 1130, 1298, 1130, 1230],
      ),
    },
    // Dashboard, steering wheel, seats, bunks, lockers.
    {
      shape: 'profile',
      material: 'plastic',
      fill: 0.13,
      y: [-1100, 1100],
      points: outline(x, 0, [70, 1350, 90, 2020, 480, 1990, 560, 1700, 300, 1350]),
    },
    {
      shape: 'profile',
      material: 'steel',
      y: [-760, -340],
      fill: 0.1,
      points: outline(x, 0, [520, 1960, 800, 1840, 792, 1815, 512, 1935]),
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
      points: outline(x, 0, [0, 1660, 0, 1790, 440, 1790, 560, 2420, 680, 2420, 560, 1640]),
    },
    {
      shape: 'profile',
      material: 'steel',
      fill: 0.05,
      y: across,
      points: outline(x, 0, [60, 1640, 520, 1640, 640, 2380, 665, 2380, 545, 1610, 60, 1610]),
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
