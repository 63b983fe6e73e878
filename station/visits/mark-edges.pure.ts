import type { MarkShape } from '../api/mark-views.pure.ts';

/** The least rectangle around a mark, columns and rows. Around a text, whose size is the screen's: its point. */
export interface Edges {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function edgesOf(shape: MarkShape): Edges {
  if (shape.kind === 'rectangle' || shape.kind === 'ellipse') {
    const { x, y, width, height } = shape;
    return { left: x, top: y, right: x + width, bottom: y + height };
  }
  const points =
    shape.kind === 'arrow' ? [shape.from, shape.to] : shape.kind === 'text' ? [shape.at] : shape.points;
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}
