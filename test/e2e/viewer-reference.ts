import { type Field, sharpened, smoothed, stepAt } from '../../renderer/viewer/filters.ts';
import type { SyntheticPicture } from '../../renderer/viewer/harness/synthetic.ts';
import { equalised, localContrastOf } from '../../renderer/viewer/local-contrast.ts';
import { hatchPeriod, isHatched, materialColour } from '../../renderer/viewer/material-colours.ts';
import { classify, materialsOf } from '../../renderer/viewer/materials.ts';
import { averagedAt, calmed, unevennessAt, varianceOf } from '../../renderer/viewer/matter-field.ts';
import type { Rgb } from '../../renderer/viewer/palettes.ts';
import {
  colourOf,
  type Display,
  finishedGrey,
  greyOf,
  highlighted,
  isMaterialShow,
  planeOf,
  shownOf,
} from '../../renderer/viewer/transfer.ts';
import { type Placement, placementOf, type Size, type View } from '../../renderer/viewer/view.ts';

/** What is on the canvas: RGBA, row by row. */
export interface Drawn extends Size {
  readonly rgba: Uint8Array;
}

/**
 * The slow way to the same picture: for each device pixel the level its scale needs, the four texels around its
 * centre in the whole level (no tiles), and the transfer function in double precision.
 * Answers where and by how much the drawn picture differs most, over the columns received.
 */
export function compareWithReference(
  drawn: Drawn,
  picture: SyntheticPicture,
  view: View,
  display: Display,
  received: number,
): Comparison {
  const { detectors: rows, expectedColumns: columns, linePitchMm, detectorPitchMm } = picture.picture;
  const placement = placementOf({ columns, rows, linePitchMm, detectorPitchMm }, view, drawn);
  const level = neededLevelOf(picture, placement);
  const worst = { difference: 0, x: -1, y: -1, compared: 0, level };
  for (let y = 0; y < drawn.height; y += 1) {
    const row = (y + 0.5 - placement.originY) / placement.scaleY;
    if (Math.min(row, rows - row) * placement.scaleY < edge) continue;
    for (let x = 0; x < drawn.width; x += 1) {
      const column = (x + 0.5 - placement.originX) / placement.scaleX;
      if (Math.min(column, received - column) * placement.scaleX < edge) continue;
      const expected = greyOf(
        sample(picture, level, column, row, planeOf(display), received),
        display,
        rangeOf(picture),
      );
      const at = 4 * (y * drawn.width + x);
      const [red, green, blue] = drawn.rgba.subarray(at, at + 3) as unknown as [number, number, number];
      const difference = Math.max(
        Math.abs(red - expected),
        Math.abs(green - expected),
        Math.abs(blue - expected),
      );
      worst.compared += 1;
      if (difference > worst.difference) Object.assign(worst, { difference, x, y });
    }
  }
  return worst;
}

/**
 * `compareWithReference` for every other setting: the whole canvas as numbers in double precision, then the filters,
 * local contrast and colours, one after another. Only pixels are compared whose neighbours are all of the picture:
 * whether a pixel on its very edge is painted is the rasterizer's choice.
 */
