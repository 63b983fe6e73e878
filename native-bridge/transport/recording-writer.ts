import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import {
  decodeEntry,
  encodeEntry,
  fileHead,
  lastRecordAt,
  maxPayload,
  type RecordedEntry,
  type SessionAbout,
} from './recording-format.ts';
import { systemTimers, type Timers } from './timers.ts';
import type { Connection } from './transport.ts';

export interface RecordingOptions {
  /** A file is full, and the next begins. */
  readonly fileBytes?: number;
  /** Files kept: `FILE`, `FILE.1` and so on, oldest last. */
  readonly files?: number;
  readonly timers?: Timers;
  /** The file cannot be written. Recording is over, and the link goes on. */
  readonly onFault?: (fault: unknown) => void;
}

/** Records one session. Nothing here ever waits for the disk but `close`, and nothing throws. */
export interface Recording {
  /** `bytes` may be overwritten afterwards. */
  bytes(kind: 'in' | 'out', bytes: Uint8Array): void;
  command(name: string, args: readonly unknown[]): void;
  end(fault: unknown): void;
  /** Writes what is left and closes the file. */
  close(): Promise<void>;
}

/** Bytes that wait for the disk; more are lost, and it is recorded how many. */
const maxWaiting = 8 << 20;
/** Written at once. */
const batchBytes = 1 << 20;
/** What a power cut may take. */
const syncMs = 2_000;

/** Begins to record a session at the end of `file`, which is made where there is none. */
export function startRecording(file: string, about: SessionAbout, options: RecordingOptions = {}): Recording {
  return new FileRecording(file, about, options);
}

/** `connection`, with everything that is read and written recorded. Closing closes the connection only. */
export function recordConnection(connection: Connection, recording: Recording): Connection {
  const reading = connection.incoming[Symbol.asyncIterator]();
  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    try {
      const result = await reading.next();
      if (result.done) recording.end(null);
      else recording.bytes('in', result.value);
      return result;
    } catch (fault) {
      recording.end(fault);
      throw fault;
    }
  };
  return {
    address: connection.address,
    incoming: { [Symbol.asyncIterator]: () => ({ next }) },
    write: (bytes) => {
      recording.bytes('out', bytes);
      return connection.write(bytes);
    },
    close: () => connection.close(),
  };
}

class FileRecording implements Recording {
  readonly #file: string;
  #about: SessionAbout;
  readonly #timers: Timers;
  readonly #began: number;
  readonly #fileBytes: number;
  readonly #files: number;
  readonly #onFault: (fault: unknown) => void;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #lost = 0;
  #writing: Promise<void> | null = null;
  #handle: FileHandle | null = null;
  #size = 0;
  #syncedAt = 0;
  #over = false;

  constructor(file: string, about: SessionAbout, options: RecordingOptions) {
    this.#file = file;
    this.#about = about;
    this.#timers = options.timers ?? systemTimers;
    this.#began = this.#timers.now();
    this.#fileBytes = options.fileBytes ?? 64 << 20;
    this.#files = options.files ?? 8;
    this.#onFault = options.onFault ?? (() => {});
    const begin: RecordedEntry = { kind: 'begin', at: 0, ...about, continued: false };
    if (encodeEntry(begin) === null) this.#about = { ...about, settings: null };
    this.#add({ ...begin, ...this.#about });
  }

