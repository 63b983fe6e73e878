import { readvSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { ScanBegin, ScanDefect, ScanEnd } from '../drivers/scanner.ts';
import { BridgeError } from '../errors.ts';
import { systemCode, writeAdvice } from './disk.ts';
import { LinePlaces, type LineRange, type PlacedLines, subtractRanges } from './line-ranges.ts';
import {
  decodeFileHeader,
  endMagic,
  maxHeaderLength,
  RecordFormat,
  type RecordHead,
  recordHeadLength,
  stripMagic,
} from './strip-format.ts';

/** Bytes read from a strip file at a time. */
const chunkBytes = 1024 * 1024;
/** Pieces of the file read with one call: the least any system takes is 1024 (Linux, `IOV_MAX`). */
const piecesPerRead = 512;

/**
 * A strip file as it is now; `refresh` reads on where it has grown. Every strip it knows has a checked CRC, but for
 * those that the file's own writer told of (`adopt`).
 */
export interface CaptureReader {
  readonly path: string;
  readonly begin: ScanBegin;
  /** Lines of the picture so far: the highest line received + 1, or what the end record says if that is more. */
  readonly lines: number;
  /** The end record as it was written; null while there is none. */
  readonly end: ScanEnd | null;
  /**
   * How the scan ended, with what the file lacks added to the defects: a strip that was damaged on the disk is
   * named here although its scan ended well. Null while there is no end record.
   */
  readonly endAsRead: ScanEnd | null;
  /** Bytes of the file up to the end of its last whole record. */
  readonly wholeBytes: number;
  /** Bytes after that: a record still being written, or what a crash left. */
  readonly tailBytes: number;
  /** Stretches inside the file that are no sound record, bytes. */
  readonly damaged: readonly { readonly offset: number; readonly length: number }[];
  /** Lines of the picture that no sound strip brought. */
  missing(from?: number, to?: number): LineRange[];
  /** Lines that came more than once; the first one counts. */
  repeated(): readonly LineRange[];
  /**
   * Looks for more records. Resolves with the lines that were new, in the order they were found.
   * Throws BridgeError CAPTURE_DAMAGED or CAPTURE_MISSING.
   */
  refresh(): Promise<LineRange[]>;
  /**
   * Takes over from the writer, which is in this very process, what it has written since the last record known: the
   * strips as they lie in the file, without reading them. Gives the lines that were new as `refresh` does, or null when
   * the strips do not follow on what is known: then `refresh` finds them.
   */
  adopt(written: readonly PlacedLines[]): LineRange[] | null;
  /**
   * Lines `from … to` as `(to − from) × planes × detectors` values, line-major; missing lines are 0.
   * `into` saves the allocation. Reads in the thread that calls, which must be one that may
   * wait for the disk.
   * Throws BridgeError CAPTURE_DAMAGED.
   */
  readLines(from: number, to: number, into?: Uint16Array<ArrayBuffer>): Uint16Array<ArrayBuffer>;
  close(): Promise<void>;
}

/**
 * Opens a strip file, finished or growing, and indexes it.
 * Throws BridgeError CAPTURE_MISSING, or CAPTURE_DAMAGED when its header cannot be read.
 */
export async function openCapture(path: string): Promise<CaptureReader> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    throw unreadable(path, error);
  }
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(maxHeaderLength), 0, maxHeaderLength, 0);
    const header = decodeFileHeader(buffer.subarray(0, bytesRead));
    if (header.kind === 'newer') {
      throw damagedFile(
        path,
        `it was written by a newer Scanpost (strip file version ${header.version}): update this one`,
      );
    }
    if (header.kind === 'damaged')
      throw damagedFile(path, 'its header is not whole: the scan must be made again');
    const reader = new StripFile(path, file, header.begin, header.length);
    await reader.refresh();
    return reader;
  } catch (error) {
    await file.close().catch(() => {});
    throw error instanceof BridgeError ? error : unreadable(path, error);
  }
}

class StripFile implements CaptureReader {
  readonly path: string;
  readonly begin: ScanBegin;
  readonly damaged: { offset: number; length: number }[] = [];
  end: ScanEnd | null = null;
  wholeBytes: number;
  tailBytes = 0;

  readonly #file: FileHandle;
  readonly #format: RecordFormat;
  readonly #places: LinePlaces;
  /** Where the next record is looked for. */
  #next: number;

  constructor(path: string, file: FileHandle, begin: ScanBegin, headerLength: number) {
    this.path = path;
    this.begin = begin;
    this.#file = file;
    this.#format = new RecordFormat(begin);
    this.#places = new LinePlaces(this.#format.bytesPerLine);
    this.#next = headerLength;
    this.wholeBytes = headerLength;
  }