export function compareWithFilteredReference(
  drawn: Drawn,
  picture: SyntheticPicture,
  view: View,
  display: Display,
): Comparison {
  const { detectors: rows, expectedColumns: columns } = picture.picture;
  const placement = placementIn(drawn, picture, view);
  const range = rangeOf(picture);
  const level = neededLevelOf(picture, placement);
  const step = stepAt(Math.max(placement.scaleX, placement.scaleY));
  const columnAt = (x: number) => (x + 0.5 - placement.originX) / placement.scaleX;
  const rowAt = (y: number) => (y + 0.5 - placement.originY) / placement.scaleY;
  const values = new Float32Array(drawn.width * drawn.height).fill(Number.NaN);
  const inside = (at: number, length: number) => at > 0 && at < length;
  for (let y = 0; y < drawn.height; y += 1) {
    for (let x = 0; x < drawn.width; x += 1) {
      if (!inside(columnAt(x), columns) || !inside(rowAt(y), rows)) continue;
      const counts = sample(picture, level, columnAt(x), rowAt(y), planeOf(display), columns);
      values[y * drawn.width + x] = shownOf(counts, display.log, range);
    }
  }
  let field: Field = { width: drawn.width, height: drawn.height, values };
  if (display.smooth > 0) field = smoothed(field, display.smooth, step);
  if (display.sharpen > 0) field = sharpened(field, display.sharpen, step);

  const coarsest = picture.levels.length - 1;
  const { values: own, planes, ...coarse } = picture.levels[coarsest]!;
  const tile = {
    width: coarse.columns,
    height: coarse.rows,
    planes,
    values: own,
    columns: coarse.columns,
    final: true,
  };
  const at = { columns, rows, apron: 0, level: coarsest };
  const contrast =
    display.equalise > 0
      ? localContrastOf(tile, at, range, { log: display.log, plane: planeOf(display) })
      : null;
  const [from, to] = highlighted(display, range);
  const matter = matterReference(drawn, picture, placement, level, display);
  // As far as a pixel at the very edge can reach.
  const margin = (matter ? 17 : 4) * step + 1;
  const worst = { difference: 0, x: -1, y: -1, compared: 0, level };
  for (let y = 0; y < drawn.height; y += 1) {
    if (Math.min(rowAt(y), rows - rowAt(y)) * placement.scaleY < margin) continue;
    for (let x = 0; x < drawn.width; x += 1) {
      if (Math.min(columnAt(x), columns - columnAt(x)) * placement.scaleX < margin) continue;
      let shown = field.values[y * drawn.width + x]!;
      if (contrast) shown += (equalised(contrast, shown, columnAt(x), rowAt(y)) - shown) * display.equalise;
      // On the very limit of a highlight single precision may fall to either side.
      if (Math.min(Math.abs(shown - from), Math.abs(shown - to)) < 1e-4) continue;
      const expected = matter ? matter(x, y, shown) : colourOf(shown, display, range);
      if (expected === null) continue;
      const difference = Math.max(
        ...pixelAt(drawn, x, y).map((channel, nth) => Math.abs(channel - expected[nth]!)),
      );
      worst.compared += 1;
      if (difference > worst.difference) Object.assign(worst, { difference, x, y });
    }
  }
  return worst;
}

/** The colour of a device pixel by its material; null on the very limit of what single precision tells. */
function matterReference(
  drawn: Size,
  picture: SyntheticPicture,
  placement: Placement,
  level: number,
  display: Display,
): ((x: number, y: number, shown: number) => Rgb | null) | null {
  const { show } = display;
  if (!isMaterialShow(show)) return null;
  const materials = materialsOf(picture.picture.calibration);
  if (!materials) throw new Error('A picture without a calibration has no colours of materials.');
  const { columns, rows } = { columns: picture.picture.expectedColumns, rows: picture.picture.detectors };
  const { air, dark } = rangeOf(picture);
  const { quanta, pulse } = averagedAt(level);
  const values = new Float64Array(4 * drawn.width * drawn.height).fill(Number.NaN);
  for (let y = 0; y < drawn.height; y += 1) {
    for (let x = 0; x < drawn.width; x += 1) {
      const column = (x + 0.5 - placement.originX) / placement.scaleX;
      const row = (y + 0.5 - placement.originY) / placement.scaleY;
      if (column <= 0 || row <= 0 || column >= columns || row >= rows) continue;
      const left = [0, 1].map(
        (plane) => (sample(picture, level, column, row, plane, columns) - dark) / (air - dark),
      );
      values.set([...left, quanta, pulse], 4 * (y * drawn.width + x));
    }
  }
  const step = stepAt(Math.max(placement.scaleX, placement.scaleY));
  const { noise, table } = materials;
  const field = calmed({ width: drawn.width, height: drawn.height, values }, noise, step);
  const airGrey = finishedGrey(1, display);
  const corner = { x: Math.round(placement.originX), y: Math.round(placement.originY) };
  return (x, y, shown) => {
    const [high, low, ownQuanta, ownPulse] = field.values.subarray(
      4 * (y * drawn.width + x),
      4 * (y * drawn.width + x + 1),
    ) as unknown as [number, number, number, number];
    const averaged = { quanta: ownQuanta, pulse: ownPulse };
    const least = high - 2 * Math.sqrt(varianceOf(Math.max(high, 0), averaged, noise));
    if (Math.abs(least - noise.scatter) < 1e-6) return null;
    if ([0, noise.scatter].some((scatter) => Math.abs(Math.log(low - scatter) + table.deepest) < 1e-3))
      return null;
    const uneven = unevennessAt(field, noise, { x, y }, step);
    const found = classify({ high, low, uneven, ...averaged }, materials);
    const isLine = isHatched(x - corner.x, y - corner.y, hatchPeriod(1));
    return materialColour(finishedGrey(shown, display), found, show, airGrey, isLine);
  };
}

