import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Observations } from '../../station/figures/hour-page.ts';
import { observed } from '../../station/figures/stretches.pure.ts';
import { makeHistory } from '../bench/history/make-history.ts';

/**
 * What the station times, against questions in SQL over the bare entries. They know of kinds and times only, and nothing of
 * the code that made the figures: "this kind, and the last one of those kinds before it, of the same visit".
 */
let folder: string;
let db: Database.Database;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'scanpost-figures-'));
  const file = path.join(folder, 'journal.db');
  makeHistory(file, { visits: 500, chained: 500, trucksPerDay: 500, seed: 5 });
  db = new Database(file, { readonly: true });
});
afterAll(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const decidedAs = (decision: string) => `(kind = 'visit.decided' AND body ->> 'decision' = '${decision}')`;

/** By stretch: which entries end it, and with which it began, the last of them before that end. */
const asked: Readonly<Record<string, readonly [ends: string, begins: string]>> = {
  waiting: ["kind = 'visit.called'", "kind IN ('visit.arrived', 'visit.put-back')"],
  approach: ["kind = 'scan.beam-on'", `kind = 'visit.called' OR ${decidedAs('re-scan')}`],
  beam: ["kind = 'scan.beam-off'", "kind = 'scan.beam-on'"],
  imageWaiting: ["kind = 'visit.opened'", `kind = 'scan.ended' OR ${decidedAs('escalate')}`],
  decision: ["kind = 'visit.decided'", "kind = 'visit.opened'"],
  yardWaiting: ["kind = 'visit.examination-started'", decidedAs('refer')],
  examination: ["kind = 'visit.examination-ended'", "kind = 'visit.examination-started'"],
  total: [`kind = 'visit.examination-ended' OR ${decidedAs('release')}`, "kind = 'visit.arrived'"],
};

function bySql(ends: string, begins: string) {
  return db
    .prepare<[], { at: string; took: number }>(`
      WITH ended AS (SELECT seq, at, subject FROM entries WHERE ${ends}),
      paired AS (
        SELECT ended.at, (SELECT max(seq) FROM entries WHERE subject = ended.subject AND seq < ended.seq AND (${begins})) AS began
        FROM ended)
      SELECT paired.at, round((julianday(paired.at) - julianday(begun.at)) * 86400000) AS took
      FROM paired JOIN entries AS begun ON begun.seq = paired.began
      ORDER BY paired.at, took`)
    .all()
    .map(({ at, took }) => `${at} ${took}`);
}

function bySystem(stretch: string) {
  const pages = db
    .prepare<[], { hour: number; records: Buffer }>('SELECT hour, records FROM observed_hours ORDER BY hour')
    .all();
  const all = new Observations(pages);
  return Array.from({ length: all.count }, (_, index) => index)
    .filter((index) => observed[all.stretch(index)] === stretch)
    .map((index) => ({ at: new Date(all.at(index)).toISOString(), took: all.took(index) }))
    .sort((a, b) => a.at.localeCompare(b.at) || a.took - b.took)
    .map(({ at, took }) => `${at} ${took}`);
}

describe('every duration of 500 visits', () => {
  test.each(Object.entries(asked))('%s is what the entries say', (stretch, [ends, begins]) => {
    const expected = bySql(ends, begins);
    expect(expected.length).toBeGreaterThan(20);
    expect(bySystem(stretch)).toEqual(expected);
  });

  test('every arrival is there', () => {
    const { n } = db
      .prepare<[], { n: number }>("SELECT count(*) AS n FROM entries WHERE kind = 'visit.arrived'")
      .get() ?? { n: 0 };
    expect(bySystem('arrival')).toHaveLength(n);
  });

  test('every hold lasted from its entry to the one that ended it', () => {
    const told = db
      .prepare<[], { reason: string; took: number }>(
        "SELECT reason, took FROM delays WHERE cause = 'hold' ORDER BY began",
      )
      .all();
    const expected = db
      .prepare<[], { reason: string; took: number }>(`
        SELECT held.body ->> 'reason' AS reason, min(resumed.monotonic) - held.monotonic AS took
        FROM entries AS held JOIN entries AS resumed
          ON resumed.subject = held.subject AND resumed.kind = 'visit.resumed' AND resumed.seq > held.seq
        WHERE held.kind = 'visit.held' GROUP BY held.seq ORDER BY held.at`)
      .all();
    expect(expected.length).toBeGreaterThan(10);
    expect(told).toEqual(expected);
  });
});
