import type { Painter } from './painter.ts';
import { type Display, finishedGrey, plainDisplay, planeOf, shownOf } from './transfer.ts';
import type { Size } from './view.ts';

/**
 * Paints a few counts that a GPU without true 16 bits cannot tell apart, reads them back and holds them against plain
 * arithmetic. Done once for each context, with the shader the picture will need anyway. Null where all is well.
 */
export function gpuFault(
  gl: WebGL2RenderingContext,
  painter: Painter,
  { size, display, planes }: { readonly size: Size; readonly display: Display; readonly planes: number },
): string | null {
  if (gl.getExtension('EXT_color_buffer_float') === null) return 'it cannot paint into numbers';
  const [width, height] = [Math.min(side, size.width), Math.min(side, size.height)];
  const counts = (x: number, y: number) => first + x + side * y;
  const values = new Uint16Array(side * side * planes);
  for (let at = 0; at < side * side; at += 1) values.fill(first + at, planes * at, planes * (at + 1));
  const { log } = display;
  const [low, high] = [shownOf(first, log, range), shownOf(first + side * side, log, range)];
  const narrow: Display = {
    ...{ ...plainDisplay, log, plane: display.plane, show: planeOf(display) === null ? 'blend' : 'grey' },
    ...{ window: high - low, level: (low + high) / 2 },
  };
  painter.upload(0, { width: side, height: side, planes, values, columns: side, final: true });
  const edges = { left: 0, top: 0, right: side, bottom: side };
  const texels = { texelX: 0, texelY: 0, texelsPerPxX: 1, texelsPerPxY: 1 };
  const bounds = { firstX: 0, firstY: 0, lastX: side - 1, lastY: side - 1 };
  painter.paint({
    size,
    density: 1,
    placement: { originX: 0, originY: 0, scaleX: 1, scaleY: 1 },
    pixels: [{ ...edges, ...texels, ...bounds, slot: 0 }],
    ...{ patterns: [], display: narrow, range, contrast: null, materials: null, level: 0 },
  });
  const drawn = new Uint8Array(4 * width * height);
  gl.readPixels(0, size.height - height, width, height, gl.RGBA, gl.UNSIGNED_BYTE, drawn);
  if (gl.isContextLost()) return null;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const expected = 255 * finishedGrey(shownOf(counts(x, y), log, range), narrow);
      // GL's rows begin at the bottom.
      const found = drawn[4 * ((height - 1 - y) * width + x)]!;
      if (Math.abs(found - expected) > mostOff) return `${found} instead of ${Math.round(expected)}`;
    }
  }
  return null;
}

const side = 8;
/** Sixty-four counts from here on, spread over all greys, are four greys apart. */
const first = 30_000;
const range = { air: 65_535, dark: 0 };
/** Greys: less than one count. */
const mostOff = 3;
