import type { MarkView } from '../../station/api/mark-views.pure.ts';
import { markDashes, markLabelAt, markPath, markSigns } from '../../station/visits/mark-drawing.pure.ts';
import type { Point } from '../viewer/view.ts';

/** What a picture that leaves the station is made of. */
export interface PictureParts {
  /** The viewer's canvas, as it is painted now. */
  readonly canvas: HTMLCanvasElement;
  /** Device pixels for each CSS pixel. */
  readonly density: number;
  /** It is shown mirrored. */
  readonly flipped: boolean;
  readonly marks: readonly MarkView[];
  /** From columns and rows to CSS pixels, as a person sees them. */
  readonly place: (at: Point) => Point;
  /** Written across it, where it is no evidence of anything. */
  readonly watermark: string | null;
  /** Written below it. */
  readonly lines: readonly string[];
  /** Null where the size of a pixel is not known. `px`: CSS pixels. */
  readonly scale: { readonly px: number; readonly text: string } | null;
}

/** CSS pixels. */
const padding = 10;
const lineHeight = 18;
const scaleHeight = 22;

/** The canvas pixel for pixel, its marks, and a strip below that says what it is. A PNG. */
export async function composePicture(parts: PictureParts): Promise<Blob> {
  const { canvas, density, lines, scale } = parts;
  const strip = 2 * padding + lines.length * lineHeight + (scale ? scaleHeight : 0);
  const made = document.createElement('canvas');
  made.width = canvas.width;
  made.height = canvas.height + Math.ceil(strip * density);
  const context = made.getContext('2d');
  if (!context) throw new Error('This browser gives no 2D canvas.');
  context.fillStyle = '#000';
  context.fillRect(0, 0, made.width, made.height);
  context.save();
  if (parts.flipped) context.setTransform(-1, 0, 0, 1, canvas.width, 0);
  context.drawImage(canvas, 0, 0);
  context.restore();

  context.setTransform(density, 0, 0, density, 0, 0);
  context.save();
  context.beginPath();
  context.rect(0, 0, canvas.width / density, canvas.height / density);
  context.clip();
  for (const mark of parts.marks) drawMark(context, mark, parts.place);
  if (parts.watermark !== null)
    drawWatermark(context, parts.watermark, canvas.width / density, canvas.height / density);
  context.restore();
  context.translate(padding, canvas.height / density + padding);
  context.font = '13px "Noto Sans", "DejaVu Sans", sans-serif';
  context.textBaseline = 'top';
  context.fillStyle = '#fff';
  if (scale) {
    context.fillRect(0, 10, scale.px, 2);
    context.fillRect(0, 4, 2, 8);
    context.fillRect(scale.px - 2, 4, 2, 8);
    context.fillText(scale.text, scale.px + 8, 1);
    context.translate(0, scaleHeight);
  }
  for (const [index, line] of lines.entries()) context.fillText(line, 0, index * lineHeight);
  return new Promise((resolve, reject) => {
    made.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('The picture is too large for a PNG.'))),
      'image/png',
    );
  });
}

/** Too often to be cut off, and too pale to hide anything. */
function drawWatermark(
  context: CanvasRenderingContext2D,
  words: string,
  width: number,
  height: number,
): void {
  context.font = '700 34px "Noto Sans", "DejaVu Sans", sans-serif';
  context.lineWidth = 3;
  context.strokeStyle = 'rgb(0 0 0 / 35%)';
  context.fillStyle = 'rgb(255 255 255 / 45%)';
  const across = context.measureText(words).width + 160;
  for (let row = 0, y = 60; y < height; row += 1, y += 110)
    for (let x = (row % 2) * -0.5 * across; x < width; x += across) {
      context.save();
      context.translate(x, y);
      context.rotate(-0.2);
      context.strokeText(words, 0, 0);
      context.fillText(words, 0, 0);
      context.restore();
    }
}

function drawMark(context: CanvasRenderingContext2D, mark: MarkView, place: (at: Point) => Point): void {
  const path = new Path2D(markPath(mark, place));
  context.lineJoin = 'round';
  context.setLineDash([]);
  context.strokeStyle = 'rgb(0 0 0 / 80%)';
  context.lineWidth = 4.5;
  context.stroke(path);
  context.setLineDash([...markDashes[mark.confidence]]);
  context.strokeStyle = '#fff';
  context.lineWidth = 1.75;
  context.stroke(path);
  context.setLineDash([]);
  const at = markLabelAt(mark, place);
  const sign = new Path2D();
  sign.addPath(new Path2D(markSigns[mark.category]), new DOMMatrix([1, 0, 0, 1, at.x, at.y - 16]));
  const words =
    mark.shape.kind === 'text' && mark.note !== '' ? `${mark.number} ${mark.note}` : `${mark.number}`;
  context.font = '600 14px "Noto Sans", "DejaVu Sans", sans-serif';
  context.lineWidth = 3;
  context.strokeStyle = '#000';
  context.fillStyle = '#fff';
  context.stroke(sign);
  context.fill(sign, 'evenodd');
  context.strokeText(words, at.x + 16, at.y - 5);
  context.fillText(words, at.x + 16, at.y - 5);
}

/** A length in mm that is round and no longer than `most` mm: 1, 2 or 5 with noughts. */
export function roundLength(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  // The logarithm of a number just below a power of ten can come out as that power's.
  return ([5, 2, 1].find((first) => first * power <= most) ?? 0.5) * power;
}
