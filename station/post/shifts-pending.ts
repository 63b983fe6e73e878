import type { ShiftSummary } from '../api/operations.ts';
import type { ShiftReport } from '../api/views.pure.ts';
import type { Clock } from '../clock.ts';
import { StationError } from '../errors.ts';

export interface Shifts {
  current(): ShiftSummary;
  recent(): ShiftSummary[];
  report(period: { from?: string | undefined; to?: string | undefined }): ShiftReport;
  trucksPerHour(): number;
}

/** Twelve hours from the last noon or midnight, UTC, until the post's shifts are there. */
export function createShifts(clock: Clock): Shifts {
  const halfDay = 12 * 3_600_000;
  const current = () => {
    const from = Math.floor(Date.parse(clock.utc()) / halfDay) * halfDay;
    const [begin, end] = [new Date(from).toISOString(), new Date(from + halfDay).toISOString()];
    return { id: begin, name: '', from: begin, to: end };
  };
  const report = (): ShiftReport => {
    throw new StationError('NOT_READY', 'The shift report is not there yet.');
  };
  return { current, recent: () => [current()], report, trucksPerHour: () => 0 };
}
