import { clockKinds } from '../journal/clock-watch.ts';
import type { ReadableDatabase, WritableDatabase } from '../journal/database.ts';
import { isOf } from '../journal/entry.ts';
import type { ReadModel } from '../journal/read-model.ts';
import type { ClockWasSet } from './durations.ts';

/** Where in the journal the wall clock was set. */
export const clockChangesTable: ReadModel = {
  name: 'clock-changes',
  version: 1,
  tables: ['clock_changes'],
  create(db) {
    db.exec('CREATE TABLE clock_changes (seq INTEGER PRIMARY KEY) STRICT');
  },
  prepare(db) {
    const put = db.prepare<[number]>('INSERT INTO clock_changes (seq) VALUES (?)');
    return (entry) => {
      if (isOf(clockKinds, entry)) put.run(entry.seq);
    };
  },
};

export function clockWasSetIn(db: ReadableDatabase | WritableDatabase): ClockWasSet {
  const any = db.prepare<[number, number]>('SELECT 1 FROM clock_changes WHERE seq > ? AND seq <= ? LIMIT 1');
  return (afterSeq, upToSeq) => any.get(afterSeq, upToSeq) !== undefined;
}
