import { layerSideOf } from './budget.ts';
import { ContextLosses, restoredWithinMs } from './context-losses.ts';
import { CpuPainter } from './cpu/cpu-painter.ts';
import { gpuFault } from './gpu-check.ts';
import type { ProcessorReason } from './messages.ts';
import { Painter } from './painter.ts';
import type { ScenePainter } from './scene-painter.ts';
import type { PictureFacts } from './tile-source.ts';
import type { Display } from './transfer.ts';
import type { Size } from './view.ts';

/**
 * What a canvas is painted with: the GPU, if it has WebGL2 and paints what it should, else the processor. A canvas that
 * once was the GPU's cannot be the processor's: `over` says that another is needed.
 */
export class Graphics {
  readonly #canvas: OffscreenCanvas;
  readonly #told: GraphicsEvents;
  readonly #losses = new ContextLosses();
  readonly #gl: WebGL2RenderingContext | null;
  readonly #flat: OffscreenCanvasRenderingContext2D | null;
  #painter: ScenePainter | null = null;
  #isChecked = false;
  #isOver = false;
  #givesUp: ReturnType<typeof setTimeout> | undefined;

  /** `processor`: why not even to try the GPU. Throws an Error where the canvas can be painted in no way. */
  constructor(canvas: OffscreenCanvas, processor: ProcessorReason | null, told: GraphicsEvents) {
    this.#canvas = canvas;
    this.#told = told;
    this.#gl = processor === null ? webgl2Of(canvas) : null;
    this.#flat = this.#gl ? null : canvas.getContext('2d', { alpha: false, willReadFrequently: true });
    if (this.#gl) this.#watchLosses();
    else if (this.#flat) told.processor(processor ?? 'VIEWER_NO_WEBGL2');
    else throw new Error('this browser cannot paint on a canvas');
  }

  /** The painter for tiles of this picture, or null while there is none. The canvas has this size then. */
  painterFor(
    facts: PictureFacts | null,
    { size, display }: { size: Size; display: Display },
  ): ScenePainter | null {
    if (this.#isOver || this.#gl?.isContextLost()) return null;
    if (this.#canvas.width !== size.width) this.#canvas.width = size.width;
    if (this.#canvas.height !== size.height) this.#canvas.height = size.height;
    const layerSide = facts ? layerSideOf(facts) : usualLayerSide;
    const planes = facts ? facts.energiesMeV.length : usualPlanes;
    if (this.#painter && (!facts || this.#painter.holds(layerSide, planes))) return this.#painter;
    this.#painter?.dispose();
    this.#painter = this.#flat
      ? new CpuPainter(this.#flat, layerSide, planes)
      : this.#newGpuPainter({ size, display, layerSide, planes });
    return this.#painter;
  }

  /** Does something with the painter; a GPU that cannot (a shader that does not compile, no memory) is given up. */
  attempt(paint: () => void): void {
    try {
      paint();
    } catch (error) {
      if (!this.#gl) throw error;
      this.#giveUp('VIEWER_GPU_WRONG', error instanceof Error ? error.message : String(error));
    }
  }

  #newGpuPainter(wanted: {
    size: Size;
    display: Display;
    layerSide: number;
    planes: number;
  }): ScenePainter | null {
    const gl = this.#gl!;
    let made: ScenePainter | null = null;
    this.attempt(() => {
      const painter = new Painter(gl, wanted.layerSide, wanted.planes);
      const fault = this.#isChecked ? null : gpuFault(gl, painter, wanted);
      if (fault !== null) throw new Error(fault);
      this.#isChecked = true;
      made = painter;
    });
    return made;
  }

  #watchLosses(): void {
    this.#canvas.addEventListener('webglcontextlost', (event) => {
      event.preventDefault();
      this.#painter = null;
      this.#isChecked = false;
      if (this.#losses.lost(performance.now())) return this.#giveUp('VIEWER_GPU_LOST', 'again and again');
      this.#told.lost();
      this.#givesUp = setTimeout(() => this.#giveUp('VIEWER_GPU_LOST', 'for good'), restoredWithinMs);
    });
    this.#canvas.addEventListener('webglcontextrestored', () => {
      clearTimeout(this.#givesUp);
      if (!this.#isOver) this.#told.restored();
    });
  }

  #giveUp(because: ProcessorReason, reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#givesUp);
    this.#told.over(because, reason);
  }
}

export interface GraphicsEvents {
  /** The processor paints. */
  processor(because: ProcessorReason): void;
  /** The GPU went away, and what was on it; it may come back. */
  lost(): void;
  restored(): void;
  /** The GPU is given up, and this canvas with it. */
  over(because: ProcessorReason, reason: string): void;
}

/** What is got ready before the first picture is known. */
const usualLayerSide = 514;
const usualPlanes = 2;

function webgl2Of(canvas: OffscreenCanvas): WebGL2RenderingContext | null {
  return canvas.getContext('webgl2', {
    alpha: false,
    antialias: false,
    depth: false,
    stencil: false,
    powerPreference: 'high-performance',
  });
}
