import { setImmediate } from 'node:timers/promises';
import type { ScanGeometry } from '../drivers/scanner.ts';
import { type CaptureReader, openCapture } from './capture-reader.ts';
import { GrowingColumns, halveColumns } from './columns.ts';
import type { Growth } from './imaging-protocol.ts';
import type { LineRange } from './line-ranges.ts';
import { knownColumns, layoutColumns, scanLevelCount, sizeAtLevel } from './picture-size.ts';
import type { PictureInfo, ScanPicture, TileAddress, TileBody } from './scan-picture.ts';
import {
  emptyTile,
  fillFromColumns,
  isLevel,
  type LevelSize,
  neededColumns,
  outOfRange,
  tileWindow,
} from './tile-body.ts';

/** Lines turned into pyramid at a time. */
const blockLines = 256;
/** Levels below this are made from the strips for each tile; this one and those above are kept in memory. */
const firstKeptLevel = 2;

/**
 * A picture over a strip file, finished or growing, in the thread that calls. Each tile is made from the file as
 * it then is. The levels from 2 up are kept (a sixteenth of the pixels, and a third of that) and grow only when
 * somebody asks for one of their tiles. Throws BridgeError CAPTURE_MISSING or CAPTURE_DAMAGED.
 */
export async function openStripPicture(path: string): Promise<StripPicture> {
  return new StripPicture(await openCapture(path));
}

