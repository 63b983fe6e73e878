import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attenuators } from '../../physics/attenuation.ts';
import { type Fan, fanBeam } from './fan.ts';
import { type Solid, sliceSolid } from './solids.ts';

const fan = fanBeam({ detectors: 400, pitchMm: 10, lowestZ: 0, sourceZ: 1503, sourceDistance: 8000 });
const iron = attenuators.indexOf('iron');

/** Millimetres of steel that each ray meets at `x`. */
function steelMm(solids: readonly Solid[], x: number, through: Fan = fan): number[] {
  const mass = attenuators.map(() => new Float64Array(through.detectors));
  for (const solid of solids) sliceSolid(solid, through).addSlice(x, mass);
  return Array.from(mass[iron]!, (value) => (value * 10) / 7.87);
}

/** The same by walking along each ray. */
function walked(inside: (y: number, z: number) => boolean, detector: number): number {
  const step = 0.5;
  let length = 0;
  for (let y = -1500; y < 1500; y += step)
    if (inside(y + step / 2, fan.z[detector]! + fan.slope[detector]! * (y + step / 2)))
      length += step * fan.stretch[detector]!;
  return length;
}

const detector = fc.integer({ min: 0, max: 399 });
const size = fc.integer({ min: 20, max: 900 });

describe('the length of a ray in a solid', () => {
  it('is what walking along the ray gives, for a box', () => {
    fc.assert(
      fc.property(detector, size, size, fc.integer({ min: 0, max: 3000 }), (d, width, height, z) => {
        const box: Solid = {
          shape: 'box',
          material: 'steel',
          x: [0, 10],
          y: [-width, width],
          z: [z, z + height],
        };
        const expected = walked((y, at) => Math.abs(y) < width && at > z && at < z + height, d);
        expect(Math.abs(steelMm([box], 5)[d]! - expected)).toBeLessThan(3);
      }),
      { numRuns: 60 },
    );
  });

  it('is what walking along the ray gives, for a vessel filled to a level', () => {
    fc.assert(
      fc.property(
        detector,
        size,
        size,
        fc.double({ min: 0.05, max: 1.2, noNaN: true }),
        (d, ry, rz, share) => {
          const z = 1800;
          const level = z - rz + 2 * rz * share;
          const solid: Solid = {
            shape: 'vessel',
            material: 'steel',
            x: [0, 10],
            y: 100,
            z,
            radiusY: ry,
            radiusZ: rz,
            level,
          };
          const expected = walked(
            (y, at) => ((y - 100) / ry) ** 2 + ((at - z) / rz) ** 2 < 1 && at < level,
            d,
          );
          expect(Math.abs(steelMm([solid], 5)[d]! - expected)).toBeLessThan(3);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('through the middle of a wheel is its width, and nothing beside it', () => {
    const wheel: Solid = { shape: 'roller', material: 'steel', x: 500, z: 1503, radius: 300, y: [-50, 50] };
    const middle = fan.z.findIndex((z) => z < 1503);
    expect(steelMm([wheel], 500)[middle]).toBeCloseTo(100, 2);
    expect(steelMm([wheel], 500)[middle - 40]).toBe(0);
    expect(sliceSolid(wheel, fan)).toMatchObject({ x0: 200, x1: 800 });
  });

  it('of a hollow is taken away, so that a shell is two walls', () => {
    const outer: Solid = { shape: 'post', material: 'steel', x: 0, y: 0, radius: 300, z: [0, 3000] };
    const tube: Solid[] = [outer, { ...outer, radius: 290, fill: -1 }];
    const middle = fan.z.findIndex((z) => z < 1503);
    expect(steelMm(tube, 0)[middle]).toBeCloseTo(20, 2);
    expect(steelMm(tube, 295)[middle]).toBeCloseTo(2 * Math.sqrt(300 ** 2 - 295 ** 2), 1);
  });

  it('in a sloping sheet follows the slope along the truck', () => {
    const sheet: Solid = {
      shape: 'profile',
      material: 'steel',
      y: [-100, 100],
      points: [
        [0, 1000],
        [1000, 2000],
        [1000, 2100],
        [0, 1100],
      ],
    };
    const seen = (x: number) => steelMm([sheet], x).flatMap((mm, d) => (mm > 150 ? [fan.z[d]!] : []));
    expect(Math.min(...seen(250))).toBeGreaterThan(1240);
    expect(Math.max(...seen(250))).toBeLessThan(1360);
    expect(Math.min(...seen(750))).toBeGreaterThan(1740);
  });
});
