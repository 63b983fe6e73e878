import { capacityFor } from './budget.ts';
import { Coverage, type SeenCells, seenAfterMs, shareSeen } from './coverage.ts';
import { Graphics } from './graphics.ts';
import { type Materials, materialsOf } from './materials.ts';
import type { FromWorker, Look, ToWorker, ViewerFailure, WorkerWord } from './messages.ts';
import { PaintPace } from './paint-pace.ts';
import { PictureContrast } from './picture-contrast.ts';
import { Probe } from './probe.ts';
import { type Pyramid, pyramidOf, wantedTiles } from './pyramid.ts';
import { type Scene, sceneOf } from './scene.ts';
import type { ScenePainter } from './scene-painter.ts';
import type { PictureFacts, PictureProgress, Tile } from './tile-source.ts';
import { TileStore } from './tile-store.ts';
import { type Placement, placementOf, scaleOf, visibleRectangle } from './view.ts';

/**
 * The worker's side of the viewer: decides which tiles are wanted, puts them on the GPU, paints when something
 * changed and says what is on the canvas. It never paints without a reason.
 */
export class Stage {
  readonly #post: (word: WorkerWord) => void;
  readonly #probe = new Probe();
  readonly #pace = new PaintPace();
  #graphics: Graphics | null = null;
  #budgetBytes = 0;
  #look: Look | null = null;
  #picture: Picture | null = null;
  #pictureNumber = 0;
  #frameAsked = false;
  #wake: ReturnType<typeof setTimeout> | undefined;
  #seenTimer: ReturnType<typeof setTimeout> | null = null;
  #countedAt = 0;
  #covered = false;
  #lastPaintedSaid = '';

  constructor(post: (message: FromWorker) => void) {
    this.#post = (word) => post({ ...word, picture: this.#pictureNumber });
  }

