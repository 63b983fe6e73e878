import type Database from 'better-sqlite3';
import { entryHash, genesis } from './entry-hash.ts';

export interface BadEntry {
  readonly seq: number;
  /** Empty where the entry is not there at all. */
  readonly id: string;
  /** The end of a sentence. */
  readonly why: string;
}

export interface ChainCheck {
  readonly entries: number;
  /** Hash of the last sound entry, 64 hex digits; zeros when there is none. */
  readonly head: string;
  readonly firstBad: BadEntry | null;
}

interface RawRow {
  seq: number;
  id: Buffer;
  at: Buffer;
  monotonic: number;
  run: Buffer;
  actor: Buffer;
  kind: Buffer;
  subject: Buffer;
  body: Buffer;
  prev: Buffer;
  hash: Buffer;
}

/**
 * Hashes the stored bytes of every entry again (or only of the `last` ones) and follows the chain.
 * `onEntry` is called for each sound one.
 */
export function checkChain(
  db: Database.Database,
  options: { last?: number; onEntry?: (seq: number, hash: string) => void } = {},
): ChainCheck {
  const highest =
    db.prepare<[], { seq: number | null }>('SELECT max(seq) AS seq FROM entries').get()?.seq ?? 0;
  const first = options.last === undefined ? 1 : Math.max(1, highest - options.last + 1);
  let prev: Uint8Array = first === 1 ? genesis : (hashOf(db, first - 1) ?? genesis);
  let entries = first - 1;
  const verdict = (firstBad: BadEntry | null): ChainCheck => ({
    entries,
    head: Buffer.from(prev).toString('hex'),
    firstBad,
  });
  for (const row of rows(db, first)) {
    const seq = entries + 1;
    if (row.seq !== seq) return verdict({ seq, id: '', why: 'it is missing' });
    const id = row.id.toString();
    if (!row.prev.equals(prev)) return verdict({ seq, id, why: 'it does not follow the entry before it' });
    const hash = entryHash(row);
    if (!row.hash.equals(hash)) return verdict({ seq, id, why: 'it is not what was written' });
    prev = hash;
    entries = seq;
    options.onEntry?.(seq, hash.toString('hex'));
  }
  return verdict(null);
}

/** Texts as the bytes that are stored, whatever they are. */
function rows(db: Database.Database, first: number): IterableIterator<RawRow> {
  const texts = ['id', 'at', 'run', 'actor', 'kind', 'subject', 'body', 'prev', 'hash'];
  return db
    .prepare<[number], RawRow>(
      `SELECT seq, monotonic, ${texts.map((name) => `CAST(${name} AS BLOB) AS ${name}`).join(', ')}
       FROM entries WHERE seq >= ? ORDER BY seq`,
    )
    .iterate(first);
}

function hashOf(db: Database.Database, seq: number): Buffer | undefined {
  return db.prepare<[number], { hash: Buffer }>('SELECT hash FROM entries WHERE seq = ?').get(seq)?.hash;
}
