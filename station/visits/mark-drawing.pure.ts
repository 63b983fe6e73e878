import type { MarkShape, MarkView } from '../api/mark-views.pure.ts';
import { edgesOf } from './mark-edges.pure.ts';

/**
 * How marks look, wherever they are drawn: over the picture on screen, in an exported picture, on a sheet of paper. They
 * are told apart by shape, sign and stroke, never by colour, so that they do on any palette, in print and to any eye.
 */

interface Point {
  readonly x: number;
  readonly y: number;
}

/** From columns and rows to where it is drawn. Mirroring and unequal pitches are in it. */
export type Place = (at: Point) => Point;

/**
 * The outline as SVG path data (also what PDF writers take), in the units of `place`; to be stroked, not filled. `unit` is
 * the length of a CSS pixel in them: what has a size of its own, an arrow's head and a text's cross, goes by it.
 */
export function markPath({ shape }: Pick<MarkView, 'shape'>, place: Place, unit = 1): string {
  switch (shape.kind) {
    case 'rectangle':
      return `${line(cornersOf(shape).map(place))}Z`;
    case 'ellipse':
      return ellipse(shape, place);
    case 'arrow':
      return arrow(place(shape.from), place(shape.to), unit);
    case 'freehand':
      return line(shape.points.map(place));
    case 'text': {
      const { x, y } = place(shape.at);
      const arm = 5 * unit;
      return (
        line([
          { x: x - arm, y },
          { x: x + arm, y },
        ]) +
        line([
          { x, y: y - arm },
          { x, y: y + arm },
        ])
      );
    }
  }
}

/** Where the label goes: its lower left corner. Above the mark's upper left as it is seen, and behind an arrow's tail. */
export function markLabelAt({ shape }: Pick<MarkView, 'shape'>, place: Place): Point {
  if (shape.kind === 'arrow') return place(shape.from);
  if (shape.kind === 'text') return place(shape.at);
  const { left, top, right, bottom } = edgesOf(shape);
  const one = place({ x: left, y: top });
  const other = place({ x: right, y: bottom });
  return { x: Math.min(one.x, other.x), y: Math.min(one.y, other.y) };
}

/** A category's sign as path data in a square of 12, to be filled by the even-odd rule. */
export const markSigns: Readonly<Record<MarkView['category'], string>> = {
  suspicious: 'M6 .5L12 11.5H0Z',
  density: 'M1 1H11V11H1Z',
  hiddenSpace: 'M1 1H11V11H1ZM3.5 3.5V8.5H8.5V3.5Z',
  undeclared: 'M6 0L12 6L6 12L0 6Z',
  person:
    'M6 0a2.7 2.7 0 1 0 0 5.4a2.7 2.7 0 1 0 0-5.4ZM6 6.2C2.5 6.2 .8 8.6 .8 12H11.2C11.2 8.6 9.5 6.2 6 6.2Z',
  other: 'M6 1a5 5 0 1 0 0 10a5 5 0 1 0 0-10Z',
};

/** Lengths of dashes and gaps, CSS pixels: the surer, the more of the line is there. */
export const markDashes: Readonly<Record<MarkView['confidence'], readonly number[]>> = {
  low: [2, 4],
  medium: [9, 4],
  high: [],
};

type Box = Extract<MarkShape, { width: number }>;

function cornersOf({ x, y, width, height }: Box): Point[] {
  return [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ];
}

function ellipse({ x, y, width, height }: Box, place: Place): string {
  const middle = place({ x: x + width / 2, y: y + height / 2 });
  const corner = place({ x, y });
  const across = Math.abs(middle.x - corner.x);
  const down = Math.abs(middle.y - corner.y);
  const half = `A${number(across)} ${number(down)} 0 0 1 `;
  const left = written({ x: middle.x - across, y: middle.y });
  return `M${left}${half}${written({ x: middle.x + across, y: middle.y })}${half}${left}Z`;
}

function arrow(from: Point, to: Point, unit: number): string {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const shaft = line([from, to]);
  if (length === 0) return shaft;
  const side = Math.min(16 * unit, length / 2) / length;
  const wing = (turn: number): Point => {
    const [x, y] = [(from.x - to.x) * side, (from.y - to.y) * side];
    return {
      x: to.x + x * Math.cos(turn) - y * Math.sin(turn),
      y: to.y + x * Math.sin(turn) + y * Math.cos(turn),
    };
  };
  const spread = Math.PI / 7;
  return shaft + line([wing(spread), to, wing(-spread)]);
}

function line(points: readonly Point[]): string {
  return points.map((point, index) => `${index === 0 ? 'M' : 'L'}${written(point)}`).join('');
}

function written({ x, y }: Point): string {
  return `${number(x)} ${number(y)}`;
}

function number(value: number): string {
  return String(Math.round(value * 100) / 100);
}
