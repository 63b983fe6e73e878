import { z } from 'zod';
import type { ReadableDatabase } from '../journal/database.ts';
import { entryHash } from '../journal/entry-hash.ts';

/** A line of an evidence file: an entry as the journal stores it, its body as the very text that was hashed. */
const storedLine = z.strictObject({
  seq: z.int().min(1),
  id: z.string(),
  at: z.string(),
  monotonic: z.int(),
  run: z.string(),
  actor: z.string(),
  kind: z.string(),
  subject: z.string(),
  body: z.string(),
  prev: z.string().regex(/^[0-9a-f]{64}$/),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type StoredLine = z.output<typeof storedLine>;

/** The entries about a subject, in order. */
export function storedEntriesOf(db: ReadableDatabase, subject: string): StoredLine[] {
  type Row = Omit<StoredLine, 'prev' | 'hash'> & { readonly prev: Buffer; readonly hash: Buffer };
  const rows = db.prepare<[string], Row>(`
    SELECT seq, id, at, monotonic, run, actor, kind, subject, body, prev, hash FROM entries
    WHERE subject = ? ORDER BY seq`);
  return rows
    .all(subject)
    .map((row) => ({ ...row, prev: row.prev.toString('hex'), hash: row.hash.toString('hex') }));
}

export function lineOf(entry: StoredLine): string {
  return JSON.stringify(entry);
}

/** Throws where the line is none. */
export function parseLine(line: string): StoredLine {
  return storedLine.parse(JSON.parse(line));
}

/** The hash that the entry must have: SHA-256 of its stored bytes (`journal/README.md`). */
export function hashOf(entry: StoredLine): string {
  const text = (value: string) => Buffer.from(value);
  return entryHash({
    seq: entry.seq,
    monotonic: entry.monotonic,
    id: text(entry.id),
    at: text(entry.at),
    run: text(entry.run),
    actor: text(entry.actor),
    kind: text(entry.kind),
    subject: text(entry.subject),
    body: text(entry.body),
    prev: Buffer.from(entry.prev, 'hex'),
  }).toString('hex');
}
