import { DateTime } from 'luxon';

export interface ShiftPeriod {
  /** The local start, `2026-03-01T08:00`: unlike a name it comes once. */
  readonly id: string;
  readonly name: string;
  /** ISO 8601 UTC; a shift holds its start and not its end. */
  readonly from: string;
  readonly to: string;
}

/** Which shift an instant belongs to follows from the post's pattern; nothing is opened or closed. */
export interface ShiftPattern {
  /** `instant`: ISO 8601. */
  shiftAt(instant: string): ShiftPeriod;
  /** The shift of an instant and the ones before it, newest first. */
  recentShifts(instant: string, count: number): ShiftPeriod[];
}

/**
 * `shifts` name what begins when, `HH:MM` at the post; each lasts until the next begins, over midnight too.
 * When clocks are put forward over a start, the shift begins as much later; when they are put back over one, it
 * begins the first time the clock says so. So shifts meet without a gap, and one may be an hour longer or shorter.
 */
export function createShiftPattern(
  shifts: readonly { readonly name: string; readonly start: string }[],
  timeZone: string,
): ShiftPattern {
  const shiftAt = (instant: string): ShiftPeriod => {
    const at = DateTime.fromISO(instant, { zone: timeZone });
    const days = [-2, -1, 0, 1, 2].map((offset) => at.startOf('day').plus({ days: offset }));
    const starts = days
      .flatMap((day) => shifts.map(({ name, start }) => ({ name, start, begins: beginning(day, start) })))
      .sort((a, b) => a.begins.toMillis() - b.begins.toMillis());
    // Of two that the change of clocks makes begin together, the later one on the clock has it.
    const index = starts.findLastIndex(({ begins }) => begins <= at);
    const [current, next] = [starts[index], starts[index + 1]];
    if (!current || !next) throw new RangeError(`No shift of the pattern holds ${instant}.`);
    return {
      id: `${current.begins.toFormat('yyyy-MM-dd')}T${current.start}`,
      name: current.name,
      from: current.begins.toUTC().toISO() ?? '',
      to: next.begins.toUTC().toISO() ?? '',
    };
  };
  return {
    shiftAt,
    recentShifts(instant, count) {
      const recent: ShiftPeriod[] = [];
      for (let at = instant; recent.length < count; ) {
        const shift = shiftAt(at);
        recent.push(shift);
        at = new Date(Date.parse(shift.from) - 1).toISOString();
      }
      return recent;
    },
  };
}

function beginning(day: DateTime, start: string): DateTime {
  const [hour = 0, minute = 0] = start.split(':').map(Number);
  const said = day.set({ hour, minute });
  return DateTime.min(...said.getPossibleOffsets()) ?? said;
}
