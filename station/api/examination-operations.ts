import type { RatesInput } from './examination-inputs.pure.ts';
import type { ExaminationRates } from './examination-views.pure.ts';
import type { Officer } from './views.pure.ts';

export interface ExaminationOperations {
  /** By officer for supervisors only. */
  examinationRates(by: Officer, period: RatesInput): ExaminationRates;
}
