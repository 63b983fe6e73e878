import { attenuators } from '../../physics/attenuation.ts';
import { detectorsOver, type Fan } from './fan.ts';
import { type Material, type MaterialName, materials } from './materials.ts';
import { type Texture, unevennessOf } from './texture.ts';

/** From, to; mm, ascending. */
export type Span = readonly [number, number];

interface Matter {
  readonly material: MaterialName;
  /**
   * Share of the volume that is material: below 1 for something loosely packed or folded. Negative takes away
   * what another solid put there, which is how shells and holes are made.
   */
  readonly fill?: number;
  /** Unevenness of the packing as seen along the beam, over lumps of `size` mm (along, up). */
  readonly texture?: Texture;
}

/**
 * What a truck is made of. x runs along the truck from its front, y across the lane from the source's side with
 * 0 in the middle, z up from the road; mm.
 */
export type Solid = Matter &
  (
    | { readonly shape: 'box'; readonly x: Span; readonly y: Span; readonly z: Span }
    /** A polygon seen from the side, drawn out across the lane. */
    | { readonly shape: 'profile'; readonly points: readonly (readonly [number, number])[]; readonly y: Span }
    /** A cylinder lying across the lane: wheels, axles, rolls. */
    | {
        readonly shape: 'roller';
        readonly x: number;
        readonly z: number;
        readonly radius: number;
        readonly y: Span;
      }
    /** A standing cylinder: barrels, poles. */
    | {
        readonly shape: 'post';
        readonly x: number;
        readonly y: number;
        readonly radius: number;
        readonly z: Span;
      }
    /**
     * A cylinder along the truck with elliptical section and domed ends (`end` long; half the length makes an
     * ellipsoid), filled up to the height `level` and only where x is `within`.
     */
    | {
        readonly shape: 'vessel';
        readonly x: Span;
        readonly y: number;
        readonly z: number;
        readonly radiusY: number;
        readonly radiusZ: number;
        readonly end?: number;
        readonly level?: number;
        readonly within?: Span;
      }
  );

/** Mass thickness per detector in g/cm², one array for each of `attenuators`. */
export type SliceMass = readonly Float64Array[];

/** A solid ready to be sliced: between `x0` and `x1` it adds what each ray meets of it. */
export interface SlicedSolid {
  readonly x0: number;
  readonly x1: number;
  /** Every slice between `x0` and `x1` is the same. */
  readonly constant: boolean;
  addSlice(x: number, into: SliceMass): void;
}

/** Prepares a solid for `fan`. Chords are exact: a slice of every shape is a rectangle or an ellipse. */
export function sliceSolid(solid: Solid, fan: Fan): SlicedSolid {
  const deposit = depositor(solid, fan);
  const constant = solid.texture === undefined;
  switch (solid.shape) {
    case 'box': {
      const { x, y, z } = solid;
      return {
        x0: x[0],
        x1: x[1],
        constant,
        addSlice: (at, into) => deposit.rectangle(at, into, y[0], y[1], z[0], z[1]),
      };
    }
    case 'profile': {
      const { points, y } = solid;
      const xs = points.map(([px]) => px);
      return {
        x0: Math.min(...xs),
        x1: Math.max(...xs),
        constant: false,
        addSlice(at, into) {
          const heights = crossings(points, at);
          for (let i = 0; i + 1 < heights.length; i += 2)
            deposit.rectangle(at, into, y[0], y[1], heights[i]!, heights[i + 1]!);
        },
      };
    }
    case 'roller': {
      const { x, y, z, radius } = solid;
      return {
        x0: x - radius,
        x1: x + radius,
        constant: false,
        addSlice(at, into) {
          const half = Math.sqrt(Math.max(0, radius * radius - (at - x) ** 2));
          deposit.rectangle(at, into, y[0], y[1], z - half, z + half);
        },
      };
    }
    case 'post': {
      const { x, y, z, radius } = solid;
      return {
        x0: x - radius,
        x1: x + radius,
        constant: false,
        addSlice(at, into) {
          const half = Math.sqrt(Math.max(0, radius * radius - (at - x) ** 2));
          deposit.rectangle(at, into, y - half, y + half, z[0], z[1]);
        },
      };
    }
    case 'vessel': {
      const { x, y, z, radiusY, radiusZ, end = 0, level = Number.POSITIVE_INFINITY, within = x } = solid;
      return {
        x0: Math.max(x[0], within[0]),
        x1: Math.min(x[1], within[1]),
        constant: constant && end === 0,
        addSlice(at, into) {
          const intoEnd = Math.max(0, end - (at - x[0]), end - (x[1] - at));
          const scale = end > 0 ? Math.sqrt(Math.max(0, 1 - (intoEnd / end) ** 2)) : 1;
          if (scale > 0) deposit.ellipse(at, into, y, z, radiusY * scale, radiusZ * scale, level);
        },
      };
    }
  }
}

