import { mix, randomStream } from '../../native-bridge/simulator/physics/noise.ts';
import { sceneMassKg } from '../../native-bridge/simulator/scenes.ts';
import type { LaneClass, Truck } from '../api/views.pure.ts';
import { containerCheckDigit } from '../visits/identifiers.pure.ts';

export interface TrainingArrival {
  readonly truck: Truck;
  /** Name and seed of the simulator's scene that belongs to the truck. */
  readonly scene: TrainingScene;
  readonly sceneSeed: number;
}

/**
 * The truck that arrives as number `index` (from 0) of a training session: pure, so a session can be repeated.
 * Papers and scene agree, except where the scene hides something: there the papers tell the cover story. Of eight
 * trucks in a row exactly one hides something.
 */
export function trainingArrival(seed: number, index: number): TrainingArrival {
  const random = randomStream(mix(seed, index));
  const scene = sceneOf(seed, index);
  const papers = papersOf[scene];
  const country = pick(random, countries);
  const goods = pick(random, papers.goods);
  const plates = { plate: country.truck(random), trailerPlate: country.trailer(random) };
  const laneClass = laneClassOf(papers, country.code, random);
  const sceneSeed = mix(seed ^ 0x5ca1, index) >>> 1;
  const truck: Truck = {
    ...plates,
    country: country.code,
    laneClass,
    // Only a load of dangerous goods is sent out of turn here.
    ...(laneClass === 'out-of-turn' ? { turnReason: 'dangerous-goods' } : {}),
    goods,
    declaration: `${country.code}-${digits(random, 5)}-${digits(random, 7)}`,
    declaredWeightKg: declaredKg(papers, scene, sceneSeed, random()),
    // ISO 17712: the letter H marks a high-security seal.
    seals: Array.from({ length: papers.seals }, () => `H${digits(random, 7)}`),
    ...(papers.container ? { container: containerNumber(random) } : {}),
    ...(papers.reefer ? { reefer: reeferOf(goods, random) } : {}),
  };
  return { truck, scene, sceneSeed };
}

export const trainingScenes = [
  'curtain-sider',
  'machinery',
  'reefer',
  'tanker',
  'empty-trailer',
  'tiles-cigarettes',
  'reefer-wall',
] as const;
export type TrainingScene = (typeof trainingScenes)[number];

const hiding = ['tiles-cigarettes', 'reefer-wall'] as const satisfies readonly TrainingScene[];
/** Seven honest trucks of every eight, in shares like those on the road. */
const honest = [
  'curtain-sider',
  'curtain-sider',
  'curtain-sider',
  'machinery',
  'reefer',
  'tanker',
  'empty-trailer',
] as const satisfies readonly TrainingScene[];

/** Trucks come in shuffled rounds of eight, so that none is seen too often and the hidden one can come at any time. */
function sceneOf(seed: number, index: number): TrainingScene {
  const round = Math.floor(index / (honest.length + 1));
  const random = randomStream(mix(seed ^ 0x4ea7, round));
  const trucks: TrainingScene[] = [...honest, pick(random, hiding)];
  for (let last = trucks.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [trucks[last], trucks[other]] = [trucks[other]!, trucks[last]!];
  }
  return trucks[index % trucks.length]!;
}

interface Papers {
  /** Goods with their heading in the Harmonized System. */
  readonly goods: readonly string[];
  /** What a cover story's gross weight lies between, tractor and trailer included; honest papers say what the truck weighs. */
  readonly coverKg?: readonly [number, number];
  readonly seals: number;
  readonly container?: true;
  readonly reefer?: true;
  readonly dangerous?: true;
}

const papersOf: Readonly<Record<TrainingScene, Papers>> = {
  'curtain-sider': {
    goods: [
      'Consolidated goods: clothing (6203), drinks (2202), household goods (3924)',
      'Consolidated goods: motor oil (2710), flour (1101), washing machines (8450)',
      'Consolidated goods: textiles (6302), paper reels (4801), household goods (3924)',
    ],
    seals: 1,
  },
  machinery: {
    goods: [
      'Machine tools, used (8458)',
      'Generating set and electric motors (8502)',
      'Gearboxes and machine parts (8483)',
    ],
    seals: 1,
    container: true,
  },
  reefer: {
    goods: [
      'Oranges, fresh (0805)',
      'Apples, fresh (0808)',
      'Peaches, fresh (0809)',
      'Tomatoes, fresh (0702)',
    ],
    seals: 1,
    reefer: true,
  },
  tanker: {
    goods: ['Diesel fuel, part load (2710)', 'Heating oil, part load (2710)'],
    seals: 4,
    dangerous: true,
  },
  'empty-trailer': { goods: ['Empty, returning with pallets'], seals: 0 },
  // The papers' tiles would weigh more than the truck does: a mismatch to be noticed.
  'tiles-cigarettes': {
    goods: ['Ceramic tiles, glazed (6907)', 'Ceramic floor tiles (6907)'],
    coverKg: [38_600, 39_900],
    seals: 1,
    container: true,
  },
  'reefer-wall': {
    goods: ['Oranges, fresh (0805)', 'Apples, fresh (0808)', 'Grapes, fresh (0806)'],
    seals: 1,
    reefer: true,
  },
};

