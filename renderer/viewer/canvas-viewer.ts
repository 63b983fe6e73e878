import { capacityFor, usualBudgetBytes } from './budget.ts';
import { Camera } from './camera.ts';
import { canvasSizeOf, watchCanvasSize } from './canvas-size.ts';
import { type SeenCells, shareSeen } from './coverage.ts';
import { Cursor } from './cursor.ts';
import { listenToHands } from './hands.ts';
import { Listeners } from './listeners.ts';
import { LooksPainted } from './looks-painted.ts';
import type { FromWorker, ProcessorReason, ViewerFailure } from './messages.ts';
import { toPicture as fromOverlay, type OverlayMap, overlayMapOf, toOverlay } from './overlay/overlay-map.ts';
import { PictureDisplay } from './picture-display.ts';
import { neededLevel, pyramidOf } from './pyramid.ts';
import type { Fidelity } from './scene.ts';
import { TileFetches } from './tile-fetches.ts';
import type { PictureProgress, TileSource } from './tile-source.ts';
import { type Display, dragDisplay } from './transfer.ts';
import { type Point, type Size, scaleOf, toPicture, type View, visibleRectangle } from './view.ts';
import type { Viewer, ViewerEvents, ViewerOptions, ViewState } from './viewer-api.ts';
import { ViewerWorker } from './viewer-worker.ts';

/** The main thread's side of the viewer: where to look and how, hands, fetches, and what is said of it all. */
export class CanvasViewer implements Viewer {
  readonly #canvas: HTMLCanvasElement;
  readonly #worker: ViewerWorker;
  readonly #budgetBytes: number;
  readonly #display: PictureDisplay;
  readonly #fetches: TileFetches;
  readonly #stops: (() => void)[] = [];
  readonly #listeners = new Listeners<ViewerEvents>();
  readonly #camera: Camera;
  readonly #looks = new LooksPainted();
  readonly #cursor = new Cursor((reading) => this.#emit('cursor', reading));
  #stopProgress: () => void = () => {};
  #source: TileSource | null = null;
  #pictureNumber = 0;
  #viewSaid = '';
  #fidelity: Fidelity = 'overview';
  #seen = 0;
  #seenCells: SeenCells | null = null;
  #comparing = false;
  #processor: ProcessorReason | null;
  #ended = false;