/** Heights at which the vertical at `x` enters and leaves a polygon, ascending. */
function crossings(points: readonly (readonly [number, number])[], x: number): number[] {
  const heights: number[] = [];
  for (let i = 0; i < points.length; i++) {
    const [ax, az] = points[i]!;
    const [bx, bz] = points[(i + 1) % points.length]!;
    if (ax <= x !== bx <= x) heights.push(az + ((x - ax) / (bx - ax)) * (bz - az));
  }
  return heights.sort((a, b) => a - b);
}

function depositor(solid: Matter, fan: Fan) {
  const { density, like }: Material = materials[solid.material];
  const { z: rayZ, slope, stretch } = fan;
  // mm along the ray → g/cm².
  const perMm = (density * (solid.fill ?? 1)) / 10;
  const parts = attenuators.flatMap((attenuator, index) =>
    like[attenuator] ? [{ index, perMm: perMm * like[attenuator] }] : [],
  );
  const [main, second] = parts;
  const unevenness = solid.texture ? unevennessOf(solid.texture) : undefined;

  function add(into: SliceMass, detector: number, mm: number): void {
    into[main!.index]![detector]! += mm * main!.perMm;
    if (second) into[second.index]![detector]! += mm * second.perMm;
  }

  return {
    rectangle(x: number, into: SliceMass, y0: number, y1: number, z0: number, z1: number): void {
      const { first, end } = detectorsOver(fan, y0, y1, z0, z1);
      unevenness?.at(x);
      for (let d = first; d < end; d++) {
        const s = slope[d]!;
        const a = (z0 - rayZ[d]!) / s;
        const b = (z1 - rayZ[d]!) / s;
        const from = Math.max(y0, Math.min(a, b));
        const to = Math.min(y1, Math.max(a, b));
        if (to <= from) continue;
        const mm = (to - from) * stretch[d]!;
        add(into, d, unevenness ? mm * unevenness.factor(rayZ[d]!) : mm);
      }
    },

    ellipse(x: number, into: SliceMass, cy: number, cz: number, ry: number, rz: number, level: number): void {
      const { first, end } = detectorsOver(fan, cy - ry, cy + ry, cz - rz, Math.min(cz + rz, level));
      unevenness?.at(x);
      for (let d = first; d < end; d++) {
        const s = slope[d]!;
        // With t = y − cy: t²/ry² + (h + s·t)²/rz² = 1.
        const h = rayZ[d]! + s * cy - cz;
        const qa = 1 / (ry * ry) + (s * s) / (rz * rz);
        const qb = (s * h) / (rz * rz);
        const root = qb * qb - qa * ((h * h) / (rz * rz) - 1);
        if (root <= 0) continue;
        const spread = Math.sqrt(root) / qa;
        let from = cy - qb / qa - spread;
        let to = cy - qb / qa + spread;
        const surface = (level - rayZ[d]!) / s;
        if (s > 0) to = Math.min(to, surface);
        else from = Math.max(from, surface);
        if (to <= from) continue;
        const mm = (to - from) * stretch[d]!;
        add(into, d, unevenness ? mm * unevenness.factor(rayZ[d]!) : mm);
      }
    },
  };
}
