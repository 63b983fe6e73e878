import type { SeenCells } from './coverage.ts';
import type { MaterialWord } from './material-at.ts';
import type { ProcessorReason, ViewerFailure } from './messages.ts';
import type { OverlayMap } from './overlay/overlay-map.ts';
import type { Fidelity } from './scene.ts';
import type { Thickness } from './thickness.ts';
import type { TileSource } from './tile-source.ts';
import type { Display } from './transfer.ts';
import type { Point, Rectangle, Size, View } from './view.ts';

/** What the viewer can be asked, and what it says. */
export interface ViewerOptions {
  /** What the canvas is called for someone who cannot see it. */
  readonly label: string;
  /** How to begin; what is left out is plain. */
  readonly display?: Partial<Display>;
  /** Where to begin instead of with the whole picture. */
  readonly view?: View;
  /** What was seen of the picture before, to go on from. */
  readonly seen?: SeenCells | null;
  /** Memory for tiles on the GPU, bytes. */
  readonly gpuBudgetBytes?: number;
  /** Why to paint by the processor without trying the GPU: what an earlier viewer failed with. */
  readonly processor?: ProcessorReason;
  /** Makes the worker; for tests and benches that look inside. */
  readonly createWorker?: () => Worker;
}

export interface Viewer {
  /**
   * Shows another picture from its beginning. The display settings stay, but for what an imported picture begins with
   * otherwise (`beginningOf`). `seen`: what was seen of it before, to go on from.
   */
  show(source: TileSource | null, seen?: SeenCells | null): void;
  setLabel(label: string): void;
  /** The whole picture; stays so while the canvas or the picture changes its size. */
  fit(): void;
  /** So many device pixels per picture pixel (of the finer pitch): 1 is 1:1. The middle stays where it is. */
  zoomTo(scale: number): void;
  /** Mirrors what is seen, left for right. */
  flip(): void;
  /** True: shows the picture as it began, without a change to the settings; false: with them again. */
  compare(plain: boolean): void;
  /** Above 1 goes closer. `at` is in CSS pixels from the canvas's corner and stays where it is; else its middle. */
  zoomBy(factor: number, at?: Point): void;
  /** Looks at a place as `ViewState.at` gave it; null: the whole picture. */
  lookAt(view: View | null): void;
  /** Moves the picture by CSS pixels. */
  panBy(dx: number, dy: number): void;
  /** With `whole`, what is changed is one step to undo, however soon it follows another. */
  setDisplay(change: Partial<Display>, options?: { readonly whole?: boolean }): void;
  /** Where a place of the picture (columns, rows) is seen, CSS pixels from the canvas's corner; null without a picture. */
  toCanvas(at: Point): Point | null;
  /** The way back; also beside the picture. */
  toPicture(at: Point): Point | null;
  /** The display it began with, and the whole picture. */
  reset(): void;
  /** True while something lies over the canvas: what nobody can see does not count as seen. */
  cover(covered: boolean): void;
  /** Somebody else looks from now on: what counts is what they have seen of it before. */
  seeFrom(seen: SeenCells | null): void;
  /** Takes back the last change of the display; false when there is none. */
  undo(): boolean;
  /** Goes back to where the picture was looked at before, mirrored or not; false when there is no such place. */
  back(): boolean;
  /** Calls back with each change; returns the way to stop. */
  on<K extends keyof ViewerEvents>(event: K, listener: (value: ViewerEvents[K]) => void): () => void;
  /** Resolves when what was asked for so far is on the canvas, as far as its tiles can be had; also when destroyed. */
  painted(): Promise<void>;
  destroy(): void;
  /** Null without a picture or while the canvas has no size. */
  readonly view: ViewState | null;
  /** Columns and rows as laid out now; null without a picture. */
  readonly extent: Size | null;
  /** Where the picture lies on the canvas as it is asked for, CSS pixels; null without a picture. */
  readonly placed: OverlayMap | null;
  readonly display: Display;
  readonly fidelity: Fidelity;
  /** Fraction of the picture that has been on the canvas at 1:1 or more for half a second, 0 to 1. */
  readonly seen: number;
  /** Which parts these are; null while nothing is known of the picture. */
  readonly seenCells: SeenCells | null;
  /** Where the pointer is over the canvas, as seen, CSS pixels from its corner; null when it is not. */
  readonly pointer: Point | null;
  /** Why the processor paints instead of the GPU; null while the GPU does. */
  readonly processor: ProcessorReason | null;
}

export interface ViewerEvents {
  readonly view: ViewState;
  readonly display: Display;
  readonly fidelity: Fidelity;
  readonly cursor: CursorReading | null;
  readonly seen: number;
  readonly failure: ViewerFailure;
  readonly processor: ProcessorReason;
}

export interface ViewState {
  /** Device pixels per picture pixel (of the finer pitch); 1 is 1:1. */
  readonly scale: number;
  /** Level of the pyramid this scale needs. */
  readonly level: number;
  /** What of the picture is on the canvas, in columns and rows. */
  readonly rectangle: Rectangle;
  /** The whole picture is shown, and stays shown. */
  readonly fitted: boolean;
  /** Left is right: the canvas is mirrored. */
  readonly flipped: boolean;
  /** It is shown as it began, whatever the settings. */
  readonly comparing: boolean;
  /** Give it back as `ViewerOptions.view` to begin at the same place. */
  readonly at: View;
}

export interface CursorReading {
  /** Whole column and row. */
  readonly column: number;
  readonly row: number;
  /** From the picture's corner, mm at the object; null where the pitches are not known. */
  readonly xMm: number | null;
  readonly yMm: number | null;
  /** 16-bit values as received, one per plane; null where there is no picture. */
  readonly values: readonly number[] | null;
  /** True: the pixel's own values; false: means of a coarser level, the exact ones are on their way. */
  readonly exact: boolean;
  /** What the pixel's ray met, from its own values; null where these are not known yet or nobody knows how to read them. */
  readonly thickness: Thickness | null;
  /** What it is made of, once the pointer rests; null until then, and where two energies do not tell. */
  readonly material: MaterialWord | null;
}
