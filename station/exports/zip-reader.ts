import { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';

/** What is read of a file; a `FileHandle` is one. */
export interface ReadableFile {
  stat(): Promise<{ readonly size: number }>;
  read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>;
}

/** A file in a ZIP, as the directory at the archive's end says it. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: number;
  /** Its content; an error of the stream says that it is not what the archive promised. */
  open(): Readable;
}

const endSize = 22;
const entrySize = 46;
const localSize = 30;
/** No evidence file has more: a directory that claims to is not read. */
const mostEntries = 10_000;

/**
 * The files of a ZIP archive (APPNOTE 6.3): stored or deflated, one disk, no ZIP64 and no encryption; so every archive below
 * 4 GB that this station writes. Throws Error with the end of a sentence for what is none.
 */
export async function readZip(file: ReadableFile): Promise<ZipEntry[]> {
  const { size } = await file.stat();
  const tail = await read(file, Math.max(0, size - endSize - 0xffff), Math.min(size, endSize + 0xffff));
  const end = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0 || tail.length - end < endSize) throw new Error('it is no ZIP archive');
  const count = tail.readUInt16LE(end + 10);
  const directoryBytes = tail.readUInt32LE(end + 12);
  const directoryAt = tail.readUInt32LE(end + 16);
  if (count > mostEntries || directoryAt + directoryBytes > size) throw new Error('its directory is damaged');
  const directory = await read(file, directoryAt, directoryBytes);
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < count; ) {
    if (at + entrySize > directory.length || directory.readUInt32LE(at) !== 0x02014b50)
      throw new Error('its directory is damaged');
    const [nameBytes, extra, comment] = [28, 30, 32].map((offset) => directory.readUInt16LE(at + offset));
    const next = at + entrySize + (nameBytes ?? 0) + (extra ?? 0) + (comment ?? 0);
    if (next > directory.length) throw new Error('its directory is damaged');
    const method = directory.readUInt16LE(at + 10);
    const encrypted = (directory.readUInt16LE(at + 8) & 1) === 1;
    if (encrypted || (method !== 0 && method !== 8))
      throw new Error('it is packed in a way that is not read');
    const packed = directory.readUInt32LE(at + 20);
    const bytes = directory.readUInt32LE(at + 24);
    const localAt = directory.readUInt32LE(at + 42);
    const name = directory.toString('utf8', at + entrySize, at + entrySize + (nameBytes ?? 0));
    if (localAt + localSize + packed > size) throw new Error(`${name} in it is cut short`);
    entries.push({
      name,
      bytes,
      open: () => Readable.from(content(file, { name, method, packed, bytes, localAt })),
    });
    at = next;
  }
  return entries;
}

interface Place {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly bytes: number;
  readonly localAt: number;
}

async function* content(file: ReadableFile, place: Place): AsyncGenerator<Buffer> {
  const { name, method, packed, bytes, localAt } = place;
  const local = await read(file, localAt, localSize);
  if (local.length < localSize || local.readUInt32LE(0) !== 0x04034b50)
    throw new Error(`${name} in it is damaged`);
  const nameBytes = local.readUInt16LE(26);
  const said = await read(file, localAt + localSize, nameBytes);
  if (said.toString('utf8') !== name) throw new Error(`${name} in it has another name where it lies`);
  const from = localAt + localSize + nameBytes + local.readUInt16LE(28);
  const stored = Readable.from(pieces(file, from, packed));
  let given = 0;
  try {
    for await (const part of (method === 0 ? stored : inflated(stored)) as AsyncIterable<Buffer>) {
      given += part.length;
      // What unpacks to more than it says would fill the memory of who trusts it.
      if (given > bytes) break;
      yield part;
    }
  } catch (cause) {
    throw new Error(`${name} in it is damaged`, { cause });
  }
  if (given !== bytes) throw new Error(`${name} in it is not as long as it says`);
}

function inflated(stored: Readable): Readable {
  const inflate = createInflateRaw();
  stored.on('error', (fault) => inflate.destroy(fault));
  return stored.pipe(inflate);
}

const piece = 1 << 20;

async function* pieces(file: ReadableFile, from: number, length: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < length; at += piece) {
    const part = await read(file, from + at, Math.min(piece, length - at));
    if (part.length === 0) return;
    yield part;
  }
}

async function read(file: ReadableFile, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, position);
  return bytes.subarray(0, bytesRead);
}
