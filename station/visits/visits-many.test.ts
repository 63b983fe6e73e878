import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { NewEntry } from '../journal/entry.ts';
import type { Journal } from '../journal/journal.ts';
import type { Post } from './visits.fixture.ts';
import { ana, commandId, post, postOn } from './visits.fixture.ts';

const released = 5_000;
const minute = 60_000;
/** Indexes that hold only what has not left: these may be read whole. */
const onlyAtThePost = /USING INDEX visits_(open|waiting)$/;

let at: Post;
beforeEach(() => {
  at = post();
});
afterEach(() => at.close());

describe('a post that records no departures', () => {
  test('shows a released truck for an hour, then departs it by its id only', () => {
    const id = at.arrive();
    at.scan(id);
    at.decide(id, 'release');
    const waiting = at.arrive('A2');
    at.place.clock.advance(59 * minute);
    expect(at.visits.open().map((visit) => visit.id)).toEqual([waiting, id]);
    at.place.clock.advance(minute);
    expect(at.visits.open().map((visit) => visit.id)).toEqual([waiting]);
    expect(at.visits.get(id)).toMatchObject({ state: 'released' });
    expect(at.say(id, { command: 'depart' }).state).toBe('departed');
  });

  test('keeps a detained truck in the list until it departs, and counts the hour from an examination’s end', () => {
    const [detained, cleared] = [at.arrive('A1'), at.arrive('A2')];
    for (const id of [detained, cleared]) {
      at.scan(id);
      at.decide(id, 'refer');
      at.say(id, { command: 'startExamination' });
    }
    at.place.clock.advance(90 * minute);
    const outcome = { command: 'endExamination', note: '' } as const;
    at.say(detained, { ...outcome, outcome: 'prohibited', detained: true });
    at.say(cleared, { ...outcome, outcome: 'nothing', detained: false });
    expect(at.visits.open().map((visit) => visit.id)).toEqual([detained, cleared]);
    at.place.clock.advance(24 * 60 * minute);
    expect(at.visits.open().map((visit) => visit.id)).toEqual([detained]);
  });

  test(`reads no more of the table after ${released} releases than after none, and never all of it`, () => {
    const { journal, asked, begin } = watched(at.journal);
    const { visits, say, scan, decide, arrive } = postOn(at.place, journal);
    const workOnOne = (plate: string) => {
      arrive('WAITING1');
      arrive(plate);
      begin();
      const { id } = visits.callNext({ commandId: commandId(), lane: '1' }, ana).view;
      scan(id);
      decide(id, 'release');
      at.place.clock.advance(61 * minute);
      visits.open();
      for (const { id: gone } of visits.open()) say(gone, { command: 'cancel', reason: '' });
      return asked();
    };
    const before = workOnOne('FIRST1');
    at.journal.append(
      Array.from({ length: released }, (_, index) => releasedAtOnce(`visit-${index}`)).flat(),
    );
    at.place.clock.advance(61 * minute);
    const after = workOnOne('LAST1');
    expect(after.rows).toBe(before.rows);
    for (const sql of after.statements) {
      const plan = at.journal.db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
      const steps = plan.all(...Array.from(sql.matchAll(/\?/g), () => ''));
      const whole = steps.filter(({ detail }) => /^SCAN visits/.test(detail) && !onlyAtThePost.test(detail));
      expect(whole, sql).toEqual([]);
    }
  });
});

/** The journal with a count of the rows that are read from it outside its own work. */
function watched(journal: Journal) {
  let rows = 0;
  const statements = new Set<string>();
  const note = <Row>(sql: string, found: readonly Row[]): readonly Row[] => {
    rows += found.length;
    statements.add(sql);
    return found;
  };
  const db: Journal['db'] = {
    prepare: <Parameters extends unknown[], Row>(sql: string) => {
      const statement = journal.db.prepare<Parameters, Row>(sql);
      return {
        get: (...parameters: Parameters): Row | undefined => note(sql, statement.all(...parameters))[0],
        all: (...parameters: Parameters): Row[] => [...note(sql, statement.all(...parameters))],
        iterate: (...parameters: Parameters) => statement.iterate(...parameters),
      };
    },
  };
  return {
    journal: withDatabase(journal, db),
    begin: () => {
      rows = 0;
      statements.clear();
    },
    asked: () => ({ rows, statements: [...statements] }),
  };
}

/** A journal keeps private fields, so its methods must run on itself. */
function withDatabase(journal: Journal, db: Journal['db']): Journal {
  return {
    db,
    head: () => journal.head(),
    read: (from, limit) => journal.read(from, limit),
    entriesOf: (subject) => journal.entriesOf(subject),
    versionOf: (subject) => journal.versionOf(subject),
    append: (entries, command) => journal.append(entries, command),
    transact: (command, run) => journal.transact(command, run),
    onAppend: (listener) => journal.onAppend(listener),
    rebuild: (progress) => journal.rebuild(progress),
    close: () => journal.close(),
  };
}

function releasedAtOnce(subject: string): NewEntry[] {
  const truck = { plate: 'GONE1', laneClass: 'walk-up' };
  const decided = {
    decision: 'release',
    reason: '',
    scanId: 's',
    fidelity: 'full',
    seenPercent: 1,
    by: '101',
  };
  return [
    { actor: ana.id, subject, kind: 'visit.arrived', body: { truck } },
    { actor: ana.id, subject, kind: 'visit.decided', body: decided },
  ];
}
