import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { constants, crc32, deflate } from 'node:zlib';
import type { ScanEnd, ScanGeometry } from '../drivers/scanner.ts';
import { BridgeError } from '../errors.ts';
import { type CaptureReader, openCapture } from './capture-reader.ts';
import { halveColumns } from './columns.ts';
import { syncFolderOf, writeAdvice } from './disk.ts';
import type { ArchiveJob } from './imaging-protocol.ts';
import { scanLevelCount, sizeAtLevel } from './picture-size.ts';
import { tileSize } from './scan-picture.ts';
import { TiffWriter } from './tiff-writer.ts';

/** One energy plane as it is on the disk. */
export interface ArchivedPlane {
  /** Name inside the archive's folder. */
  readonly file: string;
  /** Of the whole file, read back from the disk: 64 hex digits. */
  readonly sha256: string;
  readonly bytes: number;
  readonly energyMeV: number;
}

export interface ArchivedScan {
  readonly scanId: string;
  /** One per energy, in the order of the geometry. */
  readonly planes: readonly ArchivedPlane[];
  /** Columns of the picture: the scan's lines. */
  readonly width: number;
  /** Rows of the picture: the detectors. */
  readonly height: number;
  readonly levels: number;
  readonly geometry: ScanGeometry;
  /** How the scan ended, with lines the strip file lacks added to its defects. */
  readonly end: ScanEnd;
}

/** Tiles in compression at a time: leaves threads of Node's pool to the capture and the tiles. */
const compressing = 2;

const deflateAsync = promisify(deflate);
/**
 * Detector noise has no repeats for zlib to find, only a skewed histogram and runs where the beam is cut off; looking
 * for more makes it three times slower and the file 0.2 % smaller.
 */
const deflateOptions = { level: 6, memLevel: 9, strategy: constants.Z_RLE, chunkSize: 1024 * 1024 };

/** Ending of a file that is not finished. */
export const partSuffix = '.part';

/** The name of a plane's file. Two planes of one energy are told apart by their number. */
export function planeFileName(scanId: string, geometry: ScanGeometry, plane: number): string {
  const energy = geometry.energiesMeV[plane];
  const same = geometry.energiesMeV.slice(0, plane).filter((other) => other === energy).length;
  return `${scanId}.${energy}MeV${same > 0 ? `-${same + 1}` : ''}.tif`;
}

/** `archiveCapture` of archive.ts, in the thread that calls. */
export async function writeArchive(
  job: ArchiveJob,
  signal: AbortSignal,
  onProgress: (fraction: number) => void,
): Promise<ArchivedScan> {
  const capture = await openCapture(job.capturePath);
  try {
    const end = capture.endAsRead;
    if (end === null) throw archiveFailed(job, 'its capture has no end: recover it first');
    if (capture.begin.scanId !== job.scanId.toLowerCase())
      throw archiveFailed(job, 'its capture is another scan’s');
    if (end.lines === 0) throw archiveFailed(job, 'it has no lines: scan again');
    return await new Archiver(job, capture, end, signal, onProgress).run();
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof BridgeError ? error : archiveFailed(job, writeAdvice(error), error);
  } finally {
    await capture.close();
  }
}

interface PlaneFile {
  readonly name: string;
  readonly path: string;
  readonly file: FileHandle;
  readonly tiff: TiffWriter;
}

