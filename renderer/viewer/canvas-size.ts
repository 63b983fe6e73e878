import type { Size } from './view.ts';

/** A canvas's size in device pixels, and device pixels of one CSS pixel. */
export interface CanvasSize {
  readonly size: Size;
  readonly density: number;
}

export function canvasSizeOf(canvas: HTMLCanvasElement): CanvasSize {
  const density = window.devicePixelRatio || 1;
  const { width, height } = canvas.getBoundingClientRect();
  return { density, size: { width: Math.round(width * density), height: Math.round(height * density) } };
}

/** Calls back with each change of size or density, exact to the device pixel. Returns the way to stop. */
export function watchCanvasSize(canvas: HTMLCanvasElement, listener: (size: CanvasSize) => void): () => void {
  const observer = new ResizeObserver(([entry]) => {
    const exact = entry?.devicePixelContentBoxSize?.[0];
    const size = exact && { width: exact.inlineSize, height: exact.blockSize };
    listener(size ? { size, density: window.devicePixelRatio || 1 } : canvasSizeOf(canvas));
  });
  try {
    observer.observe(canvas, { box: 'device-pixel-content-box' });
  } catch {
    observer.observe(canvas);
  }
  return () => observer.disconnect();
}
