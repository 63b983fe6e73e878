import type { VisitView } from '../api/views.pure.ts';
import { StationError } from '../errors.ts';
import { isWithheld } from '../visits/withheld.pure.ts';

/**
 * Throws FIRST_LOOK_WITHHELD while a first look is withheld. Nobody is given the visit as a file then, not even the first
 * officer: a file lies where the second finds it.
 */
export function refuseWhileWithheld(visit: Pick<VisitView, 'secondLook'>): void {
  if (!isWithheld(visit)) return;
  throw new StationError(
    'FIRST_LOOK_WITHHELD',
    'A second officer has yet to look at this truck without knowing what the first decided. Export it once he has decided.',
  );
}
