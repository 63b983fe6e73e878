import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkJournal } from '../../station/journal/check-journal.ts';
import { stationKinds, stationReadModels } from '../../station/journal/contents.ts';
import { busyPost } from '../bench/history/busy-post.ts';
import { makeHistory } from '../bench/history/make-history.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'scanpost-history-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const small = { visits: 120, trucksPerDay: 120, seed: 3 };

describe('a history made in bulk', () => {
  test('is a journal without a fault, whose read models are what its entries make', () => {
    const file = path.join(folder, 'chained.db');
    const made = makeHistory(file, { ...small, chained: small.visits });
    const check = checkJournal(file, { kinds: stationKinds, readModels: stationReadModels });
    expect(check.bad).toEqual([]);
    expect(check.entries).toBe(made.entries);
  });

  test('has the same figures where its entries are not kept', () => {
    const [kept = '', without = ''] = ['kept.db', 'without.db'].map((name) => path.join(folder, name));
    makeHistory(kept, { ...small, chained: small.visits });
    expect(makeHistory(without, { ...small, chained: 0 }).entries).toBe(0);
    for (const table of ['observed_hours', 'figure_words'])
      expect(rowsOf(without, `SELECT * FROM ${table} ORDER BY 1`)).toEqual(
        rowsOf(kept, `SELECT * FROM ${table} ORDER BY 1`),
      );
    const visits = 'SELECT state, plate, container, arrived_at, decided_at FROM visits ORDER BY arrived_at';
    expect(rowsOf(without, visits)).toEqual(rowsOf(kept, visits));
    expect(rowsOf(kept, visits)).toHaveLength(small.visits);
  });

  test('has what happens at a post: holds, re-scans, failed scans, referrals, trucks that never came', () => {
    const kinds = new Set<string>();
    const decisions = new Set<string>();
    for (const { steps } of busyPost({ visits: 1500 }))
      for (const { event } of steps) {
        kinds.add(event.kind);
        if (event.kind === 'visit.decided') decisions.add(event.body.decision);
      }
    expect([...kinds]).toEqual(
      expect.arrayContaining(['visit.held', 'visit.no-show', 'scan.failed', 'visit.examination-ended']),
    );
    expect([...decisions].sort()).toEqual(['escalate', 're-scan', 'refer', 'release']);
  });
});

function rowsOf(file: string, sql: string): unknown[] {
  const db = new Database(file, { readonly: true });
  const rows = db.prepare(sql).all();
  db.close();
  return rows;
}
