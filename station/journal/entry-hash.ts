import { createHash } from 'node:crypto';

/** An entry's columns as they are stored: texts as their UTF-8 bytes. */
export interface StoredEntry {
  readonly seq: number;
  readonly id: Uint8Array;
  readonly at: Uint8Array;
  readonly monotonic: number;
  readonly run: Uint8Array;
  readonly actor: Uint8Array;
  readonly kind: Uint8Array;
  readonly subject: Uint8Array;
  readonly body: Uint8Array;
  /** The hash of the entry before, 32 bytes; zeros for the first. */
  readonly prev: Uint8Array;
}

export const hashBytes = 32;
/** What stands before the first entry. */
export const genesis: Uint8Array = new Uint8Array(hashBytes);

/**
 * SHA-256 of an entry: each column, in the order of the table, as a u32 length and its bytes; integers as i64;
 * everything big-endian. The layout is specified in this folder's README, so that another program can check it.
 */
export function entryHash(entry: StoredEntry): Buffer {
  const hash = createHash('sha256');
  const field = (bytes: Uint8Array) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  field(int64(entry.seq));
  field(entry.id);
  field(entry.at);
  field(int64(entry.monotonic));
  field(entry.run);
  field(entry.actor);
  field(entry.kind);
  field(entry.subject);
  field(entry.body);
  field(entry.prev);
  return hash.digest();
}

function int64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
}
