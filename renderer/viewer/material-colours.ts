import type { Classified, MaterialClass } from './materials.ts';
import { colourIn, paletteOf, type Rgb, tintNames } from './palettes.ts';
import type { MaterialShow } from './transfer.ts';

/**
 * The colour of a place whose grey is `grey`, 0 to 1; channels 0 to 255. What is not known stays grey and is never faded: it
 * may be anything. What surely is none of what is asked for fades towards the grey of air. What is not penetrated is black
 * with violet lines, which no grey and no material has.
 */
export function materialColour(
  grey: number,
  { material, certainty }: Classified,
  show: MaterialShow,
  airGrey: number,
  isLine: boolean,
): Rgb {
  if (material === 'not-penetrated') {
    return isLine ? [255 * lineColour[0], 255 * lineColour[1], 255 * lineColour[2]] : [0, 0, 0];
  }
  const plain = 255 * grey;
  if (material === 'unknown') return [plain, plain, plain];
  if (!wanted[show].includes(material)) {
    const faded = plain + (255 * airGrey - plain) * fadeShare * certainty;
    return [faded, faded, faded];
  }
  const tint = colourIn(paletteOf(material), grey);
  const mix = (channel: 0 | 1 | 2) => plain + (tint[channel] - plain) * certainty;
  return [mix(0), mix(1), mix(2)];
}

export const wanted: Readonly<Record<MaterialShow, readonly MaterialClass[]>> = {
  material: tintNames,
  organic: ['organic'],
  metal: ['light-metal', 'metal'],
};

/** How far what is not asked for fades. */
export const fadeShare = 0.8;
/** Channels 0 to 1. */
export const lineColour = [0.62, 0.3, 0.72] as const;

/** Whether a device pixel, counted from the picture's corner on the canvas, is on a line of the hatching. */
export function isHatched(x: number, y: number, period: number): boolean {
  return (((x + y) % period) + period) % period < period / 4;
}

/** Device pixels from line to line. */
export function hatchPeriod(density: number): number {
  return 4 * Math.max(1, Math.round(2 * density));
}

/** The three tints one below the other, for a texture of 256 × 3. */
export function tintRows(): Uint8Array<ArrayBuffer> {
  const rows = new Uint8Array(3 * 256 * 3);
  for (const [row, name] of tintNames.entries()) rows.set(paletteOf(name), row * 256 * 3);
  return rows;
}
