import type { TFunction } from 'i18next';
import type { MassView } from '../../station/api/assessment-views.pure.ts';
import { decimal } from '../ui/format.ts';

/** Below a tonne kilograms say more, to the ten that the uncertainty leaves standing. */
export function massText(kg: number, t: TFunction<'assessment'>, language: string): string {
  if (kg < 995) return t('kg', { value: decimal(Math.round(kg / 10) * 10, language, 0) });
  return t('tonnes', { value: decimal(kg / 1000, language, 1) });
}

/** With its uncertainty, or what it is at least. */
export function estimateText(mass: MassView, t: TFunction<'assessment'>, language: string): string {
  if (mass.isAtLeast) return t('atLeast', { mass: massText(mass.leastKg, t, language) });
  return t('about', {
    mass: massText(mass.kg, t, language),
    half: massText(mass.plusMinusKg, t, language),
  });
}
