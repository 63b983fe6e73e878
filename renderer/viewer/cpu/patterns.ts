import type { PatternCell } from '../scene.ts';
import type { Placement, Size } from '../view.ts';
import { pixelsIn } from './sampled.ts';

/** What `patternFragmentShader` of `shaders.ts` paints: coloured, so that no grey can be taken for it, and fixed to the picture. */
export function paintPatterns(
  rgba: Uint8ClampedArray,
  cells: readonly PatternCell[],
  size: Size,
  placement: Placement,
  density: number,
): void {
  for (const { pattern, over, ...edges } of cells) {
    const [left, right] = pixelsIn(edges.left, edges.right, size.width);
    const [top, bottom] = pixelsIn(edges.top, edges.bottom, size.height);
    for (let y = top; y < bottom; y += 1) {
      for (let x = left; x < right; x += 1) {
        const across = (x + 0.5 - placement.originX) / density;
        const down = (y + 0.5 - placement.originY) / density;
        const colour = colourAt(pattern, modulo(across + down), modulo(across - down), over);
        if (colour)
          for (const [channel, value] of colour.entries())
            rgba[4 * (y * size.width + x) + channel] = 255 * value;
      }
    }
  }
}

/** Null: what is below shows through. */
function colourAt(pattern: PatternCell['pattern'], rising: number, falling: number, over: boolean) {
  switch (pattern) {
    case 'loading':
      return [0.075, 0.095, 0.125];
    case 'not-received':
      return rising < 2 ? [0.16, 0.25, 0.38] : [0.075, 0.12, 0.19];
    case 'missing':
      if (rising < 1.5 || falling < 1.5) return [0.78, 0.22, 0.2];
      return over ? null : [0.2, 0.07, 0.07];
  }
}

function modulo(at: number): number {
  return at - 12 * Math.floor(at / 12);
}
