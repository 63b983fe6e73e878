import type { LocalContrast } from './local-contrast.ts';
import type { Materials } from './materials.ts';
import type { PatternCell, PixelCell } from './scene.ts';
import type { Tile } from './tile-source.ts';
import type { CountRange, Display } from './transfer.ts';
import type { Placement, Size } from './view.ts';

/** Keeps tiles by their slot and paints scenes of them: on the GPU (`painter.ts`), or by the processor (`cpu-painter.ts`). */
export interface ScenePainter {
  /** Whether tiles of this shape fit what it has made. */
  holds(layerSide: number, planes: number): boolean;
  /** Gets ready to paint with these settings, so that the first picture does not wait for it. */
  prepare(size: Size, display: Display): void;
  upload(slot: number, tile: Tile): void;
  paint(frame: Frame): void;
  clear(size: Size): void;
  /** The values of one texel, one per plane. */
  read(slot: number, x: number, y: number): number[];
  /** Gives everything back; the canvas stays usable for another painter. */
  dispose(): void;
}

/** One scene and how it is shown. */
export interface Frame {
  readonly size: Size;
  /** Device pixels of one CSS pixel. */
  readonly density: number;
  readonly placement: Placement;
  readonly pixels: readonly PixelCell[];
  readonly patterns: readonly PatternCell[];
  readonly display: Display;
  readonly range: CountRange;
  /** What local contrast does with this picture; null while that is not known. */
  readonly contrast: LocalContrast | null;
  /** What tells materials apart in this picture; null where nothing does. */
  readonly materials: Materials | null;
  /** Of the tiles the cells are painted from; a coarser one in their place is only less noisy. */
  readonly level: number;
}

/** Around the picture; channels 0 to 1. */
export const background = [0.035, 0.043, 0.055] as const;