  bytes(kind: 'in' | 'out', bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += maxPayload) {
      this.#add({ kind, at: this.#now(), bytes: bytes.subarray(at, at + maxPayload) });
    }
  }

  command(name: string, args: readonly unknown[]): void {
    this.#add({ kind: 'command', at: this.#now(), name, args });
  }

  end(fault: unknown): void {
    const message = fault instanceof Error ? fault.message.slice(0, 1000) : '';
    const code = fault instanceof Error && 'code' in fault ? String(fault.code) : null;
    this.#add({ kind: 'end', at: this.#now(), code: fault === null ? null : (code ?? 'UNKNOWN'), message });
  }

  async close(): Promise<void> {
    if (!this.#over) this.#pushLost(this.#now());
    if (this.#waiting.length > 0) this.#writing ??= this.#write();
    while (this.#writing !== null) await this.#writing;
    this.#over = true;
    const handle = this.#handle;
    this.#handle = null;
    if (handle === null) return;
    await handle.datasync().catch(this.#onFault);
    await handle.close().catch(this.#onFault);
  }

  #now(): number {
    return this.#timers.now() - this.#began;
  }

  #add(entry: RecordedEntry): void {
    if (this.#over) return;
    const record = encodeEntry(entry);
    const size = record?.length ?? maxPayload;
    if (record === null || this.#waitingBytes + size > maxWaiting) {
      this.#lost += size;
      return;
    }
    this.#pushLost(entry.at);
    this.#push(record);
    this.#writing ??= this.#write();
  }

  #pushLost(at: number): void {
    const lost = this.#lost > 0 && encodeEntry({ kind: 'lost', at, bytes: this.#lost });
    this.#lost = 0;
    if (lost) this.#push(lost);
  }

  #push(record: Buffer): void {
    this.#waiting.push(record);
    this.#waitingBytes += record.length;
  }

  async #write(): Promise<void> {
    // What comes in the same turn goes in one write.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      while (this.#waiting.length > 0) await this.#writeBatch(this.#nextBatch());
    } catch (fault) {
      this.#over = true;
      this.#waiting = [];
      this.#onFault(fault);
      await this.#handle?.close().catch(() => {});
      this.#handle = null;
    }
    this.#writing = null;
  }

  #nextBatch(): Buffer {
    let [count, bytes] = [0, 0];
    while (count < this.#waiting.length && bytes < batchBytes) bytes += this.#waiting[count++]?.length ?? 0;
    this.#waitingBytes -= bytes;
    return Buffer.concat(this.#waiting.splice(0, count));
  }

  async #writeBatch(batch: Buffer): Promise<void> {
    if (this.#handle === null) await this.#open();
    else if (this.#size + batch.length > this.#fileBytes) await this.#nextFile();
    // A write may be cut short by a full disk, without an error until the next.
    for (let at = 0; at < batch.length; ) {
      const { bytesWritten } = await this.#handle!.write(batch, at);
      at += bytesWritten;
    }
    this.#size += batch.length;
    const now = this.#timers.now();
    if (now - this.#syncedAt < syncMs) return;
    this.#syncedAt = now;
    await this.#handle!.datasync();
  }

  /** Goes on in the file that is there if its end is whole, and in a new one otherwise. */
  async #open(): Promise<void> {
    await mkdir(path.dirname(this.#file), { recursive: true });
    const size = await wholeSize(this.#file);
    if (size === null || size >= this.#fileBytes) await this.#shift();
    this.#handle = await open(this.#file, 'a');
    this.#size = (await this.#handle.stat()).size;
    if (this.#size === 0) await this.#writeHead();
  }

  async #nextFile(): Promise<void> {
    await this.#handle?.datasync();
    await this.#handle?.close();
    this.#handle = null;
    await this.#shift();
    this.#handle = await open(this.#file, 'a');
    this.#size = 0;
    await this.#writeHead();
    const begin = encodeEntry({ kind: 'begin', at: this.#now(), ...this.#about, continued: true });
    if (begin === null) return;
    await this.#handle.write(begin);
    this.#size += begin.length;
  }

  async #writeHead(): Promise<void> {
    await this.#handle?.write(fileHead);
    this.#size += fileHead.length;
  }

  async #shift(): Promise<void> {
    const name = (number: number) => (number === 0 ? this.#file : `${this.#file}.${number}`);
    await rm(name(this.#files - 1), { force: true });
    for (let number = this.#files - 2; number >= 0; number--) {
      await rename(name(number), name(number + 1)).catch((fault: NodeJS.ErrnoException) => {
        if (fault.code !== 'ENOENT') throw fault;
      });
    }
  }
}

/** The size of a recording that ends with a whole record, 0 for none; null for one that does not, or is no recording. */
async function wholeSize(file: string): Promise<number | null> {
  let handle: FileHandle;
  try {
    handle = await open(file);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw fault;
  }
  try {
    const { size } = await handle.stat();
    const part = async (at: number, length: number) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
      return buffer.subarray(0, bytesRead);
    };
    if (size === 0) return 0;
    if (!fileHead.equals(await part(0, fileHead.length))) return null;
    if (size === fileHead.length) return size;
    const last = lastRecordAt(size, await part(Math.max(0, size - 4), 4));
    if (last === null) return null;
    const found = decodeEntry(await part(last, size - last));
    return found === null || found === 'more' ? null : size;
  } finally {
    await handle.close();
  }
}
