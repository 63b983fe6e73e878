import { readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkChain } from './check-chain.ts';
import { assertDurable } from './database.ts';
import type { JournalPlace } from './journal.fixture.ts';
import { journalPlace, note, noteModel } from './journal.fixture.ts';
import type { ReadModel } from './read-model.ts';

let place: JournalPlace;
beforeEach(() => {
  place = journalPlace();
});
afterEach(() => place.remove());

function code(run: () => unknown): string {
  try {
    run();
  } catch (fault) {
    return (fault as { code?: string }).code ?? String(fault);
  }
  return 'nothing thrown';
}

describe('what is appended', () => {
  test('is there after a close and an open, in order, hashed onto what was before', () => {
    const first = place.open();
    first.append([note('one'), note('two', 'b')]);
    place.clock.advance(1500);
    first.append([note('three')]);
    const head = first.head();
    first.close();

    const again = place.open({ run: 'run-2' });
    expect(again.read(1, 10).map((entry) => [entry.seq, entry.subject, entry.body])).toEqual([
      [1, 'a', { text: 'one' }],
      [2, 'b', { text: 'two' }],
      [3, 'a', { text: 'three' }],
    ]);
    expect(again.entriesOf('a').map((entry) => entry.seq)).toEqual([1, 3]);
    expect(again.head()).toEqual(head);
    expect(head.seq).toBe(3);
    const raw = new Database(place.file, { readonly: true });
    expect(checkChain(raw)).toEqual({ entries: 3, head: head.hash, firstBad: null });
    raw.close();
  });

  test('is all there or not at all', () => {
    const journal = place.open();
    expect(() => journal.append([note('good'), { ...note('x'), body: { text: 7 } }])).toThrow(TypeError);
    expect(() => journal.append([note('good'), { ...note('x'), kind: 'unheard.of' }])).toThrow(TypeError);
    expect(journal.head().seq).toBe(0);
    expect(journal.db.prepare('SELECT * FROM notes').all()).toEqual([]);
  });

  test('is told to listeners after the commit, in order, whatever one of them does', () => {
    const faults: unknown[] = [];
    const journal = place.open({ onListenerFault: (fault) => faults.push(fault) });
    const heard: string[] = [];
    journal.onAppend((entry) => {
      if (entry.seq === 1) {
        journal.append([note('from a listener')]);
        throw new Error('listener broke');
      }
    });
    const stop = journal.onAppend((entry) => {
      const outside = new Database(place.file, { readonly: true });
      heard.push(`${entry.seq} of ${checkChain(outside).entries}`);
      outside.close();
    });
    journal.append([note('one'), note('two')]);
    expect(heard).toEqual(['1 of 3', '2 of 3', '3 of 3']);
    expect(faults).toHaveLength(1);
    stop();
    journal.append([note('unheard')]);
    expect(heard).toHaveLength(3);
  });
});

describe('a command', () => {
  const commandId = '0b0f1c1e-0000-4000-8000-000000000001';

  test('given twice writes once and has the first outcome both times', () => {
    const journal = place.open();
    const first = journal.append([note('one'), note('two')], { commandId });
    journal.append([note('between')]);
    const second = journal.append([note('one'), note('two')], { commandId });
    expect(first).toMatchObject({ version: 2, repeated: false });
    expect(second).toEqual({ ...first, repeated: true });
    expect(journal.head().seq).toBe(3);
  });

  test('given again after a restart still writes nothing', () => {
    place.open().append([note('one')], { commandId });
    const again = place.open({ run: 'run-2' });
    expect(again.append([note('one')], { commandId }).repeated).toBe(true);
    expect(again.head().seq).toBe(1);
  });

  test('with the id of another command is refused', () => {
    const journal = place.open();
    journal.append([note('one')], { commandId, fingerprint: 'A' });
    expect(code(() => journal.append([note('two')], { commandId, fingerprint: 'B' }))).toBe(
      'COMMAND_ID_REUSED',
    );
    expect(journal.head().seq).toBe(1);
  });

  test('based on an older version of its subject is refused', () => {
    const journal = place.open();
    journal.append([note('one')]);
    const expected = { subject: 'a', version: 1 };
    expect(journal.append([note('two')], { expect: expected }).version).toBe(2);
    expect(code(() => journal.append([note('three')], { expect: expected }))).toBe('VISIT_CHANGED');
    expect(journal.head().seq).toBe(2);
  });

  test('whose decision throws leaves no trace', () => {
    const journal = place.open();
    expect(() =>
      journal.transact({ commandId }, () => {
        throw new Error('refused');
      }),
    ).toThrow('refused');
    expect(journal.append([note('one')], { commandId }).repeated).toBe(false);
  });
});

