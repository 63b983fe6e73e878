import { z } from 'zod';
import { decisionKinds, laneClasses, visitStates } from '../api/views.pure.ts';
import type { ReadableDatabase } from '../journal/database.ts';
import { visitState } from '../visits/visit-state.pure.ts';
import { longStay } from '../visits/visits-table.ts';

/** What a list of visits shows of one. A whole visit takes ten times as long to read, and a shift has hundreds. */
export type PresentVisit = z.output<typeof presentVisit>;

const json = z.string().transform((text): unknown => JSON.parse(text));
const presentVisit = z.object({
  id: z.string(),
  plate: z.string(),
  container: z.string().nullable(),
  laneClass: z.enum(laneClasses),
  state: z.enum(visitStates),
  moments: json.pipe(visitState.shape.moments),
  decision: json.pipe(z.object({ kind: z.enum(decisionKinds), by: z.string(), at: z.string() }).nullable()),
  scans: z.int(),
});

/**
 * Visits that were at the post between two instants (ISO 8601 UTC), by arrival: arrived before the end, and with a step at
 * or after the beginning or still without a decision.
 */
export function presentVisits(db: ReadableDatabase): (from: string, to: string) => PresentVisit[] {
  const find = db.prepare<[Record<'since' | 'from' | 'to', string>], unknown>(`
    SELECT id, plate, container, lane_class AS laneClass, state,
      visit -> '$.moments' AS moments, visit -> '$.decision' AS decision,
      json_array_length(visit, '$.scans') AS scans
    FROM visits WHERE begun IN (
      SELECT begun FROM visits WHERE arrived_at >= @since AND arrived_at < @to AND (last_at >= @from OR undecided = 1)
      UNION ALL SELECT begun FROM visits WHERE stayed_long = 1 AND last_at >= @from AND arrived_at < @to
      UNION ALL SELECT begun FROM visits WHERE undecided = 1 AND arrived_at < @since)
    ORDER BY arrived`);
  return (from, to) => {
    const since = new Date(Date.parse(from) - longStay).toISOString();
    return find.all({ since, from, to }).map((row) => presentVisit.parse(row));
  };
}
