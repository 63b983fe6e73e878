import { capacityFor, usualBudgetBytes } from './budget.ts';
import { type CanvasSize, canvasSizeOf, watchCanvasSize } from './canvas-size.ts';
import { type SeenCells, shareSeen } from './coverage.ts';
import { DisplayHistory } from './display-history.ts';
import { listenToHands } from './hands.ts';
import { materialsOf } from './materials.ts';
import type { FromWorker, Painted, ToWorker, ViewerFailure } from './messages.ts';
import { toPicture as fromOverlay, type OverlayMap, overlayMapOf, toOverlay } from './overlay/overlay-map.ts';
import { neededLevel, type Pyramid, pyramidOf } from './pyramid.ts';
import type { Fidelity } from './scene.ts';
import { type Thickness, thicknessOf } from './thickness.ts';
import { TileFetches } from './tile-fetches.ts';
import type { PictureProgress, TileSource } from './tile-source.ts';
import {
  beginningOf,
  type Display,
  dragDisplay,
  isMaterialShow,
  plainDisplay,
  withinLimits,
} from './transfer.ts';
import {
  fitView,
  keptOnCanvas,
  oneToOnePxPerMm,
  type Point,
  panView,
  placementOf,
  type Rectangle,
  type Size,
  scaleOf,
  toPicture,
  type View,
  visibleRectangle,
  zoomView,
} from './view.ts';

/**
 * Shows a 16-bit picture on a canvas: pan, zoom, window and level by hand and by command, and says what is shown.
 *
 * The canvas is handed to a worker for good: after `destroy()` or a `VIEWER_WORKER_FAILED` it cannot be used again.
 * Nothing is thrown later on: what goes wrong comes as a `failure` event.
 */
export function createViewer(
  canvas: HTMLCanvasElement,
  source: TileSource | null,
  options: ViewerOptions,
): Viewer {
  return new CanvasViewer(canvas, source, options);
}

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
  /** Takes back the last change of the display; false when there is none. */
  undo(): boolean;
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
}

export interface ViewerEvents {
  readonly view: ViewState;
  readonly display: Display;
  readonly fidelity: Fidelity;
  readonly cursor: CursorReading | null;
  readonly seen: number;
  readonly failure: ViewerFailure;
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
}

