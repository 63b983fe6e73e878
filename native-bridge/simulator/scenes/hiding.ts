import type { Solid, Span } from '../physics/solids.ts';
import { cartons, type PalletLoad, palletLoads, palletRow } from './cargo.ts';
import { containerCeiling, containerFloor, containerLength, containerTruck } from './container.ts';
import { between, pick, type Scene, times, truckGeometry } from './scene.ts';
import { fifthWheelX, tractor } from './tractor.ts';
import { curtainSideBody, floorTop, semiTrailerGear } from './trailer.ts';

/** Where something can be hidden that its truck's papers say nothing of. */
export const hidingPlaces = ['nothing', 'false-wall', 'false-floor', 'lump', 'tyre', 'in-empty'] as const;
export type HidingPlace = (typeof hidingPlaces)[number];

export const bodies = ['container', 'curtain-sider'] as const;
export type Body = (typeof bodies)[number];

/** Of one kind from end to end, of several, of cartons to near the roof, or nothing. */
export type Loading = PalletLoad | 'mixed' | 'cartons' | 'empty';
export const loadings = [...palletLoads, 'mixed', 'cartons'] as const satisfies readonly Loading[];

export interface HidingTruck {
  readonly vehicle: readonly Solid[];
  readonly load: readonly Solid[];
  /** With the wall or floor that hides it. */
  readonly hidden: readonly Solid[];
  /** Where it is hidden: along from the front of the scan, up from the road, mm. */
  readonly at: { readonly x: Span; readonly z: Span } | null;
}

export interface HidingOptions {
  readonly body: Body;
  readonly loading: Loading;
  readonly hiding: HidingPlace;
}

/**
 * A truck with its load and what it hides apart, so that each can be weighed: what hints and masses are held against. A
 * false wall is sheet steel or plywood across the body, with packets behind it; a false floor is plywood over the whole
 * length; a lump lies within the load; a tyre is stuffed; in an empty body some boxes are left.
 */
export function hidingTruck({ body, loading, hiding }: HidingOptions, random: () => number): HidingTruck {
  const made = body === 'container' ? container(random) : curtainSider(random);
  const space = { ...made.space };
  const hidden: Solid[] = [];
  let at: HidingTruck['at'] = null;
  if (hiding === 'false-wall') {
    const depth = between(random, 220, 700);
    const wall = space.x[0] + depth;
    hidden.push(...falseWall(wall, made.across, space.z, random));
    hidden.push(...packetsIn([space.x[0] + 20, wall - 20], made.across, space.z, random));
    at = { x: [space.x[0], wall + 40], z: space.z };
    space.x = [wall + 40, space.x[1]];
  }
  if (hiding === 'false-floor') {
    const height = between(random, 110, 240);
    const z = space.z[0] + height;
    hidden.push({ shape: 'box', material: 'wood', x: space.x, y: made.across, z: [z - 21, z] });
    hidden.push({
      shape: 'box',
      material: 'powder',
      fill: between(random, 0.25, 0.6),
      x: [space.x[0] + 800, space.x[1] - 1500],
      y: [made.across[0] + 300, made.across[1] - 300],
      z: [space.z[0], z - 25],
    });
    at = { x: space.x, z: [space.z[0], z] };
    space.z = [z, space.z[1]];
  }
  const load = loadOf(loading, space, made.across, random);
  if (hiding === 'lump') {
    const size = between(random, 380, 650);
    const x = between(random, space.x[0] + 1300, space.x[1] - 1300 - size);
    const z = space.z[0] + between(random, 260, 700);
    const y = between(random, made.across[0] + 100, made.across[1] - 100 - size);
    const place = { x: [x, x + size], z: [z, z + size] } as const;
    const [material, fill] = pick(random, [
      ['powder', 1],
      ['ceramic', 0.6],
      ['steel', 0.25],
    ] as const);
    hidden.push({ shape: 'box', material, fill, ...place, y: [y, y + size] });
    at = place;
  }
  if (hiding === 'tyre') {
    const axle = made.axles[Math.floor(random() * made.axles.length)]!;
    const sides: readonly Span[] = random() < 0.5 ? [[-1214, -926]] : [[926, 1214]];
    for (const y of sides) {
      const ring = { shape: 'roller', material: 'powder', x: axle, z: 488, y } as const;
      hidden.push({ ...ring, radius: 450, fill: 0.8 }, { ...ring, radius: 305, fill: -0.8 });
    }
    at = { x: [axle - 500, axle + 500], z: [0, 990] };
  }
  if (hiding === 'in-empty') {
    const length = between(random, 800, 2200);
    const x = between(random, space.x[0] + 100, space.x[1] - length - 100);
    const height = between(random, 350, 1100);
    const place = { x: [x, x + length], z: [space.z[0], space.z[0] + height] } as const;
    hidden.push({ shape: 'box', material: 'tobacco', ...place, y: [-900, 300] });
    at = place;
  }
  return { vehicle: made.solids, load, hidden, at };
}