describe('the guards', () => {
  test('refuse to change, delete, replace or skip an entry', () => {
    const journal = place.open();
    journal.append([note('one'), note('two')]);
    const raw = new Database(place.file);
    const [row] = raw.prepare<[], Record<string, unknown>>('SELECT * FROM entries WHERE seq = 2').all();
    const insert = (verb: string) =>
      raw.prepare(
        `${verb} INTO entries VALUES (@seq, @id, @at, @monotonic, @run, @actor, @kind, @subject, @body, @prev, @hash)`,
      );
    expect(() => raw.exec("UPDATE entries SET actor = 'x' WHERE seq = 1")).toThrow('never changed');
    expect(() => raw.exec('DELETE FROM entries WHERE seq = 2')).toThrow('never deleted');
    expect(() => insert('INSERT OR REPLACE').run(row)).toThrow('only follows');
    expect(() => insert('REPLACE').run({ ...row, seq: 3 })).toThrow('only follows');
    expect(() => insert('INSERT').run({ ...row, seq: 9, id: 'other' })).toThrow('only follows');
    raw.close();
    expect(journal.read(1, 10)).toHaveLength(2);
  });

  test('WAL and FULL are set on every open, also of a file that was left without', () => {
    place.open().close();
    const raw = new Database(place.file);
    raw.pragma('journal_mode = DELETE');
    raw.close();
    const journal = place.open();
    const db = journal.db as Database.Database;
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
    db.pragma('synchronous = NORMAL');
    expect(code(() => assertDurable(db, place.file))).toBe('JOURNAL_NOT_DURABLE');
  });
});

describe('read models', () => {
  const rows = (journal: { db: { prepare(sql: string): { all(): unknown[] } } }) =>
    journal.db.prepare('SELECT * FROM notes ORDER BY subject').all();
  const expected = [
    { subject: 'a', count: 2, text: 'three' },
    { subject: 'b', count: 1, text: 'two' },
  ];
  const fill = (journal: { append: (entries: ReturnType<typeof note>[]) => unknown }) =>
    journal.append([note('one'), note('two', 'b'), note('three')]);

  test('say after a rebuild what they said before', () => {
    const journal = place.open();
    fill(journal);
    expect(rows(journal)).toEqual(expected);
    (journal.db as Database.Database).exec("UPDATE notes SET text = 'spoilt'");
    const progress: number[][] = [];
    journal.rebuild((done, total) => progress.push([done, total]));
    expect(rows(journal)).toEqual(expected);
    expect(progress.at(-1)).toEqual([3, 3]);
    journal.append([note('four')]);
    expect(rows(journal)[0]).toEqual({ subject: 'a', count: 3, text: 'four' });
  });

  test('of another version are made again when the journal is opened, old tables dropped', () => {
    const journal = place.open();
    fill(journal);
    journal.close();
    const changed: ReadModel = {
      name: 'notes',
      version: 2,
      tables: ['note_texts'],
      create: (db) => db.exec('CREATE TABLE note_texts (text TEXT NOT NULL) STRICT'),
      prepare(db) {
        const put = db.prepare<[string]>('INSERT INTO note_texts (text) VALUES (?)');
        return (entry) => put.run((entry.body as { text: string }).text);
      },
    };
    const again = place.open({ readModels: [changed] });
    expect(again.db.prepare('SELECT text FROM note_texts').all()).toEqual([
      { text: 'one' },
      { text: 'two' },
      { text: 'three' },
    ]);
    expect(() => again.db.prepare('SELECT * FROM notes')).toThrow('no such table');
  });

  test('that fail undo the entry with them', () => {
    const broken: ReadModel = {
      ...noteModel,
      name: 'broken',
      tables: [],
      create: () => {},
      prepare: () => () => {
        throw new Error('model broke');
      },
    };
    const journal = place.open({ readModels: [noteModel, broken] });
    expect(() => journal.append([note('one')])).toThrow('model broke');
    expect(journal.head().seq).toBe(0);
    expect(rows(journal)).toEqual([]);
  });
});

