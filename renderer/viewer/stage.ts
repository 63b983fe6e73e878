import { capacityFor, layerSideOf } from './budget.ts';
import { Coverage, seenAfterMs } from './coverage.ts';
import type { FromWorker, Look, ToWorker } from './messages.ts';
import { Painter } from './painter.ts';
import { Probe } from './probe.ts';
import { type Pyramid, pyramidOf, wantedTiles } from './pyramid.ts';
import { type Scene, sceneOf } from './scene.ts';
import type { PictureFacts, PictureProgress } from './tile-source.ts';
import { TileStore } from './tile-store.ts';
import { type Placement, placementOf, scaleOf, visibleRectangle } from './view.ts';

/**
 * The worker's side of the viewer: decides which tiles are wanted, puts them on the GPU, paints when something
 * changed and says what is on the canvas. It never paints without a reason.
 */
export class Stage {
  readonly #post: (message: FromWorker) => void;
  readonly #probe = new Probe();
  #canvas: OffscreenCanvas | null = null;
  #gl: WebGL2RenderingContext | null = null;
  #painter: Painter | null = null;
  #budgetBytes = 0;
  #look: Look | null = null;
  #picture: Picture | null = null;
  #dirty = false;
  #frameAsked = false;
  #wake: ReturnType<typeof setTimeout> | undefined;
  #seenTimer: ReturnType<typeof setTimeout> | null = null;
  #lastSceneSaid = '';
  #lastPaintedSaid = '';

  constructor(post: (message: FromWorker) => void) {
    this.#post = post;
  }

  receive(message: ToWorker): void {
    const now = performance.now();
    switch (message.kind) {
      case 'start':
        this.#start(message.canvas, message.budgetBytes);
        break;
      case 'picture':
        this.#setPicture(message.facts);
        break;
      case 'progress':
        this.#setProgress(message.progress, now);
        break;
      case 'show':
        this.#look = message.look;
        this.#plan(now);
        this.#repaint();
        break;
      case 'tile':
        this.#picture?.store.arrived(message.request, message.tile, now);
        this.#askFrame();
        break;
      case 'tile-failed':
        this.#tileFailed(message.request, message.reason, now);
        break;
      case 'cursor':
        this.#probe.point(message.at, now);
        this.#askFrame();
        break;
    }
  }