/** Scales differ by up to a hundredth, and papers are rounded. `chance`: 0 to 1. */
function declaredKg({ coverKg }: Papers, scene: TrainingScene, sceneSeed: number, chance: number): number {
  const truth = sceneMassKg(scene, sceneSeed);
  const [lightest, heaviest] = coverKg ?? [0.99 * truth, 1.01 * truth];
  return Math.round((lightest + chance * (heaviest - lightest)) / 20) * 20;
}

function laneClassOf(papers: Papers, country: string, random: () => number): LaneClass {
  if (papers.reefer) return 'reefer';
  if (papers.dangerous && random() < 0.5) return 'out-of-turn';
  const chance = random();
  if (chance < 0.02) return 'accelerated';
  // A carnet is for goods that pass through: not for the post's own country.
  if (chance < 0.25) return country === 'KZ' ? 'booked' : 'tir';
  return chance < 0.8 ? 'booked' : 'walk-up';
}

function reeferOf(goods: string, random: () => number): NonNullable<Truck['reefer']> {
  const setPointC = /Tomatoes/.test(goods) ? 10 : /Oranges/.test(goods) ? 4 : 1;
  const gensetRunning = random() < 0.93;
  const drift = gensetRunning ? random() * 1.2 - 0.4 : 2 + random() * 4;
  return { setPointC, actualC: Math.round((setPointC + drift) * 10) / 10, gensetRunning };
}

/** Owner codes that are nobody's, so that no training picture speaks of a real owner's container. */
const owners = ['SXPU', 'TQNU', 'KZXU', 'CAQU', 'SYLU'] as const;

function containerNumber(random: () => number): string {
  const body = pick(random, owners) + digits(random, 6);
  return body + containerCheckDigit(body);
}

interface Country {
  readonly code: string;
  truck(random: () => number): string;
  trailer(random: () => number): string;
}

/** Plates in the present formats for companies' trucks and for trailers, region codes included. */
const countries: readonly Country[] = [
  {
    code: 'KZ',
    truck: (random) => digits(random, 3) + letters(random, 2) + region(random, 20),
    trailer: (random) => digits(random, 2) + letters(random, 3) + region(random, 20),
  },
  {
    code: 'KG',
    truck: (random) => `${region(random, 9)}KG${digits(random, 3)}${letters(random, 3)}`,
    trailer: (random) => `${region(random, 9)}KG${digits(random, 3)}${letters(random, 2)}`,
  },
  {
    code: 'TJ',
    truck: (random) => digits(random, 4) + letters(random, 2) + region(random, 8),
    trailer: (random) => digits(random, 4) + letters(random, 2) + region(random, 8),
  },
  {
    code: 'UZ',
    truck: (random) => pick(random, uzbekRegions) + digits(random, 3) + letters(random, 3),
    trailer: (random) => pick(random, uzbekRegions) + digits(random, 4) + letters(random, 2),
  },
];
const uzbekRegions = ['01', '10', '20', '25', '30', '40', '50', '60', '70', '75', '80', '85', '90', '95'];

function digits(random: () => number, count: number): string {
  return Array.from({ length: count }, () => Math.floor(random() * 10)).join('');
}

/** Only letters that look the same in Latin and Cyrillic, as the region's plates have them. */
function letters(random: () => number, count: number): string {
  return Array.from({ length: count }, () => pick(random, [...'ABEKMHOPCTX'])).join('');
}

function region(random: () => number, highest: number): string {
  return String(1 + Math.floor(random() * highest)).padStart(2, '0');
}

function pick<T>(random: () => number, choices: readonly T[]): T {
  return choices[Math.floor(random() * choices.length)]!;
}
