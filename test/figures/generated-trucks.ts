import { type Assessment, assessMap } from '../../native-bridge/assessment/assess.ts';
import type { Frame } from '../../native-bridge/assessment/hints/hint.ts';
import { readMatter } from '../../native-bridge/assessment/read-picture.ts';
import { pictureOf } from '../../native-bridge/assessment/scene-picture.fixture.ts';
import type { ScanGeometry } from '../../native-bridge/drivers/scanner.ts';
import { mix, randomStream } from '../../native-bridge/simulator/physics/noise.ts';
import { massOf } from '../../native-bridge/simulator/physics/solid-mass.ts';
import {
  bodies,
  type HidingPlace,
  type HidingTruck,
  hidingTruck,
  loadings,
} from '../../native-bridge/simulator/scenes/hiding.ts';
import { truckGeometry } from '../../native-bridge/simulator/scenes/scene.ts';
import { openSolids } from '../../native-bridge/simulator/scenes.ts';

/** A truck whose load and hiding place are known, and what its picture was taken for. */
export interface Judged {
  readonly body: (typeof bodies)[number];
  readonly loading: string;
  readonly hiding: HidingPlace;
  /** Load and what is hidden, kg. */
  readonly truthKg: number;
  readonly assessment: Assessment;
  /** Whether a frame lies over the place where something is hidden. */
  readonly over: (frame: Frame) => boolean;
}

/** A gantry with pixels of 8 by 16 mm, eight times as quick to draw: for tests. */
export const coarseGeometry: ScanGeometry = {
  ...truckGeometry,
  detectors: 576,
  detectorPitchMm: 8,
  linePitchMm: 16,
  expectedLines: 1125,
};

/** Truck `nth` of its kind; the same in every run. Bodies and loads take turns. */
export async function judgedTruck(
  hiding: HidingPlace,
  nth: number,
  { geometry = truckGeometry, empty = false } = {},
): Promise<Judged> {
  const body = bodies[nth % bodies.length]!;
  const isEmpty = empty || hiding === 'in-empty';
  const loading = isEmpty ? 'empty' : loadings[Math.floor(nth / bodies.length) % loadings.length]!;
  const seed = mix(0x41a7, mix(nth, hiding.length));
  const truck = hidingTruck({ body, loading, hiding }, randomStream(seed));
  const solids = [...truck.vehicle, ...truck.load, ...truck.hidden];
  const scan = openSolids({ name: `${hiding} ${nth}`, seed, geometry, solids });
  const read = await readMatter(pictureOf(scan));
  return {
    body,
    loading,
    hiding,
    truthKg: massOf([...truck.load, ...truck.hidden]),
    assessment: assessMap(read!.map, read!.calibration),
    over: (frame) => isOver(frame, truck.at, geometry),
  };
}

/** The middle of the hiding place is in the frame, or that of the frame in the hiding place; a hand's breadth counts. */
function isOver(frame: Frame, at: HidingTruck['at'], geometry: ScanGeometry): boolean {
  if (at === null) return false;
  const { linePitchMm, detectorPitchMm, detectors } = geometry;
  const x = { from: frame.x * linePitchMm - 100, to: (frame.x + frame.width) * linePitchMm + 100 };
  const topMm = (detectors - 1) * detectorPitchMm - 190;
  // Off the middle of the lane things are seen up to a tenth higher or lower than they are.
  const z = {
    from: topMm - (frame.y + frame.height) * detectorPitchMm - 250,
    to: topMm - frame.y * detectorPitchMm + 250,
  };
  return overlap(x, at.x) && overlap(z, at.z);
}

function overlap(
  { from, to }: { from: number; to: number },
  [low, high]: readonly [number, number],
): boolean {
  const middle = (low + high) / 2;
  const own = (from + to) / 2;
  return (middle >= from && middle <= to) || (own >= low && own <= high);
}
