import { type MarkShape, mostLinePoints } from '../../station/api/mark-views.pure.ts';
import { edgesOf } from '../../station/visits/mark-edges.pure.ts';
import { type OverlayMap, toOverlay, toPicture } from '../viewer/overlay/overlay-map.ts';
import type { Point, Size } from '../viewer/view.ts';

/**
 * A mark while it is being drawn, by hand or by keys: pure functions from one shape to the next, all in columns and rows.
 * Whatever is asked for, the shape stays on the picture.
 */

export type MarkKind = MarkShape['kind'];

/** What a key begins with: in the middle of what is on screen, a quarter of it high, as wide as high to the eye. */
export function firstShape(kind: MarkKind, map: OverlayMap): MarkShape {
  const { size, placement, picture } = map;
  const side = Math.min(size.width, size.height) / 4;
  const width = Math.min(side / placement.scaleX, picture.width);
  const height = Math.min(side / placement.scaleY, picture.height);
  const middle = onPicture(toPicture(map, { x: size.width / 2, y: size.height / 2 }), picture);
  const x = between(middle.x - width / 2, 0, picture.width - width);
  const y = between(middle.y - height / 2, 0, picture.height - height);
  switch (kind) {
    case 'rectangle':
    case 'ellipse':
      return { kind, x, y, width, height };
    case 'arrow':
      return { kind, from: { x, y }, to: middle };
    case 'freehand':
      return { kind, points: [middle, middle] };
    case 'text':
      return { kind, at: middle };
  }
}

/** What a stroke of the pointer from one place to another draws. A freehand line goes on by `lineTo`. */
export function strokeShape(kind: MarkKind, from: Point, to: Point, picture: Size): MarkShape {
  const [begin, end] = [onPicture(from, picture), onPicture(to, picture)];
  switch (kind) {
    case 'rectangle':
    case 'ellipse': {
      const x = between(Math.min(begin.x, end.x), 0, picture.width - least);
      const y = between(Math.min(begin.y, end.y), 0, picture.height - least);
      const width = Math.max(least, Math.abs(end.x - begin.x));
      const height = Math.max(least, Math.abs(end.y - begin.y));
      return { kind, x, y, width, height };
    }
    case 'arrow':
      return { kind, from: begin, to: end };
    case 'freehand':
      return { kind, points: [begin, end] };
    case 'text':
      return { kind, at: end };
  }
}

/** Moved by columns and rows; a freehand line is drawn on by as much instead. */
export function movedShape(shape: MarkShape, dx: number, dy: number, picture: Size): MarkShape {
  if (shape.kind === 'freehand') {
    const last = shape.points.at(-1) ?? { x: 0, y: 0 };
    return lineTo(shape, { x: last.x + dx, y: last.y + dy }, picture);
  }
  const { left, top, right, bottom } = edgesOf(shape);
  const [x, y] = [between(dx, -left, picture.width - right), between(dy, -top, picture.height - bottom)];
  const moved = (at: Point) => ({ x: at.x + x, y: at.y + y });
  switch (shape.kind) {
    case 'rectangle':
    case 'ellipse':
      return { ...shape, ...moved(shape) };
    case 'arrow':
      return { ...shape, from: moved(shape.from), to: moved(shape.to) };
    case 'text':
      return { ...shape, at: moved(shape.at) };
  }
}

/** Wider and higher by columns and rows. Of an arrow the tail moves: what it points at stays. */
export function sizedShape(shape: MarkShape, dx: number, dy: number, picture: Size): MarkShape {
  switch (shape.kind) {
    case 'rectangle':
    case 'ellipse': {
      const width = between(shape.width + dx, least, picture.width - shape.x);
      const height = between(shape.height + dy, least, picture.height - shape.y);
      return { ...shape, width, height };
    }
    case 'arrow':
      return { ...shape, from: onPicture({ x: shape.from.x + dx, y: shape.from.y + dy }, picture) };
    case 'freehand':
    case 'text':
      return movedShape(shape, dx, dy, picture);
  }
}

