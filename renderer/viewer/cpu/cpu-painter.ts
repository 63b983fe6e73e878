import { type Field, sharpened, smoothed, stepAt } from '../filters.ts';
import { equalised } from '../local-contrast.ts';
import { hatchPeriod, isHatched, materialColour } from '../material-colours.ts';
import { averagedAt, calmed } from '../matter-field.ts';
import { colourIn, paletteOf } from '../palettes.ts';
import { background, type Frame, type ScenePainter } from '../scene-painter.ts';
import type { Tile } from '../tile-source.ts';
import {
  type Display,
  finishedGrey,
  highlighted,
  isMaterialShow,
  planeOf,
  shownOf,
  tinted,
} from '../transfer.ts';
import type { Size } from '../view.ts';
import { classesOf, type MatterClasses, materialClasses } from './matter-classes.ts';
import { paintPatterns } from './patterns.ts';
import { sampleCells } from './sampled.ts';

/**
 * Paints scenes by the processor, in the same arithmetic that the shaders repeat: slow, and right. What does not change
 * with window, level or colours is kept, so that these cost one pass over the canvas.
 */
export class CpuPainter implements ScenePainter {
  readonly #context: OffscreenCanvasRenderingContext2D;
  readonly #layerSide: number;
  readonly #planes: number;
  readonly #tiles: (Tile | undefined)[] = [];
  #uploads = 0;
  #image: ImageData | null = null;
  #field: Kept<Field> | null = null;
  #classes: Kept<MatterClasses> | null = null;

  /** `layerSide` is a tile's side with its apron, pixels; `planes` 1 or 2. */
  constructor(context: OffscreenCanvasRenderingContext2D, layerSide: number, planes: number) {
    this.#context = context;
    this.#layerSide = layerSide;
    this.#planes = planes;
  }

  holds(layerSide: number, planes: number): boolean {
    return this.#layerSide === layerSide && this.#planes === planes;
  }

  prepare(): void {}

  upload(slot: number, tile: Tile): void {
    this.#uploads += 1;
    this.#tiles[slot] = tile;
  }

  paint(frame: Frame): void {
    const { size, display, placement } = frame;
    const { data } = this.#clearImage(size);
    const field = this.#fieldOf(frame);
    const coloured = isMaterialShow(display.show) && frame.materials !== null;
    if (coloured) this.#paintMaterials(frame, field, data);
    else paintPlain(frame, field, data);
    if (!coloured) this.#classes = null;
    paintPatterns(data, frame.patterns, size, placement, frame.density);
    this.#context.putImageData(this.#image!, 0, 0);
  }

  clear(size: Size): void {
    this.#clearImage(size);
    this.#context.putImageData(this.#image!, 0, 0);
  }

  read(slot: number, x: number, y: number): number[] {
    const tile = this.#tiles[slot];
    if (!tile) return [];
    const at = (y * tile.width + x) * tile.planes;
    return [...tile.values.subarray(at, at + tile.planes)];
  }

