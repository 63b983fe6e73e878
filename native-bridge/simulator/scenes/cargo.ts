import type { MaterialName } from '../physics/materials.ts';
import type { Solid, Span } from '../physics/solids.ts';
import { between, pick, times } from './scene.ts';

/** Height of a loaded pallet's deck. */
export const palletHeight = 144;

/** A wooden pallet seen from its side: blocks, deck and bottom boards, lying on `z`. */
export function pallet(x: Span, y: Span, z: number): Solid[] {
  const length = x[1] - x[0];
  const block = 140;
  return [
    ...[0, (length - block) / 2, length - block].map(
      (dx): Solid => ({
        shape: 'box',
        material: 'wood',
        fill: 0.55,
        x: [x[0] + dx, x[0] + dx + block],
        y,
        z: [z + 22, z + 100],
      }),
    ),
    { shape: 'box', material: 'wood', x, y, z: [z + 100, z + 144] },
    { shape: 'box', material: 'wood', fill: 0.55, x, y, z: [z, z + 22] },
  ];
}

/** Stacked cartons of about `size` (along, up), filled with `material`; their board shows as a fine grid. */
export function cartons(options: {
  readonly x: Span;
  readonly y: Span;
  readonly z: Span;
  readonly size: Span;
  readonly material: MaterialName;
  readonly fill: number;
  readonly random: () => number;
  /** How unevenly they are packed, 0 to 1. */
  readonly uneven?: number;
  /** Cartons that the top layer lacks. */
  readonly missing?: number;
}): Solid[] {
  const { x, y, z, size, material, fill, random, uneven = 0.1, missing = 0 } = options;
  const columns = Math.max(1, Math.round((x[1] - x[0]) / size[0]));
  const rows = Math.max(1, Math.round((z[1] - z[0]) / size[1]));
  const width = (x[1] - x[0]) / columns;
  const height = (z[1] - z[0]) / rows;
  return times(columns).flatMap((column) =>
    times(rows).flatMap((row): Solid[] => {
      if (row === rows - 1 && column < missing) return [];
      const outer: Span = [x[0] + column * width, x[0] + (column + 1) * width - 3];
      const tall: Span = [z[0] + row * height, z[0] + (row + 1) * height - 3];
      return [
        { shape: 'box', material: 'cardboard', fill: 0.8, x: outer, y, z: tall },
        {
          shape: 'box',
          material,
          fill: fill * between(random, 0.93, 1.05),
          x: [outer[0] + 9, outer[1] - 9],
          y,
          z: [tall[0] + 7, tall[1] - between(random, 12, 30)],
          texture: { kind: 'cloth', amplitude: uneven, size: [70, 60], seed: Math.floor(random() * 1e9) },
        },
      ];
    }),
  );
}

/** Sacks on a pallet: soft layers, each a row of flattened ellipsoids. */
export function sacks(x: Span, y: Span, z: Span, material: MaterialName, random: () => number): Solid[] {
  const layers = Math.max(1, Math.round((z[1] - z[0]) / 150));
  const height = (z[1] - z[0]) / layers;
  return times(layers).flatMap((layer) => {
    const count = layer % 2 === 0 ? 2 : 3;
    const length = (x[1] - x[0]) / count;
    return times(count).map((i): Solid => {
      const from = x[0] + i * length + between(random, -15, 15);
      return {
        shape: 'vessel',
        material,
        fill: 0.45,
        x: [from, from + length],
        y: (y[0] + y[1]) / 2,
        z: z[0] + (layer + 0.5) * height,
        radiusY: (y[1] - y[0]) / 2,
        radiusZ: height * 0.54,
        end: length * 0.28,
        texture: { kind: 'cloth', amplitude: 0.06, size: [60, 40], seed: Math.floor(random() * 1e9) },
      };
    });
  });
}

/** Steel drums of 208 litres, two across and two along, holding oil up to some level. */
export function drums(x: Span, y: Span, z: number, random: () => number): Solid[] {
  const radius = 292;
  const top = z + 880;
  return [x[0] + radius, x[1] - radius].flatMap((cx) =>
    [y[0] + radius, y[1] - radius].flatMap((cy): Solid[] => {
      const level = z + 870 * pick(random, [0.96, 0.96, 0.96, 0.9]);
      return [
        { shape: 'post', material: 'steel', x: cx, y: cy, radius, z: [z, top] },
        {
          shape: 'post',
          material: 'steel',
          fill: -1,
          x: cx,
          y: cy,
          radius: radius - 1.2,
          z: [z + 2, top - 2],
        },
        { shape: 'post', material: 'diesel', x: cx, y: cy, radius: radius - 1.2, z: [z + 2, level] },
        // Rolling hoops.
        ...[300, 590].flatMap((dz): Solid[] => [
          { shape: 'post', material: 'steel', x: cx, y: cy, radius: radius + 8, z: [z + dz, z + dz + 20] },
          {
            shape: 'post',
            material: 'steel',
            fill: -1,
            x: cx,
            y: cy,
            radius: radius + 5,
            z: [z + dz, z + dz + 20],
          },
        ]),
      ];
    }),
  );
}

