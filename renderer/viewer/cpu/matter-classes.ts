import { classify, type MaterialClass, type Materials } from '../materials.ts';
import { type MatterField, unevennessAt } from '../matter-field.ts';

/** The class of each device pixel and how certain it is: what the colours of materials are made of, at any window. */
export interface MatterClasses {
  /** Index in `materialClasses`; 255 where there is no picture. */
  readonly material: Uint8Array;
  readonly certainty: Float32Array;
}

export const materialClasses: readonly MaterialClass[] = [
  'organic',
  'light-metal',
  'metal',
  'unknown',
  'not-penetrated',
];

/** `field` is calmed; `step` is as for filters. */
export function classesOf(field: MatterField, materials: Materials, step: number): MatterClasses {
  const { width, height, values } = field;
  const material = new Uint8Array(width * height).fill(255);
  const certainty = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      const high = values[4 * at]!;
      if (Number.isNaN(high)) continue;
      const [low, quanta, pulse] = [values[4 * at + 1]!, values[4 * at + 2]!, values[4 * at + 3]!];
      const uneven = unevennessAt(field, materials.noise, { x, y }, step);
      const found = classify({ high, low, quanta, pulse, uneven }, materials);
      material[at] = materialClasses.indexOf(found.material);
      certainty[at] = found.certainty;
    }
  }
  return { material, certainty };
}
