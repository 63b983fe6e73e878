import type { AtTheGate } from '../api/arrival-views.pure.ts';
import type { ReadableDatabase } from '../journal/database.ts';
import { normalisePlate } from '../visits/identifiers.pure.ts';
import { glanceAt, lookUp } from '../visits/look-up.ts';
import type { VisitQueries } from '../visits/visits-table.ts';
import type { ReadingQueries } from './readings-table.ts';

/** So long a truck whose plate was read may stand at the gate before it is taken in. */
export const gateMs = 15 * 60_000;
const most = 5;

/**
 * Plates read at the gate in the last quarter of an hour whose trucks nobody has taken in: each once, the newest first,
 * with the booking that it meets.
 */
export function atTheGate(
  db: ReadableDatabase,
  { visits, readings }: { readonly visits: VisitQueries; readonly readings: ReadingQueries },
  now: string,
): AtTheGate[] {
  const since = new Date(Date.parse(now) - gateMs).toISOString();
  const found = new Map<string, AtTheGate>();
  for (const { id, at, visitId, said } of readings.platesAtGate(since)) {
    const [event] = said;
    const written = event?.kind === 'visit.plate-read' ? event.body.plate : null;
    const plate = normalisePlate(written ?? '').normalised;
    if (plate === '' || found.has(plate) || found.size === most) continue;
    const visit = visitId === null ? null : visits.byId(visitId);
    if (visit !== null && visit.state !== 'booked') continue;
    const known = lookUp(db, { plate, container: '' }, now);
    if (visit === null && known.here.length > 0) continue;
    const booking = visit ? glanceAt(visit) : null;
    found.set(plate, { readingId: id, plate: booking?.truck.plate ?? plate, at, booking });
  }
  return [...found.values()];
}
