import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkJournal } from './check-journal.ts';
import type { JournalPlace } from './journal.fixture.ts';
import { journalPlace, note, noteKinds, noteModel } from './journal.fixture.ts';
import { parseWal } from './wal.ts';

let place: JournalPlace;
beforeEach(() => {
  place = journalPlace();
});
afterEach(() => place.remove());

const check = (file = place.file) => checkJournal(file, { kinds: noteKinds, readModels: [noteModel] });

function code(run: () => unknown): string {
  try {
    run();
  } catch (fault) {
    return (fault as { code?: string }).code ?? String(fault);
  }
  return 'nothing thrown';
}

/** Names of everything in the place's folder, and a hash of what is in it. */
function everything(): Record<string, string> {
  return Object.fromEntries(
    readdirSync(place.folder).map((name) => {
      const content = readFileSync(path.join(place.folder, name));
      return [name, createHash('sha256').update(content).digest('hex')];
    }),
  );
}

/** The journal as it is on the disk, its write-ahead log folded in. */
function filled(entries = 60): Buffer {
  const journal = place.open();
  for (let count = 0; count < entries; count += 1)
    journal.append([note(`note ${count} ${'x'.repeat((count * 37) % 400)}`, `subject ${count % 5}`)]);
  journal.close();
  return readFileSync(place.file);
}

describe('killed with signal 9 while it appends', () => {
  test('has everything that was acknowledged, and nothing half', async () => {
    let acknowledged = 0;
    for (const run of ['run-1', 'run-2', 'run-3']) {
      const child = spawn(
        process.execPath,
        [path.join(import.meta.dirname, 'append-loop.fixture.ts'), place.file, run],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      const ended = once(child, 'exit');
      const target = acknowledged + 100;
      let said = '';
      for await (const chunk of child.stdout) {
        said += String(chunk);
        const last = said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1);
        acknowledged = Number(last || acknowledged);
        if (acknowledged >= target) child.kill('SIGKILL');
      }
      await ended;
      const journal = place.open({ run: `${run}, afterwards` });
      const { seq } = journal.head();
      expect(seq).toBeGreaterThanOrEqual(acknowledged);
      // Each append has two entries, so an odd number would be half of one.
      expect(seq % 2).toBe(0);
      journal.close();
      expect(check()).toMatchObject({ entries: seq, bad: [] });
      acknowledged = seq;
    }
  });
});

