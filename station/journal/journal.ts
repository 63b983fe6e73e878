import { randomUUID } from 'node:crypto';
import type Database from 'better-sqlite3';
import { systemTimers, type Timers } from '../../native-bridge/transport/timers.ts';
import type { Clock } from '../clock.ts';
import { StationError } from '../errors.ts';
import { Checkpoints } from './checkpoints.ts';
import { clockChangeSince, clockKinds, clockSubject } from './clock-watch.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { assertDurable, damaged, journalFault, openDurably } from './database.ts';
import type { Entry, EntryKinds, NewEntry } from './entry.ts';
import { entryHash, genesis } from './entry-hash.ts';
import { createJournalFile, refuseUnlessSound } from './journal-file.ts';
import { migrations } from './migrations/migrations.ts';
import type { ReadModel, RebuildProgress } from './read-model.ts';
import { rebuildReadModels, staleReadModels } from './read-model-upkeep.ts';

export interface JournalOptions {
  readonly clock: Clock;
  /** Identifies this run of the station; monotonic times of different runs are never compared. */
  readonly run: string;
  /** Every kind of entry that may be written or read. */
  readonly kinds: EntryKinds;
  readonly readModels: readonly ReadModel[];
  /** SQL (`CREATE TABLE IF NOT EXISTS …`) for what must not be in the journal but beside it, like password hashes. */
  readonly beside?: readonly string[];
  readonly onRebuild?: RebuildProgress;
  /** Told when a listener of `onAppend` throws; the entries are saved all the same. */
  readonly onListenerFault?: (fault: unknown) => void;
  /** Told when the write-ahead log could not be folded into the database; it is tried again, and nothing is lost. */
  readonly onCheckpointFault?: (fault: unknown) => void;
  /** For the checkpoints. */
  readonly timers?: Timers;
}

export interface JournalHead {
  /** 0 while there is no entry. */
  readonly seq: number;
  /** 64 hex digits; zeros while there is no entry. */
  readonly hash: string;
}

export interface Command {
  /** The same id again gives the first outcome and writes nothing. */
  readonly commandId?: string;
  /** What the command says, so that an id used for something else is found out (COMMAND_ID_REUSED). */
  readonly fingerprint?: string;
  /** Refused with VISIT_CHANGED when the subject has another version by now. */
  readonly expect?: { readonly subject: string; readonly version: number };
}

export interface Appended {
  /** What the command wrote, without an entry about the clock before it. */
  readonly entries: readonly Entry[];
  /** Entries that the first entry's subject has after the command. */
  readonly version: number;
  /** The command had been carried out before; these are its entries of then. */
  readonly repeated: boolean;
}

/** The post's journal: append-only, hash-chained, durable. One process has it open for writing. */
export interface Journal {
  /** For `SELECT`s on read models. */
  readonly db: ReadableDatabase;
  head(): JournalHead;
  /** At most `limit` entries from `fromSeq` on, in order. */
  read(fromSeq: number, limit: number): Entry[];
  entriesOf(subject: string): Entry[];
  /** Entries about a subject so far. */
  versionOf(subject: string): number;
  /** Writes all entries or none, with the read models, and returns when they are on the disk. */
  append(entries: readonly NewEntry[], command?: Command): Appended;
  /**
   * Runs `decide` and writes what it returns, in one transaction in which nobody else writes. What `decide` throws
   * undoes everything. It may write tables beside the journal through `db`.
   */
  transact(command: Command, decide: (db: WritableDatabase) => readonly NewEntry[]): Appended;
  /** Called after COMMIT, once per entry, in order. Returns the way to stop. */
  onAppend(listener: (entry: Entry) => void): () => void;
  /** Drops the read models and makes them again from the entries. */
  rebuild(onProgress?: RebuildProgress): void;
  close(): void;
}

/**
 * Opens the journal, making it when there is none, brings its tables up to date and checks its end.
 * Throws StationError JOURNAL_NEWER, JOURNAL_DAMAGED, JOURNAL_READ_ONLY, JOURNAL_NOT_DURABLE, JOURNAL_BUSY or
 * DISK_FULL; then nothing good on the disk has changed.
 */
export function openJournal(file: string, options: JournalOptions): Journal {
  try {
    createJournalFile(file);
    refuseUnlessSound(file);
    const db = openDurably(file);
    try {
      return new SqliteJournal(db, file, options);
    } catch (fault) {
      db.close();
      throw fault;
    }
  } catch (fault) {
    throw journalFault(fault, file);
  }
}

interface EntryRow {
  readonly seq: number;
  readonly id: string;
  readonly at: string;
  readonly monotonic: number;
  readonly run: string;
  readonly actor: string;
  readonly kind: string;
  readonly subject: string;
  readonly body: string;
}

interface CommandRow {
  readonly fingerprint: string;
  readonly version: number;
  readonly first_seq: number | null;
  readonly last_seq: number | null;
}

const columns = 'seq, id, at, monotonic, run, actor, kind, subject, body';

