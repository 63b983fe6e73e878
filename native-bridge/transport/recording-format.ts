import { crc32 } from 'node:zlib';
import { z } from 'zod';

/**
 * What went over a link, with times. A file is `fileHead` and then records; all numbers are little-endian:
 *
 *     size     u32  of the whole record
 *     kind     u8   1 begin, 2 in, 3 out, 4 command, 5 end, 6 lost
 *     zero     3 bytes
 *     time     u64  microseconds of monotonic time since the session began
 *     payload       `in` and `out`: the bytes; the others: JSON in UTF-8
 *     crc      u32  CRC-32 (IEEE 802.3) of everything before it
 *     size     u32  again, so that the last record can be found from the end
 *
 * A session is one connection: `begin`, what happened, `end`. It goes on in the next file when one is full; that file
 * then begins with its `begin` again, `continued`.
 */
export type RecordedEntry = { readonly at: number } & (
  | ({ readonly kind: 'begin' } & SessionAbout & { readonly continued: boolean })
  | { readonly kind: 'in' | 'out'; readonly bytes: Uint8Array }
  /** What the station asked of the driver; `stop` is the end it asked for. */
  | { readonly kind: 'command'; readonly name: string; readonly args: readonly unknown[] }
  /** The link's end as the driver met it. */
  | { readonly kind: 'end'; readonly code: string | null; readonly message: string }
  /** So many bytes were not recorded, because the disk was slower than the link. */
  | { readonly kind: 'lost'; readonly bytes: number }
);

export interface SessionAbout {
  readonly address: string;
  readonly driver: string;
  readonly settings: unknown;
  /** Of the driver's random numbers. */
  readonly seed: number;
  /** When it began, ISO 8601. */
  readonly utc: string;
}

export const fileHead = Buffer.from('SCANPOST LINK 1\n', 'latin1');

/** Longer pieces are recorded as several. */
export const maxPayload = 1 << 16;

const kinds = ['begin', 'in', 'out', 'command', 'end', 'lost'] as const;
const headSize = 16;
const tailSize = 8;
const minSize = headSize + tailSize;
const maxSize = minSize + maxPayload;

const payloads = {
  begin: z.object({
    address: z.string().max(2_000),
    driver: z.string().max(200),
    settings: z.unknown(),
    seed: z.number(),
    utc: z.iso.datetime(),
    continued: z.boolean(),
  }),
  command: z.object({ name: z.string().max(200), args: z.array(z.unknown()) }),
  end: z.object({ code: z.string().max(200).nullable(), message: z.string() }),
  lost: z.object({ bytes: z.number().int().nonnegative() }),
} as const;

/** One record; null for an entry whose words do not fit into one. */
export function encodeEntry(entry: RecordedEntry): Buffer | null {
  const { kind, at, ...rest } = entry;
  const payload =
    entry.kind === 'in' || entry.kind === 'out' ? entry.bytes : Buffer.from(JSON.stringify(rest), 'utf8');
  if (payload.length > maxPayload) return null;
  const size = minSize + payload.length;
  const record = Buffer.alloc(size);
  record.writeUInt32LE(size, 0);
  record.writeUInt8(kinds.indexOf(kind) + 1, 4);
  record.writeBigUInt64LE(BigInt(Math.max(0, Math.round(at * 1000))), 8);
  record.set(payload, headSize);
  record.writeUInt32LE(crc32(record.subarray(0, size - tailSize)), size - tailSize);
  record.writeUInt32LE(size, size - 4);
  return record;
}

/** The entry that begins `bytes` and the size of its record; `more` where bytes are missing, null where it is none. */
export function decodeEntry(
  bytes: Buffer,
): { readonly entry: RecordedEntry; readonly size: number } | 'more' | null {
  if (bytes.length < 4) return 'more';
  const size = bytes.readUInt32LE(0);
  if (size < minSize || size > maxSize) return null;
  if (bytes.length < size) return 'more';
  if (bytes.readUInt32LE(size - 4) !== size) return null;
  if (bytes.readUInt32LE(size - tailSize) !== crc32(bytes.subarray(0, size - tailSize))) return null;
  const kind = kinds[bytes.readUInt8(4) - 1];
  if (kind === undefined) return null;
  const at = Number(bytes.readBigUInt64LE(8)) / 1000;
  const payload = bytes.subarray(headSize, size - tailSize);
  const entry = entryOf(kind, at, payload);
  return entry === null ? null : { entry, size };
}

function entryOf(kind: (typeof kinds)[number], at: number, payload: Buffer): RecordedEntry | null {
  if (kind === 'in' || kind === 'out') return { kind, at, bytes: Uint8Array.from(payload) };
  try {
    const said: unknown = JSON.parse(payload.toString('utf8'));
    switch (kind) {
      case 'begin':
        return { kind, at, ...payloads.begin.parse(said) };
      case 'command':
        return { kind, at, ...payloads.command.parse(said) };
      case 'end':
        return { kind, at, ...payloads.end.parse(said) };
      case 'lost':
        return { kind, at, ...payloads.lost.parse(said) };
    }
  } catch {
    return null;
  }
}

/** Where the last record of a file begins, told its last four bytes; null where they cannot be right. */
export function lastRecordAt(fileSize: number, lastFour: Buffer): number | null {
  const size = lastFour.length === 4 ? lastFour.readUInt32LE(0) : 0;
  const at = fileSize - size;
  return size < minSize || size > maxSize || at < fileHead.length ? null : at;
}
