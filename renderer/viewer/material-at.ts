import {
  classify,
  type MaterialClass,
  type Materials,
  type UnknownBecause,
  whyUnknown,
} from './materials.ts';
import { averagedAt, calmed, calmHoles, type MatterField, unevennessAt } from './matter-field.ts';
import type { PixelReader, PixelRegion } from './pixel-reader.ts';
import type { PictureFacts } from './tile-source.ts';
import type { Point } from './view.ts';

/** What a place is made of, or why that cannot be said. */
export type MaterialWord = Exclude<MaterialClass, 'unknown'> | UnknownBecause;

/**
 * The material of a pixel (whole column and row) as the colours at 1:1 say it: calmed over its neighbourhood, from exact
 * counts, without the GPU. Null where the pixel is missing. Rejects with the signal's reason.
 */
export async function materialAt(
  reader: PixelReader,
  at: Point,
  picture: PictureFacts,
  materials: Materials,
  signal?: AbortSignal,
): Promise<MaterialWord | null> {
  const side = 2 * reach + 1;
  const around = { x: at.x - reach, y: at.y - reach, width: side, height: side };
  const region = await reader.region(around, side * side, signal);
  const field = calmed(fieldOf(region, picture), materials.noise, 1);
  const place = { x: at.x - region.x, y: at.y - region.y };
  const isInside = place.x >= 0 && place.y >= 0 && place.x < region.width && place.y < region.height;
  const own = 4 * (place.y * region.width + place.x);
  const [high, low, quanta, pulse] = field.values.subarray(own, own + 4);
  if (!isInside || high === undefined || Number.isNaN(high)) return null;
  const uneven = unevennessAt(field, materials.noise, place, 1);
  const reading = { high, low: low!, quanta: quanta!, pulse: pulse!, uneven };
  const { material } = classify(reading, materials);
  return material === 'unknown' ? whyUnknown(reading, materials) : material;
}

function fieldOf(
  { width, height, planes }: PixelRegion,
  { airCounts, darkCounts }: PictureFacts,
): MatterField {
  const [high, low] = planes;
  const { quanta, pulse } = averagedAt(0);
  const values = new Float64Array(4 * width * height);
  const left = (counts: number | undefined) =>
    ((counts ?? Number.NaN) - darkCounts) / (airCounts - darkCounts);
  for (let at = 0; at < width * height; at += 1)
    values.set([left(high?.[at]), left(low?.[at]), quanta, pulse], 4 * at);
  return { width, height, values };
}

/** Pixels each way that the calmed values of a pixel and of those beside it draw on. */
const reach = calmHoles.reduce((sum, holes) => sum + holes, 0) + 1;