  get lines(): number {
    return Math.max(this.#places.lines, this.end?.lines ?? 0);
  }

  get endAsRead(): ScanEnd | null {
    if (this.end === null) return null;
    const named = this.end.defects.filter((defect) => defect.kind === 'lines-missing');
    const unnamed = subtractRanges(this.missing(), named);
    if (unnamed.length === 0 && this.end.lines === this.lines) return this.end;
    const found: ScanDefect[] = unnamed.map(({ from, to }) => ({ kind: 'lines-missing', from, to }));
    return { scanId: this.end.scanId, lines: this.lines, defects: [...this.end.defects, ...found] };
  }

  missing(from = 0, to = this.lines): LineRange[] {
    return this.#places.missing(from, to);
  }

  repeated(): readonly LineRange[] {
    return this.#places.repeated;
  }

  async refresh(): Promise<LineRange[]> {
    const added: LineRange[] = [];
    if (this.end !== null) return added;
    try {
      const { size } = await this.#file.stat();
      if (size < this.wholeBytes) throw damagedFile(this.path, cutShort);
      if (size === this.wholeBytes) return added;
      const window = new FileWindow(this.#file, size);
      while (this.end === null && (await this.#readRecord(window, added))) this.wholeBytes = this.#next;
      this.tailBytes = this.end === null ? size - this.wholeBytes : 0;
    } catch (error) {
      throw error instanceof BridgeError ? error : unreadable(this.path, error);
    }
    return added;
  }

  adopt(written: readonly PlacedLines[]): LineRange[] | null {
    const added: LineRange[] = [];
    for (const strip of written) {
      if (strip.offset <= this.#next) continue;
      if (strip.offset !== this.#next + recordHeadLength || this.end !== null) return null;
      added.push(...this.#places.place(strip));
      this.#next = strip.offset + (strip.to - strip.from) * this.#format.bytesPerLine;
      this.wholeBytes = this.#next;
    }
    return added;
  }

  readLines(
    from: number,
    to: number,
    into = new Uint16Array((to - from) * (this.#format.bytesPerLine / 2)),
  ): Uint16Array<ArrayBuffer> {
    const { bytesPerLine } = this.#format;
    const bytes = new Uint8Array(into.buffer, into.byteOffset, (to - from) * bytesPerLine);
    const pieces = new ScatteredRead(this.#file.fd);
    try {
      let line = from;
      for (const place of this.#places.within(from, to)) {
        bytes.fill(0, (line - from) * bytesPerLine, (place.from - from) * bytesPerLine);
        line = place.to;
        const target = bytes.subarray((place.from - from) * bytesPerLine, (line - from) * bytesPerLine);
        if (!pieces.add(place.offset, target)) throw damagedFile(this.path, cutShort);
      }
      bytes.fill(0, (line - from) * bytesPerLine);
      if (!pieces.read()) throw damagedFile(this.path, cutShort);
    } catch (error) {
      throw error instanceof BridgeError ? error : unreadable(this.path, error);
    }
    return into;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  /** Reads the record at `#next` and steps over it, and over damage before it. False when there is no whole one. */
  async #readRecord(window: FileWindow, added: LineRange[]): Promise<boolean> {
    for (let at = this.#next; ; ) {
      const found = await this.#findHead(window, at);
      if (found === null) return false;
      const { head, offset } = found;
      const body = offset + recordHeadLength;
      const next = body + head.bodyLength;
      if (next <= window.size && (await this.#takeBody(window, head, body, added))) {
        if (offset > this.#next) this.damaged.push({ offset: this.#next, length: offset - this.#next });
        this.#next = next;
        return true;
      }
      // The last record may still be on its way to the disk; one with others behind it is damaged.
      if (next >= window.size) return false;
      at = next;
    }
  }

  async #takeBody(
    window: FileWindow,
    head: RecordHead,
    offset: number,
    added: LineRange[],
  ): Promise<boolean> {
    if ((await window.crc(offset, head.bodyLength)) !== head.bodyCrc) return false;
    if (head.kind === 'strip') {
      const { firstLine, lines } = head;
      added.push(...this.#places.place({ from: firstLine, to: firstLine + lines, offset }));
      return true;
    }
    const bytes = Buffer.alloc(head.bodyLength);
    const { bytesRead } = await this.#file.read(bytes, 0, bytes.length, offset);
    this.end = bytesRead === bytes.length ? this.#format.decodeEnd(bytes) : null;
    return this.end !== null;
  }

  /** The first sound record head at or after `from`. */
  async #findHead(window: FileWindow, from: number): Promise<{ head: RecordHead; offset: number } | null> {
    for (let at = from; at + recordHeadLength <= window.size; ) {
      const length = Math.min(chunkBytes, window.size - at);
      const head = this.#format.decodeHead((await window.at(at, recordHeadLength)) ?? Buffer.alloc(0));
      if (head !== null) return { head, offset: at };
      const bytes = await window.at(at, length);
      if (bytes === null) return null;
      const candidate = firstMagic(bytes, 1);
      at += candidate === -1 ? Math.max(1, length - 3) : candidate;
    }
    return null;
  }
}

function firstMagic(bytes: Buffer, from: number): number {
  const strip = bytes.indexOf(stripMagic, from);
  const end = bytes.indexOf(endMagic, from);
  return strip === -1 || (end !== -1 && end < strip) ? end : strip;
}

/**
 * Reads pieces of a file into their places with one call as long as they lie one behind the other with no more than
 * a record's head between them. Neither copied nor handed to Node's thread pool, where a tile would wait behind
 * the flush of a capture and the compression of an archive.
 */
class ScatteredRead {
  readonly #fd: number;
  readonly #heads = new Uint8Array(recordHeadLength);
  #pieces: Uint8Array[] = [];
  #start = 0;
  #length = 0;

  constructor(fd: number) {
    this.#fd = fd;
  }

  /** False when what was added before is not in the file. */
  add(offset: number, target: Uint8Array): boolean {
    const gap = offset - (this.#start + this.#length);
    const follows = gap >= 0 && gap <= recordHeadLength && this.#pieces.length + 2 <= piecesPerRead;
    if (this.#pieces.length > 0 && !follows && !this.read()) return false;
    if (this.#pieces.length === 0) this.#start = offset;
    else if (gap > 0) this.#take(this.#heads.subarray(0, gap));
    this.#take(target);
    return true;
  }

  /** Reads what was added; false when the file has not so much. */
  read(): boolean {
    while (this.#pieces.length > 0) {
      const bytesRead = readvSync(this.#fd, this.#pieces, this.#start);
      if (bytesRead === 0) return false;
      this.#start += bytesRead;
      this.#length -= bytesRead;
      this.#pieces = behind(this.#pieces, bytesRead);
    }
    return true;
  }

  #take(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#length += piece.length;
  }
}

/** What of `pieces` lies behind the first `count` bytes. */
function behind(pieces: readonly Uint8Array[], count: number): Uint8Array[] {
  let left = count;
  return pieces.flatMap((piece) => {
    const taken = Math.min(left, piece.length);
    left -= taken;
    return taken < piece.length ? [piece.subarray(taken)] : [];
  });
}

/** Reads a file in chunks, so that neighbouring small pieces cost one read. */
class FileWindow {
  readonly size: number;
  readonly #file: FileHandle;
  #chunk: Buffer<ArrayBuffer> | null = null;
  #bytes: Buffer = Buffer.alloc(0);
  #start = 0;

  constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.size = size;
  }

  /** `length` bytes (a chunk at most) at `offset`, valid until the next call; null when the file has not so many. */
  async at(offset: number, length: number): Promise<Buffer | null> {
    if (offset < this.#start || offset + length > this.#start + this.#bytes.length) {
      const wanted = Math.min(chunkBytes, this.size - offset);
      if (wanted < length) return null;
      this.#chunk ??= Buffer.allocUnsafeSlow(chunkBytes);
      const { bytesRead } = await this.#file.read(this.#chunk, 0, wanted, offset);
      this.#bytes = this.#chunk.subarray(0, bytesRead);
      this.#start = offset;
      if (bytesRead < length) return null;
    }
    return this.#bytes.subarray(offset - this.#start, offset - this.#start + length);
  }

  /** CRC-32 of `length` bytes at `offset`, however many; null when the file has not so many. */
  async crc(offset: number, length: number): Promise<number | null> {
    let crc = 0;
    for (let done = 0; done < length; ) {
      const inWindow = this.#start + this.#bytes.length - (offset + done);
      const step = Math.min(
        length - done,
        inWindow > 0 && offset + done >= this.#start ? inWindow : chunkBytes,
      );
      const piece = await this.at(offset + done, step);
      if (piece === null) return null;
      crc = crc32(piece, crc);
      done += piece.length;
    }
    return crc;
  }
}

const cutShort = 'it was cut short: make the scan again';

function damagedFile(path: string, why: string): BridgeError {
  return new BridgeError('CAPTURE_DAMAGED', `The capture ${path} cannot be used: ${why}.`, {
    details: { path, reason: why },
  });
}

function unreadable(path: string, error: unknown): BridgeError {
  if (systemCode(error) === 'ENOENT') {
    return new BridgeError(
      'CAPTURE_MISSING',
      `The capture ${path} is not there: check that its disk is connected.`,
      {
        cause: error,
        details: { path },
      },
    );
  }
  return new BridgeError('CAPTURE_DAMAGED', `The capture ${path} cannot be read: ${writeAdvice(error)}.`, {
    cause: error,
    details: { path, reason: writeAdvice(error) },
  });
}
