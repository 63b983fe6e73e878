import type { PixelPitch } from './imported-picture.ts';

/**
 * A resolution as TIFF and PNG have it, as the size of a pixel at the object. Files written by ordinary tools carry a
 * screen's or a printer's (72 to 600 per inch: 0.35 mm and less), which says nothing of a truck; scanners' pixels
 * are 1 to 10 mm. So only what can be a scanner's is believed; null otherwise.
 */
export function plausiblePitch(acrossMm: number, downMm: number): PixelPitch | null {
  const plausible = (mm: number) => mm >= 0.5 && mm <= 50;
  return plausible(acrossMm) && plausible(downMm) ? { acrossMm, downMm, known: true } : null;
}