class CanvasViewer implements Viewer {
  readonly #canvas: HTMLCanvasElement;
  readonly #worker: Worker;
  readonly #budgetBytes: number;
  readonly #history: DisplayHistory;
  /** As asked for, whatever the picture. */
  readonly #askedDisplay: Display;
  readonly #fetches: TileFetches;
  readonly #stops: (() => void)[] = [];
  readonly #listeners: { [K in keyof ViewerEvents]: Set<(value: ViewerEvents[K]) => void> } = {
    view: new Set(),
    display: new Set(),
    fidelity: new Set(),
    cursor: new Set(),
    seen: new Set(),
    failure: new Set(),
  };
  #stopProgress: () => void = () => {};
  #source: TileSource | null = null;
  #progress: PictureProgress | null = null;
  #canvasSize: CanvasSize;
  /** Null: the whole picture. */
  #view: View | null;
  #serial = 0;
  #pictureNumber = 0;
  #viewSaid = '';
  #lastPainted: Painted | null = null;
  #waiting: (() => boolean)[] = [];
  #fidelity: Fidelity = 'overview';
  #seen = 0;
  #seenCells: SeenCells | null = null;
  #hovering = false;
  #flipped = false;
  #comparing = false;
  #ended = false;

  constructor(canvas: HTMLCanvasElement, source: TileSource | null, options: ViewerOptions) {
    this.#canvas = canvas;
    this.#budgetBytes = options.gpuBudgetBytes ?? usualBudgetBytes;
    this.#askedDisplay = { ...plainDisplay, ...options.display };
    this.#source = source;
    this.#history = new DisplayHistory(this.#usualDisplay);
    this.#canvasSize = canvasSizeOf(canvas);
    this.#view = options.view ?? null;
    canvas.tabIndex = 0;
    canvas.setAttribute('role', 'application');
    this.setLabel(options.label);
    this.#worker = options.createWorker?.() ?? newWorker();
    this.#fetches = new TileFetches({
      tile: (request, tile) => this.#post({ kind: 'tile', request, tile }, [tile.values.buffer]),
      failed: (request, reason) => this.#post({ kind: 'tile-failed', request, reason }),
    });
    this.#worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => this.#receive(data));
    this.#worker.addEventListener('error', (event) => this.#workerFailed(event.message));
    this.#worker.addEventListener('messageerror', () => this.#workerFailed('a message could not be read'));
    this.#giveCanvasAway();
    this.#begin(source, options.seen ?? null);
    this.#stops.push(
      watchCanvasSize(canvas, (size) => this.#resize(size)),
      this.#listenToHands(),
    );
  }

  get view(): ViewState | null {
    const shown = this.#shown();
    if (!shown || !this.#source) return null;
    const { pyramid, view, placement } = shown;
    const { size } = this.#canvasSize;
    const capacity = capacityFor(this.#budgetBytes, this.#source.picture);
    return {
      scale: scaleOf(pyramid, view),
      level: neededLevel(pyramid, placement, size, capacity),
      rectangle: visibleRectangle(pyramid, placement, size),
      fitted: this.#view === null,
      flipped: this.#flipped,
      comparing: this.#comparing,
      at: view,
    };
  }

  get extent(): Size | null {
    const pyramid = this.#shown()?.pyramid;
    return pyramid ? { width: pyramid.columns, height: pyramid.rows } : null;
  }

  get display(): Display {
    return this.#history.display;
  }

  get fidelity(): Fidelity {
    return this.#fidelity;
  }

  get seen(): number {
    return this.#seen;
  }

  get seenCells(): SeenCells | null {
    return this.#seenCells;
  }

  show(source: TileSource | null, seen: SeenCells | null = null): void {
    this.#fetches.cancelAll();
    this.#stopProgress();
    this.#view = null;
    this.#begin(source, seen);
  }

  setLabel(label: string): void {
    this.#canvas.setAttribute('aria-label', label);
  }

  fit(): void {
    this.#view = null;
    this.#look();
  }

  zoomTo(scale: number): void {
    const shown = this.#shown();
    if (shown) this.zoomBy((scale * oneToOnePxPerMm(shown.pyramid)) / shown.view.pxPerMm);
  }

  flip(): void {
    this.#flipped = !this.#flipped;
    // The canvas is mirrored as a whole: what is painted, and where a pointer is on it, stay as they are.
    this.#canvas.style.transform = this.#flipped ? 'scaleX(-1)' : '';
    this.#look();
  }

  compare(plain: boolean): void {
    if (plain === this.#comparing) return;
    this.#comparing = plain;
    this.#look();
  }

  zoomBy(factor: number, at?: Point): void {
    const mirrored = at && this.#flipped ? { x: this.#canvas.clientWidth - at.x, y: at.y } : at;
    this.#zoomOnCanvas(factor, mirrored);
  }

  panBy(dx: number, dy: number): void {
    this.#panOnCanvas(this.#flipped ? -dx : dx, dy);
  }

  setDisplay(change: Partial<Display>, { whole = false }: { readonly whole?: boolean } = {}): void {
    const display = this.#allowed(withinLimits({ ...this.display, ...change }, this.#planes));
    if (this.#history.change(display, performance.now(), whole)) this.#displayChanged();
  }

  toCanvas(at: Point): Point | null {
    const map = this.placed;
    return map && toOverlay(map, at);
  }

  toPicture(at: Point): Point | null {
    const map = this.placed;
    return map && fromOverlay(map, at);
  }

  get placed(): OverlayMap | null {
    const shown = this.#shown();
    if (!shown) return null;
    const { size, density } = this.#canvasSize;
    const { columns, rows } = shown.pyramid;
    const picture = { width: columns, height: rows };
    return overlayMapOf({ placement: shown.placement, size, density, flipped: this.#flipped, picture });
  }

  lookAt(view: View | null): void {
    const shown = this.#shown();
    if (view === null) this.fit();
    else if (shown) this.#moveTo(shown.pyramid, view);
  }

  cover(covered: boolean): void {
    this.#post({ kind: 'cover', covered });
  }

  reset(): void {
    this.#comparing = false;
    if (this.#flipped) this.flip();
    this.setDisplay(this.#usualDisplay);
    this.fit();
  }

  undo(): boolean {
    const done = this.#history.undo();
    if (done) this.#displayChanged();
    return done;
  }

  on<K extends keyof ViewerEvents>(event: K, listener: (value: ViewerEvents[K]) => void): () => void {
    this.#listeners[event].add(listener);
    return () => this.#listeners[event].delete(listener);
  }

  painted(): Promise<void> {
    const serial = this.#serial;
    const isDone = () => {
      const painted = this.#lastPainted;
      return this.#ended || this.#source === null || (painted?.settled === true && painted.serial >= serial);
    };
    if (isDone()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(() => {
        const done = isDone();
        if (done) resolve();
        return done;
      });
    });
  }

  destroy(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#stopProgress();
    for (const stop of this.#stops) stop();
    this.#fetches.cancelAll();
    this.#worker.terminate();
    this.#settleWaiting();
  }

  /** What this picture begins with. */
  get #usualDisplay(): Display {
    return beginningOf(this.#askedDisplay, this.#source?.picture.imported);
  }

  /**
   * Marks are thicknesses of steel, which takes an I0 that nobody knows of an imported picture; the colours of materials
   * take a calibration, and a mean takes two energies.
   */
  #allowed(display: Display): Display {
    if (!this.#source) return display;
    const { imported, calibration } = this.#source.picture;
    const { highlight, show } = display;
    const canShow = this.#planes > 1 && (!isMaterialShow(show) || materialsOf(calibration) !== null);
    return {
      ...display,
      highlight: imported === undefined ? highlight : 'none',
      show: canShow ? show : 'grey',
    };
  }

  get #planes(): number {
    return this.#source?.picture.energiesMeV.length ?? 1;
  }

  #giveCanvasAway(): void {
    try {
      const canvas = this.#canvas.transferControlToOffscreen();
      this.#post({ kind: 'start', canvas, budgetBytes: this.#budgetBytes }, [canvas]);
    } catch {
      queueMicrotask(() => this.#emit('failure', { code: 'VIEWER_NO_WEBGL2', details: {} }));
    }
  }

  #begin(source: TileSource | null, seen: SeenCells | null): void {
    const { invert, log } = this.#usualDisplay;
    this.#source = source;
    this.#keepBeginning({ invert, log });
    this.#progress = null;
    this.#lastPainted = null;
    this.#hover(null);
    this.#setFidelity('overview');
    this.#setSeen(seen);
    this.#pictureNumber += 1;
    this.#post({ kind: 'picture', picture: this.#pictureNumber, facts: source?.picture ?? null, seen });
    if (source && this.display.plane >= this.#planes) this.setDisplay({ plane: 0 });
    this.#stopProgress = source?.onProgress((progress) => this.#progressed(source, progress)) ?? (() => {});
    this.#look();
  }

  /** Where this picture begins otherwise than the last one did, so does its display; the rest stays. */
  #keepBeginning(before: Pick<Display, 'invert' | 'log'>): void {
    const { invert, log } = this.#usualDisplay;
    const isOther = invert !== before.invert || log !== before.log;
    const display = this.#allowed(isOther ? { ...this.display, invert, log } : this.display);
    if (JSON.stringify(display) === JSON.stringify(this.display)) return;
    this.#history.replace(display);
    this.#emit('display', display);
  }

  #progressed(source: TileSource, progress: PictureProgress): void {
    if (source !== this.#source) return;
    this.#progress = progress;
    this.#post({ kind: 'progress', progress });
    this.#look();
  }

  #resize(canvasSize: CanvasSize): void {
    const { size, density } = this.#canvasSize;
    if (
      size.width === canvasSize.size.width &&
      size.height === canvasSize.size.height &&
      density === canvasSize.density
    ) {
      return;
    }
    this.#canvasSize = canvasSize;
    this.#look();
  }

  #moveTo(pyramid: Pyramid, view: View): void {
    this.#view = keptOnCanvas(pyramid, view, this.#canvasSize.size);
    this.#look();
  }

  #displayChanged(): void {
    this.#emit('display', this.display);
    this.#look();
  }

  /** Where the picture lies now; null without one, or on a canvas without a size. */
  #shown() {
    const { size } = this.#canvasSize;
    if (!this.#source || size.width * size.height === 0) return null;
    const pyramid = pyramidOf(this.#source.picture, this.#progress);
    const view = this.#view ?? fitView(pyramid, size);
    return { pyramid, view, placement: placementOf(pyramid, view, size) };
  }

  /** Tells the worker how to look at the picture, and the listeners where it lies. */
  #look(): void {
    const { size, density } = this.#canvasSize;
    const state = this.view;
    this.#serial += 1;
    const view = state?.at ?? { x: 0, y: 0, pxPerMm: 1 };
    const display = this.#comparing ? this.#usualDisplay : this.display;
    this.#post({ kind: 'show', look: { serial: this.#serial, size, density, view, display } });
    const said = JSON.stringify(state);
    if (state && said !== this.#viewSaid) this.#emit('view', state);
    this.#viewSaid = said;
  }

  #zoomOnCanvas(factor: number, at?: Point): void {
    const shown = this.#shown();
    if (!shown || !(factor > 0)) return;
    const { size, density } = this.#canvasSize;
    const point = at ? { x: at.x * density, y: at.y * density } : { x: size.width / 2, y: size.height / 2 };
    this.#moveTo(shown.pyramid, zoomView(shown.pyramid, shown.view, size, factor, point));
  }

  #panOnCanvas(dx: number, dy: number): void {
    const shown = this.#shown();
    const { density } = this.#canvasSize;
    if (shown) this.#moveTo(shown.pyramid, panView(shown.pyramid, shown.view, dx * density, dy * density));
  }

  #listenToHands(): () => void {
    return listenToHands(this.#canvas, {
      pan: (dx, dy) => this.#panOnCanvas(dx, dy),
      zoom: (factor, at) => this.#zoomOnCanvas(factor, at ?? undefined),
      adjust: (dx, dy) => this.setDisplay(dragDisplay(this.display, dx, dy)),
      fit: () => this.fit(),
      hover: (at) => this.#hover(at),
    });
  }

  #hover(at: Point | null): void {
    const shown = this.#shown();
    const { density } = this.#canvasSize;
    const point = at && shown && toPicture(shown.placement, { x: at.x * density, y: at.y * density });
    if (!point && !this.#hovering) return;
    this.#hovering = point !== null;
    this.#post({ kind: 'cursor', at: point && { x: Math.floor(point.x), y: Math.floor(point.y) } });
    if (!point) this.#emit('cursor', null);
  }

  #receive(message: FromWorker): void {
    if (this.#ended) return;
    if (message.picture !== this.#pictureNumber && message.kind !== 'failure') return;
    switch (message.kind) {
      case 'fetch':
        if (this.#source) void this.#fetches.begin(this.#source, message.request, message.address);
        break;
      case 'cancel':
        this.#fetches.cancel(message.request);
        break;
      case 'painted':
        this.#lastPainted = message.painted;
        this.#setFidelity(message.painted.fidelity);
        this.#settleWaiting();
        break;
      case 'cursor':
        this.#emitCursor(message.at, message.level, message.values);
        break;
      case 'seen':
        this.#setSeen(message.cells);
        break;
      case 'failure':
        this.#emit('failure', message.failure);
        break;
    }
  }

  #emitCursor(at: Point, level: number, values: readonly number[] | null): void {
    if (!this.#source || !this.#hovering) return;
    const { linePitchMm, detectorPitchMm, imported } = this.#source.picture;
    const pitchKnown = imported?.pitchKnown ?? true;
    const exact = level === 0 && values !== null;
    this.#emit('cursor', {
      column: at.x,
      row: at.y,
      xMm: pitchKnown ? (at.x + 0.5) * linePitchMm : null,
      yMm: pitchKnown ? (at.y + 0.5) * detectorPitchMm : null,
      values,
      exact,
      // The highest energy goes deepest.
      thickness: exact ? thicknessOf(values[0]!, 0, this.#source.picture) : null,
    });
  }

  #setFidelity(fidelity: Fidelity): void {
    if (fidelity === this.#fidelity) return;
    this.#fidelity = fidelity;
    this.#emit('fidelity', fidelity);
  }

  #setSeen(cells: SeenCells | null): void {
    const seen = cells ? shareSeen(cells) : 0;
    this.#seenCells = cells;
    if (seen === this.#seen) return;
    this.#seen = seen;
    this.#emit('seen', seen);
  }

  #workerFailed(reason: string): void {
    if (this.#ended) return;
    this.destroy();
    this.#emit('failure', { code: 'VIEWER_WORKER_FAILED', details: { reason } });
  }

  #settleWaiting(): void {
    this.#waiting = this.#waiting.filter((isDone) => !isDone());
  }

  #post(message: ToWorker, given: Transferable[] = []): void {
    if (!this.#ended) this.#worker.postMessage(message, given);
  }

  #emit<K extends keyof ViewerEvents>(event: K, value: ViewerEvents[K]): void {
    for (const listener of this.#listeners[event]) listener(value);
  }
}

function newWorker(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'viewer' });
}
