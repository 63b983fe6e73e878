import type { Point } from './view.ts';

/** What hands do on the canvas, in CSS pixels from its corner. */
export interface Gestures {
  pan(dx: number, dy: number): void;
  zoom(factor: number, at: Point | null): void;
  adjust(dx: number, dy: number): void;
  fit(): void;
  hover(at: Point | null): void;
}

/**
 * Left or middle drag pans, right (or Shift or Ctrl) drag adjusts, the wheel and two fingers zoom, a double click
 * fits; with the focus, arrows pan and + and − zoom. Returns the way to stop.
 */
export function listenToHands(canvas: HTMLCanvasElement, gestures: Gestures): () => void {
  const stop = new AbortController();
  const pointers = new Map<number, Point>();
  let adjusting = false;
  canvas.style.touchAction = 'none';

  const on = <K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (event: HTMLElementEventMap[K]) => void,
  ) => canvas.addEventListener(type, listener, { signal: stop.signal, passive: false });

  on('pointerdown', (event) => {
    if (event.button > 2) return;
    adjusting = event.button === 2 || event.shiftKey || event.ctrlKey;
    pointers.set(event.pointerId, pointOf(event));
    canvas.setPointerCapture(event.pointerId);
    canvas.focus({ preventScroll: true });
    event.preventDefault();
  });
  on('pointermove', (event) => {
    const at = pointOf(event);
    const from = pointers.get(event.pointerId);
    if (!from) {
      gestures.hover(at);
      return;
    }
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    pointers.set(event.pointerId, at);
    if (other) pinch(gestures, from, at, other);
    else if (adjusting) gestures.adjust(at.x - from.x, at.y - from.y);
    else gestures.pan(at.x - from.x, at.y - from.y);
    gestures.hover(at);
  });
  for (const type of ['pointerup', 'pointercancel'] as const) {
    on(type, (event) => pointers.delete(event.pointerId));
  }
  on('pointerleave', () => gestures.hover(null));
  on('contextmenu', (event) => event.preventDefault());
  on('dblclick', () => gestures.fit());
  on('wheel', (event) => {
    event.preventDefault();
    gestures.zoom(wheelFactor(event), pointOf(event));
  });
  on('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !onKey(event.key, event.shiftKey, gestures)) return;
    event.preventDefault();
  });
  return () => stop.abort();
}

/** Zoom for a turn of the wheel: a notch (100 px or 3 lines) is about a sixth. */
export function wheelFactor({ deltaY, deltaMode }: Pick<WheelEvent, 'deltaY' | 'deltaMode'>): number {
  const px = deltaMode === 1 ? deltaY * 33 : deltaMode === 2 ? deltaY * 400 : deltaY;
  return Math.exp(-Math.max(-400, Math.min(400, px)) * 0.0016);
}

const arrows: Record<string, Point> = {
  ArrowLeft: { x: 1, y: 0 },
  ArrowRight: { x: -1, y: 0 },
  ArrowUp: { x: 0, y: 1 },
  ArrowDown: { x: 0, y: -1 },
};

/** The view goes where the arrow points; with Shift in larger steps. */
function onKey(key: string, shift: boolean, gestures: Gestures): boolean {
  const arrow = arrows[key];
  const step = shift ? 320 : 80;
  if (arrow) gestures.pan(arrow.x * step, arrow.y * step);
  else if (key === '+' || key === '=') gestures.zoom(1.25, null);
  else if (key === '-' || key === '_') gestures.zoom(1 / 1.25, null);
  else return false;
  return true;
}

function pinch(gestures: Gestures, from: Point, to: Point, other: Point): void {
  const before = Math.hypot(from.x - other.x, from.y - other.y);
  const after = Math.hypot(to.x - other.x, to.y - other.y);
  gestures.pan((to.x - from.x) / 2, (to.y - from.y) / 2);
  if (before > 0 && after > 0) {
    gestures.zoom(after / before, { x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 });
  }
}

function pointOf(event: MouseEvent): Point {
  return { x: event.offsetX, y: event.offsetY };
}
