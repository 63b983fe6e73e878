import { manualTimers } from '../../native-bridge/transport/manual-timers.ts';
import type { ColumnMapping } from '../api/booking-views.pure.ts';
import type { PostConfig } from '../config/config.ts';
import { stationKinds, stationReadModels } from '../journal/contents.ts';
import { ana, commandId, type Post, post } from '../visits/visits.fixture.ts';
import { Bookings } from './bookings.ts';
import { readTable } from './read-table.ts';
import { asError } from './read-table-thread.ts';
import { TableFault } from './table.pure.ts';

export const bookingRules: PostConfig['bookings'] = {
  folder: null,
  crossingPoints: [],
  arriveByPlate: 'offer',
  overdueMinutes: 120,
  noShowByItself: false,
};

/** For tests: a post with bookings, its clock at 8:00 UTC of 1 March 2026, its zone UTC. */
export interface BookingPost extends Post {
  readonly bookings: Bookings;
  readonly timers: ReturnType<typeof manualTimers>;
  /** Reads a list of text and takes it over, with the columns as guessed unless said. */
  take(text: string, mapping?: ColumnMapping): ReturnType<Bookings['apply']>;
  /** The same folder as another run of the station finds it. */
  again(): Bookings;
}

const inThisThread = async (bytes: Uint8Array) => {
  try {
    return await readTable(Buffer.from(bytes));
  } catch (fault) {
    throw fault instanceof TableFault ? asError(fault) : fault;
  }
};

export function bookingPost(rules: Partial<PostConfig['bookings']> = {}): BookingPost {
  const at = post({ kinds: stationKinds, readModels: stationReadModels });
  const options = {
    ...{ journal: at.journal, clock: at.place.clock, zone: 'UTC' },
    rules: { ...bookingRules, ...rules },
    read: inThisThread,
  };
  const bookings = new Bookings(options);
  return {
    ...at,
    bookings,
    timers: manualTimers(),
    async take(text, mapping) {
      const opened = await bookings.open(Buffer.from(text), 'list.csv');
      const input = { importId: opened.importId, mapping: [...(mapping ?? opened.mapping)] };
      return bookings.apply({ commandId: commandId(), ...input }, ana);
    },
    again: () => {
      at.journal.rebuild();
      return new Bookings(options);
    },
  };
}
