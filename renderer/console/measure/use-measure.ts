import { type RefObject, useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { useBindings } from '../../ui/action-context.tsx';
import { CountTable } from '../../viewer/measure/count-table.ts';
import { shownCounts } from '../../viewer/measure/shown-counts.ts';
import { follow, put, type TwoPoints } from '../../viewer/measure/two-points.ts';
import {
  around,
  type FixedPreset,
  fixedSpan,
  percentileSpan,
  rangeOf,
  windowOf,
} from '../../viewer/measure/window-presets.ts';
import { PixelReader } from '../../viewer/pixel-reader.ts';
import type { TileSource } from '../../viewer/tile-source.ts';
import type { Point, Rectangle } from '../../viewer/view.ts';
import type { Viewer } from '../../viewer/viewer.ts';

export type MeasureTool = 'ruler' | 'profile' | 'region' | 'loupe';

/** What is measured now, and where. */
export interface Measure {
  readonly tool: MeasureTool | null;
  /** Where the next place would be put down, in columns and rows. */
  readonly aim: Point | null;
  readonly points: TwoPoints | null;
  readonly histogram: boolean;
  /** Of the picture shown. */
  readonly reader: PixelReader | null;
  /** Ends the tool, and the histogram where `all`. */
  leave(all?: boolean): void;
}

/**
 * The tools that measure, and the windows at a key, on the picture in `host`; by pointer and by keyboard. While a decision
 * is asked for no tool is on: Enter then records the decision, and must not be pressed for a place.
 */
export function useMeasure(
  viewer: Viewer | null,
  host: RefObject<HTMLDivElement | null>,
  source: TileSource | null,
  asking: boolean,
): Measure {
  const [state, setState] = useState(nothing);
  const reader = useMemo(() => source && new PixelReader(source), [source]);
  const cursor = useCursor(host);
  // What was measured in one picture says nothing about the next.
  useEffect(() => {
    void source;
    setState(nothing);
  }, [source]);
  useEffect(() => {
    if (asking) setState(({ histogram }) => ({ ...nothing, histogram }));
  }, [asking]);
  useHands(viewer, host, state, setState);

  const start = (tool: MeasureTool) => () => {
    if (state.tool === tool) return setState({ ...nothing, histogram: state.histogram });
    const at = cursor();
    const place = at ? viewer?.toPicture(at) : viewer?.view?.at;
    const aim = state.aim ?? (viewer && place ? inPicture(viewer, place) : null);
    // Another tool goes on where the last one was: the profile of the line that was measured.
    setState({ ...state, tool, aim });
    host.current?.querySelector('canvas')?.focus({ preventScroll: true });
  };
  const setWindow = useWindow(viewer, source, reader);
  /** The cross, or the pointer, or the middle of what is on screen. */
  const aimed = () => {
    const at = cursor();
    if (!viewer || (!state.aim && at)) return at;
    const place = state.aim ?? viewer.view?.at;
    return place ? viewer.toCanvas(place) : null;
  };
  const bind = (run: () => void) => ({ enabled: source !== null && viewer !== null, run });
  const tool = (name: MeasureTool) => {
    const { enabled, run } = bind(start(name));
    return { enabled: enabled && !asking, run };
  };
  useBindings({
    windowWhole: bind(() => setWindow.fixed('whole')),
    windowThin: bind(() => setWindow.fixed('thin')),
    windowDense: bind(() => setWindow.fixed('dense')),
    windowPercentile: bind(() => void setWindow.byValues(viewer?.view?.rectangle ?? null)),
    windowRegion: bind(() => {
      const at = aimed();
      if (viewer && at) void setWindow.byValues(around(at, (corner) => viewer.toPicture(corner)));
    }),
    histogram: bind(() => setState({ ...state, histogram: !state.histogram })),
    ruler: tool('ruler'),
    profile: tool('profile'),
    regionStatistics: tool('region'),
    loupe: tool('loupe'),
  });
  const leave = useCallback(
    (all = false) => setState(({ histogram }) => ({ ...nothing, histogram: histogram && !all })),
    [],
  );
  return { ...state, reader, leave };
}

type State = Pick<Measure, 'tool' | 'aim' | 'points' | 'histogram'>;
const nothing: State = { tool: null, aim: null, points: null, histogram: false };

/** Pixels that windows and the histogram are taken from: a million are counted in some milliseconds. */
export const windowPixels = 1_048_576;

/** Each window is one step to undo. */
function useWindow(viewer: Viewer | null, source: TileSource | null, reader: PixelReader | null) {
  const reading = useRef<AbortController | null>(null);
  useEffect(() => {
    void source;
    return () => reading.current?.abort();
  }, [source]);
  return {
    fixed(preset: FixedPreset) {
      reading.current?.abort();
      if (!viewer || !source) return;
      viewer.setDisplay(windowOf(fixedSpan(preset, viewer.display.log, source.picture)), { whole: true });
    },
    async byValues(rectangle: Rectangle | null) {
      reading.current?.abort();
      if (!viewer || !source || !reader || !rectangle) return;
      const abort = new AbortController();
      reading.current = abort;
      try {
        const region = await reader.region(rectangle, windowPixels, abort.signal);
        const values = shownCounts(region.planes, viewer.display);
        const table = values && new CountTable(values);
        const span = table && percentileSpan(table, viewer.display.log, rangeOf(source.picture));
        if (span) viewer.setDisplay(windowOf(span), { whole: true });
      } catch (error) {
        if (!abort.signal.aborted) throw error;
      }
    },
  };
}

/** Where a pointer over the picture was last, CSS pixels from its corner; null when it is not over it. */
function useCursor(host: RefObject<HTMLDivElement | null>): () => Point | null {
  const at = useRef<Point | null>(null);
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const stop = new AbortController();
    const moved = (event: PointerEvent) => {
      at.current = placeOf(event, element);
    };
    const left = () => {
      at.current = null;
    };
    element.addEventListener('pointermove', moved, { signal: stop.signal, capture: true });
    element.addEventListener('pointerleave', left, { signal: stop.signal });
    return () => stop.abort();
  }, [host]);
  return () => at.current;
}

