import path from 'node:path';
import type { Timers } from '../../native-bridge/transport/timers.ts';
import type { PostView } from '../api/views.pure.ts';
import type { PostConfig } from '../config/config.ts';
import type { Logger } from '../log.ts';
import type { Bookings } from './bookings.ts';
import { BookingsFolder } from './bookings-folder.ts';

const noShowsMs = 60_000;

/** What goes on with bookings by itself: the watched folder, and trucks that do not come. */
export interface BookingsAtWork {
  alerts(): PostView['alerts'];
  close(): Promise<void>;
}

export function startBookings(parts: {
  readonly bookings: Bookings;
  readonly rules: PostConfig['bookings'];
  /** The data folder. */
  readonly root: string;
  readonly timers: Timers;
  readonly log: Logger;
}): BookingsAtWork {
  const { bookings, rules, root, timers, log } = parts;
  const folder =
    rules.folder === null
      ? null
      : new BookingsFolder({ bookings, timers, log, folder: path.resolve(root, rules.folder) });
  folder?.start();
  let cancel: () => void = () => {};
  const endOverdue = () => {
    cancel = timers.after(noShowsMs, endOverdue);
    try {
      bookings.recordNoShows();
    } catch (fault) {
      log.error({ err: fault }, 'no-shows could not be recorded');
    }
  };
  if (rules.noShowByItself) endOverdue();
  return {
    alerts: () => folder?.alerts() ?? [],
    async close() {
      cancel();
      await folder?.close();
    },
  };
}