describe('the clock', () => {
  const kindsOf = (place: JournalPlace, run = 'run-1') =>
    place
      .open({ run })
      .read(1, 100)
      .map((entry) => entry.kind);

  test('set back is written down before the first entry that has the earlier time', () => {
    const journal = place.open();
    journal.append([note('one')]);
    place.clock.advance(60_000);
    place.clock.setUtc('2026-03-01T07:00:00.000Z');
    const { entries } = journal.append([note('two')]);
    expect(entries.map((entry) => entry.kind)).toEqual(['note.written']);
    expect(journal.read(2, 1)[0]).toMatchObject({
      kind: 'clock.set-back',
      actor: 'station',
      body: { expected: '2026-03-01T08:01:00.000Z', found: '2026-03-01T07:00:00.000Z', byMs: -3_660_000 },
    });
  });

  test('set back by less than the time gone by is seen against the monotonic clock', () => {
    const journal = place.open();
    journal.append([note('one')]);
    place.clock.advance(3_600_000);
    place.clock.setUtc('2026-03-01T08:30:00.000Z');
    journal.append([note('two')]);
    expect(kindsOf(place)).toEqual(['note.written', 'clock.set-back', 'note.written']);
  });

  test('set back while the station was off is seen by its next run', () => {
    place.open().append([note('one')]);
    place.clock.setUtc('2025-01-01T00:00:00.000Z');
    place.open({ run: 'run-2' }).append([note('two')]);
    expect(kindsOf(place)).toEqual(['note.written', 'clock.set-back', 'note.written']);
  });

  test('set forward in a run is written down, and the hours between two runs are not', () => {
    const journal = place.open();
    journal.append([note('one')]);
    place.clock.setUtc('2026-03-01T09:00:00.000Z');
    journal.append([note('two')]);
    place.clock.setUtc('2026-03-02T09:00:00.000Z');
    place.open({ run: 'run-2' }).append([note('three')]);
    expect(kindsOf(place)).toEqual(['note.written', 'clock.set-forward', 'note.written', 'note.written']);
  });

  test('slewed by as much as NTP may is no change', () => {
    const journal = place.open();
    journal.append([note('one')]);
    place.clock.advance(86_400_000);
    place.clock.setUtc('2026-03-02T07:59:20.000Z');
    journal.append([note('two')]);
    expect(kindsOf(place)).toEqual(['note.written', 'note.written']);
  });
});

describe('a journal that cannot be used', () => {
  test('because a newer version wrote it is refused with a sentence and left byte for byte', () => {
    place.open().append([note('one')]);
    place.open().close();
    const raw = new Database(place.file);
    raw.pragma('user_version = 99');
    raw.pragma('wal_checkpoint(TRUNCATE)');
    raw.close();
    const before = readFileSync(place.file);
    expect(() => place.open()).toThrow(/newer Scanpost \(journal 99;.*Install that version/);
    expect(code(() => place.open())).toBe('JOURNAL_NEWER');
    expect(readFileSync(place.file).equals(before)).toBe(true);
  });

  test.each([
    ['emptied', Buffer.alloc(0)],
    ['something else', Buffer.from('{"not":"a database"}'.repeat(50))],
    ['a database of another program', null],
  ])('because it is %s is refused as damaged and left as it is', (_what, content) => {
    if (content) writeFileSync(place.file, content);
    else {
      const other = new Database(place.file);
      other.exec('CREATE TABLE entries (a)');
      other.close();
    }
    const before = readFileSync(place.file);
    expect(code(() => place.open())).toBe('JOURNAL_DAMAGED');
    expect(readFileSync(place.file).equals(before)).toBe(true);
  });

  test('because an entry at its end was rewritten names the entry', () => {
    const journal = place.open();
    journal.append([note('one'), note('two'), note('three')]);
    journal.close();
    const raw = new Database(place.file);
    raw.exec("DROP TRIGGER entries_never_change; UPDATE entries SET actor = 'somebody' WHERE seq = 2");
    raw.close();
    expect(() => place.open()).toThrow(/entry 2: it is not what was written/);
  });

  test('because an entry is of a kind this version does not know is refused when it is read', () => {
    place.open().append([note('one')]);
    const journal = place.open({ kinds: {}, readModels: [] });
    expect(() => journal.read(1, 1)).toThrow(/entry 1 is of the kind note.written/);
  });
});
