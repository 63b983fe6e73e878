import type { TFunction } from 'i18next';
import { decimal } from '../../ui/format.ts';
import type { PictureFacts } from '../../viewer/tile-source.ts';

/**
 * An energy by its value, or a plane by its number where the file does not say which energy it is; null is the mean of
 * both.
 */
export function energyName(
  picture: PictureFacts,
  plane: number | null,
  t: TFunction<'console'>,
  language: string,
): string {
  if (plane === null) return t('measure.both');
  const energy = picture.energiesMeV[plane];
  if (energy === undefined || picture.imported?.energyKnown === false) {
    return t('measure.plane', { number: plane + 1 });
  }
  return t('status.energy', { value: decimal(energy, language, 1) });
}
