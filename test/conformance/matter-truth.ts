import type { ScanGeometry } from '../../native-bridge/drivers/scanner.ts';
import { attenuators } from '../../native-bridge/physics/attenuation.ts';
import { calibrationOf } from '../../native-bridge/physics/calibration.ts';
import { detectorArray } from '../../native-bridge/simulator/physics/detector-array.ts';
import { type Fan, fanBeam } from '../../native-bridge/simulator/physics/fan.ts';
import { type MaterialName, materials } from '../../native-bridge/simulator/physics/materials.ts';
import { randomStream } from '../../native-bridge/simulator/physics/noise.ts';
import { type SliceMass, sliceSolid } from '../../native-bridge/simulator/physics/solids.ts';
import { scenes } from '../../native-bridge/simulator/scenes/catalogue.ts';
import { classify, type MaterialClass, materialsOf } from '../../renderer/viewer/materials.ts';
import { averagedAt, calmed, type MatterField, unevennessAt } from '../../renderer/viewer/matter-field.ts';

/**
 * What the viewer's plain arithmetic makes of matter that the simulator's physics has drawn, with all its noise and its
 * faulty detectors, beside what the rays really met.
 */
export interface Truth {
  /** g/cm² that each ray met of `attenuators`, four for each pixel, row by row. */
  readonly mass: Float64Array;
  /** What was said of each pixel; null at the borders, which calming does not reach over. */
  readonly said: readonly (MaterialClass | null)[];
}

/** Mass thickness, g/cm², of each material of a slab. */
export type Slab = Partial<Record<MaterialName, number>>;

/** A slab as high as a short line, scanned long enough to have a middle. */
export function slabTruth(slab: Slab, seed: number): Truth {
  const fan = fanOf(slabGeometry, 1308);
  return truthOf(slabGeometry, fan, seed, 2 * margin + 32, (_line, mass) => {
    for (const [name, thickness] of Object.entries(slab) as [MaterialName, number][]) {
      const { like }: { like: Partial<Record<string, number>> } = materials[name];
      for (const [nth, attenuator] of attenuators.entries()) {
        const own = (like[attenuator] ?? 0) * thickness;
        if (own > 0) for (const d of mass[nth]!.keys()) mass[nth]![d]! += own;
      }
    }
  });
}

/** `lines` lines of a scene's truck from `first`. */
export function sceneTruth(name: keyof typeof scenes, seed: number, first: number, lines: number): Truth {
  const scene = scenes[name];
  const fan = fanOf(scene.geometry, -190);
  const solids = scene.build(randomStream(seed)).map((solid) => sliceSolid(solid, fan));
  return truthOf(scene.geometry, fan, seed, lines, (line, mass) => {
    const x = (first + line + 0.5) * scene.geometry.linePitchMm;
    for (const solid of solids) if (solid.x0 <= x && x < solid.x1) solid.addSlice(x, mass);
  });
}

const slabGeometry: ScanGeometry = {
  detectors: 96,
  energiesMeV: [6, 4],
  detectorPitchMm: 4,
  linePitchMm: 4,
  expectedLines: 0,
  airCounts: 60_000,
  darkCounts: 300,
};

/** As far as calming reaches: 1 + 2 + 4 + 8 pixels. */
const margin = 15;

function fanOf({ detectors, detectorPitchMm: pitchMm }: ScanGeometry, lowestZ: number): Fan {
  return fanBeam({ detectors, pitchMm, lowestZ, sourceZ: 1500, sourceDistance: 12_000 });
}

function truthOf(
  geometry: ScanGeometry,
  fan: Fan,
  seed: number,
  lines: number,
  fill: (line: number, mass: SliceMass) => void,
): Truth {
  const { detectors, airCounts, darkCounts } = geometry;
  const array = detectorArray(fan, { ...geometry, seed, noise: true });
  const slice = attenuators.map(() => new Float64Array(detectors));
  const mass = new Float64Array(4 * lines * detectors);
  const values = new Float64Array(4 * lines * detectors);
  const counts = new Uint16Array(2 * detectors);
  const left = (value: number) => (value - darkCounts) / (airCounts - darkCounts);
  const { quanta, pulse } = averagedAt(0);
  for (let line = 0; line < lines; line += 1) {
    for (const one of slice) one.fill(0);
    fill(line, slice);
    array.transmit(slice);
    array.expose(line, counts);
    for (let d = 0; d < detectors; d += 1) {
      const at = 4 * (d * lines + line);
      for (const [nth, one] of slice.entries()) mass[at + nth] = one[d]!;
      values.set([left(counts[d]!), left(counts[detectors + d]!), quanta, pulse], at);
    }
  }
  return { mass, said: classesOf({ width: lines, height: detectors, values }, geometry) };
}

function classesOf(raw: MatterField, geometry: ScanGeometry): (MaterialClass | null)[] {
  const found = materialsOf(calibrationOf(geometry))!;
  const field = calmed(raw, found.noise, 1);
  const { width, height, values } = field;
  const isInside = (at: number, length: number) => at >= margin && at < length - margin;
  return Array.from({ length: width * height }, (_, pixel) => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    if (!isInside(x, width) || !isInside(y, height)) return null;
    const [high, low, quanta, pulse] = [0, 1, 2, 3].map((nth) => values[4 * pixel + nth]!) as Four;
    const uneven = unevennessAt(field, found.noise, { x, y }, 1);
    return classify({ high, low, quanta, pulse, uneven }, found).material;
  });
}

type Four = [number, number, number, number];
