import type { NowFigures } from '../api/figure-views.pure.ts';
import type { VisitState } from '../api/views.pure.ts';
import type { ReadableDatabase } from '../journal/database.ts';
import { visitQueries } from '../visits/visits-table.ts';
import { hourMs } from './hour-page.ts';

interface OpenRow {
  readonly id: string;
  readonly state: VisitState;
  readonly onHold: number;
  readonly arrivedAt: string | null;
}

/** `plan`: trucks an hour that the post means to decide at an instant. */
export function nowFigures(db: ReadableDatabase, at: string, plan: (at: number) => number): NowFigures {
  const now = Date.parse(at);
  const open = db
    .prepare<[], OpenRow>(
      'SELECT id, state, on_hold AS onHold, arrived_at AS arrivedAt FROM visits WHERE open = 1 ORDER BY arrived',
    )
    .all();
  const count = (...states: readonly VisitState[]) =>
    open.filter(({ state }) => states.includes(state)).length;
  const waiting = open.filter(({ state }) => state === 'arrived');
  const [first] = waiting;
  const lastHour = visitQueries(db).decidedBetween(
    new Date(now - hourMs).toISOString(),
    new Date(now + 1).toISOString(),
  );
  const trucks = count('arrived', 'called', 'scanning', 'image-ready', 'in-analysis', 'escalated');
  const perHour = lastHour > 0 ? lastHour : plan(now);
  return {
    at,
    waiting: waiting.length,
    onHold: waiting.filter(({ onHold }) => onHold === 1).length,
    longestWait: first?.arrivedAt
      ? { ms: Math.max(0, now - Date.parse(first.arrivedAt)), visitId: first.id }
      : null,
    atLanes: count('called', 'scanning'),
    imagesWaiting: count('image-ready', 'escalated'),
    inAnalysis: count('in-analysis'),
    inYard: count('referred', 'in-examination'),
    lastHour,
    clearance: {
      trucks,
      perHour,
      by: lastHour > 0 ? 'last-hour' : 'plan',
      at: perHour > 0 ? new Date(now + (trucks / perHour) * hourMs).toISOString() : null,
    },
  };
}