type Line = Extract<MarkShape, { kind: 'freehand' }>;

/** The line with one point more; straightened where it would have more points than are kept. */
export function lineTo(shape: Line, to: Point, picture: Size): Line {
  const points = [...shape.points, onPicture(to, picture)];
  return {
    ...shape,
    points: points.length > mostLinePoints ? simplified(points, mostLinePoints / 2) : points,
  };
}

/** The line without its last point; the first stays. */
export function lineBack(shape: Line): Line {
  return shape.points.length > 2 ? { ...shape, points: shape.points.slice(0, -1) } : shape;
}

/** Whether there is anything to see of it. */
export function isDrawn(shape: MarkShape): boolean {
  if (shape.kind !== 'freehand' && shape.kind !== 'arrow') return true;
  const { left, top, right, bottom } = edgesOf(shape);
  return right > left || bottom > top;
}

/**
 * At most `most` points of a line: those that matter most to its course (Douglas and Peucker, Cartographica 10(2), 1973),
 * its ends always among them.
 */
export function simplified(points: readonly Point[], most: number): Point[] {
  const last = points.length - 1;
  if (points.length <= most) return [...points];
  const weight = new Array<number>(points.length).fill(0);
  weight[0] = Number.POSITIVE_INFINITY;
  weight[last] = Number.POSITIVE_INFINITY;
  const stretches: [from: number, to: number, limit: number][] = [[0, last, Number.POSITIVE_INFINITY]];
  for (let next = stretches.pop(); next; next = stretches.pop()) {
    const [from, to, limit] = next;
    let furthest = -1;
    let apart = -1;
    for (let index = from + 1; index < to; index += 1) {
      const distance = distanceTo(points[index]!, points[from]!, points[to]!);
      if (distance > apart) [furthest, apart] = [index, distance];
    }
    if (furthest < 0) continue;
    // A point matters no more than the one that parted its stretch, so that any number of them is a whole line.
    const matters = Math.min(apart, limit);
    weight[furthest] = matters;
    stretches.push([from, furthest, matters], [furthest, to, matters]);
  }
  const order = weight.map((_, index) => index).sort((a, b) => weight[b]! - weight[a]! || a - b);
  const kept = new Set(order.slice(0, Math.max(2, most)));
  return points.filter((_, index) => kept.has(index));
}

/** CSS pixels to pan by so that a shape is seen; none while it is, or while it fills the screen anyway. */
export function panToShow(map: OverlayMap, shape: MarkShape): Point {
  const { left, top, right, bottom } = edgesOf(shape);
  const one = toOverlay(map, { x: left, y: top });
  const other = toOverlay(map, { x: right, y: bottom });
  return {
    x: shift(Math.min(one.x, other.x), Math.max(one.x, other.x), map.size.width),
    y: shift(one.y, other.y, map.size.height),
  };
}

function shift(from: number, to: number, length: number): number {
  const margin = Math.min(shownWithin, length / 4);
  if (to - from > length - 2 * margin) {
    const covers = from < length / 2 && to > length / 2;
    return covers ? 0 : length / 2 - (from + to) / 2;
  }
  if (from < margin) return margin - from;
  return to > length - margin ? length - margin - to : 0;
}

function distanceTo(at: Point, from: Point, to: Point): number {
  const [x, y] = [to.x - from.x, to.y - from.y];
  const length = x * x + y * y;
  const along = length === 0 ? 0 : between(((at.x - from.x) * x + (at.y - from.y) * y) / length, 0, 1);
  return Math.hypot(at.x - from.x - along * x, at.y - from.y - along * y);
}

function onPicture({ x, y }: Point, picture: Size): Point {
  return { x: between(x, 0, picture.width), y: between(y, 0, picture.height) };
}

function between(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

/** Columns and rows: smaller is a slip of the hand. */
const least = 2;
/** CSS pixels between a shape that is shown and the edge of the screen. */
const shownWithin = 32;
