import type { Solid, Span } from '../physics/solids.ts';

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
        { shape: 'roller', material: 'steel', fill: 0.2, x, z, radius: 205, y: drum },
        { shape: 'roller', material: 'steel', fill: 0.25, x, z, radius: 95, y: hub },
      ];
    }),
  ];
}

function tyre(x: number, z: number, radius: number, y: Span): Solid[] {
  const rim = radius * 0.58;
  const wall = 26;
  const inner: Span = [y[0] + wall, y[1] - wall];
  const dish = (y[0] + y[1]) / 2;
  return [
    { shape: 'roller', material: 'rubber', x, z, radius, y },
    { shape: 'roller', material: 'rubber', fill: -1, x, z, radius: radius - 48, y: inner },
    { shape: 'roller', material: 'rubber', fill: -1, x, z, radius: rim, y: [y[0], inner[0]] },
    { shape: 'roller', material: 'rubber', fill: -1, x, z, radius: rim, y: [inner[1], y[1]] },
    // Steel belt under the tread, rim well and dish.
    { shape: 'roller', material: 'steel', x, z, radius: radius - 20, y: inner },
    { shape: 'roller', material: 'steel', fill: -1, x, z, radius: radius - 24, y: inner },
    { shape: 'roller', material: 'steel', x, z, radius: rim + 9, y },
    { shape: 'roller', material: 'steel', fill: -1, x, z, radius: rim, y },
    { shape: 'roller', material: 'steel', x, z, radius: rim, y: [dish, dish + 14] },
  ];
}