/** Shrink-wrapped trays of bottled drinks: rows of bottles with their necks and the air between. */
export function bottles(x: Span, y: Span, z: Span, random: () => number): Solid[] {
  const layers = Math.max(1, Math.round((z[1] - z[0]) / 330));
  const height = (z[1] - z[0]) / layers;
  const columns = Math.round((x[1] - x[0]) / 92);
  const pitch = (x[1] - x[0]) / columns;
  const tray: Solid[] = times(layers).map((layer) => ({
    shape: 'box',
    material: 'cardboard',
    x,
    y,
    z: [z[0] + layer * height, z[0] + layer * height + 14],
  }));
  // Bottles stand in line across the load, so a row of them is one body along the beam.
  return tray.concat(
    times(layers).flatMap((layer) =>
      times(columns).flatMap((column): Solid[] => {
        const from = x[0] + column * pitch;
        const base = z[0] + layer * height + 14;
        const shoulder = base + height * 0.66;
        const fill = 0.8 * between(random, 0.97, 1);
        return [
          { shape: 'box', material: 'water', fill, x: [from + 5, from + pitch - 5], y, z: [base, shoulder] },
          {
            shape: 'profile',
            material: 'water',
            fill: fill * 0.6,
            y,
            points: [
              [from + 8, shoulder],
              [from + pitch - 8, shoulder],
              [from + pitch * 0.62, base + height * 0.86],
              [from + pitch * 0.38, base + height * 0.86],
            ],
          },
        ];
      }),
    ),
  );
}

/** Washing machines: sheet housing, steel drum, motor, and the concrete block that keeps them still. */
export function washingMachines(x: Span, y: Span, z: number, layers: number): Solid[] {
  const width = (x[1] - x[0]) / 2;
  return times(layers).flatMap((layer) =>
    times(2).flatMap((i): Solid[] => {
      const from = x[0] + i * width + 8;
      const to = from + width - 16;
      const base = z + layer * 880;
      const middle = (from + to) / 2;
      return [
        { shape: 'box', material: 'foam', x: [from, to], y, z: [base, base + 870] },
        {
          shape: 'box',
          material: 'steel',
          fill: 0.02,
          x: [from + 20, from + 30],
          y,
          z: [base + 20, base + 850],
        },
        { shape: 'box', material: 'steel', fill: 0.02, x: [to - 30, to - 20], y, z: [base + 20, base + 850] },
        {
          shape: 'box',
          material: 'steel',
          fill: 0.03,
          x: [from + 20, to - 20],
          y,
          z: [base + 838, base + 850],
        },
        {
          shape: 'roller',
          material: 'steel',
          fill: 0.06,
          x: middle,
          z: base + 450,
          radius: (to - from) * 0.4,
          y,
        },
        {
          shape: 'roller',
          material: 'steel',
          fill: -0.055,
          x: middle,
          z: base + 450,
          radius: (to - from) * 0.4 - 12,
          y,
        },
        {
          shape: 'box',
          material: 'ceramic',
          fill: 0.3,
          x: [middle - 150, middle + 150],
          y,
          z: [base + 690, base + 790],
        },
        { shape: 'roller', material: 'steel', fill: 0.28, x: middle + 60, z: base + 130, radius: 65, y },
      ];
    }),
  );
}

/** Standing reels of paper or film: a dense roll round a hollow core. */
export function reels(x: Span, y: Span, z: Span): Solid[] {
  const radius = (x[1] - x[0]) / 2;
  const at = { x: (x[0] + x[1]) / 2, y: (y[0] + y[1]) / 2, z };
  return [
    { shape: 'post', material: 'wood', fill: 1.35, radius, ...at },
    { shape: 'post', material: 'wood', fill: -1.35, radius: 55, ...at },
  ];
}

/** A load of something, by what the pallets carry. */
export type PalletLoad = 'textiles' | 'drinks' | 'drums' | 'flour' | 'appliances' | 'paper' | 'household';
export const palletLoads: readonly PalletLoad[] = [
  'textiles',
  'drinks',
  'drums',
  'flour',
  'appliances',
  'paper',
  'household',
];

/** One pallet place across the whole body, `x` wide, loaded up to about `height` mm above `floor`. */
export function palletRow(
  load: PalletLoad,
  x: Span,
  floor: number,
  height: number,
  random: () => number,
): Solid[] {
  const inside: Span = [x[0] + 18, x[1] - 18];
  const rows: Span[] = [
    [-1180, -20],
    [20, 1180],
  ];
  const z = floor + palletHeight;
  const top = floor + height * between(random, 0.92, 1);
  const loadOf = (y: Span): Solid[] => {
    const under = pallet(inside, y, floor);
    switch (load) {
      case 'textiles':
        return under.concat(
          cartons({
            x: inside,
            y,
            z: [z, top],
            size: [390, 340],
            material: 'textile',
            fill: 0.75,
            random,
            uneven: 0.22,
            missing: Math.floor(random() * 2),
          }),
        );
      case 'household':
        return under.concat(
          cartons({
            x: inside,
            y,
            z: [z, top - 250],
            size: [pick(random, [260, 390]), pick(random, [220, 300])],
            material: 'plastic',
            fill: 0.12,
            random,
            uneven: 0.5,
            missing: Math.floor(random() * 3),
          }),
        );
      case 'drinks':
        return under.concat(
          bottles(
            inside,
            [y[0] + 40, y[1] - 40],
            [z, z + 330 * Math.min(4, Math.floor((top - z) / 330))],
            random,
          ),
        );
      case 'drums':
        return under.concat(drums(inside, y, z, random));
      case 'flour':
        return under.concat(
          sacks(inside, [y[0] + 60, y[1] - 60], [z, Math.min(top, z + 1100)], 'powder', random),
        );
      case 'appliances':
        return under.concat(washingMachines(inside, y, z, top - z > 1760 ? 2 : 1));
      case 'paper':
        return under.concat(reels([inside[0] + 30, inside[1] - 30], y, [z, Math.min(top, z + 1300)]));
    }
  };
  return rows.flatMap(loadOf);
}