/** While a tool is on, the left button and the arrows are its; wheel, window and the middle button stay the viewer's. */
function useHands(
  viewer: Viewer | null,
  host: RefObject<HTMLDivElement | null>,
  state: State,
  setState: (change: (before: State) => State) => void,
): void {
  const pressed = useRef<{ readonly id: number; readonly at: Point } | null>(null);
  const aimAt = (at: Point) =>
    setState((before) => ({ ...before, aim: at, points: follow(before.points, at) }));
  const putAt = (at: Point) => setState((before) => ({ ...before, aim: at, points: put(before.points, at) }));
  const putsPoints = state.tool !== 'loupe';

  const pointerDown = useEffectEvent((event: PointerEvent, element: HTMLElement) => {
    const isPlain = event.button === 0 && !event.shiftKey && !event.ctrlKey;
    if (!viewer || !putsPoints || !isPlain || !(event.target instanceof HTMLCanvasElement)) return;
    const at = placeOf(event, element);
    const place = viewer.toPicture(at);
    if (!place) return;
    event.stopPropagation();
    event.preventDefault();
    event.target.focus({ preventScroll: true });
    event.target.setPointerCapture(event.pointerId);
    pressed.current = { id: event.pointerId, at };
    putAt(inPicture(viewer, place));
  });
  const pointerMove = useEffectEvent((event: PointerEvent, element: HTMLElement) => {
    const place = viewer?.toPicture(placeOf(event, element));
    if (viewer && place) aimAt(inPicture(viewer, place));
  });
  const pointerUp = useEffectEvent((event: PointerEvent, element: HTMLElement) => {
    const from = pressed.current;
    if (from?.id !== event.pointerId) return;
    pressed.current = null;
    const at = placeOf(event, element);
    // A drag puts down both places, a click one.
    if (!viewer || Math.hypot(at.x - from.at.x, at.y - from.at.y) < dragPx) return;
    const place = viewer.toPicture(at);
    if (place && state.points?.placing) putAt(inPicture(viewer, place));
  });
  const keyDown = useEffectEvent((event: KeyboardEvent, element: HTMLElement) => {
    if (!viewer || !(event.target instanceof HTMLCanvasElement)) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const arrow = arrows[event.key];
    const isPut = putsPoints && (event.key === 'Enter' || event.key === ' ') && !event.repeat;
    if (!arrow && !isPut) return;
    event.stopPropagation();
    event.preventDefault();
    const { aim } = state;
    if (!aim) return;
    if (isPut) return putAt(aim);
    if (arrow) aimAt(moved(viewer, element, aim, arrow, event.shiftKey));
  });

  const isOn = state.tool !== null;
  useEffect(() => {
    const element = host.current;
    if (!element || !isOn) return;
    const stop = new AbortController();
    const options = { signal: stop.signal, capture: true };
    element.addEventListener('pointerdown', (event) => pointerDown(event, element), options);
    element.addEventListener('pointermove', (event) => pointerMove(event, element), options);
    element.addEventListener('pointerup', (event) => pointerUp(event, element), options);
    element.addEventListener('keydown', (event) => keyDown(event, element), options);
    // Two quick clicks put down two places; they do not fit the picture.
    element.addEventListener('dblclick', (event) => event.stopPropagation(), options);
    return () => stop.abort();
  }, [host, isOn]);
}

/** The place an arrow leads to: some CSS pixels on, with Shift the next pixel. The picture moves where it must to show it. */
function moved(viewer: Viewer, element: HTMLElement, aim: Point, arrow: Point, fine: boolean): Point {
  const from = viewer.toCanvas(aim);
  const sign = viewer.view?.flipped ? -1 : 1;
  const coarse = from && viewer.toPicture({ x: from.x + arrow.x * stepPx, y: from.y + arrow.y * stepPx });
  const to = fine || !coarse ? { x: aim.x + sign * arrow.x, y: aim.y + arrow.y } : coarse;
  const at = inPicture(viewer, to);
  const seen = viewer.toCanvas(at);
  if (seen) {
    const { clientWidth, clientHeight } = element;
    const dx = Math.min(0, clientWidth - marginPx - seen.x) + Math.max(0, marginPx - seen.x);
    const dy = Math.min(0, clientHeight - marginPx - seen.y) + Math.max(0, marginPx - seen.y);
    // With the whole picture on the canvas there is nothing more to show.
    if ((dx !== 0 || dy !== 0) && !viewer.view?.fitted) viewer.panBy(dx, dy);
  }
  return at;
}

/** The nearest place of the picture, whose last column and row are its own. */
function inPicture(viewer: Viewer, at: Point): Point {
  const { extent } = viewer;
  if (!extent) return at;
  const within = (value: number, length: number) => Math.min(length - edge, Math.max(0, value));
  return { x: within(at.x, extent.width), y: within(at.y, extent.height) };
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
const stepPx = 10;
const marginPx = 24;
const dragPx = 4;
const edge = 1e-6;
