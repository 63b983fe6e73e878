import { type RefObject, useEffect, useEffectEvent, useRef } from 'react';
import type { Point } from '../viewer/view.ts';
import type { Viewer } from '../viewer/viewer.ts';
import { lineBack, lineTo, movedShape, panToShow, sizedShape, strokeShape } from './draft-shape.ts';
import type { Marking } from './use-marks.ts';

/**
 * The hands and keys of a mark that gets its place: a stroke of the pointer draws it, arrows move it, with Shift they size
 * it, Enter goes on. The wheel and the other buttons stay the picture's.
 */
export function useMarkHands(
  marking: Marking,
  viewer: Viewer | null,
  host: RefObject<HTMLDivElement | null>,
): void {
  const { draft, reveal } = marking;
  const placing = draft?.step === 'place';
  const stroke = useRef<{ readonly id: number; readonly from: Point } | null>(null);

  useEffect(() => {
    marking.placed.current = () => viewer?.placed ?? null;
  }, [marking.placed, viewer]);
  useEffect(() => {
    const map = viewer?.placed;
    if (!reveal || !map) return;
    const { x, y } = panToShow(map, reveal.shape);
    if (x !== 0 || y !== 0) viewer.panBy(x, y);
  }, [reveal, viewer]);

  const key = useEffectEvent((event: KeyboardEvent) => {
    const map = viewer?.placed;
    if (!draft || !map || event.ctrlKey || event.altKey || event.metaKey) return;
    if (document.querySelector('[role="dialog"][aria-modal="true"]')) return;
    const arrow = arrows[event.key];
    if (event.key === 'Enter' && !event.repeat) marking.set();
    else if (event.key === 'Backspace' && draft.shape.kind === 'freehand')
      marking.draw(lineBack(draft.shape), 'keys');
    else if (arrow) {
      const sign = map.flipped ? -1 : 1;
      const { scaleX, scaleY } = map.placement;
      const [dx, dy] = [(sign * arrow.x * stepPx) / scaleX, (arrow.y * stepPx) / scaleY];
      const next = event.shiftKey ? sizedShape : movedShape;
      marking.draw(next(draft.shape, dx, dy, map.picture), 'keys');
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const down = useEffectEvent((event: PointerEvent, element: HTMLElement) => {
    const isPlain = event.button === 0 && !event.shiftKey && !event.ctrlKey;
    if (!viewer || !isPlain || !(event.target instanceof HTMLCanvasElement)) return;
    const at = viewer.toPicture(placeOf(event, element));
    if (!at) return;
    event.stopPropagation();
    event.preventDefault();
    event.target.setPointerCapture(event.pointerId);
    stroke.current = { id: event.pointerId, from: at };
    const map = viewer.placed;
    // A text has no size to be drawn: it is where it was clicked.
    if (map && draft?.shape.kind === 'text') marking.draw(strokeShape('text', at, at, map.picture), 'hand');
  });
  const move = useEffectEvent((event: PointerEvent, element: HTMLElement) => {
    const begun = stroke.current;
    const map = viewer?.placed;
    if (!draft || !viewer || !map || begun?.id !== event.pointerId) return;
    const at = viewer.toPicture(placeOf(event, element));
    if (!at) return;
    event.stopPropagation();
    const { kind } = draft.shape;
    const goesOn = draft.shape.kind === 'freehand' && draft.shape.points[0]?.x === begun.from.x;
    const shape =
      draft.shape.kind === 'freehand' && goesOn
        ? lineTo(draft.shape, at, map.picture)
        : strokeShape(kind, begun.from, at, map.picture);
    marking.draw(shape, 'hand');
  });
  const up = useEffectEvent((event: PointerEvent) => {
    if (stroke.current?.id !== event.pointerId) return;
    stroke.current = null;
    event.stopPropagation();
    marking.set();
  });

  useEffect(() => {
    const element = host.current;
    if (!element || !placing) return;
    const stop = new AbortController();
    const options = { signal: stop.signal, capture: true };
    window.addEventListener('keydown', (event) => key(event), options);
    element.addEventListener('pointerdown', (event) => down(event, element), options);
    element.addEventListener('pointermove', (event) => move(event, element), options);
    element.addEventListener('pointerup', (event) => up(event), options);
    element.addEventListener('dblclick', (event) => event.stopPropagation(), options);
    element.style.cursor = 'crosshair';
    return () => {
      stop.abort();
      element.style.cursor = '';
    };
  }, [host, placing]);
}

function placeOf(event: MouseEvent, element: HTMLElement): Point {
  const { left, top } = element.getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}

const arrows: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};
/** CSS pixels for a press of an arrow. */
const stepPx = 10;
