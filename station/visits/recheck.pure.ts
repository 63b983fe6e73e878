import type { RecheckView } from '../api/decision-views.pure.ts';
import type { Visit } from './visit-state.pure.ts';

/** A visit as the supervisor's re-check list shows it; nothing where no re-check was asked for. */
export function recheckOf({
  id,
  version,
  truck,
  state,
  decision,
  examination,
  recheck,
}: Visit): RecheckView[] {
  if (!recheck || !decision) return [];
  return [
    {
      visitId: id,
      version,
      plate: truck.plate,
      container: truck.container ?? null,
      goods: truck.goods ?? null,
      departed: state === 'departed',
      decidedBy: [decision.by, ...(decision.second ? [decision.second.by] : [])],
      decidedAt: decision.at,
      outcome: examination?.outcome ?? null,
      recheck,
    },
  ];
}
