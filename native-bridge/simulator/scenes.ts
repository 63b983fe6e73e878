import type { ScanGeometry } from '../drivers/scanner.ts';
import { BridgeError } from '../errors.ts';
import { attenuators } from '../physics/attenuation.ts';
import { detectorArray } from './physics/detector-array.ts';
import { fanBeam, simulatedSourceMm } from './physics/fan.ts';
import { randomStream } from './physics/noise.ts';
import { massOf } from './physics/solid-mass.ts';
import { type SlicedSolid, type Solid, sliceSolid } from './physics/solids.ts';
import { scenes } from './scenes/catalogue.ts';
import type { Scene } from './scenes/scene.ts';

/** One scan as a scanner would send it. Equal name, seed and options give equal bytes, in whatever blocks. */
export interface SceneScan {
  readonly name: string;
  readonly seed: number;
  readonly geometry: ScanGeometry;
  readonly lines: number;
  /**
   * `lines` lines from `firstLine`: line, then plane, then detector; 16-bit little-endian. The array is the
   * caller's. Throws RangeError outside of the scan.
   */
  lineBlock(firstLine: number, lines: number): Uint8Array<ArrayBuffer>;
}

export interface SceneOptions {
  /** False gives the expected counts, without noise or faulty detectors. Default true. */
  readonly noise?: boolean;
}

/** The scenes there are, in the order they are offered. */
export function sceneNames(): readonly string[] {
  return Object.keys(scenes);
}

/** Sets up a scene's truck for `seed`, a 32-bit integer. Throws BridgeError SCENE_UNKNOWN. */
export function openScene(name: string, seed: number, options: SceneOptions = {}): SceneScan {
  const scene = sceneOf(name);
  return openSolids(
    { name, seed, geometry: scene.geometry, solids: scene.build(randomStream(seed)) },
    options,
  );
}

/** What a scene's truck weighs with all that is in it, kg. Throws BridgeError SCENE_UNKNOWN. */
export function sceneMassKg(name: string, seed: number): number {
  return massOf(sceneOf(name).build(randomStream(seed)));
}

/** A truck of any make before a scanner. */
export interface SolidTruck {
  readonly name: string;
  /** Of the noise. */
  readonly seed: number;
  readonly geometry: ScanGeometry;
  readonly solids: readonly Solid[];
}

/** Sets up a truck that no scene names. */
export function openSolids(truck: SolidTruck, options: SceneOptions = {}): SceneScan {
  const { name, seed, geometry } = truck;
  const fan = fanBeam({
    detectors: geometry.detectors,
    pitchMm: geometry.detectorPitchMm,
    lowestZ: -190,
    sourceZ: 1500,
    sourceDistance: simulatedSourceMm,
  });
  const array = detectorArray(fan, {
    energiesMeV: geometry.energiesMeV,
    airCounts: geometry.airCounts,
    darkCounts: geometry.darkCounts,
    seed,
    noise: options.noise ?? true,
  });
  const slices = indexByColumn(
    truck.solids.map((solid) => sliceSolid(solid, fan)),
    geometry.linePitchMm,
    geometry.expectedLines,
  );
  const mass = attenuators.map(() => new Float64Array(geometry.detectors));
  const valuesPerLine = geometry.energiesMeV.length * geometry.detectors;
  /** What the rays met last, so that a stretch of equal slices is worked out once. */
  let met: readonly SlicedSolid[] | undefined;

  function meet(line: number): void {
    const x = (line + 0.5) * geometry.linePitchMm;
    const here = slices(line).filter((solid) => solid.x0 <= x && x < solid.x1);
    if (met && sameConstantSlice(met, here)) return;
    for (const column of mass) column.fill(0);
    for (const solid of here) solid.addSlice(x, mass);
    array.transmit(mass);
    met = here;
  }

  return {
    name,
    seed,
    geometry,
    lines: geometry.expectedLines,
    lineBlock(firstLine, lines) {
      if (!(firstLine >= 0 && lines >= 0 && firstLine + lines <= geometry.expectedLines))
        throw new RangeError(`Lines ${firstLine} to ${firstLine + lines} are outside of the scan.`);
      const values = new Uint16Array(lines * valuesPerLine);
      for (let i = 0; i < lines; i++) {
        meet(firstLine + i);
        array.expose(firstLine + i, values.subarray(i * valuesPerLine, (i + 1) * valuesPerLine));
      }
      const bytes = new Uint8Array(values.buffer);
      if (!littleEndianHost) swapPairs(bytes);
      return bytes;
    },
  };
}

function sceneOf(name: string): Scene {
  const scene = Object.hasOwn(scenes, name) ? scenes[name as keyof typeof scenes] : undefined;
  if (scene) return scene;
  const known = sceneNames().join(', ');
  throw new BridgeError('SCENE_UNKNOWN', `There is no scene "${name}". Choose one of: ${known}.`, {
    details: { scene: name, scenes: known },
  });
}

function sameConstantSlice(a: readonly SlicedSolid[], b: readonly SlicedSolid[]): boolean {
  return a.length === b.length && a.every((solid, i) => solid === b[i] && solid.constant);
}

/** Solids by stretches of columns, so that a line asks only those nearby. */
function indexByColumn(solids: readonly SlicedSolid[], pitchMm: number, lines: number) {
  const stretch = 32;
  const buckets: SlicedSolid[][] = Array.from({ length: Math.ceil(lines / stretch) }, () => []);
  for (const solid of solids) {
    const first = Math.max(0, Math.floor(solid.x0 / pitchMm / stretch));
    const last = Math.min(buckets.length - 1, Math.floor(solid.x1 / pitchMm / stretch));
    for (let i = first; i <= last; i++) buckets[i]!.push(solid);
  }
  return (line: number): readonly SlicedSolid[] => buckets[Math.floor(line / stretch)]!;
}

const littleEndianHost = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

function swapPairs(bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i += 2) {
    const low = bytes[i]!;
    bytes[i] = bytes[i + 1]!;
    bytes[i + 1] = low;
  }
}