  constructor(canvas: HTMLCanvasElement, source: TileSource | null, options: ViewerOptions) {
    this.#canvas = canvas;
    this.#budgetBytes = options.gpuBudgetBytes ?? usualBudgetBytes;
    this.#source = source;
    this.#display = new PictureDisplay(options.display, source?.picture ?? null);
    this.#camera = new Camera(canvasSizeOf(canvas), options.view ?? null);
    this.#processor = options.processor ?? null;
    canvas.tabIndex = 0;
    canvas.setAttribute('role', 'application');
    this.setLabel(options.label);
    this.#worker = new ViewerWorker(options.createWorker, {
      message: (message) => this.#receive(message),
      failed: (reason) => this.#workerFailed(reason),
    });
    this.#fetches = new TileFetches({
      tile: (request, tile) => this.#worker.post({ kind: 'tile', request, tile }, [tile.values.buffer]),
      failed: (request, reason) => this.#worker.post({ kind: 'tile-failed', request, reason }),
    });
    this.#worker.takeCanvas(canvas, this.#budgetBytes, this.#processor);
    this.#begin(source, options.seen ?? null);
    this.#stops.push(
      watchCanvasSize(canvas, (size) => {
        if (this.#camera.resize(size)) this.#look();
      }),
      this.#listenToHands(),
    );
  }

  get view(): ViewState | null {
    const { shown } = this.#camera;
    if (!shown || !this.#source) return null;
    const { pyramid, view, placement } = shown;
    const { size } = this.#camera.canvas;
    const capacity = capacityFor(this.#budgetBytes, this.#source.picture);
    return {
      scale: scaleOf(pyramid, view),
      level: neededLevel(pyramid, placement, size, capacity),
      rectangle: visibleRectangle(pyramid, placement, size),
      fitted: this.#camera.isFitted,
      flipped: this.#camera.isFlipped,
      comparing: this.#comparing,
      at: view,
    };
  }

  get extent(): Size | null {
    const pyramid = this.#camera.shown?.pyramid;
    return pyramid ? { width: pyramid.columns, height: pyramid.rows } : null;
  }

  get display(): Display {
    return this.#display.now;
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

  get pointer(): Point | null {
    const { pointer } = this.#cursor;
    return pointer && this.#mirrored(pointer);
  }

  get processor(): ProcessorReason | null {
    return this.#processor;
  }

  show(source: TileSource | null, seen: SeenCells | null = null): void {
    this.#fetches.cancelAll();
    this.#stopProgress();
    this.#camera.begin();
    this.#begin(source, seen);
  }

  setLabel(label: string): void {
    this.#canvas.setAttribute('aria-label', label);
  }

  fit(): void {
    this.#camera.fit(performance.now());
    this.#look();
  }

  zoomTo(scale: number): void {
    this.#camera.zoomTo(scale, performance.now());
    this.#look();
  }

  flip(): void {
    this.#camera.flip(performance.now());
    this.#look();
  }

  compare(plain: boolean): void {
    if (plain === this.#comparing) return;
    this.#comparing = plain;
    this.#look();
  }

  zoomBy(factor: number, at?: Point): void {
    this.#zoomOnCanvas(factor, at ? this.#mirrored(at) : null);
  }

  panBy(dx: number, dy: number): void {
    this.#panOnCanvas(this.#camera.isFlipped ? -dx : dx, dy);
  }

  setDisplay(change: Partial<Display>, { whole = false }: { readonly whole?: boolean } = {}): void {
    if (this.#display.change(change, performance.now(), whole)) this.#displayChanged();
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
    const { shown, canvas, isFlipped } = this.#camera;
    if (!shown) return null;
    const { columns, rows } = shown.pyramid;
    const picture = { width: columns, height: rows };
    return overlayMapOf({ placement: shown.placement, ...canvas, flipped: isFlipped, picture });
  }

  lookAt(view: View | null): void {
    this.#camera.lookAt(view, performance.now());
    this.#look();
  }

  seeFrom(seen: SeenCells | null): void {
    this.#setSeen(seen);
    this.#worker.post({ kind: 'see-from', seen });
  }

  cover(covered: boolean): void {
    this.#worker.post({ kind: 'cover', covered });
  }

  reset(): void {
    this.#comparing = false;
    this.setDisplay(this.#display.usual);
    this.#camera.reset(performance.now());
    this.#look();
  }

  undo(): boolean {
    const done = this.#display.undo();
    if (done) this.#displayChanged();
    return done;
  }

  back(): boolean {
    const done = this.#camera.back();
    if (done) this.#look();
    return done;
  }

  on<K extends keyof ViewerEvents>(event: K, listener: (value: ViewerEvents[K]) => void): () => void {
    return this.#listeners.on(event, listener);
  }

  painted(): Promise<void> {
    return this.#looks.settled();
  }

  destroy(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#stopProgress();
    for (const stop of this.#stops) stop();
    this.#fetches.cancelAll();
    this.#cursor.begin(null);
    this.#worker.end();
    this.#looks.end();
  }

  #begin(source: TileSource | null, seen: SeenCells | null): void {
    this.#source = source;
    this.#camera.layOut(source && pyramidOf(source.picture, null));
    if (this.#display.begin(source?.picture ?? null)) this.#emit('display', this.display);
    this.#looks.begin(source !== null);
    this.#hover(null);
    this.#cursor.begin(source);
    this.#setFidelity('overview');
    this.#setSeen(seen);
    this.#pictureNumber += 1;
    this.#worker.post({
      kind: 'picture',
      picture: this.#pictureNumber,
      facts: source?.picture ?? null,
      seen,
    });
    this.#stopProgress = source?.onProgress((progress) => this.#progressed(source, progress)) ?? (() => {});
    this.#look();
  }

  #progressed(source: TileSource, progress: PictureProgress): void {
    if (source !== this.#source) return;
    this.#camera.layOut(pyramidOf(source.picture, progress));
    this.#worker.post({ kind: 'progress', progress });
    this.#look();
  }

  #displayChanged(): void {
    this.#emit('display', this.display);
    this.#look();
  }

  /** Tells the worker how to look at the picture, and the listeners where it lies. */
  #look(): void {
    const { size, density } = this.#camera.canvas;
    const state = this.view;
    // The canvas is mirrored as a whole: what is painted, and where a pointer is on it, stay as they are.
    this.#canvas.style.transform = this.#camera.isFlipped ? 'scaleX(-1)' : '';
    const serial = this.#looks.next();
    const view = state?.at ?? { x: 0, y: 0, pxPerMm: 1 };
    const display = this.#comparing ? this.#display.usual : this.display;
    this.#worker.post({ kind: 'show', look: { serial, size, density, view, display } });
    const said = JSON.stringify(state);
    if (state && said !== this.#viewSaid) this.#emit('view', state);
    this.#viewSaid = said;
    this.#hoverAgain();
  }

  #zoomOnCanvas(factor: number, at: Point | null): void {
    this.#camera.zoomBy(factor, at, performance.now());
    this.#look();
  }

  #panOnCanvas(dx: number, dy: number): void {
    this.#camera.panBy(dx, dy, performance.now());
    this.#look();
  }

  /** From a place as it is seen to the canvas as it is, and back. */
  #mirrored(at: Point): Point {
    return this.#camera.isFlipped ? { x: this.#canvas.clientWidth - at.x, y: at.y } : at;
  }

  #listenToHands(): () => void {
    return listenToHands(this.#canvas, {
      pan: (dx, dy) => this.#panOnCanvas(dx, dy),
      zoom: (factor, at) => this.#zoomOnCanvas(factor, at ?? this.#cursor.pointer),
      adjust: (dx, dy) => this.setDisplay(dragDisplay(this.display, dx, dy)),
      fit: () => this.fit(),
      hover: (at) => this.#hover(at),
    });
  }

  /** Another place of the picture has come to lie under a pointer that rests. */
  #hoverAgain(): void {
    const { pointer, place } = this.#cursor;
    const now = pointer && this.#placeUnder(pointer);
    if (now && (now.x !== place?.x || now.y !== place?.y)) this.#hover(pointer);
  }

  /** Column and row. */
  #placeUnder(pointer: Point): Point | null {
    const { shown, canvas } = this.#camera;
    const at = { x: pointer.x * canvas.density, y: pointer.y * canvas.density };
    const over = shown && toPicture(shown.placement, at);
    return over && { x: Math.floor(over.x), y: Math.floor(over.y) };
  }

  #hover(pointer: Point | null): void {
    const place = pointer && this.#placeUnder(pointer);
    if (this.#cursor.move(pointer && place && { pointer, place }))
      this.#worker.post({ kind: 'cursor', at: place });
  }

  #receive(message: FromWorker): void {
    const isOfPicture = message.kind !== 'failure' && message.kind !== 'processor';
    if (isOfPicture && message.picture !== this.#pictureNumber) return;
    switch (message.kind) {
      case 'fetch':
        if (this.#source) void this.#fetches.begin(this.#source, message.request, message.address);
        break;
      case 'cancel':
        this.#fetches.cancel(message.request);
        break;
      case 'painted':
        this.#cursor.setGpuGone(false);
        this.#setFidelity(message.painted.fidelity);
        this.#looks.hear(message.painted);
        break;
      case 'cursor':
        this.#cursor.read(message.at, message.level, message.values);
        break;
      case 'seen':
        this.#setSeen(message.cells);
        break;
      case 'processor':
        this.#setProcessor(message.because);
        break;
      case 'failure':
        this.#failed(message.failure);
        break;
    }
  }

  #setProcessor(because: ProcessorReason): void {
    const isNews = because !== this.#processor;
    this.#processor = because;
    this.#emit('processor', because);
    if (isNews) this.#emit('failure', { code: because, details: {} });
  }

  #failed(failure: ViewerFailure): void {
    if (failure.code === 'VIEWER_CONTEXT_LOST') this.#cursor.setGpuGone(true);
    if (failure.code === 'VIEWER_GPU_WRONG' || failure.code === 'VIEWER_GPU_LOST') this.destroy();
    this.#emit('failure', failure);
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

  #emit<K extends keyof ViewerEvents>(event: K, value: ViewerEvents[K]): void {
    this.#listeners.emit(event, value);
  }
}