describe('a check', () => {
  test('of a whole journal finds nothing and changes nothing, in a folder that cannot be written too', () => {
    filled();
    const before = everything();
    chmodSync(place.folder, 0o555);
    chmodSync(place.file, 0o444);
    const found = asNobody(() => check());
    chmodSync(place.folder, 0o755);
    expect(found).toMatchObject({ entries: 60, bad: [] });
    expect(everything()).toEqual(before);
  });

  test('works while a station is running, with entries that are only in the write-ahead log', () => {
    const journal = place.open();
    journal.append([note('one'), note('two')]);
    const { hash } = journal.head();
    const before = everything();
    expect(check()).toEqual({ entries: 2, head: hash, bad: [] });
    expect(everything()).toEqual(before);
  });

  test('works after a crash that left a write-ahead log behind', () => {
    const journal = place.open();
    journal.append([note('one'), note('two')]);
    const left = path.join(place.folder, 'left.db');
    copyFileSync(place.file, left);
    copyFileSync(`${place.file}-wal`, `${left}-wal`);
    expect(check(left)).toMatchObject({ entries: 2, bad: [] });
  });

  test.each([
    ['body', "UPDATE entries SET body = json_set(body, '$.text', 'x') WHERE seq = ?"],
    ['actor', "UPDATE entries SET actor = 'somebody else' WHERE seq = ?"],
    ['time', "UPDATE entries SET at = '2020-01-01T00:00:00.000Z' WHERE seq = ?"],
    ['monotonic time', 'UPDATE entries SET monotonic = monotonic + 1 WHERE seq = ?'],
    ['run', "UPDATE entries SET run = run || ' ' WHERE seq = ?"],
    ['kind', "UPDATE entries SET kind = 'note.Written' WHERE seq = ?"],
    ['subject', "UPDATE entries SET subject = 'another' WHERE seq = ?"],
    ['id', "UPDATE entries SET id = upper(id) || 'x' WHERE seq = ?"],
    ['hash', 'UPDATE entries SET hash = randomblob(32) WHERE seq = ?'],
    ['row', 'DELETE FROM entries WHERE seq = ?'],
  ])('names the entry whose %s was changed behind the guards', (_what, sql) => {
    const whole = filled(30);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 29 }), (seq) => {
        writeFileSync(place.file, whole);
        const raw = new Database(place.file);
        const guards = raw
          .prepare<[], { name: string; sql: string }>(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'",
          )
          .all();
        for (const { name } of guards) raw.exec(`DROP TRIGGER ${name}`);
        raw.prepare(sql).run(seq);
        for (const guard of guards) raw.exec(guard.sql);
        raw.close();
        expect(check()).toMatchObject({ entries: seq - 1, bad: [{ seq }] });
      }),
      { numRuns: 4 },
    );
  });

  test('finds a chain that was hashed anew from the changed entry on, by its head', () => {
    const journal = place.open();
    journal.append([note('one'), note('two')]);
    const { hash } = journal.head();
    journal.close();
    rmSync(place.file);
    const forged = place.open();
    forged.append([note('one'), note('another')]);
    forged.close();
    const hashes: string[] = [];
    const options = { kinds: noteKinds, readModels: [noteModel] };
    const onEntry = (_seq: number, found: string) => hashes.push(found);
    expect(checkJournal(place.file, { ...options, onEntry }).bad).toEqual([]);
    expect(hashes).not.toContain(hash);
  });

  test('finds guards that are missing and tables that say something else than the entries', () => {
    const whole = filled(5);
    const raw = new Database(place.file);
    raw.exec('DROP TRIGGER entries_never_go');
    raw.close();
    expect(check().bad).toEqual([
      { seq: 0, id: '', why: 'its trigger entries_never_go is missing or changed' },
    ]);
    writeFileSync(place.file, whole);
    const other = new Database(place.file);
    other.exec("UPDATE notes SET text = 'spoilt' WHERE subject = 'subject 1'");
    other.close();
    expect(check().bad).toEqual([
      { seq: 0, id: '', why: 'its table notes does not say what the entries say' },
    ]);
  });

  test('of a file with any byte flipped finds it, or the byte was one that says nothing', () => {
    const whole = filled();
    const sound = check();
    let unseen = 0;
    fc.assert(
      fc.property(fc.nat({ max: whole.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const spoilt = Buffer.from(whole);
        spoilt[at] = (spoilt[at] ?? 0) ^ flip;
        for (const suffix of ['-wal', '-shm']) rmSync(`${place.file}${suffix}`, { force: true });
        writeFileSync(place.file, spoilt);
        const found = check();
        if (found.bad.length > 0) return;
        unseen += 1;
        expect(found).toEqual(sound);
      }),
      { numRuns: 150 },
    );
    expect(unseen).toBeLessThan(150);
  });
});

