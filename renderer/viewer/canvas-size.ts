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
    const { size, density } = canvasSizeOf(canvas);
    const exact = entry?.devicePixelContentBoxSize?.[0];
    // Where a page's density is emulated the box is still given in CSS pixels.
    const fits = exact && Math.abs(exact.inlineSize - size.width) <= 1;
    listener({ density, size: fits ? { width: exact.inlineSize, height: exact.blockSize } : size });
  });
  try {
    observer.observe(canvas, { box: 'device-pixel-content-box' });
  } catch {
    observer.observe(canvas);
  }
  return () => observer.disconnect();
}
