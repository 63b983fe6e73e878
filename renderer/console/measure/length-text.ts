import type { TFunction } from 'i18next';
import { decimal } from '../../ui/format.ts';
import type { Length } from '../../viewer/measure/lengths.ts';

/** A length in whole millimetres, or in columns and rows where the size of a pixel is not known. */
export function lengthText(length: Length, t: TFunction<'console'>, language: string): string {
  const { mm, columns, rows } = length;
  return mm
    ? t('measure.mm', { value: decimal(mm.straight, language, 0) })
    : t('measure.pixels', { columns: decimal(columns, language, 0), rows: decimal(rows, language, 0) });
}