class Archiver {
  readonly #job: ArchiveJob;
  readonly #capture: CaptureReader;
  readonly #end: ScanEnd;
  readonly #signal: AbortSignal;
  readonly #onProgress: (fraction: number) => void;
  readonly #geometry: ScanGeometry;
  readonly #levels: number;
  #planes: PlaneFile[] = [];
  /** Columns of each level (from 1 up) that wait until a tile's width of them is there. */
  readonly #waiting: { readonly values: Uint16Array<ArrayBuffer>; count: number; first: number }[] = [];
  /** Tiles being compressed, in the order in which they will be written: the same scan gives the same file. */
  readonly #compressed: {
    readonly write: (bytes: Uint8Array) => Promise<void>;
    readonly bytes: Promise<Buffer>;
  }[] = [];

  constructor(
    job: ArchiveJob,
    capture: CaptureReader,
    end: ScanEnd,
    signal: AbortSignal,
    onProgress: (fraction: number) => void,
  ) {
    this.#job = job;
    this.#capture = capture;
    this.#end = end;
    this.#signal = signal;
    this.#onProgress = onProgress;
    this.#geometry = capture.begin.geometry;
    this.#levels = scanLevelCount(this.#geometry, end.lines);
  }

  async run(): Promise<ArchivedScan> {
    const { detectors, energiesMeV } = this.#geometry;
    try {
      await this.#openFiles();
      await this.#writePixels();
      const planes: ArchivedPlane[] = [];
      for (const [index, plane] of this.#planes.entries()) {
        await plane.tiff.finish();
        const { sha256, bytes } = await this.#readBack(plane);
        await plane.file.close();
        planes.push({ file: plane.name, sha256, bytes, energyMeV: energiesMeV[index]! });
      }
      this.#signal.throwIfAborted();
      for (const plane of this.#planes) await rename(plane.path + partSuffix, plane.path);
      await syncFolderOf(this.#planes[0]!.path);
      this.#onProgress(1);
      return {
        scanId: this.#capture.begin.scanId,
        planes,
        width: this.#end.lines,
        height: detectors,
        levels: this.#levels,
        geometry: this.#geometry,
        end: this.#end,
      };
    } catch (error) {
      await this.#tidyUp();
      throw error;
    }
  }

  async #openFiles(): Promise<void> {
    const { scanId, geometry } = this.#capture.begin;
    const { lines, defects } = this.#end;
    for (const [plane, energyMeV] of geometry.energiesMeV.entries()) {
      const name = planeFileName(scanId, geometry, plane);
      const target = path.join(this.#job.folder, name);
      const file = await open(target + partSuffix, 'w+');
      const tiff = new TiffWriter(file, { scanId, plane, energyMeV, geometry, lines, defects }, this.#levels);
      this.#planes.push({ name, path: target, file, tiff });
    }
  }

  /** One pass over the strips, a tile's width of lines at a time; every level grows along. */
  async #writePixels(): Promise<void> {
    const { lines } = this.#end;
    const block = new Uint16Array(Math.min(tileSize, lines) * this.#stride(0));
    for (let first = 0; first < lines; first += tileSize) {
      const to = Math.min(lines, first + tileSize);
      await this.#addColumns(0, this.#capture.readLines(first, to, block), first, to - first);
      this.#onProgress((0.9 * to) / lines);
    }
    await this.#writeCompressed(0);
  }

  #stride(level: number): number {
    return this.#planes.length * sizeAtLevel(this.#geometry.detectors, level);
  }

  async #addColumns(level: number, values: Uint16Array, first: number, count: number): Promise<void> {
    const rows = sizeAtLevel(this.#geometry.detectors, level);
    for (const [plane, { tiff }] of this.#planes.entries()) {
      for (let top = 0; top < rows; top += tileSize) {
        this.#signal.throwIfAborted();
        const tile = differences(values, count, this.#planes.length, plane, rows, top);
        this.#compressed.push({
          bytes: deflateAsync(Buffer.from(tile.buffer), deflateOptions),
          write: (bytes) => tiff.writeTile(level, first / tileSize, top / tileSize, bytes),
        });
        await this.#writeCompressed(compressing);
      }
    }
    if (level + 1 < this.#levels) await this.#addHalf(level + 1, values, count, rows);
  }

  async #addHalf(level: number, source: Uint16Array, count: number, rows: number): Promise<void> {
    const stride = this.#stride(level);
    this.#waiting[level] ??= {
      values: new Uint16Array(Math.min(tileSize, sizeAtLevel(this.#end.lines, level)) * stride),
      count: 0,
      first: 0,
    };
    const waiting = this.#waiting[level]!;
    halveColumns(source, count, this.#planes.length, rows, waiting.values, waiting.count * stride);
    waiting.count += sizeAtLevel(count, 1);
    const atEnd = waiting.first + waiting.count === sizeAtLevel(this.#end.lines, level);
    if (waiting.count < tileSize && !atEnd) return;
    const { first, count: ready } = waiting;
    waiting.first += ready;
    waiting.count = 0;
    await this.#addColumns(level, waiting.values, first, ready);
  }

  /** Writes the oldest tiles until no more than `left` are being compressed. */
  async #writeCompressed(left: number): Promise<void> {
    while (this.#compressed.length > left) {
      const { bytes, write } = this.#compressed.shift()!;
      await write(await bytes);
    }
  }

  async #readBack({ file, tiff, name }: PlaneFile): Promise<{ sha256: string; bytes: number }> {
    const hash = createHash('sha256');
    const chunk = Buffer.allocUnsafe(1024 * 1024);
    let crc = 0;
    let bytes = 0;
    for (;;) {
      this.#signal.throwIfAborted();
      const { bytesRead } = await file.read(chunk, 0, chunk.length, bytes);
      if (bytesRead === 0) break;
      const read = chunk.subarray(0, bytesRead);
      hash.update(read);
      crc = crc32(bytes === 0 ? read.subarray(8) : read, crc);
      bytes += bytesRead;
    }
    if (crc !== tiff.crcBehindHeader) {
      throw archiveFailed(
        this.#job,
        `the disk gives back other bytes of ${name} than were written: check the disk`,
      );
    }
    return { sha256: hash.digest('hex'), bytes };
  }

  async #tidyUp(): Promise<void> {
    await Promise.allSettled(this.#compressed.map(({ bytes }) => bytes));
    for (const plane of this.#planes) {
      await plane.file.close().catch(() => {});
      await rm(plane.path + partSuffix, { force: true }).catch(() => {});
    }
  }
}

/**
 * One tile of one plane, row by row, each value less its left neighbour (TIFF's horizontal predictor). `values` are
 * columns as `columns.ts` describes them. Behind the picture's edge the last column goes on, and rows are 0.
 */
function differences(
  values: Uint16Array,
  columns: number,
  planes: number,
  plane: number,
  rows: number,
  top: number,
): Uint16Array<ArrayBuffer> {
  const tile = new Uint16Array(tileSize * tileSize);
  const height = Math.min(tileSize, rows - top);
  const stride = planes * rows;
  const start = plane * rows + top;
  const batch = 16;
  for (let first = 0; first < columns; first += batch) {
    const last = Math.min(columns, first + batch);
    for (let y = 0; y < height; y++) {
      let from = start + first * stride + y;
      let left = first === 0 ? 0 : values[from - stride]!;
      for (let at = y * tileSize + first, end = y * tileSize + last; at < end; at++, from += stride) {
        const value = values[from]!;
        tile[at] = value - left;
        left = value;
      }
    }
  }
  return tile;
}

function archiveFailed(job: ArchiveJob, reason: string, cause?: unknown): BridgeError {
  return new BridgeError(
    'ARCHIVE_FAILED',
    `Scan ${job.scanId} could not be archived: ${reason}. Its capture is kept.`,
    {
      cause,
      details: { scanId: job.scanId, reason },
    },
  );
}
