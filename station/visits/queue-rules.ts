import { DateTime } from 'luxon';
import type { PostConfig } from '../config/config.ts';
import type { QueueRules } from './queue.ts';

/** The rules of the queue as a post has set them up. `timeZone`: IANA name; its midnight begins the day of a quota. */
export function queueRules(config: PostConfig['queue'], timeZone: string): QueueRules {
  return {
    capacityPerDay: config.capacityPerDay,
    percent: config.quotaPercent,
    classesOf: config.lanes,
    startOfDay: (instant) =>
      DateTime.fromISO(instant, { zone: timeZone }).startOf('day').toUTC().toISO() ?? instant,
  };
}
