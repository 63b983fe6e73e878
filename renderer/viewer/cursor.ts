import { materialAt } from './material-at.ts';
import { materialsOf } from './materials.ts';
import { PixelReader } from './pixel-reader.ts';
import { thicknessOf } from './thickness.ts';
import type { TileSource } from './tile-source.ts';
import type { Point } from './view.ts';
import type { CursorReading } from './viewer-api.ts';

/** What the pixel under the pointer is, from the values the worker reads, or without the GPU while that is gone. */
export class Cursor {
  readonly #tell: (reading: CursorReading | null) => void;
  #source: TileSource | null = null;
  /** Where the pointer is on the canvas, CSS pixels, and over which column and row. */
  #at: { readonly pointer: Point; readonly place: Point } | null = null;
  #withoutGpu: PixelReader | null = null;
  #reader: PixelReader | null = null;
  #rests: ReturnType<typeof setTimeout> | undefined;

  constructor(tell: (reading: CursorReading | null) => void) {
    this.#tell = tell;
  }

  get pointer(): Point | null {
    return this.#at?.pointer ?? null;
  }

  get place(): Point | null {
    return this.#at?.place ?? null;
  }

  begin(source: TileSource | null): void {
    this.#source = source;
    this.#withoutGpu = null;
    this.#reader = source && new PixelReader(source);
    this.#at = null;
    clearTimeout(this.#rests);
  }

  /** Where it is now; null when it has left. False when it was not there before either. */
  move(at: { readonly pointer: Point; readonly place: Point } | null): boolean {
    const isNews = at !== null || this.#at !== null;
    this.#at = at;
    clearTimeout(this.#rests);
    if (!at && isNews) this.#tell(null);
    if (at && this.#withoutGpu) void this.#readWithoutGpu(this.#withoutGpu, at.place);
    return isNews;
  }

  /** The GPU went away, or came back. */
  setGpuGone(isGone: boolean): void {
    this.#withoutGpu = isGone ? this.#reader : null;
    if (this.#withoutGpu && this.#at) void this.#readWithoutGpu(this.#withoutGpu, this.#at.place);
  }

  /** The values of a place are known: `level` 0 is its own, above that a mean. */
  read(at: Point, level: number, values: readonly number[] | null): void {
    if (!this.#source || !this.#at) return;
    const { picture } = this.#source;
    const pitchKnown = picture.imported?.pitchKnown ?? true;
    const exact = level === 0 && values !== null;
    const reading: CursorReading = {
      column: at.x,
      row: at.y,
      xMm: pitchKnown ? (at.x + 0.5) * picture.linePitchMm : null,
      yMm: pitchKnown ? (at.y + 0.5) * picture.detectorPitchMm : null,
      values,
      exact,
      // The highest energy goes deepest.
      thickness: exact ? thicknessOf(values[0]!, 0, picture) : null,
      material: null,
    };
    this.#tell(reading);
    clearTimeout(this.#rests);
    if (exact) this.#rests = setTimeout(() => void this.#addMaterial(reading, at), restMs);
  }

  /** Once the pointer rests: a neighbourhood is read for it, which is not to be done at every pixel on the way. */
  async #addMaterial(reading: CursorReading, { x, y }: Point): Promise<void> {
    const [place, reader] = [this.#at?.place, this.#reader];
    const picture = this.#source?.picture;
    const materials = materialsOf(picture?.calibration);
    if (!place || !reader || !picture || !materials || picture.energiesMeV.length < 2) return;
    const material = await materialAt(reader, { x, y }, picture, materials);
    if (place === this.#at?.place && reader === this.#reader && material !== null)
      this.#tell({ ...reading, material });
  }

  async #readWithoutGpu(reader: PixelReader, place: Point): Promise<void> {
    const { planes, width, height } = await reader.region({ ...place, width: 1, height: 1 }, 1);
    if (reader !== this.#withoutGpu || place !== this.#at?.place) return;
    const values = planes.map(([value]) => value ?? Number.NaN);
    const isThere = width * height > 0 && !values.some(Number.isNaN);
    this.read(place, 0, isThere ? values : null);
  }
}

/** How long the pointer is to rest before its neighbourhood is read. */
const restMs = 80;
