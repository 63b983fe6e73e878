import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ScanGeometry } from '../drivers/scanner.ts';
import type { ScanPicture } from '../imaging/scan-picture.ts';
import { emptyTile, fillFromColumns, neededColumns, tileWindow } from '../imaging/tile-body.ts';
import { attenuators } from '../physics/attenuation.ts';
import { detectorArray } from '../simulator/physics/detector-array.ts';
import { fanBeam } from '../simulator/physics/fan.ts';
import { weighRegion } from './assess.ts';

const geometry: ScanGeometry = {
  detectors: 96,
  energiesMeV: [6, 4],
  detectorPitchMm: 4,
  linePitchMm: 4,
  expectedLines: 160,
  airCounts: 60_000,
  darkCounts: 300,
};

/** g/cm² of polyethylene, aluminium and steel one behind the other. */
interface Slab {
  readonly polyethylene: number;
  readonly aluminium: number;
  readonly iron: number;
}

/** Air at both ends and a slab between them, as the simulator's detectors see it. */
function slabPicture(slab: Slab, seed: number, energiesMeV = geometry.energiesMeV): ScanPicture {
  const { detectors, expectedLines: lines } = geometry;
  const planes = energiesMeV.length;
  const fan = fanBeam({ detectors, pitchMm: 4, lowestZ: 1308, sourceZ: 1500, sourceDistance: 12_000 });
  const array = detectorArray(fan, { ...geometry, energiesMeV, seed, noise: true });
  const all = new Uint16Array(lines * planes * detectors);
  for (let line = 0; line < lines; line += 1) {
    const there = line >= slabFrom && line < slabTo;
    array.transmit(
      attenuators.map((name) => new Float64Array(detectors).fill(there && name !== 'water' ? slab[name] : 0)),
    );
    array.expose(line, all.subarray(line * planes * detectors, (line + 1) * planes * detectors));
  }
  const level = { columns: lines, known: lines, rows: detectors, planes };
  return {
    info: () => ({
      scanId: 'slab',
      geometry: { ...geometry, energiesMeV },
      columns: lines,
      state: 'complete',
      levels: 1,
    }),
    tile: async (address) => {
      const window = tileWindow(level, address);
      const { bytes, values } = emptyTile(window, level, true);
      const { from, to } = neededColumns(window, level);
      const size = planes * detectors;
      fillFromColumns(values, window, level, all.subarray(from * size, to * size), from);
      return { bytes, final: true };
    },
    close: async () => undefined,
  };
}

const slabFrom = 48;
const slabTo = 112;
const region = { x: slabFrom, y: 0, width: slabTo - slabFrom, height: geometry.detectors };
/** Of the slab as seen, kg for a g/cm². */
const kgPerMass = (region.width * region.height * 0.16) / 1000;
const total = ({ polyethylene, aluminium, iron }: Slab) => polyethylene + aluminium + iron;

const amount = fc.double({ min: 0, max: 45, noNaN: true });
const anySlab = fc.record({ polyethylene: amount, aluminium: amount, iron: amount });

describe('the mass of a region', () => {
  test('is right within what it says, whatever the matter is made of', async () => {
    await fc.assert(
      fc.asyncProperty(anySlab, fc.integer({ min: 1, max: 1000 }), async (slab, seed) => {
        const mass = (await weighRegion(slabPicture(slab, seed), region))!;
        const truth = total(slab) * kgPerMass;
        expect(mass.isAtLeast).toBe(false);
        // Of next to nothing the noise is as large.
        expect(Math.abs(mass.kg - truth)).toBeLessThanOrEqual(mass.plusMinusKg + 0.3);
        expect(mass.leastKg).toBeLessThanOrEqual(mass.kg);
        expect(mass.mostKg).toBeGreaterThanOrEqual(mass.kg);
      }),
      { numRuns: 40 },
    );
  });

  test('of one material lies within 5 %, whatever the calibration is taken to be wrong by', async () => {
    for (const name of ['polyethylene', 'aluminium', 'iron'] as const) {
      for (const thickness of [10, 40, 90]) {
        const slab = { polyethylene: 0, aluminium: 0, iron: 0, [name]: thickness };
        const mass = (await weighRegion(slabPicture(slab, 3), region))!;
        expect(Math.abs(mass.kg / (thickness * kgPerMass) - 1), `${name} ${thickness}`).toBeLessThan(0.05);
      }
    }
  });

  test('is "at least" where the beam did not come through, and never more than is there', async () => {
    for (const iron of [260, 320, 400]) {
      const mass = (await weighRegion(slabPicture({ polyethylene: 0, aluminium: 0, iron }, 5), region))!;
      expect(mass.isAtLeast).toBe(true);
      expect(mass.leastKg).toBeLessThanOrEqual(iron * kgPerMass);
      expect(mass.mostKg).toBeGreaterThanOrEqual(iron * kgPerMass);
    }
  });

  test('with one energy leaves open which material it is, and is still right within that', async () => {
    const slab = { polyethylene: 40, aluminium: 0, iron: 0 };
    const [one, two] = await Promise.all(
      [[6], [6, 4]].map((energies) => weighRegion(slabPicture(slab, 2, energies), region)),
    );
    expect(one!.parts.materialKg).toBeGreaterThan(two!.parts.materialKg);
    expect(Math.abs(one!.kg - total(slab) * kgPerMass)).toBeLessThanOrEqual(one!.plusMinusKg);
  });

  test('is not told of a picture whose air nobody knows, or of no pixel at all', async () => {
    const picture = slabPicture({ polyethylene: 10, aluminium: 0, iron: 0 }, 1);
    expect(await weighRegion(picture, { x: 500, y: 0, width: 10, height: 10 })).toBeNull();
    const imported = {
      format: 'tiff',
      bitsStored: 16,
      counts: 'transmission',
      pitchKnown: true,
      energyKnown: true,
      zeroAt: 0,
    } as const;
    const info = picture.info();
    const foreign = { ...picture, info: () => ({ ...info, geometry: { ...info.geometry, imported } }) };
    expect(await weighRegion(foreign, region)).toBeNull();
  });

  test('stops when it is told to', async () => {
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    const picture = slabPicture({ polyethylene: 10, aluminium: 0, iron: 0 }, 1);
    const stoppable = {
      ...picture,
      tile: async (...[address, signal]: Parameters<ScanPicture['tile']>) => {
        signal?.throwIfAborted();
        return picture.tile(address);
      },
    };
    await expect(weighRegion(stoppable, region, { signal: stop.signal })).rejects.toThrow('enough');
  });
});
