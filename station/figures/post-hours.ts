import { DateTime } from 'luxon';
import { hourMs } from './hour-page.ts';

/** The clock of the post over a period, without asking the calendar for each of a million instants. */
export interface PostHours {
  /** Hour of the day, 0 to 23. */
  hour(at: number): number;
  /** 1: Monday. */
  weekday(at: number): number;
  /** ms to add to UTC. */
  offset(at: number): number;
}

const dayMs = 24 * hourMs;

/** For instants from `from` until before `to`, ms since 1970. */
export function postHours(timeZone: string, from: number, to: number): PostHours {
  const offsetAt = (at: number) => DateTime.fromMillis(at, { zone: timeZone }).offset * 60_000;
  // Where clocks change is searched for between two days whose offsets differ.
  const changes: { readonly at: number; readonly offset: number }[] = [{ at: from, offset: offsetAt(from) }];
  for (let day = from; day < to; day += dayMs) {
    let [low, high] = [day, Math.min(day + dayMs, to)];
    const after = offsetAt(high);
    if (after === changes.at(-1)?.offset) continue;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offsetAt(middle) === after) high = middle;
      else low = middle;
    }
    changes.push({ at: high, offset: after });
  }
  const offset = (at: number) => {
    for (let index = changes.length - 1; index > 0; index -= 1) {
      const change = changes[index];
      if (change && at >= change.at) return change.offset;
    }
    return changes[0]?.offset ?? 0;
  };
  return {
    offset,
    hour: (at) => Math.floor((at + offset(at)) / hourMs) % 24,
    // The first day of 1970 was a Thursday.
    weekday: (at) => ((Math.floor((at + offset(at)) / dayMs) + 3) % 7) + 1,
  };
}