export class StripPicture implements ScanPicture {
  readonly #capture: CaptureReader;
  readonly #geometry: ScanGeometry;
  readonly #planes: number;
  /** Level `firstKeptLevel + i`. */
  readonly #kept: GrowingColumns[] = [];
  /** Lines the kept levels are made of, and whether the scan was over then. */
  #keptLines = 0;
  #keptOver = false;
  /** The lowest line that came late, below `#keptLines`: what is kept from there on is stale. */
  #staleFrom = Number.POSITIVE_INFINITY;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(capture: CaptureReader) {
    this.#capture = capture;
    this.#geometry = capture.begin.geometry;
    this.#planes = this.#geometry.energiesMeV.length;
  }

  info(): PictureInfo {
    const { begin, lines, endAsRead } = this.#capture;
    const state =
      endAsRead === null ? 'receiving' : endAsRead.defects.length === 0 ? 'complete' : 'incomplete';
    const levels = scanLevelCount(begin.geometry, lines);
    return { scanId: begin.scanId, geometry: begin.geometry, columns: lines, state, levels };
  }

  /** Looks how far the file has grown, or takes the word of its writer. */
  refresh(growth?: Growth): Promise<PictureInfo> {
    return this.#inTurn(async () => {
      await this.#readOn(growth);
      return this.info();
    });
  }

  tile(address: TileAddress, signal?: AbortSignal, growth?: Growth): Promise<TileBody> {
    return this.#inTurn(async () => {
      await this.#readOn(growth);
      signal?.throwIfAborted();
      if (!isLevel(address.level, this.info().levels)) throw outOfRange(address);
      const level = this.#levelSize(address.level);
      const window = tileWindow(level, address);
      const { from, to } = neededColumns(window, level);
      const final = this.#isFinal(address.level, from, window.left + window.width, level.known);
      if (to > from && address.level >= firstKeptLevel) await this.#extendKept();
      const { bytes, values } = emptyTile(window, level, final);
      if (to > from) fillFromColumns(values, window, level, this.#columns(address.level, from, to), from);
      return { bytes, final };
    });
  }

  close(): Promise<void> {
    return this.#inTurn(() => this.#capture.close());
  }

  get #over(): boolean {
    return this.#capture.end !== null;
  }

  /** One after the other: the file is indexed and the kept levels grow in between. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }

  async #readOn(growth: Growth | undefined): Promise<void> {
    const told = growth === undefined ? null : this.#capture.adopt(growth.written);
    this.#noteLate(told ?? []);
    if (told === null || !growth?.open) this.#noteLate(await this.#capture.refresh());
  }

  #noteLate(added: readonly LineRange[]): void {
    for (const { from } of added) {
      if (from < this.#keptLines) this.#staleFrom = Math.min(this.#staleFrom, from);
    }
  }

  #levelSize(level: number): LevelSize {
    const { lines } = this.#capture;
    const columns = this.#over ? lines : layoutColumns(this.#geometry, lines);
    return {
      columns: sizeAtLevel(columns, level),
      known: knownColumns(lines, level, this.#over),
      rows: this.#rows(level),
      planes: this.#planes,
    };
  }

  #rows(level: number): number {
    return sizeAtLevel(this.#geometry.detectors, level);
  }

  /** A tile stays as it is when the scan is over, or when it and its apron are there without a gap. */
  #isFinal(level: number, from: number, to: number, known: number): boolean {
    if (this.#over) return true;
    return to <= known && this.#capture.missing(from * 2 ** level, to * 2 ** level).length === 0;
  }

  /** Valid until the next call, of any picture. */
  #columns(level: number, from: number, to: number): Uint16Array {
    if (level >= firstKeptLevel) return this.#kept[level - firstKeptLevel]!.slice(from, to);
    const stride = this.#planes * this.#rows(level);
    const columns = scratch(level, (to - from) * stride);
    if (level === 0) return this.#capture.readLines(from, to, columns);
    for (let column = from; column < to; column += blockLines / 2 ** level) {
      const end = Math.min(to, column + blockLines / 2 ** level);
      this.#makeColumns(level, column, end, columns, (column - from) * stride);
    }
    return columns;
  }

  /** Writes columns `from … to` of a level, of no more than `blockLines` lines, to `into` from `offset` on. */
  #makeColumns(level: number, from: number, to: number, into: Uint16Array, offset: number): void {
    const first = from * 2 ** level;
    const lines = Math.min(to * 2 ** level, this.#capture.lines) - first;
    let values: Uint16Array = this.#capture.readLines(
      first,
      first + lines,
      scratch('lines', lines * this.#planes * this.#rows(0)),
    );
    for (let below = 0; below < level; below++) {
      const columns = sizeAtLevel(lines, below);
      const last = below + 1 === level;
      const half = last
        ? into
        : scratch('half', sizeAtLevel(columns, 1) * this.#planes * this.#rows(below + 1));
      halveColumns(values, columns, this.#planes, this.#rows(below), half, last ? offset : 0);
      values = half;
    }
  }

  #keptLevel(level: number): GrowingColumns {
    this.#kept[level - firstKeptLevel] ??= new GrowingColumns(this.#planes * this.#rows(level));
    return this.#kept[level - firstKeptLevel]!;
  }

  async #extendKept(): Promise<void> {
    const { lines } = this.#capture;
    const from = Math.min(this.#staleFrom, this.#keptLines);
    const top = this.info().levels - 1;
    if (from === lines && this.#keptOver === this.#over && this.#kept.length > top - firstKeptLevel) return;
    for (let level = firstKeptLevel; level <= top; level++) {
      const kept = this.#keptLevel(level);
      const first = Math.min(Math.floor(from / 2 ** level), kept.count);
      const end = knownColumns(lines, level, this.#over);
      kept.grow(end, knownColumns(layoutColumns(this.#geometry, lines), level, true));
      const below = this.#kept[level - firstKeptLevel - 1];
      if (below === undefined) {
        const step = blockLines / 2 ** level;
        for (let column = first; column < end; column += step) {
          this.#makeColumns(level, column, Math.min(column + step, end), kept.values, column * kept.stride);
          // Tiles of other pictures, and word that this one is not wanted any more, come in between.
          await setImmediate();
        }
      } else if (first < end) {
        const to = Math.min(2 * end, below.count);
        const source = below.slice(2 * first, to);
        halveColumns(
          source,
          to - 2 * first,
          this.#planes,
          this.#rows(level - 1),
          kept.values,
          first * kept.stride,
        );
      }
    }
    this.#keptLines = lines;
    this.#keptOver = this.#over;
    this.#staleFrom = Number.POSITIVE_INFINITY;
  }
}

const scratches = new Map<number | string, Uint16Array<ArrayBuffer>>();

/**
 * Room for `length` values, of all pictures of the thread: for use until the next `await`. Megabytes taken anew for each tile
 * cost more in garbage collection than what is done with them.
 */
function scratch(use: number | string, length: number): Uint16Array<ArrayBuffer> {
  const known = scratches.get(use);
  if (known !== undefined && known.length >= length) return known;
  const room = new Uint16Array(length);
  scratches.set(use, room);
  return room;
}
