import { withoutDecisions } from '../decisions/decision-rules.pure.ts';
import { StationError } from '../errors.ts';
import type { NewEntry } from '../journal/entry.ts';
import { decide } from './visit.pure.ts';
import type { VisitCommand } from './visit-commands.pure.ts';
import type { Visit } from './visit-state.pure.ts';
import type { Actor } from './visits.ts';

/**
 * The entries of a command that no lane has to do with: of a device, an import, the station itself. Throws StationError
 * for what the rules refuse. `actor` is who the journal names, where that is a device.
 */
export function apartFromLanes(
  visit: Visit | null,
  subject: string,
  command: VisitCommand,
  as: { readonly now: string; readonly by: Actor | null; readonly actor?: string },
): NewEntry[] {
  const { now, by, actor = by?.id ?? 'station' } = as;
  const decision = decide(visit, command, {
    ...{ now, actor: by, lanes: [], newScanId: '', ...withoutDecisions },
    atLane: () => null,
    before: () => null,
  });
  if ('refusal' in decision) {
    const { code, message, details } = decision.refusal;
    throw new StationError(code, message, { details });
  }
  return decision.events.map((event) => ({ ...event, subject, actor }));
}