describe('a damaged journal', () => {
  test('is refused and nothing in its folder changes', () => {
    const whole = filled();
    // The last entry is in a page of its own near the end; spoil every page's start from the third on.
    for (let page = 2; page * 4096 < whole.length; page += 1) whole.fill(0xff, page * 4096, page * 4096 + 64);
    writeFileSync(place.file, whole);
    const before = everything();
    expect(code(() => place.open())).toBe('JOURNAL_DAMAGED');
    expect(everything()).toMatchObject(before);
  });

  test('whose write-ahead log is damaged before saved entries is refused, not silently cut short', () => {
    const journal = place.open();
    for (let count = 0; count < 10; count += 1) journal.append([note(`note ${count}`)]);
    const wal = readFileSync(`${place.file}-wal`);
    const copy = path.join(place.folder, 'copy.db');
    const put = (log: Buffer) => {
      copyFileSync(place.file, copy);
      writeFileSync(`${copy}-wal`, log);
      return check(copy);
    };
    expect(put(wal)).toMatchObject({ entries: 10, bad: [] });
    const middle = 32 + (24 + 4096) * 3 + 500;
    const spoilt = Buffer.from(wal);
    spoilt[middle] = (spoilt[middle] ?? 0) ^ 1;
    expect(put(spoilt).bad[0]?.why).toContain('write-ahead log has a damaged place');
    // Torn by a power cut: the last transaction is not whole, and nothing that was acknowledged is behind it.
    expect(put(wal.subarray(0, -100))).toMatchObject({ entries: 9, bad: [] });
  });

  test('with any bytes for a write-ahead log is judged without an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 5000 }), (bytes) => {
        const facts = parseWal(Buffer.from(bytes));
        expect(facts === null || facts.lostTransactions >= 0).toBe(true);
      }),
    );
  });

  test('that is gone while its write-ahead log is there is not replaced by an empty one', () => {
    const journal = place.open();
    journal.append([note('one')]);
    copyFileSync(`${place.file}-wal`, `${place.folder}/kept`);
    journal.close();
    rmSync(place.file);
    copyFileSync(`${place.folder}/kept`, `${place.file}-wal`);
    expect(code(() => place.open())).toBe('JOURNAL_DAMAGED');
    expect(existsSync(place.file)).toBe(false);
  });
});

describe('a disk that cannot be written', () => {
  test('because it is read-only is refused with a sentence, and nothing changes', () => {
    filled(3);
    const before = everything();
    chmodSync(place.file, 0o444);
    chmodSync(place.folder, 0o555);
    const refused = asNobody(() => code(() => place.open()));
    const refusedNew = asNobody(() => code(() => place.open({}, 'other.db')));
    chmodSync(place.folder, 0o755);
    expect([refused, refusedNew]).toEqual(['JOURNAL_READ_ONLY', 'JOURNAL_READ_ONLY']);
    expect(everything()).toEqual(before);
  });

  test('because it is full refuses the entry, keeps those of before, and goes on when there is room', () => {
    const journal = place.open();
    journal.append([note('one')]);
    const db = journal.db as Database.Database;
    // SQLite answers a full disk with the same code as a file that has reached its limit.
    db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true })}`);
    const big = note('x'.repeat(100_000));
    expect(code(() => journal.append([big]))).toBe('DISK_FULL');
    expect(() => journal.append([big])).toThrow(/Free some space/);
    expect(journal.head().seq).toBe(1);
    db.pragma('max_page_count = 1000000');
    journal.append([big]);
    expect(check()).toMatchObject({ entries: 2, bad: [] });
  });

  test('because another program is writing it says so', () => {
    const journal = place.open();
    (journal.db as Database.Database).pragma('busy_timeout = 0');
    const other = new Database(place.file);
    other.exec('BEGIN IMMEDIATE');
    expect(code(() => journal.append([note('one')]))).toBe('JOURNAL_BUSY');
    other.exec('ROLLBACK');
    other.close();
    expect(journal.append([note('one')]).entries).toHaveLength(1);
  });
});

test('a draft of a new journal left by a crash is made anew', () => {
  appendFileSync(`${place.file}.new`, 'half a file');
  expect(place.open().head().seq).toBe(0);
});

/** Runs without the rights of root, which may write anywhere. */
function asNobody<Result>(run: () => Result): Result {
  if (process.getuid?.() !== 0) return run();
  process.seteuid?.(65534);
  try {
    return run();
  } finally {
    process.seteuid?.(0);
  }
}
