import { type ReactNode, useEffect, useState } from 'react';
import type { Point } from '../view.ts';
import type { Viewer, ViewState } from '../viewer.ts';
import classes from './overlay.module.css';

/**
 * One layer of SVG over the canvas, in CSS pixels from its corner. Its shapes are given in picture coordinates and are
 * drawn anew with each look. It takes no pointer: hands reach the canvas through it. What it shows has words elsewhere,
 * so it is hidden from those who do not see it.
 */
export function ViewerOverlay(props: {
  readonly viewer: Viewer | null;
  readonly children: (place: Places) => ReactNode;
}) {
  const { viewer, children } = props;
  const [, setView] = useState<ViewState | null>(null);
  useEffect(() => viewer?.on('view', setView), [viewer]);
  if (!viewer?.view) return null;
  const toCanvas = (at: Point) => viewer.toCanvas(at) ?? { x: 0, y: 0 };
  const toPicture = (at: Point) => viewer.toPicture(at) ?? { x: 0, y: 0 };
  return (
    <svg className={classes.overlay} aria-hidden="true">
      {children({ toCanvas, toPicture })}
    </svg>
  );
}

/** Picture coordinates (columns, rows) and CSS pixels of the canvas, there and back. */
export interface Places {
  toCanvas(at: Point): Point;
  toPicture(at: Point): Point;
}