  receive(message: ToWorker): void {
    const now = performance.now();
    switch (message.kind) {
      case 'start':
        this.#start(message);
        break;
      case 'picture':
        this.#setPicture(message.picture, message.facts, message.seen);
        break;
      case 'progress':
        this.#setProgress(message.progress, now);
        break;
      case 'show':
        if (!isSame(this.#look, message.look)) this.#pace.ask();
        this.#look = message.look;
        this.#plan(now);
        this.#askFrame();
        break;
      case 'tile':
        this.#arrived(message.request, message.tile, now);
        break;
      case 'tile-failed':
        this.#tileFailed(message.request, message.reason, now);
        break;
      case 'cursor':
        this.#probe.point(message.at, now);
        this.#askFrame();
        break;
      case 'cover':
        this.#covered = message.covered;
        this.#askFrame();
        break;
      case 'see-from':
        this.#seeFrom(message.seen);
        break;
    }
  }

  #start({ canvas, budgetBytes, processor }: Extract<ToWorker, { kind: 'start' }>): void {
    this.#budgetBytes = budgetBytes;
    const fail = (failure: ViewerFailure) => this.#post({ kind: 'failure', failure });
    this.#graphics = new Graphics(canvas, processor, {
      processor: (because) => this.#post({ kind: 'processor', because }),
      lost: () => fail({ code: 'VIEWER_CONTEXT_LOST', details: {} }),
      restored: () => {
        this.#picture?.store.forgetUploads(performance.now());
        this.#pace.ask();
        this.#askFrame();
      },
      over: (because, reason) => fail({ code: because, details: { reason } }),
    });
  }

  #setPicture(number: number, facts: PictureFacts | null, seen: SeenCells | null): void {
    this.#picture?.store.clear();
    this.#picture?.coverage.show(null, { columns: 0, rows: 0 }, 0);
    this.#pictureNumber = number;
    this.#lastPaintedSaid = '';
    this.#picture = facts && this.#newPicture(facts);
    if (seen) this.#picture?.coverage.recall(seen);
    if (this.#picture) this.#look = null;
    this.#probe.point(null, 0);
    this.#pace.begin(performance.now());
    this.#askFrame();
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
      coverage: new Coverage(),
      contrast: new PictureContrast(facts),
      materials: materialsOf(facts.calibration),
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
    this.#askFrame();
  }

  #arrived(request: number, tile: Tile, now: number): void {
    const picture = this.#picture;
    const address = picture?.store.arrived(request, tile, now);
    if (picture && address?.level === picture.facts.levels - 1) {
      picture.contrast.take(tile);
      if (this.#look && this.#look.display.equalise > 0) this.#pace.ask();
    }
    this.#askFrame();
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

  #askFrame(): void {
    if (this.#frameAsked) return;
    this.#frameAsked = true;
    requestAnimationFrame(() => {
      this.#frameAsked = false;
      this.#frame(performance.now());
    });
  }

  #frame(now: number): void {
    const look = this.#look;
    if (!look || isEmpty(look)) return;
    const picture = this.#picture;
    const painter = this.#graphics?.painterFor(picture?.facts ?? null, look);
    if (!painter) return;
    if (!picture) {
      this.#graphics?.attempt(() => painter.prepare(look.size, look.display));
      painter.clear(look.size);
      return;
    }
    const more = this.#upload(picture.store, painter, now);
    this.#plan(now);
    const { scene, placement } = this.#scene(picture, look);
    const due = this.#pace.dueAt(scene, now);
    if (due !== null && due <= now) {
      this.#graphics?.attempt(() =>
        painter.paint({
          size: look.size,
          density: look.density,
          placement,
          pixels: scene.pixels,
          patterns: scene.patterns,
          display: look.display,
          range: { air: picture.facts.airCounts, dark: picture.facts.darkCounts },
          contrast: picture.contrast.of(picture.pyramid, look.display),
          materials: picture.materials,
          level: scene.level,
        }),
      );
      this.#pace.painted(scene, now);
    }
    if (due === null || due <= now) this.#sayPainted(look, scene);
    this.#count(picture, look, placement, scene, now);
    this.#readProbe(picture, painter);
    if (more) this.#askFrame();
    this.#sleep(
      [picture.store.wakeAt(now), this.#probe.wakeAt(now), due !== null && due > now ? due : null],
      now,
    );
  }

  #sayPainted(look: Look, scene: Scene): void {
    const { level, fidelity, pending } = scene;
    const pixels = scene.pixels.length > 0;
    const painted = { serial: look.serial, level, fidelity, pixels, settled: pending === 0 };
    const said = JSON.stringify(painted);
    if (said === this.#lastPaintedSaid) return;
    this.#lastPaintedSaid = said;
    this.#post({ kind: 'painted', painted });
  }

  /** Only what is at 1:1 or more, received, sharp and not covered counts as looked at. */
  #count(picture: Picture, look: Look, placement: Placement, scene: Scene, now: number): void {
    const { pyramid, coverage, progress } = picture;
    const counts = !this.#covered && scene.sharp && scene.level === 0 && scaleOf(pyramid, look.view) > 0.999;
    const received = { ...pyramid, columns: Math.min(pyramid.columns, progress?.columns ?? 0) };
    coverage.show(counts ? visibleRectangle(received, placement, look.size) : null, pyramid, now);
    this.#countedAt = now;
    this.#seenTimer ??= setTimeout(() => this.#saySeen(), seenAfterMs);
  }

  #seeFrom(seen: SeenCells | null): void {
    if (!this.#picture) return;
    this.#picture.coverage = new Coverage();
    if (seen) this.#picture.coverage.recall(seen);
    this.#askFrame();
    this.#saySeen();
  }

  /** Once more half a second after the last change, when everything on the canvas has had its time. */
  #saySeen(): void {
    const now = performance.now();
    const more = this.#countedAt + seenAfterMs - now;
    this.#seenTimer = more > 0 ? setTimeout(() => this.#saySeen(), more) : null;
    const picture = this.#picture;
    if (!picture) return;
    const cells = picture.coverage.cells(picture.pyramid, now);
    const fraction = shareSeen(cells);
    if (fraction === picture.seen) return;
    picture.seen = fraction;
    this.#post({ kind: 'seen', cells });
  }

  #readProbe(picture: Picture, painter: ScenePainter): void {
    const read = this.#probe.read(picture, (slot, x, y) => painter.read(slot, x, y));
    if (read) this.#post({ kind: 'cursor', ...read });
  }

  /** Puts tiles that arrived onto the GPU for a part of a frame; true when some are left. */
  #upload(store: TileStore, painter: ScenePainter, now: number): boolean {
    for (let count = 0; count === 0 || performance.now() - now < uploadMsPerFrame; count += 1) {
      const next = store.nextUpload();
      if (!next) return false;
      this.#graphics?.attempt(() => painter.upload(next.slot, next.tile));
      this.#pace.uploaded(next.slot);
    }
    return true;
  }

  /** Sleeps until the first of these pauses is over; without one, until something happens. */
  #sleep(pauses: readonly (number | null)[], now: number): void {
    clearTimeout(this.#wake);
    const due = pauses.filter((at) => at !== null);
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
  coverage: Coverage;
  readonly contrast: PictureContrast;
  readonly materials: Materials | null;
  pyramid: Pyramid;
  progress: PictureProgress | null;
  seen: number;
}

const fetchesAtOnce = 8;
const refreshEveryMs = 200;
const uploadMsPerFrame = 8;

/** Apart from its number. */
function isSame(a: Look | null, b: Look): boolean {
  return a !== null && JSON.stringify({ ...a, serial: 0 }) === JSON.stringify({ ...b, serial: 0 });
}

function isEmpty({ size }: Look): boolean {
  return size.width * size.height === 0;
}
