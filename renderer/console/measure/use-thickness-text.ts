import { useTranslation } from 'react-i18next';
import { fixed } from '../../ui/format.ts';
import type { Thickness } from '../../viewer/thickness.ts';

/** A thickness in words, with as many digits as it is sure of. */
export function useThicknessText(): (thickness: Thickness) => string {
  const { t, i18n } = useTranslation('console');
  return ({ steelMm, plusMinusMm, massThickness, isMore }) => {
    const digits = !isMore && plusMinusMm < 0.95 ? 1 : 0;
    const number = (value: number) => fixed(value, i18n.language, digits);
    const said = { mm: number(steelMm), off: number(plusMinusMm), mass: number(massThickness) };
    return t(isMore ? 'status.thickness.more' : 'status.thickness.steel', said);
  };
}