  #start(canvas: OffscreenCanvas, budgetBytes: number): void {
    this.#canvas = canvas;
    this.#budgetBytes = budgetBytes;
    canvas.addEventListener('webglcontextlost', (event) => {
      event.preventDefault();
      this.#painter = null;
      this.#post({ kind: 'failure', failure: { code: 'VIEWER_CONTEXT_LOST', details: {} } });
    });
    canvas.addEventListener('webglcontextrestored', () => {
      this.#picture?.store.forgetUploads(performance.now());
      this.#repaint();
    });
    this.#gl = canvas.getContext('webgl2', {
      alpha: false,
      antialias: false,
      depth: false,
      stencil: false,
      powerPreference: 'high-performance',
    });
    if (!this.#gl) this.#post({ kind: 'failure', failure: { code: 'VIEWER_NO_WEBGL2', details: {} } });
  }

  #setPicture(facts: PictureFacts | null): void {
    this.#picture?.store.clear();
    this.#picture?.coverage.show(null, { columns: 0, rows: 0 }, 0);
    this.#picture = facts && this.#newPicture(facts);
    if (this.#picture) this.#look = null;
    this.#probe.point(null, 0);
    this.#repaint();
  }

  #newPicture(facts: PictureFacts): Picture {
    const capacity = capacityFor(this.#budgetBytes, facts);
    const store = new TileStore(
      { capacity, fetches: fetchesAtOnce, refreshMs: refreshEveryMs },
      {
        fetch: (request, address) => this.#post({ kind: 'fetch', request, address }),
        cancel: (request) => this.#post({ kind: 'cancel', request }),
      },
    );
    return {
      facts,
      capacity,
      store,
      pyramid: pyramidOf(facts, null),
      progress: null,
      coverage: new Coverage(facts.expectedColumns, facts.detectors),
      seen: 0,
    };
  }

  #setProgress(progress: PictureProgress, now: number): void {
    const picture = this.#picture;
    if (!picture) return;
    picture.progress = progress;
    picture.pyramid = pyramidOf(picture.facts, progress);
    picture.store.grow({ columns: progress.columns, ended: progress.state !== 'receiving' }, now);
    this.#plan(now);
    this.#repaint();
  }

  #tileFailed(request: number, reason: string, now: number): void {
    const address = this.#picture?.store.failed(request, now);
    if (address) {
      const { level, column, row } = address;
      const details = { level, column, row, reason };
      this.#post({ kind: 'failure', failure: { code: 'VIEWER_TILE_FAILED', details } });
    }
    this.#askFrame();
  }

  /** Tells the store what the present look wants, so that fetches start before the next frame. */
  #plan(now: number): void {
    const picture = this.#picture;
    const look = this.#look;
    if (!picture || !look || isEmpty(look)) return;
    const { scene, placement } = this.#scene(picture, look);
    const received = picture.progress?.columns ?? null;
    const wanted = wantedTiles(picture.pyramid, placement, look.size, scene.level, received);
    const probed = this.#probe.wanted(picture.pyramid, received, now);
    if (probed) wanted.splice(picture.capacity - 1, Number.POSITIVE_INFINITY, probed);
    picture.store.want(wanted, now);
  }

  #scene(picture: Picture, look: Look): { scene: Scene; placement: Placement } {
    const { pyramid, capacity, store, progress } = picture;
    const placement = placementOf(pyramid, look.view, look.size);
    const apron = picture.facts.apron;
    const scene = sceneOf({ pyramid, apron, placement, size: look.size, capacity, store, progress });
    return { scene, placement };
  }

  #repaint(): void {
    this.#dirty = true;
    this.#askFrame();
  }

  #askFrame(): void {
    if (this.#frameAsked) return;
    this.#frameAsked = true;
    requestAnimationFrame(() => {
      this.#frameAsked = false;
      this.#frame(performance.now());
    });
  }

  #frame(now: number): void {
    const gl = this.#gl;
    const canvas = this.#canvas;
    const look = this.#look;
    if (!gl || !canvas || !look || isEmpty(look) || gl.isContextLost()) return;
    const picture = this.#picture;
    const painter = this.#painterFor(gl, picture?.facts ?? null);
    if (canvas.width !== look.size.width) canvas.width = look.size.width;
    if (canvas.height !== look.size.height) canvas.height = look.size.height;
    if (!picture) {
      painter.prepare(look.display);
      painter.clear(look.size);
      return;
    }
    const uploaded = upload(picture.store, painter, now);
    this.#plan(now);
    const { scene, placement } = this.#scene(picture, look);
    const said = JSON.stringify([scene.pixels, scene.patterns]);
    if (
      this.#dirty ||
      said !== this.#lastSceneSaid ||
      scene.pixels.some(({ slot }) => uploaded.slots.has(slot))
    ) {
      this.#dirty = false;
      this.#lastSceneSaid = said;
      painter.paint({
        size: look.size,
        density: look.density,
        placement,
        pixels: scene.pixels,
        patterns: scene.patterns,
        display: look.display,
        range: { air: picture.facts.airCounts, dark: picture.facts.darkCounts },
      });
    }
    this.#sayPainted(look, scene);
    this.#count(picture, look, placement, scene, now);
    this.#readProbe(picture, painter);
    if (uploaded.more) this.#askFrame();
    this.#sleep(picture, now);
  }

  #painterFor(gl: WebGL2RenderingContext, facts: PictureFacts | null): Painter {
    const layerSide = facts ? layerSideOf(facts) : usualLayerSide;
    const planes = facts ? facts.energiesMeV.length : usualPlanes;
    if (this.#painter && (!facts || this.#painter.holds(layerSide, planes))) return this.#painter;
    this.#painter?.dispose();
    this.#painter = new Painter(gl, layerSide, planes);
    return this.#painter;
  }

  #sayPainted(look: Look, scene: Scene): void {
    const { level, fidelity, pending } = scene;
    const painted = { serial: look.serial, level, fidelity, settled: pending === 0 };
    const said = JSON.stringify(painted);
    if (said === this.#lastPaintedSaid) return;
    this.#lastPaintedSaid = said;
    this.#post({ kind: 'painted', painted });
  }

  /** Only what is at 1:1 or more, received and sharp counts as looked at. */
  #count(picture: Picture, look: Look, placement: Placement, scene: Scene, now: number): void {
    const { pyramid, coverage, progress } = picture;
    const counts = scene.sharp && scene.level === 0 && scaleOf(pyramid, look.view) > 0.999;
    const received = { ...pyramid, columns: Math.min(pyramid.columns, progress?.columns ?? 0) };
    coverage.show(counts ? visibleRectangle(received, placement, look.size) : null, pyramid, now);
    this.#seenTimer ??= setTimeout(() => {
      this.#seenTimer = null;
      const fraction = coverage.fraction(picture.pyramid, performance.now());
      if (picture !== this.#picture || fraction === picture.seen) return;
      picture.seen = fraction;
      this.#post({ kind: 'seen', fraction });
    }, seenAfterMs + 20);
  }

  #readProbe(picture: Picture, painter: Painter): void {
    const read = this.#probe.read(picture, (slot, x, y) => painter.read(slot, x, y));
    if (read) this.#post({ kind: 'cursor', ...read });
  }

  /** Sleeps until a pause of the store or of the cursor is over; with neither, for good. */
  #sleep(picture: Picture, now: number): void {
    clearTimeout(this.#wake);
    const due = [picture.store.wakeAt(now), this.#probe.wakeAt(now)].filter((at) => at !== null);
    if (due.length === 0) return;
    this.#wake = setTimeout(
      () => {
        this.#plan(performance.now());
        this.#askFrame();
      },
      Math.min(...due) - now,
    );
  }
}

interface Picture {
  readonly facts: PictureFacts;
  readonly capacity: number;
  readonly store: TileStore;
  readonly coverage: Coverage;
  pyramid: Pyramid;
  progress: PictureProgress | null;
  seen: number;
}

const fetchesAtOnce = 8;
const refreshEveryMs = 200;
const uploadMsPerFrame = 8;
/** What is got ready before the first picture is known. */
const usualLayerSide = 514;
const usualPlanes = 2;

function upload(store: TileStore, painter: Painter, now: number): { slots: Set<number>; more: boolean } {
  const slots = new Set<number>();
  while (performance.now() - now < uploadMsPerFrame || slots.size === 0) {
    const next = store.nextUpload();
    if (!next) return { slots, more: false };
    painter.upload(next.slot, next.tile);
    slots.add(next.slot);
  }
  return { slots, more: true };
}

function isEmpty({ size }: Look): boolean {
  return size.width * size.height === 0;
}
