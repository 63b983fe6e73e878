import type { CanvasSize } from './canvas-size.ts';
import type { Pyramid } from './pyramid.ts';
import {
  fitView,
  keptOnCanvas,
  oneToOnePxPerMm,
  type Placement,
  type Point,
  panView,
  placementOf,
  type View,
  zoomView,
} from './view.ts';

/**
 * Where a picture is looked at, and where it was before. Changes of one kind in quick succession are one step back. Pure:
 * time is passed in (ms, monotonic).
 */
export class Camera {
  #canvas: CanvasSize;
  #pyramid: Pyramid | null = null;
  #place: Place;
  readonly #steps: Place[] = [];
  #lastKind: Kind | null = null;
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(canvas: CanvasSize, view: View | null) {
    this.#canvas = canvas;
    this.#place = { view, flipped: false };
  }

  get canvas(): CanvasSize {
    return this.#canvas;
  }

  /** The whole picture is shown, and stays shown. */
  get isFitted(): boolean {
    return this.#place.view === null;
  }

  get isFlipped(): boolean {
    return this.#place.flipped;
  }

  /** Where the picture lies now; null without one, or on a canvas without a size. */
  get shown(): Shown | null {
    const { size } = this.#canvas;
    if (!this.#pyramid || size.width * size.height === 0) return null;
    const view = this.#place.view ?? fitView(this.#pyramid, size);
    return { pyramid: this.#pyramid, view, placement: placementOf(this.#pyramid, view, size) };
  }

  /** The canvas has this size now; false when it already had. */
  resize(canvas: CanvasSize): boolean {
    if (JSON.stringify(canvas) === JSON.stringify(this.#canvas)) return false;
    this.#canvas = canvas;
    return true;
  }

  /** The picture as it is laid out now; null without one. */
  layOut(pyramid: Pyramid | null): void {
    this.#pyramid = pyramid;
  }

  /** Another picture begins: as a whole, and with no way back to places of the last one. */
  begin(): void {
    this.#place = { ...this.#place, view: null };
    this.#steps.length = 0;
    this.#lastKind = null;
  }

  fit(now: number): void {
    this.#goTo({ ...this.#place, view: null }, 'fit', now);
  }

  /** So many device pixels per picture pixel; the middle stays where it is. */
  zoomTo(scale: number, now: number): void {
    const { shown } = this;
    if (!shown) return;
    const factor = (scale * oneToOnePxPerMm(shown.pyramid)) / shown.view.pxPerMm;
    this.#moveTo(shown.pyramid, this.#zoomed(shown, factor, null), 'scale', now);
  }

  /** `at` is in CSS pixels of the canvas as it is, not as it is mirrored; null is its middle. */
  zoomBy(factor: number, at: Point | null, now: number): void {
    const { shown } = this;
    if (shown && factor > 0) this.#moveTo(shown.pyramid, this.#zoomed(shown, factor, at), 'zoom', now);
  }

  /** By CSS pixels of the canvas as it is. */
  panBy(dx: number, dy: number, now: number): void {
    const { shown } = this;
    const { density } = this.#canvas;
    if (shown) {
      this.#moveTo(shown.pyramid, panView(shown.pyramid, shown.view, dx * density, dy * density), 'pan', now);
    }
  }

  /** Null: the whole picture. Many in quick succession, as of a picture that follows another, are one step. */
  lookAt(view: View | null, now: number): void {
    const pyramid = this.shown?.pyramid;
    if (view === null) this.fit(now);
    else if (pyramid) this.#moveTo(pyramid, view, 'pan', now);
  }

  flip(now: number): void {
    this.#goTo({ ...this.#place, flipped: !this.#place.flipped }, 'flip', now);
  }

  /** The whole picture, not mirrored. */
  reset(now: number): void {
    this.#goTo({ view: null, flipped: false }, 'fit', now);
  }

  /** Goes back one step; false when there is none. */
  back(): boolean {
    const before = this.#steps.pop();
    if (!before) return false;
    this.#place = before;
    this.#lastKind = null;
    return true;
  }

  #zoomed({ pyramid, view }: Pick<Shown, 'pyramid' | 'view'>, factor: number, at: Point | null): View {
    const { size, density } = this.#canvas;
    const point = at ? { x: at.x * density, y: at.y * density } : { x: size.width / 2, y: size.height / 2 };
    return zoomView(pyramid, view, size, factor, point);
  }

  #moveTo(pyramid: Pyramid, view: View, kind: Kind, now: number): void {
    this.#goTo({ ...this.#place, view: keptOnCanvas(pyramid, view, this.#canvas.size) }, kind, now);
  }

  #goTo(place: Place, kind: Kind, now: number): void {
    if (JSON.stringify(place) === JSON.stringify(this.#place)) return;
    const goesOn =
      kind === this.#lastKind && (kind === 'pan' || kind === 'zoom') && now - this.#lastAt < sameStepMs;
    if (!goesOn) {
      this.#steps.push(this.#place);
      if (this.#steps.length > mostSteps) this.#steps.shift();
    }
    [this.#place, this.#lastKind, this.#lastAt] = [place, kind, now];
  }
}

interface Shown {
  readonly pyramid: Pyramid;
  readonly view: View;
  readonly placement: Placement;
}

/** `view` null: the whole picture. */
interface Place {
  readonly view: View | null;
  readonly flipped: boolean;
}

/** Only a `zoom` or a `pan` can go on. */
type Kind = 'fit' | 'scale' | 'zoom' | 'pan' | 'flip';

const sameStepMs = 400;
const mostSteps = 100;
