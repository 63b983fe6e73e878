import type { NowVisitsInput } from '../api/figure-inputs.pure.ts';
import type { NowFigures, NowGroup, VisitBehind, VisitsBehind } from '../api/figure-views.pure.ts';
import { shownMost } from '../api/figure-views.pure.ts';
import type { LaneClass, VisitState } from '../api/views.pure.ts';
import type { ReadableDatabase } from '../journal/database.ts';
import { type VisitRow, visitOf, visitQueries } from '../visits/visits-table.ts';
import { hourMs } from './hour-page.ts';

interface OpenRow {
  readonly id: string;
  readonly state: VisitState;
  readonly onHold: number;
  readonly arrivedAt: string | null;
}

type OpenGroup = Exclude<NowGroup, 'lastHour'>;

/** Which trucks at the post are counted as what. */
const statesOf: Readonly<Record<OpenGroup, readonly VisitState[]>> = {
  waiting: ['arrived'],
  onHold: ['arrived'],
  atLanes: ['called', 'scanning'],
  imagesWaiting: ['image-ready', 'second-look', 'escalated'],
  inAnalysis: ['in-analysis'],
  inYard: ['referred', 'in-examination'],
  undecided: ['arrived', 'called', 'scanning', 'image-ready', 'in-analysis', 'second-look', 'escalated'],
};

const openVisits = "FROM visits WHERE open = 1 AND state <> 'booked' ORDER BY arrived";

/** `plan`: trucks an hour that the post means to decide at an instant. */
export function nowFigures(db: ReadableDatabase, at: string, plan: (at: number) => number): NowFigures {
  const now = Date.parse(at);
  const open = db
    .prepare<[], OpenRow>(`SELECT id, state, on_hold AS onHold, arrived_at AS arrivedAt ${openVisits}`)
    .all();
  const count = (group: OpenGroup) => open.filter((row) => isIn(group, row)).length;
  const first = open.find((row) => isIn('waiting', row));
  const lastHour = visitQueries(db).decidedBetween(...lastHourBefore(now));
  const trucks = count('undecided');
  const perHour = lastHour > 0 ? lastHour : plan(now);
  return {
    at,
    waiting: count('waiting'),
    onHold: count('onHold'),
    longestWait: first?.arrivedAt
      ? { ms: Math.max(0, now - Date.parse(first.arrivedAt)), visitId: first.id }
      : null,
    atLanes: count('atLanes'),
    imagesWaiting: count('imagesWaiting'),
    inAnalysis: count('inAnalysis'),
    inYard: count('inYard'),
    lastHour,
    clearance: {
      trucks,
      perHour,
      by: lastHour > 0 ? 'last-hour' : 'plan',
      at: perHour > 0 ? new Date(now + (trucks / perHour) * hourMs).toISOString() : null,
    },
  };
}

interface NowRow extends OpenRow, VisitRow {
  readonly plate: string;
  readonly container: string | null;
  readonly laneClass: LaneClass;
  readonly lane: string | null;
  readonly decidedAt: string | null;
}

/**
 * The trucks behind a number of `nowFigures`: those at the post since the longest first, those of the last hour as they were
 * decided, newest first. `officer`: the only service number that is shown; null for all.
 */
export function visitsNow(
  db: ReadableDatabase,
  at: string,
  { of: group, skip }: NowVisitsInput,
  officer: string | null,
): VisitsBehind {
  const now = Date.parse(at);
  const columns = `
    SELECT id, state, on_hold AS onHold, arrived_at AS arrivedAt, plate, container, lane_class AS laneClass, lane,
      decided_at AS decidedAt, visit`;
  const rows =
    group === 'lastHour'
      ? db
          .prepare<[string, string], NowRow>(
            `${columns} FROM visits WHERE decided_at >= ? AND decided_at < ? ORDER BY decided_at DESC`,
          )
          .all(...lastHourBefore(now))
      : db
          .prepare<[], NowRow>(`${columns} ${openVisits}`)
          .all()
          .filter((row) => isIn(group, row));
  const visits = rows.slice(skip, skip + shownMost).map((row): VisitBehind => {
    const { holder, decision } = visitOf(row);
    const by = group === 'lastHour' ? decision?.by : holder?.serviceNumber;
    const since = row.arrivedAt ?? at;
    return {
      visitId: row.id,
      ...{ plate: row.plate, container: row.container, laneClass: row.laneClass, state: row.state },
      at: (group === 'lastHour' ? row.decidedAt : null) ?? since,
      took: group === 'lastHour' ? null : Math.max(0, now - Date.parse(since)),
      ...{ outlier: false, outcome: null, lane: row.lane ?? '', scanner: '' },
      decision: decision?.kind ?? null,
      officer: by !== undefined && (officer === null || officer === by) ? by : '',
    };
  });
  return { count: rows.length, visits };
}

function isIn(group: OpenGroup, { state, onHold }: Pick<OpenRow, 'state' | 'onHold'>): boolean {
  return statesOf[group].includes(state) && (group !== 'onHold' || onHold === 1);
}

/** From an hour ago until now, with what is decided this moment. */
function lastHourBefore(now: number): [from: string, to: string] {
  return [new Date(now - hourMs).toISOString(), new Date(now + 1).toISOString()];
}
