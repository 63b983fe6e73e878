import { CanvasViewer } from './canvas-viewer.ts';
import type { TileSource } from './tile-source.ts';
import type { Viewer, ViewerOptions } from './viewer-api.ts';

export type { CursorReading, Viewer, ViewerEvents, ViewerOptions, ViewState } from './viewer-api.ts';

/**
 * Shows a 16-bit picture on a canvas: pan, zoom, window and level by hand and by command, and says what is shown.
 *
 * The canvas is handed to a worker for good: after `destroy()` or a failure that ends the viewer it cannot be used again.
 * Nothing is thrown later on: what goes wrong comes as a `failure` event.
 */
export function createViewer(
  canvas: HTMLCanvasElement,
  source: TileSource | null,
  options: ViewerOptions,
): Viewer {
  return new CanvasViewer(canvas, source, options);
}
