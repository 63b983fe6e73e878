import { DateTime } from 'luxon';
import { dayAndTime, timeOfDay } from '../ui/format.ts';

/** An instant as short as it can be told apart: the time alone on the same day at the post, else with its day. */
export function sinceWords(instant: string, now: number, zone: string, language: string): string {
  const day = (at: DateTime) => at.setZone(zone).toISODate();
  return Number.isNaN(now) || day(DateTime.fromISO(instant)) === day(DateTime.fromMillis(now))
    ? timeOfDay(instant, zone)
    : dayAndTime(instant, zone, language);
}
