import { hourOf, recordOf } from '../../../station/figures/hour-page.ts';
import { type Delay, type TimingStore, takeTiming } from '../../../station/figures/take-timing.ts';
import type { Timing } from '../../../station/figures/timing.pure.ts';
import { timingRow } from '../../../station/figures/timings-table.ts';
import { durationBetween } from '../../../station/shifts/durations.ts';
import type { Stamp } from '../../../station/visits/stamp.pure.ts';
import { type BulkLoader, closing } from './bulk-loader.ts';
import type { WrittenDatabase } from './writing-aside.ts';

/** The tables that figures are made from, an hour's page and a visit's row at a time. */
export function loadTimings(db: WrittenDatabase): BulkLoader {
  const put = db.prepare('INSERT INTO timings VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const putWord = db.prepare('INSERT INTO figure_words VALUES (?, ?)');
  const putHour = db.prepare(`INSERT INTO observed_hours VALUES (?, ?)
    ON CONFLICT (hour) DO UPDATE SET records = CAST(records || excluded.records AS BLOB)`);
  const putDelay = db.prepare('INSERT INTO delays VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const open = new Map<string, OpenVisit>();
  // Whose entry is being taken: nothing that is asked meanwhile is about another visit.
  let current: OpenVisit = { timing: null, stamps: [] };
  const words = new Map<string, number>();
  const hours = new Map<number, Buffer[]>();
  const delays = new Map<string, Delay[]>();
  let number = 0;
  let hourNow = '';

  const stampOf = (seq: number): Stamp => current.stamps.findLast((stamp) => stamp.seq === seq) as Stamp;
  const writeDelay = (delay: Delay, ended: Stamp | null) => {
    const began = stampOf(delay.from);
    const took = ended && durationBetween(began, ended, () => false);
    putDelay.run(
      ...[delay.seq, delay.cause, delay.subject, delay.laneClass, delay.reason],
      ...[Date.parse(began.at), delay.from, ended && Date.parse(ended.at), took],
    );
  };
  const store: TimingStore = {
    clockWasSet: () => false,
    find: () => current.timing,
    nextNumber: () => number + 1,
    put(timing) {
      number = Math.max(number, timing.number);
      current.timing = timing;
    },
    word(text) {
      if (text === null) return 0;
      const id = words.get(text) ?? words.size + 1;
      if (!words.has(text)) putWord.run(id, text);
      words.set(text, id);
      return id;
    },
    observe(observation) {
      const hour = hourOf(observation.at);
      const there = hours.get(hour);
      if (there) there.push(recordOf(observation));
      else hours.set(hour, [recordOf(observation)]);
    },
    stampOf,
    begin(delay) {
      delays.set(delay.subject, [...(delays.get(delay.subject) ?? []), delay]);
    },
    end(subject, causes, when) {
      const all = delays.get(subject);
      if (!all) return;
      for (const delay of all) if (causes.includes(delay.cause)) writeDelay(delay, when);
      delays.set(
        subject,
        all.filter(({ cause }) => !causes.includes(cause)),
      );
    },
  };
  const flush = (before: number) => {
    for (const [hour, records] of hours) {
      if (hour >= before) continue;
      putHour.run(hour, Buffer.concat(records));
      hours.delete(hour);
    }
  };
  const close = (visit: string) => {
    if (current.timing) put.run(...timingRow(current.timing));
    for (const delay of delays.get(visit) ?? []) writeDelay(delay, null);
    delays.delete(visit);
    open.delete(visit);
  };
  return {
    take(entry) {
      const { subject, at } = entry;
      current = open.get(subject) ?? { timing: null, stamps: [] };
      if (current.stamps.length === 0) open.set(subject, current);
      current.stamps.push(entry);
      takeTiming(store, entry);
      if (closing.has(entry.kind)) close(subject);
      const hour = at.slice(0, 13);
      // A stretch may have ended somewhat before the entry that says so.
      if (hour > hourNow) flush(hourOf(Date.parse(at)) - 2);
      hourNow = hour;
    },
    end() {
      for (const [visit, there] of open) {
        current = there;
        close(visit);
      }
      flush(Number.POSITIVE_INFINITY);
    },
  };
}

interface OpenVisit {
  timing: Timing | null;
  readonly stamps: Stamp[];
}