  dispose(): void {
    this.#tiles.length = 0;
    [this.#image, this.#field, this.#classes] = [null, null, null];
  }

  #clearImage({ width, height }: Size): ImageData {
    if (this.#image?.width !== width || this.#image.height !== height)
      this.#image = new ImageData(width, height);
    const [red, green, blue] = background.map((channel) => Math.round(255 * channel)) as [
      number,
      number,
      number,
    ];
    new Uint32Array(this.#image.data.buffer).fill(rgbaWord(red, green, blue));
    return this.#image;
  }

  /** What is shown for each device pixel, filtered; NaN where there is no picture. */
  #fieldOf({ size, pixels, range, display, placement }: Frame): Field {
    const step = stepAt(Math.max(placement.scaleX, placement.scaleY));
    const { log, smooth, sharpen } = display;
    const plane = planeOf(display);
    const key = JSON.stringify([this.#uploads, size, pixels, range, log, plane, smooth, sharpen, step]);
    if (this.#field?.key === key) return this.#field.value;
    const values = new Float32Array(size.width * size.height).fill(Number.NaN);
    sampleCells(
      pixels,
      size,
      (slot) => this.#tiles[slot],
      (at, first, second) => {
        const counts = plane === null ? (first + second) / 2 : plane === 0 ? first : second;
        values[at] = shownOf(counts, log, range);
      },
    );
    let field: Field = { width: size.width, height: size.height, values };
    if (smooth > 0) field = smoothed(field, smooth, step);
    if (sharpen > 0) field = sharpened(field, sharpen, step);
    this.#field = { key, value: field };
    return field;
  }

  #classesOf({ size, pixels, range, placement, materials, level }: Frame): MatterClasses | null {
    if (!materials) return null;
    const step = stepAt(Math.max(placement.scaleX, placement.scaleY));
    const key = JSON.stringify([this.#uploads, size, pixels, range, step, level]);
    if (this.#classes?.key === key) return this.#classes.value;
    const values = new Float64Array(4 * size.width * size.height).fill(Number.NaN);
    const { quanta, pulse } = averagedAt(level);
    const span = range.air - range.dark;
    sampleCells(
      pixels,
      size,
      (slot) => this.#tiles[slot],
      (at, first, second) => {
        values[4 * at] = (first - range.dark) / span;
        values[4 * at + 1] = (second - range.dark) / span;
        values[4 * at + 2] = quanta;
        values[4 * at + 3] = pulse;
      },
    );
    const field = calmed({ ...size, values }, materials.noise, step);
    this.#classes = { key, value: classesOf(field, materials, step) };
    return this.#classes.value;
  }

  #paintMaterials(frame: Frame, { values }: Field, rgba: Uint8ClampedArray): void {
    const { size, display, range, placement, density } = frame;
    const { show } = display;
    const classes = this.#classesOf(frame);
    if (!classes || !isMaterialShow(show)) return;
    const airGrey = finishedGrey(shownOf(range.air, display.log, range), display);
    const corner = { x: Math.round(placement.originX), y: Math.round(placement.originY) };
    const period = hatchPeriod(density);
    eachShown(frame, values, (shown, at) => {
      const material = materialClasses[classes.material[at]!] ?? 'unknown';
      const found = { material, certainty: classes.certainty[at]! };
      const x = at % size.width;
      const isLine = isHatched(x - corner.x, (at - x) / size.width - corner.y, period);
      const colour = materialColour(finishedGrey(shown, display), found, show, airGrey, isLine);
      for (let channel = 0; channel < 3; channel += 1) rgba[4 * at + channel] = colour[channel]!;
    });
  }
}

interface Kept<T> {
  readonly key: string;
  readonly value: T;
}

function paintPlain(frame: Frame, { values }: Field, rgba: Uint8ClampedArray): void {
  const { range } = frame;
  // Colours that mean a material mean nothing else beside it, also where nothing tells materials apart.
  const display: Display = isMaterialShow(frame.display.show)
    ? { ...frame.display, palette: 'grey', highlight: 'none' }
    : frame.display;
  const isGrey = display.palette === 'grey' && display.highlight === 'none';
  const palette = paletteOf(display.palette);
  const span = highlighted(display, range);
  eachShown(frame, values, (shown, at) => {
    const grey = finishedGrey(shown, display);
    if (isGrey) {
      rgba[4 * at] = rgba[4 * at + 1] = rgba[4 * at + 2] = 255 * grey;
      return;
    }
    const colour = tinted(colourIn(palette, grey), shown, display.highlight, span);
    for (let channel = 0; channel < 3; channel += 1) rgba[4 * at + channel] = colour[channel]!;
  });
}

/** Each device pixel of the picture, after local contrast. */
function eachShown(
  { size, display, contrast, placement }: Frame,
  values: Float32Array,
  take: (shown: number, at: number) => void,
): void {
  const share = contrast ? display.equalise : 0;
  for (let y = 0; y < size.height; y += 1) {
    const row = (y + 0.5 - placement.originY) / placement.scaleY;
    for (let x = 0; x < size.width; x += 1) {
      const at = y * size.width + x;
      const shown = values[at]!;
      if (Number.isNaN(shown)) continue;
      if (!contrast || share === 0) {
        take(shown, at);
        continue;
      }
      const column = (x + 0.5 - placement.originX) / placement.scaleX;
      take(shown + (equalised(contrast, shown, column, row) - shown) * share, at);
    }
  }
}

/** As `ImageData` has it in memory, opaque. */
function rgbaWord(red: number, green: number, blue: number): number {
  return new Uint32Array(new Uint8Array([red, green, blue, 255]).buffer)[0]!;
}
