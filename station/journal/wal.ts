import { readFileSync } from 'node:fs';

/** What a write-ahead log holds, read as sqlite.org/fileformat2.html §4 says and without SQLite. */
export interface WalFacts {
  /** The newest committed copy of page 1, if the log has one. */
  readonly firstPage: Buffer | null;
  /** Sound transactions. */
  readonly transactions: number;
  /**
   * Transactions behind a damaged place that were certainly saved: SQLite drops them without a word. A transaction
   * that a power cut tore is the last of the log, so the first commit behind the place counts for nothing.
   */
  readonly lostTransactions: number;
}

const headerBytes = 32;
const frameHeaderBytes = 24;

/** Null when there is no log or it holds nothing. */
export function readWal(file: string): WalFacts | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw fault;
  }
  return bytes.length < headerBytes ? null : parseWal(bytes);
}

/** `readWal` on bytes that are already there. */
export function parseWal(bytes: Buffer): WalFacts | null {
  const magic = bytes.readUInt32BE(0);
  const pageBytes = bytes.readUInt32BE(8);
  const knownShape = (magic & ~1) >>> 0 === 0x377f0682 && pageBytes >= 512 && pageBytes <= 65536;
  if (!knownShape) return nothingSound(bytes);
  const checksum = magic & 1 ? checksumBig : checksumLittle;
  let sums = checksum(bytes, 0, 24, [0, 0]);
  if (!matches(bytes, 24, sums)) return nothingSound(bytes);

  const salt = bytes.subarray(16, 24);
  const frameBytes = frameHeaderBytes + pageBytes;
  let firstPage: Buffer | null = null;
  let uncommittedFirstPage: Buffer | null = null;
  let transactions = 0;
  let at = headerBytes;
  for (; at + frameBytes <= bytes.length; at += frameBytes) {
    if (!bytes.subarray(at + 8, at + 16).equals(salt)) break;
    const next = checksum(bytes, at + frameHeaderBytes, pageBytes, checksum(bytes, at, 8, sums));
    if (!matches(bytes, at + 16, next)) break;
    sums = next;
    if (bytes.readUInt32BE(at) === 1)
      uncommittedFirstPage = bytes.subarray(at + frameHeaderBytes, at + frameBytes);
    if (bytes.readUInt32BE(at + 4) === 0) continue;
    transactions += 1;
    firstPage = uncommittedFirstPage ?? firstPage;
  }

  let commitsBehind = 0;
  for (; at + frameBytes <= bytes.length; at += frameBytes) {
    const ours = bytes.subarray(at + 8, at + 16).equals(salt);
    if (ours && bytes.readUInt32BE(at + 4) !== 0) commitsBehind += 1;
  }
  return { firstPage, transactions, lostTransactions: Math.max(0, commitsBehind - 1) };
}

/**
 * A log whose header is not sound is left out whole by SQLite. A power cut can tear the header only while the log
 * holds nothing that is not in the database as well, and then at most one transaction follows it.
 */
function nothingSound(bytes: Buffer): WalFacts | null {
  const salts = new Map<string, number>();
  const pageBytes = 4096;
  for (
    let at = headerBytes;
    at + frameHeaderBytes + pageBytes <= bytes.length;
    at += frameHeaderBytes + pageBytes
  ) {
    if (bytes.readUInt32BE(at + 4) === 0) continue;
    const salt = bytes.toString('latin1', at + 8, at + 16);
    salts.set(salt, (salts.get(salt) ?? 0) + 1);
  }
  const commits = salts.get(bytes.toString('latin1', headerBytes + 8, headerBytes + 16)) ?? 0;
  return { firstPage: null, transactions: 0, lostTransactions: Math.max(0, commits - 1) };
}

type Sums = readonly [number, number];

function checksumLittle(bytes: Buffer, from: number, length: number, [a, b]: Sums): Sums {
  let s0 = a;
  let s1 = b;
  for (let at = from; at < from + length; at += 8) {
    s0 = (s0 + bytes.readUInt32LE(at) + s1) >>> 0;
    s1 = (s1 + bytes.readUInt32LE(at + 4) + s0) >>> 0;
  }
  return [s0, s1];
}

function checksumBig(bytes: Buffer, from: number, length: number, [a, b]: Sums): Sums {
  let s0 = a;
  let s1 = b;
  for (let at = from; at < from + length; at += 8) {
    s0 = (s0 + bytes.readUInt32BE(at) + s1) >>> 0;
    s1 = (s1 + bytes.readUInt32BE(at + 4) + s0) >>> 0;
  }
  return [s0, s1];
}

function matches(bytes: Buffer, at: number, [s0, s1]: Sums): boolean {
  return bytes.readUInt32BE(at) === s0 && bytes.readUInt32BE(at + 4) === s1;
}
