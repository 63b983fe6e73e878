import type { SeenCells } from './coverage.ts';
import type { Fidelity } from './scene.ts';
import type { PictureFacts, PictureProgress, Tile, TileAddress } from './tile-source.ts';
import type { Display } from './transfer.ts';
import type { Point, Size, View } from './view.ts';

/** What the viewer tells its worker. Buffers and the canvas are given away. */
export type ToWorker =
  | {
      readonly kind: 'start';
      readonly canvas: OffscreenCanvas;
      readonly budgetBytes: number;
      /** Why to paint by the processor without trying the GPU. */
      readonly processor: ProcessorReason | null;
    }
  /** `picture` counts the pictures shown; everything after it is about this one. */
  | {
      readonly kind: 'picture';
      readonly picture: number;
      readonly facts: PictureFacts | null;
      /** What was seen of it before. */
      readonly seen: SeenCells | null;
    }
  | { readonly kind: 'progress'; readonly progress: PictureProgress }
  | { readonly kind: 'show'; readonly look: Look }
  | { readonly kind: 'tile'; readonly request: number; readonly tile: Tile }
  | { readonly kind: 'tile-failed'; readonly request: number; readonly reason: string }
  | { readonly kind: 'cursor'; readonly at: Point | null }
  /** Something lies over the canvas, so that nothing on it is seen. */
  | { readonly kind: 'cover'; readonly covered: boolean }
  /** Somebody else looks from now on, who has seen this much of the picture. */
  | { readonly kind: 'see-from'; readonly seen: SeenCells | null };

/**
 * What the worker tells the viewer, and the number of the picture it had then: what it says of one picture may
 * arrive when the next is already shown, and must not be taken for it.
 */
export type FromWorker = WorkerWord & { readonly picture: number };

export type WorkerWord =
  | { readonly kind: 'fetch'; readonly request: number; readonly address: TileAddress }
  | { readonly kind: 'cancel'; readonly request: number }
  | { readonly kind: 'painted'; readonly painted: Painted }
  | { readonly kind: 'cursor'; readonly at: Point; readonly level: number; readonly values: number[] | null }
  | { readonly kind: 'seen'; readonly cells: SeenCells }
  | { readonly kind: 'processor'; readonly because: ProcessorReason }
  | { readonly kind: 'failure'; readonly failure: ViewerFailure };

/** How the picture is looked at; `serial` grows with each one. */
export interface Look {
  readonly serial: number;
  readonly size: Size;
  /** Device pixels of one CSS pixel. */
  readonly density: number;
  readonly view: View;
  readonly display: Display;
}

/** What is on the canvas. */
export interface Painted {
  /** Of the look that was painted. */
  readonly serial: number;
  readonly level: number;
  readonly fidelity: Fidelity;
  /** Something of the picture itself is on the canvas. */
  readonly pixels: boolean;
  /** Nothing more will come for this look unless the picture grows. */
  readonly settled: boolean;
}

export interface ViewerFailure {
  readonly code: ViewerFailureCode;
  readonly details: Readonly<Record<string, string | number>>;
}

/** Why the processor paints instead of the GPU: slowly, and the same picture. */
export const processorReasons = ['VIEWER_NO_WEBGL2', 'VIEWER_GPU_WRONG', 'VIEWER_GPU_LOST'] as const;
export type ProcessorReason = (typeof processorReasons)[number];

/**
 * `VIEWER_NO_WEBGL2`: the processor paints, for there is no GPU to paint with.
 * `VIEWER_GPU_WRONG`, `VIEWER_GPU_LOST`: the GPU paints what it should not (`reason`), or goes away again and again. This
 * viewer has ended; a new one with that as `ViewerOptions.processor`, on a new canvas, paints by the processor.
 * `VIEWER_WORKER_FAILED`: this viewer has ended.
 * `VIEWER_CONTEXT_LOST`: the graphics device went away; the viewer comes back by itself.
 * `VIEWER_TILE_FAILED`: a tile could not be had (`level`, `column`, `row`, `reason`); it is tried again.
 */
export type ViewerFailureCode =
  | ProcessorReason
  | 'VIEWER_WORKER_FAILED'
  | 'VIEWER_CONTEXT_LOST'
  | 'VIEWER_TILE_FAILED';
