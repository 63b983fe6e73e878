import { materials } from './materials.ts';
import type { Solid } from './solids.ts';

/**
 * What solids weigh together, kg, worked out from their shapes and not from any ray: what a mass read from a picture is
 * held against. Holes (a negative `fill`) take away what they take away.
 */
export function massOf(solids: readonly Solid[]): number {
  return solids.reduce(
    (sum, solid) => sum + volumeOf(solid) * materials[solid.material].density * (solid.fill ?? 1) * 1e-6,
    0,
  );
}

/** mm³. */
function volumeOf(solid: Solid): number {
  switch (solid.shape) {
    case 'box':
      return lengthOf(solid.x) * lengthOf(solid.y) * lengthOf(solid.z);
    case 'profile':
      return areaOf(solid.points) * lengthOf(solid.y);
    case 'roller':
      return Math.PI * solid.radius ** 2 * lengthOf(solid.y);
    case 'post':
      return Math.PI * solid.radius ** 2 * lengthOf(solid.z);
    case 'vessel':
      return vesselVolume(solid);
  }
}

function lengthOf([from, to]: readonly [number, number]): number {
  return to - from;
}

/** Of a polygon, by the shoelace rule. */
function areaOf(points: readonly (readonly [number, number])[]): number {
  const twice = points.reduce((sum, [x, z], i) => {
    const [nextX, nextZ] = points[(i + 1) % points.length]!;
    return sum + x * nextZ - nextX * z;
  }, 0);
  return Math.abs(twice) / 2;
}

const vesselSteps = 240;

/** Slice by slice, as its ends are domed and it need not be full. */
function vesselVolume(solid: Extract<Solid, { shape: 'vessel' }>): number {
  const { x, z, radiusY, radiusZ, end = 0, level = Number.POSITIVE_INFINITY, within = x } = solid;
  const [from, to] = [Math.max(x[0], within[0]), Math.min(x[1], within[1])];
  const step = (to - from) / vesselSteps;
  let volume = 0;
  for (let i = 0; i < vesselSteps; i += 1) {
    const at = from + (i + 0.5) * step;
    const intoEnd = Math.max(0, end - (at - x[0]), end - (x[1] - at));
    const scale = end > 0 ? Math.sqrt(Math.max(0, 1 - (intoEnd / end) ** 2)) : 1;
    if (scale > 0) volume += step * segmentArea(radiusY * scale, radiusZ * scale, level - z);
  }
  return volume;
}

/** Of an ellipse filled up to a height over its middle. */
function segmentArea(radiusY: number, radiusZ: number, height: number): number {
  const up = Math.min(1, Math.max(-1, height / radiusZ));
  return radiusY * radiusZ * (Math.PI / 2 + Math.asin(up) + up * Math.sqrt(1 - up * up));
}
