import type { VisitView } from '../api/views.pure.ts';

/** Whether a first officer has decided what nobody is shown before the second has decided too. */
export function isWithheld({ secondLook }: Pick<VisitView, 'secondLook'>): boolean {
  return secondLook !== null && secondLook.first === null;
}
