import { type FileHandle, open, rm } from 'node:fs/promises';
import type { ScanBegin, ScanEnd, Strip } from '../drivers/scanner.ts';
import { BridgeError } from '../errors.ts';
import { syncFolderOf, systemCode, writeAdvice } from './disk.ts';
import type { PlacedLines } from './line-ranges.ts';
import { encodeFileHeader, RecordFormat, recordHeadLength, refuseBegin } from './strip-format.ts';

/**
 * Bytes given to the system at a time: with megabytes at once the processor waits for memory, and Linux takes two
 * to three times as long to copy them.
 */
const bytesPerWrite = 512 * 1024;

/** Appends one scan's strips to its file. Calls come one at a time, as a driver makes them. */
export interface CaptureWriter {
  readonly path: string;
  readonly begin: ScanBegin;
  /** The highest line in the file + 1: what a reader of the file finds. */
  readonly lines: number;
  /** The strips in the file so far, in its order: what a reader of the file finds. */
  readonly written: readonly PlacedLines[];
  /** Whether more can come; false once `end` or `close` is through. */
  readonly open: boolean;
  /**
   * Takes a strip over; its pixels may be reused when this resolves. Waits while the queue is full, so a slow disk
   * slows the link. Throws BridgeError CAPTURE_WRITE_FAILED, also for an earlier strip that could not be written.
   */
  append(strip: Strip): Promise<void>;
  /** Writes what is queued and the end record, makes all of it durable and closes the file. */
  end(end: ScanEnd): Promise<void>;
  /**
   * Writes what is queued and lets the file go without an end, for `recoverCapture` to finish. Never throws: what
   * could not be written is missing from the recovered scan. Does nothing after `end`; safe to repeat.
   */
  close(): Promise<void>;
}

export interface CaptureOptions {
  /** Size of each of the two buffers strips are gathered in: one fills while the other is written. */
  readonly bufferBytes?: number;
  /** Bytes after which the file is flushed to the disk; four times as many unflushed make `append` wait. */
  readonly syncBytes?: number;
  /** Milliseconds after which written bytes are flushed at the latest. */
  readonly syncMs?: number;
  /** Called after each write with the lines now in the file. */
  readonly onWritten?: (lines: number) => void;
  /** How the file is opened; a test puts a failing disk here. */
  readonly openFile?: (path: string) => Promise<CaptureFile>;
}

/** What the writer needs of a file; a `FileHandle` is one. */
export type CaptureFile = Pick<FileHandle, 'write' | 'datasync' | 'sync' | 'close'>;

/**
 * Creates the strip file of a scan and makes its header durable. Never overwrites: a file that is there is
 * refused. Throws BridgeError CAPTURE_WRITE_FAILED.
 */
export async function createCapture(
  path: string,
  begin: ScanBegin,
  options: CaptureOptions = {},
): Promise<CaptureWriter> {
  const refusal = refuseBegin(begin);
  if (refusal !== null) throw writeFailed(path, `${refusal}: check the scanner's settings`);
  let file: CaptureFile;
  try {
    file = await (options.openFile ?? openNew)(path);
  } catch (error) {
    const there = systemCode(error) === 'EEXIST';
    throw writeFailed(
      path,
      there ? 'a capture of this scan is there already and is kept' : writeAdvice(error),
      error,
    );
  }
  const header = encodeFileHeader(begin);
  try {
    await writeAll(file, header, header.length, 0);
    await file.sync();
    await syncFolderOf(path);
  } catch (error) {
    await file.close().catch(() => {});
    await rm(path, { force: true }).catch(() => {});
    throw writeFailed(path, writeAdvice(error), error);
  }
  return new QueuedWriter(path, begin, file, header.length, options);
}

class QueuedWriter implements CaptureWriter {
  readonly path: string;
  readonly begin: ScanBegin;
  lines = 0;
  readonly written: PlacedLines[] = [];

  readonly #file: CaptureFile;
  readonly #format: RecordFormat;
  readonly #syncBytes: number;
  readonly #syncMs: number;
  readonly #onWritten: ((lines: number) => void) | undefined;

  #filling: Buffer;
  #writing: Buffer;
  #filled = 0;
  #filledLines = 0;
  /** The strips in the buffer that is filled, and where in the file they will lie. */
  #filledStrips: PlacedLines[] = [];
  #position: number;
  /** Where in the file the buffer that is filled will be written. */
  #fillPosition: number;
  #state: 'open' | 'ending' | 'closed' = 'open';
  #failure: BridgeError | null = null;
  #pumping = false;
  #pump: Promise<void> = Promise.resolve();
  #waiting: (() => void)[] = [];

  #unsynced = 0;
  #syncing: Promise<void> | null = null;
  #syncTimer: NodeJS.Timeout | null = null;

  constructor(path: string, begin: ScanBegin, file: CaptureFile, position: number, options: CaptureOptions) {
    const bufferBytes = options.bufferBytes ?? 4 * 1024 * 1024;
    this.path = path;
    this.begin = begin;
    this.#file = file;
    this.#position = position;
    this.#fillPosition = position;
    this.#format = new RecordFormat(begin);
    this.#filling = Buffer.allocUnsafeSlow(bufferBytes);
    this.#writing = Buffer.allocUnsafeSlow(bufferBytes);
    this.#syncBytes = options.syncBytes ?? 16 * 1024 * 1024;
    this.#syncMs = options.syncMs ?? 500;
    this.#onWritten = options.onWritten;
  }

