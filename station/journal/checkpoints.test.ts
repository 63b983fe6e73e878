import { statSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { manualTimers } from '../../native-bridge/transport/manual-timers.ts';
import type { JournalPlace } from './journal.fixture.ts';
import { journalPlace, note } from './journal.fixture.ts';

let place: JournalPlace;
beforeEach(() => {
  place = journalPlace();
});
afterEach(() => place.remove());

function bench(onCheckpointFault?: (fault: unknown) => void) {
  const timers = manualTimers();
  const journal = place.open({ timers, ...(onCheckpointFault ? { onCheckpointFault } : {}) });
  timers.advance(10_000);
  // Long enough that SQLite by itself would checkpoint after each of them (1000 pages of 4 KiB).
  const append = () => journal.append([note('x'.repeat(5_000_000))]);
  return { timers, journal, append, folded: () => statSync(place.file).size };
}

describe('a checkpoint', () => {
  test('waits until nothing has been written for a second', () => {
    const { timers, append, folded } = bench();
    const before = folded();
    for (let entries = 0; entries < 3; entries += 1) {
      append();
      timers.advance(900);
    }
    expect(folded()).toBe(before);
    timers.advance(100);
    expect(folded()).toBeGreaterThan(before + 15_000_000);
  });

  test('comes between two entries where there is never a pause', () => {
    const { timers, journal, folded } = bench();
    const before = folded();
    for (let entries = 0; entries < 600; entries += 1) {
      journal.append([note('x'.repeat(2_000))]);
      expect(folded() === before || entries > 490).toBe(true);
      timers.advance(entries % 2);
    }
    expect(folded()).toBeGreaterThan(before);
  });

  test('that fails is said and tried again after the next entry, and no entry is lost', () => {
    const faults: unknown[] = [];
    const { timers, journal, append, folded } = bench((fault) => faults.push(fault));
    append();
    const db = journal.db as unknown as { pragma: (sql: string) => unknown };
    const pragma = db.pragma;
    db.pragma = () => {
      throw new Error('the disk is full');
    };
    timers.advance(1_000);
    expect(faults).toHaveLength(1);
    db.pragma = pragma;
    append();
    timers.advance(1_000);
    expect(folded()).toBeGreaterThan(10_000_000);
    journal.close();
    expect(place.open().head().seq).toBe(2);
  });
});
