import { depthAt, depthOf, massAt } from './calibration.ts';
import type { Calibration, CalibrationCurve } from './tile-source.ts';

/**
 * Where the reference materials lie: for each depth of the low energy the depth of the high one behind polyethylene,
 * aluminium and steel, and how steeply it rises. The same numbers for the GPU and for plain arithmetic.
 */
export interface MaterialTable {
  /** The depth of the last entry; entries are evenly spaced from 0. */
  readonly deepest: number;
  /** `tableEntries` times polyethylene, aluminium, steel, slope. */
  readonly values: Float32Array<ArrayBuffer>;
}

export const tableEntries = 512;

/** Null where a material or an energy is missing, or where two energies do not tell the materials apart. */
export function materialTableOf(calibration: Calibration): MaterialTable | null {
  const curve = (name: CalibrationCurve['material']) =>
    calibration.curves.find(({ material, transmission }) => material === name && transmission.length === 2);
  const [organic, light, metal] = [curve('polyethylene'), curve('aluminium'), curve('steel')];
  if (!organic || !light || !metal) return null;
  const deepest = Math.min(
    ...[organic, light, metal].map(({ transmission }) => depthOf(transmission[1]!.at(-1)!)),
  );
  const values = new Float32Array(4 * tableEntries);
  const step = deepest / (tableEntries - 1);
  // A hair short of the last step, which rounding must not put beyond it.
  const high = (material: CalibrationCurve, low: number) => {
    const mass = massAt(material, 1, Math.min(low, deepest * (1 - 1e-9)));
    return mass === null ? Number.NaN : (depthAt(material, 0, mass) ?? Number.NaN);
  };
  for (let entry = 0; entry < tableEntries; entry += 1) {
    const low = entry * step;
    const lines = [high(organic, low), high(light, low), high(metal, low)] as const;
    const [from, to] = [Math.max(0, low - step), Math.min(deepest, low + step)];
    const slope = (high(light, to) - high(light, from)) / (to - from);
    if (!lines.every(Number.isFinite)) return null;
    if (entry > 0 && !(lines[0] < lines[1] && lines[1] < lines[2])) return null;
    values.set([...lines, slope], 4 * entry);
  }
  return { deepest, values };
}

/** Polyethylene, aluminium, steel and slope at a depth of the low energy, between the two nearest entries. */
export function linesAt(
  { deepest, values }: MaterialTable,
  low: number,
): readonly [number, number, number, number] {
  const at = Math.min(1, Math.max(0, low / deepest)) * (tableEntries - 1);
  const first = Math.min(tableEntries - 2, Math.floor(at));
  const part = at - first;
  const line = (offset: number) => {
    const a = values[4 * first + offset]!;
    return a + (values[4 * first + 4 + offset]! - a) * part;
  };
  return [line(0), line(1), line(2), line(3)];
}
