import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';
import { settableClock } from '../clock.ts';
import { StationError } from '../errors.ts';
import type { BadEntry } from './check-chain.ts';
import { checkChain } from './check-chain.ts';
import { journalFault } from './database.ts';
import type { EntryKinds } from './entry.ts';
import { inspectJournalFile } from './inspect.ts';
import { openJournal } from './journal.ts';
import { applicationId, migrations } from './migrations/migrations.ts';
import type { ReadModel } from './read-model.ts';
import { staleReadModels } from './read-model-upkeep.ts';
import { snapshotJournal } from './snapshot.ts';

export interface JournalCheck {
  /** Sound entries before the first bad one. */
  readonly entries: number;
  /** Hash of the last of them. */
  readonly head: string;
  /** What is wrong, the entries first; empty when the journal is whole. `seq` 0 is the file and no entry. */
  readonly bad: readonly BadEntry[];
}

/**
 * Looks at every entry, every page, the guards and the read models of a journal. Reads only, and works while a
 * station is running. `onEntry` gets each sound entry's hash; `onBody` the bodies of some kinds.
 */
export function checkJournal(
  file: string,
  options: {
    readonly kinds: EntryKinds;
    readonly readModels: readonly ReadModel[];
    readonly onEntry?: (seq: number, hash: string) => void;
    readonly bodiesOf?: readonly string[];
    readonly onBody?: (entry: EntryBody) => void;
  },
): JournalCheck {
  const nothing = { entries: 0, head: '0'.repeat(64) };
  let check: JournalCheck = { ...nothing, bad: [] };
  try {
    const copy = snapshotJournal(file);
    try {
      check = checkCopy(copy.file, options);
    } finally {
      copy.remove();
    }
  } catch (fault) {
    return { ...check, bad: [ofFile(saying(fault, file))] };
  }
  return check;
}

export interface EntryBody {
  readonly seq: number;
  readonly id: string;
  readonly kind: string;
  readonly body: string;
}

type Options = Parameters<typeof checkJournal>[1];

function checkCopy(file: string, options: Options): JournalCheck {
  const bad: BadEntry[] = [];
  const seen = inspectJournalFile(file);
  if (seen.applicationId !== applicationId) throw new Error('it is not a journal of Scanpost');
  if (seen.version > migrations.length)
    throw new Error(`it was written by a newer Scanpost; verify it with that one (journal ${seen.version})`);
  if (seen.lostTransactions > 0)
    bad.push(ofFile('its write-ahead log has a damaged place with saved entries behind it'));

  const db = new Database(file, { readonly: true });
  let chain: ReturnType<typeof checkChain>;
  try {
    const kinds = new Set(options.bodiesOf);
    const body = db.prepare<[number], EntryBody>('SELECT seq, id, kind, body FROM entries WHERE seq = ?');
    chain = checkChain(db, {
      onEntry(seq, hash) {
        options.onEntry?.(seq, hash);
        const entry = kinds.size > 0 ? body.get(seq) : undefined;
        if (entry && kinds.has(entry.kind)) options.onBody?.(entry);
      },
    });
    if (chain.firstBad) bad.unshift(chain.firstBad);
    const pages = String(db.pragma('integrity_check(1)', { simple: true }));
    if (pages !== 'ok') bad.push(ofFile(`SQLite finds its pages damaged (${pages})`));
    for (const name of missingGuards(db)) bad.push(ofFile(`its ${name} is missing or changed`));
  } finally {
    db.close();
  }
  if (bad.length === 0) bad.push(...disagreeing(file, options));
  return { entries: chain.entries, head: chain.head, bad };
}

/** Tables, indexes and triggers that are not as the migrations make them. */
function missingGuards(db: Database.Database): string[] {
  const fresh = new Database(':memory:');
  for (const step of migrations) fresh.exec(step);
  const made = schemaOf(fresh);
  fresh.close();
  const found = schemaOf(db);
  return [...made].filter(([name, sql]) => found.get(name) !== sql).map(([name]) => name);
}

function schemaOf(db: Database.Database): Map<string, string> {
  const rows = db
    .prepare<[], { type: string; name: string; sql: string }>(
      'SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL',
    )
    .all();
  return new Map(rows.map(({ type, name, sql }) => [`${type} ${name}`, sql]));
}

/** Makes the read models again in the copy and compares. Those of another version are made anew by the next start. */
function disagreeing(file: string, { kinds, readModels }: Options): BadEntry[] {
  const before = new Database(file, { readonly: true });
  const fresh = readModels.filter((model) => staleReadModels(before, [model]).length === 0);
  const tables = fresh.flatMap((model) => [...model.tables]);
  const had = tables.map((table) => contentOf(before, table));
  before.close();
  const journal = openJournal(file, { clock: settableClock(), run: 'verify', kinds, readModels });
  try {
    journal.rebuild();
    const after = new Database(file, { readonly: true });
    const has = tables.map((table) => contentOf(after, table));
    after.close();
    return tables
      .filter((_table, index) => had[index] !== has[index])
      .map((table) => ofFile(`its table ${table} does not say what the entries say`));
  } finally {
    journal.close();
  }
}

function contentOf(db: Database.Database, table: string): string {
  const hash = createHash('sha256');
  for (const row of db.prepare(`SELECT * FROM "${table}" ORDER BY 1`).iterate())
    hash.update(JSON.stringify(row));
  return hash.digest('hex');
}

function ofFile(why: string): BadEntry {
  return { seq: 0, id: '', why };
}

function saying(fault: unknown, file: string): string {
  const known = journalFault(fault, file);
  if (known instanceof StationError && known.code === 'JOURNAL_DAMAGED')
    return String(known.details.reason ?? known.message);
  return known instanceof Error ? known.message : String(known);
}
