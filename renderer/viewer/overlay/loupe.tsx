import { useEffect, useRef } from 'react';
import type { PixelRegion } from '../pixel-reader.ts';
import type { CountRange, Display } from '../transfer.ts';
import type { Point, Size } from '../view.ts';
import { loupePixels } from './loupe-pixels.ts';
import classes from './overlay.module.css';

/** A round inset beside the cursor with the pixels around it, and their words under it. */
export function Loupe(props: {
  /** Null while it is read. */
  readonly region: PixelRegion | null;
  readonly middle: { readonly column: number; readonly row: number };
  readonly shape: LoupeShape;
  readonly display: Display;
  readonly range: CountRange;
  readonly flipped: boolean;
  /** Where the cursor is on the canvas, and the canvas's size, CSS pixels. */
  readonly at: Point;
  readonly canvas: Size;
  /** Lines under it, the values first. */
  readonly captions: readonly string[];
}) {
  const { region, middle, shape, display, range, at, canvas } = props;
  const { column, row } = middle;
  const { side } = shape;
  const painted = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = painted.current?.getContext('2d');
    if (!context || !region) return;
    const rgba = loupePixels(region, { column, row }, side, display, range);
    context.putImageData(new ImageData(rgba, side, side), 0, 0);
  }, [region, column, row, side, display, range]);
  const left = beside(at.x, canvas.width, diameter);
  const top = beside(at.y, canvas.height, diameter + captionHeight * props.captions.length);
  return (
    <div aria-hidden="true">
      <div className={classes.loupe} style={{ left, top, width: diameter, height: diameter }}>
        <canvas
          ref={painted}
          className={classes.pixels}
          data-testid="loupe"
          width={side}
          height={side}
          data-flipped={props.flipped}
          style={{ width: side * shape.across, height: side * shape.down }}
        />
        <div className={classes.centre} style={{ width: shape.across, height: shape.down }} />
      </div>
      <div className={classes.caption} style={{ left: left + diameter / 2, top: top + diameter + 4 }}>
        {props.captions.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </div>
    </div>
  );
}

/**
 * How large a pixel is in the loupe where the canvas shows the finer pitch at `scale` CSS pixels: eight, or twice what
 * the canvas has where that is more; and how many pixels it takes to fill it, an odd number.
 */
export function loupeShape(scale: number, linePitchMm: number, detectorPitchMm: number): LoupeShape {
  const cell = Math.max(8, Math.ceil(2 * scale));
  const finer = Math.min(linePitchMm, detectorPitchMm);
  return {
    side: 2 * Math.ceil(diameter / cell / 2) + 1,
    across: (cell * linePitchMm) / finer,
    down: (cell * detectorPitchMm) / finer,
  };
}

export interface LoupeShape {
  /** Pixels of the picture across and down. */
  readonly side: number;
  /** CSS pixels of one of them. */
  readonly across: number;
  readonly down: number;
}

const diameter = 190;
const captionHeight = 24;

/** Right of the cursor or below it where there is room, else before it; never beyond the canvas's edge. */
function beside(at: number, room: number, length: number): number {
  const after = at + 28;
  const wanted = after + length <= room ? after : at - 28 - length;
  return Math.max(0, Math.min(room - length, wanted));
}