function neededLevelOf(picture: SyntheticPicture, placement: Placement): number {
  const needed = Math.floor(-Math.log2(Math.max(placement.scaleX, placement.scaleY)) + 1e-9);
  return Math.min(picture.levels.length - 1, Math.max(0, needed));
}

export interface Comparison {
  /** Grey levels. */
  readonly difference: number;
  readonly x: number;
  readonly y: number;
  readonly compared: number;
  readonly level: number;
}

/** How many device pixels of an area show something that no grey picture can: the patterns are coloured. */
export function colouredShare(
  drawn: Drawn,
  area: { left: number; top: number; right: number; bottom: number },
): number {
  let coloured = 0;
  let all = 0;
  for (let y = Math.ceil(area.top); y < Math.floor(area.bottom); y += 1) {
    for (let x = Math.ceil(area.left); x < Math.floor(area.right); x += 1) {
      const [red, green, blue] = pixelAt(drawn, x, y);
      all += 1;
      if (Math.max(red, green, blue) - Math.min(red, green, blue) > 4) coloured += 1;
    }
  }
  return coloured / all;
}

export function pixelAt(drawn: Drawn, x: number, y: number): [number, number, number] {
  const at = 4 * (y * drawn.width + x);
  return [drawn.rgba[at]!, drawn.rgba[at + 1]!, drawn.rgba[at + 2]!];
}

export function placementIn(drawn: Size, picture: SyntheticPicture, view: View): Placement {
  const { detectors: rows, expectedColumns: columns, linePitchMm, detectorPitchMm } = picture.picture;
  return placementOf({ columns, rows, linePitchMm, detectorPitchMm }, view, drawn);
}

export function rangeOf(picture: SyntheticPicture): { air: number; dark: number } {
  return { air: picture.picture.airCounts, dark: picture.picture.darkCounts };
}

/** Device pixels. Rasterizers snap edges to a sixteenth: a pixel whose centre is nearer to one may be painted or not. */
const edge = 0.07;

function sample(
  picture: SyntheticPicture,
  level: number,
  column: number,
  row: number,
  plane: number | null,
  received: number,
): number {
  if (plane === null) {
    const of = (one: number) => sample(picture, level, column, row, one, received);
    return (of(0) + of(1)) / 2;
  }
  const { columns, rows, planes, values } = picture.levels[level]!;
  const known = Math.min(columns, Math.ceil(received / 2 ** level));
  const x = Math.min(Math.max(column / 2 ** level - 0.5, 0), known - 1);
  const y = Math.min(Math.max(row / 2 ** level - 0.5, 0), rows - 1);
  const left = Math.floor(x);
  const top = Math.floor(y);
  const at = (c: number, r: number) =>
    values[(Math.min(r, rows - 1) * columns + Math.min(c, known - 1)) * planes + plane]!;
  const mix = (a: number, b: number, part: number) => a + (b - a) * part;
  return mix(
    mix(at(left, top), at(left + 1, top), x - left),
    mix(at(left, top + 1), at(left + 1, top + 1), x - left),
    y - top,
  );
}