interface Made {
  readonly solids: readonly Solid[];
  /** What can be loaded: along, and up from the floor. */
  readonly space: { x: Span; z: Span };
  readonly across: Span;
  readonly axles: readonly number[];
}

function container(random: () => number): Made {
  const front = between(random, 250, 400);
  const { solids, inside } = containerTruck(front);
  const end = front + fifthWheelX - 1300 + 12_700;
  return {
    solids,
    space: { x: [inside, inside + containerLength], z: [containerFloor, containerCeiling] },
    across: [-1160, 1160],
    axles: axlesOf(end),
  };
}

function curtainSider(random: () => number): Made {
  const front = between(random, 250, 400);
  const x = front + fifthWheelX - 1300;
  const length = 13_600;
  return {
    solids: [...tractor(front), ...semiTrailerGear(x, length), ...curtainSideBody(x, length)],
    space: { x: [x + 60, x + length - 60], z: [floorTop, 3920] },
    across: [-1220, 1220],
    axles: axlesOf(x + length),
  };
}

function axlesOf(end: number): number[] {
  return [end - 5050, end - 3740, end - 2430];
}

function loadOf(
  loading: Loading,
  { x, z }: { readonly x: Span; readonly z: Span },
  across: Span,
  random: () => number,
): Solid[] {
  if (loading === 'empty') return [];
  const height = between(random, 0.62, 0.82) * (z[1] - z[0]);
  if (loading === 'cartons') {
    const [material, lightest, heaviest] = pick(random, [
      ['textile', 0.4, 0.9],
      ['tobacco', 0.6, 1],
      ['plastic', 0.08, 0.22],
    ] as const);
    return cartons({
      x: [x[0] + 40, x[1] - between(random, 100, 1800)],
      y: across,
      z: [z[0], z[0] + height],
      size: [pick(random, [400, 590]), pick(random, [300, 380])],
      material,
      fill: between(random, lightest, heaviest),
      random,
      uneven: between(random, 0.05, 0.2),
      missing: Math.floor(between(random, 0, 4)),
    });
  }
  const places = Math.floor((x[1] - x[0]) / 1222);
  const kinds = loading === 'mixed' ? palletLoads : [loading];
  let kind = pick(random, kinds);
  return times(places).flatMap((place) => {
    if (random() < 0.5) kind = pick(random, kinds);
    const from = x[0] + place * 1222;
    return palletRow(kind, [from, from + 1215], z[0], height, random);
  });
}

function falseWall(x: number, y: Span, z: Span, random: () => number): Solid[] {
  const height: Span = [z[0], z[1] - 20];
  return random() < 0.5
    ? [{ shape: 'box', material: 'wood', x: [x - 18, x], y, z: height }]
    : [
        { shape: 'box', material: 'steel', x: [x - 1.5, x], y, z: height },
        ...[y[0], 0, y[1] - 40].map(
          (at): Solid => ({
            shape: 'box',
            material: 'steel',
            fill: 0.2,
            x: [x - 40, x],
            y: [at, at + 40],
            z: height,
          }),
        ),
      ];
}

function packetsIn(x: Span, y: Span, z: Span, random: () => number): Solid[] {
  const height = between(random, 300, 1800);
  return [
    {
      shape: 'box',
      material: 'powder',
      fill: between(random, 0.3, 0.8),
      x,
      y: [y[0] + 150, y[1] - 150],
      z: [z[0], z[0] + height],
    },
  ];
}

function sceneOf(options: Omit<HidingOptions, 'loading'> & { readonly loadings: readonly Loading[] }): Scene {
  return {
    geometry: truckGeometry,
    build(random) {
      const loading = pick(random, options.loadings);
      const { vehicle, load, hidden } = hidingTruck({ ...options, loading }, random);
      return [...vehicle, ...load, ...hidden];
    },
  };
}

/** A container behind whose front wall there is another, with packets between the two. */
export const falseWallScene = sceneOf({
  body: 'container',
  loadings: ['textiles', 'cartons'],
  hiding: 'false-wall',
});
/** A container whose floor is a plank floor over another. */
export const falseFloorScene = sceneOf({
  body: 'container',
  loadings: ['household', 'textiles'],
  hiding: 'false-floor',
});
/** Something much denser than the cartons around it. */
export const hiddenLump = sceneOf({ body: 'container', loadings: ['cartons', 'textiles'], hiding: 'lump' });
/** A tyre of the trailer is full. */
export const stuffedTyre = sceneOf({ body: 'curtain-sider', loadings: ['mixed'], hiding: 'tyre' });
/** A container that goes back with nothing. */
export const emptyContainer = sceneOf({ body: 'container', loadings: ['empty'], hiding: 'nothing' });
/** Boxes in a container that should be empty. */
export const notEmptyContainer = sceneOf({ body: 'container', loadings: ['empty'], hiding: 'in-empty' });
