import type { ShiftReport, ShiftVisit, StretchStatistics } from '../api/views.pure.ts';
import type { Clock } from '../clock.ts';
import type { Journal } from '../journal/journal.ts';
import { isFinal, visitQueries } from '../visits/visits-table.ts';
import { clockWasSetIn } from './clock-changes-table.ts';
import type { ClockWasSet, Stretch } from './durations.ts';
import { stretchEnds, stretches, stretchOf } from './durations.ts';
import { type PresentVisit, presentVisits } from './present-visits.ts';
import type { ShiftPattern, ShiftPeriod } from './shift-pattern.ts';
import { mean, quantile } from './statistics.pure.ts';

export interface Shifts {
  current(): ShiftPeriod;
  /** The current shift and the ones before it, newest first. */
  recent(count?: number): ShiftPeriod[];
  /** Of the shift that runs, or of any period: an end that is missing is that of the shift the other one lies in. */
  report(period?: { readonly from?: string | undefined; readonly to?: string | undefined }): ShiftReport;
  /** Trucks released or referred in the last 60 minutes. */
  trucksPerHour(): number;
}

const hour = 3_600_000;
const fortnight = 28;

export function createShifts(options: {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly pattern: ShiftPattern;
}): Shifts {
  const { journal, clock, pattern } = options;
  const visits = visitQueries(journal.db);
  const presentIn = presentVisits(journal.db);
  const clockWasSet = clockWasSetIn(journal.db);
  const current = () => pattern.shiftAt(clock.utc());
  return {
    current,
    recent: (count = fortnight) => pattern.recentShifts(clock.utc(), count),
    report(asked = {}) {
      const shift = period(asked, pattern, clock.utc());
      const present = presentIn(shift.from, shift.to);
      return {
        shift,
        ...figures(present, shift, clock.utc(), clockWasSet),
        journalHead: journal.head().hash,
      };
    },
    trucksPerHour() {
      const now = clock.utc();
      return visits.decidedBetween(instant(Date.parse(now) - hour), instant(Date.parse(now) + 1));
    },
  };
}

function period(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  pattern: ShiftPattern,
  now: string,
): ShiftPeriod {
  const begin = from === undefined ? undefined : instant(Date.parse(from));
  const end = to === undefined ? undefined : instant(Date.parse(to));
  // A shift does not hold its end, so the one that `to` ends is the one just before it.
  const anchor = begin ?? (end === undefined ? now : instant(Date.parse(end) - 1));
  const shift = pattern.shiftAt(anchor);
  const asked = { from: begin ?? shift.from, to: end ?? shift.to };
  if (asked.from === shift.from && asked.to === shift.to) return shift;
  return { id: `${asked.from}/${asked.to}`, name: '', ...asked };
}

/**
 * What a period amounts to. A stretch counts where it ended, so over shifts that follow one another each counts once;
 * a truck counts as decided where it was released or referred, not where it was sent for a re-scan or passed on.
 */
function figures(
  present: readonly PresentVisit[],
  shift: ShiftPeriod,
  now: string,
  clockWasSet: ClockWasSet,
): Omit<ShiftReport, 'shift' | 'journalHead'> {
  const within = (at: string | undefined) => at !== undefined && at >= shift.from && at < shift.to;
  const decided = present.filter((visit) => isFinal(visit.decision) && within(visit.decision.at));
  const released = decided.filter((visit) => visit.decision?.kind === 'release').length;
  const hours = (Math.min(Date.parse(now), Date.parse(shift.to)) - Date.parse(shift.from)) / hour;
  return {
    visits: present.map((visit) => rowOf(visit, clockWasSet)),
    decided: decided.length,
    released,
    referred: decided.length - released,
    waitingNow: present.filter((visit) => visit.state === 'arrived').length,
    trucksPerHour: hours > 0 ? decided.length / hours : 0,
    stretches: stretches.map((stretch) => {
      const [, end] = stretchEnds[stretch];
      const ended = present.filter((visit) => within(visit.moments[end]?.at));
      const took = ended.map((visit) => stretchOf(visit, stretch, clockWasSet)).filter((ms) => ms !== null);
      return statistics(stretch, took);
    }),
  };
}

function statistics(stretch: Stretch, took: readonly number[]): StretchStatistics {
  return {
    stretch,
    n: took.length,
    mean: mean(took),
    median: quantile(took, 0.5),
    p90: quantile(took, 0.9),
    max: quantile(took, 1),
  };
}

function rowOf(visit: PresentVisit, clockWasSet: ClockWasSet): ShiftVisit {
  const { moments, decision } = visit;
  const took = (stretch: Stretch) => stretchOf(visit, stretch, clockWasSet);
  return {
    visitId: visit.id,
    plate: visit.plate,
    container: visit.container,
    laneClass: visit.laneClass,
    state: visit.state,
    arrived: moments.arrived?.at ?? null,
    called: moments.called?.at ?? null,
    beamOn: moments.beamOn?.at ?? null,
    imageReady: moments.imageReady?.at ?? null,
    opened: moments.opened?.at ?? null,
    decided: moments.decided?.at ?? null,
    decision: decision?.kind ?? null,
    officer: decision?.by ?? null,
    scans: visit.scans,
    waiting: took('waiting'),
    scanning: took('scanning'),
    imageWaiting: took('imageWaiting'),
    deciding: took('decision'),
  };
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