class SqliteJournal implements Journal {
  readonly db: ReadableDatabase;
  readonly #database: Database.Database;
  readonly #file: string;
  readonly #options: JournalOptions;
  readonly #kinds: EntryKinds;
  readonly #statements: ReturnType<typeof prepareStatements>;
  readonly #listeners = new Set<(entry: Entry) => void>();
  readonly #unheard: Entry[] = [];
  #telling = false;
  readonly #checkpoints: Checkpoints;
  #apply: readonly ((entry: Entry) => void)[] = [];

  constructor(db: Database.Database, file: string, options: JournalOptions) {
    this.#database = db;
    this.db = db;
    this.#file = file;
    this.#options = options;
    this.#kinds = { ...clockKinds, ...options.kinds };
    this.#migrate();
    this.#statements = prepareStatements(db);
    this.#checkpoints = new Checkpoints(db, {
      timers: options.timers ?? systemTimers,
      onFault: options.onCheckpointFault ?? (() => {}),
    });
    const stale = staleReadModels(db, options.readModels);
    if (stale.length > 0) this.#rebuild(stale, options.onRebuild);
    else this.#apply = options.readModels.map((model) => model.prepare(db));
  }

  head(): JournalHead {
    const last = this.#statements.last.get();
    return last
      ? { seq: last.seq, hash: last.hash.toString('hex') }
      : { seq: 0, hash: Buffer.from(genesis).toString('hex') };
  }

  read(fromSeq: number, limit: number): Entry[] {
    return this.#guarded(() => this.#statements.from.all(fromSeq, limit).map((row) => this.#parse(row)));
  }

  entriesOf(subject: string): Entry[] {
    return this.#guarded(() => this.#statements.ofSubject.all(subject).map((row) => this.#parse(row)));
  }

  versionOf(subject: string): number {
    return this.#guarded(() => this.#statements.countOfSubject.get(subject)?.count ?? 0);
  }

  append(entries: readonly NewEntry[], command: Command = {}): Appended {
    return this.transact(command, () => entries);
  }

  transact(command: Command, decide: (db: WritableDatabase) => readonly NewEntry[]): Appended {
    let written: Entry[] = [];
    const appended = this.#guarded(() =>
      this.#database
        .transaction((): Appended => {
          const earlier = this.#earlierOutcome(command);
          if (earlier) return earlier;
          this.#expect(command.expect);
          const entries = decide(this.#database);
          written = this.#write(entries);
          const own = written.slice(written.length - entries.length);
          const subject = own[0]?.subject ?? command.expect?.subject ?? '';
          const counted = command.commandId !== undefined || command.expect !== undefined;
          const version = counted ? (this.#statements.countOfSubject.get(subject)?.count ?? 0) : 0;
          if (command.commandId !== undefined)
            this.#statements.rememberCommand.run(
              command.commandId,
              command.fingerprint ?? '',
              subject,
              version,
              own[0]?.seq ?? null,
              own.at(-1)?.seq ?? null,
            );
          return { entries: own, version, repeated: false };
        })
        .immediate(),
    );
    if (written.length > 0) this.#checkpoints.committed();
    this.#tell(written);
    return appended;
  }

  onAppend(listener: (entry: Entry) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  rebuild(onProgress?: RebuildProgress): void {
    this.#guarded(() => this.#rebuild(this.#options.readModels, onProgress));
  }

  close(): void {
    this.#checkpoints.close();
    if (this.#database.open) this.#database.close();
  }

  #migrate(): void {
    const db = this.#database;
    db.transaction(() => {
      const had = Number(db.pragma('user_version', { simple: true }));
      for (const step of migrations.slice(had)) db.exec(step);
      if (had !== migrations.length) db.pragma(`user_version = ${migrations.length}`);
      for (const table of this.#options.beside ?? []) db.exec(table);
    }).immediate();
    assertDurable(db, this.#file);
  }

  #rebuild(models: readonly ReadModel[], onProgress: RebuildProgress | undefined): void {
    const db = this.#database;
    db.transaction(() => {
      rebuildReadModels(db, models, { read: (from, limit) => this.read(from, limit), onProgress });
    }).immediate();
    this.#apply = this.#options.readModels.map((model) => model.prepare(db));
    this.#checkpoints.committed();
  }

  #earlierOutcome({ commandId, fingerprint }: Command): Appended | null {
    if (commandId === undefined) return null;
    const row = this.#statements.command.get(commandId);
    if (!row) return null;
    if (row.fingerprint !== (fingerprint ?? ''))
      throw new StationError(
        'COMMAND_ID_REUSED',
        'This command carries the id of another one that was carried out before. Reload the screen and try again; nothing was changed.',
      );
    const entries =
      row.first_seq === null || row.last_seq === null
        ? []
        : this.read(row.first_seq, row.last_seq - row.first_seq + 1);
    return { entries, version: row.version, repeated: true };
  }

  #expect(expected: Command['expect']): void {
    if (!expected) return;
    const version = this.#statements.countOfSubject.get(expected.subject)?.count ?? 0;
    if (version !== expected.version) throw visitChanged();
  }

  /** Within a transaction. Returns the entries with one about the clock before them, where it was set. */
  #write(entries: readonly NewEntry[]): Entry[] {
    if (entries.length === 0) return [];
    const { clock, run } = this.#options;
    const at = clock.utc();
    const monotonic = Math.round(clock.monotonic());
    const last = this.#statements.last.get();
    const change = last ? clockChangeSince(last, { at, monotonic, run }) : null;
    const all = change ? [{ ...change, actor: 'station', subject: clockSubject }, ...entries] : entries;
    let seq = last?.seq ?? 0;
    let prev: Uint8Array = last?.hash ?? genesis;
    return all.map((entry) => {
      seq += 1;
      const body = this.#parseBody(entry.kind, entry.body, 0);
      const row = {
        seq,
        id: randomUUID(),
        at,
        monotonic,
        run,
        actor: entry.actor.toWellFormed(),
        kind: entry.kind,
        subject: entry.subject.toWellFormed(),
        body: JSON.stringify(body),
      };
      const hash = entryHash({
        seq,
        monotonic,
        id: Buffer.from(row.id),
        at: Buffer.from(at),
        run: Buffer.from(run),
        actor: Buffer.from(row.actor),
        kind: Buffer.from(row.kind),
        subject: Buffer.from(row.subject),
        body: Buffer.from(row.body),
        prev,
      });
      this.#statements.insert.run({ ...row, prev, hash });
      prev = hash;
      const written: Entry = { ...row, body };
      for (const apply of this.#apply) apply(written);
      return written;
    });
  }

  /** An entry appended by a listener is told after the ones before it, to everyone. */
  #tell(entries: readonly Entry[]): void {
    this.#unheard.push(...entries);
    if (this.#telling) return;
    this.#telling = true;
    try {
      for (let entry = this.#unheard.shift(); entry; entry = this.#unheard.shift()) {
        for (const listener of [...this.#listeners]) {
          try {
            listener(entry);
          } catch (fault) {
            this.#options.onListenerFault?.(fault);
          }
        }
      }
    } finally {
      this.#telling = false;
    }
  }

  #parse(row: EntryRow): Entry {
    let body: unknown;
    try {
      body = JSON.parse(row.body);
    } catch (fault) {
      throw damaged(this.#file, `entry ${row.seq} cannot be read`, fault, row.seq);
    }
    return { ...row, body: this.#parseBody(row.kind, body, row.seq) };
  }

  /** `seq` 0: an entry to be, so a mistake of the program and not of the file. */
  #parseBody(kind: string, body: unknown, seq: number): unknown {
    const schema = Object.hasOwn(this.#kinds, kind) ? this.#kinds[kind] : undefined;
    if (!schema) {
      if (seq === 0) throw new TypeError(`The journal has no kind of entry called ${kind}.`);
      throw damaged(
        this.#file,
        `entry ${seq} is of the kind ${kind}, which this version does not know`,
        null,
        seq,
      );
    }
    const parsed = schema.safeParse(body);
    if (parsed.success) return parsed.data;
    if (seq === 0) throw new TypeError(`This is not the body of a ${kind}.`, { cause: parsed.error });
    throw damaged(this.#file, `entry ${seq} does not look like a ${kind}`, parsed.error, seq);
  }

  #guarded<Result>(run: () => Result): Result {
    try {
      return run();
    } catch (fault) {
      throw journalFault(fault, this.#file);
    }
  }
}

/** What a command gets that was based on something older than what stands. */
export function visitChanged(): StationError {
  return new StationError(
    'VISIT_CHANGED',
    'The visit has changed since you saw it. Look at it again and decide anew; nothing was changed.',
  );
}

function prepareStatements(db: Database.Database) {
  return {
    insert: db.prepare<[Record<string, unknown>]>(
      `INSERT INTO entries (${columns}, prev, hash)
       VALUES (@seq, @id, @at, @monotonic, @run, @actor, @kind, @subject, @body, @prev, @hash)`,
    ),
    last: db.prepare<[], { seq: number; at: string; monotonic: number; run: string; hash: Buffer }>(
      'SELECT seq, at, monotonic, run, hash FROM entries ORDER BY seq DESC LIMIT 1',
    ),
    from: db.prepare<[number, number], EntryRow>(
      `SELECT ${columns} FROM entries WHERE seq >= ? ORDER BY seq LIMIT ?`,
    ),
    ofSubject: db.prepare<[string], EntryRow>(
      `SELECT ${columns} FROM entries WHERE subject = ? ORDER BY seq`,
    ),
    countOfSubject: db.prepare<[string], { count: number }>(
      'SELECT count(*) AS count FROM entries WHERE subject = ?',
    ),
    command: db.prepare<[string], CommandRow>(
      'SELECT fingerprint, version, first_seq, last_seq FROM commands WHERE id = ?',
    ),
    rememberCommand: db.prepare<[string, string, string, number, number | null, number | null]>(
      'INSERT INTO commands (id, fingerprint, subject, version, first_seq, last_seq) VALUES (?, ?, ?, ?, ?, ?)',
    ),
  };
}
