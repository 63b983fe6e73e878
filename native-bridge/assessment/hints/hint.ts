import type { Cells, MatterMap } from '../matter-map.ts';

/** What an aid can point at. Each is a rule that can be said in a sentence; none decides anything. */
export const hintKinds = ['density', 'wall', 'floor', 'wheel'] as const;
export type HintKind = (typeof hintKinds)[number];

/** Pixels of the picture: columns and rows. */
export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A place to look at, why, and the figures that the reason is made of. */
export interface Hint {
  readonly kind: HintKind;
  readonly frame: Frame;
  readonly figures: Readonly<Record<string, number>>;
}

export function frameOf(map: MatterMap, cells: Cells): Frame {
  const x = Math.max(0, cells.left * map.cellColumns);
  const y = Math.max(0, cells.top * map.cellRows);
  return {
    x,
    y,
    width: Math.min(map.width, cells.right * map.cellColumns) - x,
    height: Math.min(map.height, cells.bottom * map.cellRows) - y,
  };
}

/** What the load weighs in each cell above the walls, g/cm²; 0 outside of the space. */
export function loadField(
  map: MatterMap,
  mass: Float32Array,
  { cells, walls }: { readonly cells: Cells; readonly walls: Float32Array },
): Float32Array {
  const field = new Float32Array(mass.length);
  for (let row = cells.top; row < cells.bottom; row += 1)
    for (let column = cells.left; column < cells.right; column += 1)
      field[row * map.columns + column] =
        mass[row * map.columns + column]! - walls[row * map.columns + column]!;
  return field;
}