  get open(): boolean {
    return this.#state !== 'closed';
  }

  async append(strip: Strip): Promise<void> {
    this.#refuseUnlessOpen();
    const refusal = this.#format.refuseStrip(strip);
    if (refusal !== null)
      throw writeFailed(this.path, `a strip is not sound (${refusal}): check the scanner's driver`);
    const length = recordHeadLength + strip.pixels.byteLength;
    while (this.#filled + length > this.#filling.length) {
      if (this.#filled === 0) {
        this.#filling = Buffer.allocUnsafeSlow(length);
        break;
      }
      await this.#nextSwap();
      this.#refuseUnlessOpen();
    }
    this.#format.writeStripHead(strip, this.#filling, this.#filled);
    this.#filling.set(strip.pixels, this.#filled + recordHeadLength);
    const from = strip.firstLine;
    const offset = this.#fillPosition + this.#filled + recordHeadLength;
    this.#filledStrips.push({ from, to: from + strip.lines, offset });
    this.#filled += length;
    this.#filledLines = Math.max(this.#filledLines, strip.firstLine + strip.lines);
    this.#startPump();
  }

  async end(end: ScanEnd): Promise<void> {
    if (this.#failure === null) this.#refuseUnlessOpen();
    if (this.#state === 'open') this.#state = 'ending';
    try {
      await this.#drain();
      if (this.#failure !== null) throw this.#failure;
      const record = this.#format.encodeEnd(end);
      await writeAll(this.#file, record, record.length, this.#position);
      await this.#file.sync();
    } catch (error) {
      throw this.#fail(error);
    } finally {
      await this.#release();
    }
  }

  async close(): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = 'ending';
    await this.#drain();
    if (this.#failure === null) await this.#file.datasync().catch((error: unknown) => this.#fail(error));
    await this.#release();
  }

  #refuseUnlessOpen(): void {
    if (this.#failure !== null) throw this.#failure;
    if (this.#state !== 'open')
      throw writeFailed(this.path, 'the capture has ended already: start a new scan');
  }

  #startPump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    this.#pump = this.#writeQueued();
  }

  /** Writes buffer after buffer until nothing is queued. Never rejects: a failure is kept for the next caller. */
  async #writeQueued(): Promise<void> {
    try {
      while (this.#filled > 0 && this.#failure === null) {
        const length = this.#filled;
        const lines = this.#filledLines;
        const strips = this.#filledStrips;
        [this.#filling, this.#writing] = [this.#writing, this.#filling];
        this.#filled = 0;
        this.#filledStrips = [];
        this.#fillPosition += length;
        this.#wake();
        await writeAll(this.#file, this.#writing, length, this.#position);
        this.#position += length;
        this.lines = lines;
        this.written.push(...strips);
        this.#onWritten?.(lines);
        this.#unsynced += length;
        if (this.#unsynced >= 4 * this.#syncBytes) await this.#syncing;
        if (this.#unsynced >= this.#syncBytes) this.#startSync();
        else this.#startTimer();
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#pumping = false;
      this.#wake();
    }
  }

  /** Flushes beside the writing: strips keep coming meanwhile. */
  #startSync(): void {
    this.#clearTimer();
    if (this.#syncing !== null || this.#failure !== null || this.#state === 'closed') return;
    this.#unsynced = 0;
    this.#syncing = this.#file
      .datasync()
      .catch((error: unknown) => {
        this.#fail(error);
      })
      .finally(() => {
        this.#syncing = null;
        if (this.#unsynced > 0) this.#startTimer();
      });
  }

  #startTimer(): void {
    if (this.#state === 'closed' || this.#failure !== null) return;
    this.#syncTimer ??= setTimeout(() => this.#startSync(), this.#syncMs).unref();
  }

  async #drain(): Promise<void> {
    await this.#pump;
    await this.#syncing;
  }

  async #release(): Promise<void> {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#clearTimer();
    this.#wake();
    await this.#file.close().catch(() => {});
  }

  #fail(error: unknown): BridgeError {
    this.#failure ??=
      error instanceof BridgeError ? error : writeFailed(this.path, writeAdvice(error), error);
    this.#clearTimer();
    return this.#failure;
  }

  #clearTimer(): void {
    if (this.#syncTimer !== null) clearTimeout(this.#syncTimer);
    this.#syncTimer = null;
  }

  #nextSwap(): Promise<void> {
    if (this.#failure !== null) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

function openNew(path: string): Promise<CaptureFile> {
  return open(path, 'wx');
}

/** A write may take only a part: the rest is written until all is there or the system says why not. */
async function writeAll(file: CaptureFile, bytes: Buffer, length: number, position: number): Promise<void> {
  for (let done = 0; done < length; ) {
    const piece = Math.min(bytesPerWrite, length - done);
    const { bytesWritten } = await file.write(bytes, done, piece, position + done);
    if (bytesWritten === 0) throw Object.assign(new Error('nothing was written'), { code: 'ENOSPC' });
    done += bytesWritten;
  }
}

function writeFailed(path: string, why: string, cause?: unknown): BridgeError {
  return new BridgeError('CAPTURE_WRITE_FAILED', `The scan could not be captured to ${path}: ${why}.`, {
    cause,
    details: { path, reason: why },
  });
}
