import { PixelReader } from '../viewer/pixel-reader.ts';
import type { PictureFacts, Tile, TileAddress, TileSource } from '../viewer/tile-source.ts';
import type { Answered, Question } from './compare-messages.ts';
import { neededThere, type Side, tolerance } from './difference.ts';
import { PatchReader } from './read-patch.ts';
import { type Field, toAttenuation } from './registration/field.ts';
import { type Mapping, stretchAt } from './registration/mapping.ts';
import type { Registration } from './registration/register.ts';

/** Pixels that two pictures are registered by: with them a 4096 × 32000 picture takes 8 MB. */
const registeredPixels = 2 ** 21;

/**
 * Compares a picture with another: registers them, and gives the other laid over this one, or the difference of both, as
 * tile sources of this one's layout. All arithmetic is a worker's; what is kept is bounded, whatever the pictures' size.
 * `close()` ends whatever is under way.
 */
export class Comparer {
  readonly #mine: TileSource;
  readonly #others: TileSource;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #closing = new AbortController();
  readonly #patches: { readonly mine: PatchReader; readonly others: PatchReader };
  #asked = 0;

  constructor(mine: TileSource, others: TileSource) {
    this.#mine = mine;
    this.#others = others;
    this.#patches = { mine: new PatchReader(mine), others: new PatchReader(others) };
    this.#worker = new Worker(new URL('./compare-worker.ts', import.meta.url), {
      type: 'module',
      name: 'compare',
    });
    this.#worker.addEventListener('message', ({ data }: MessageEvent<Answered>) => this.#hear(data));
    this.#worker.addEventListener('error', (event) => this.#fail(event.message));
  }

  /** `progress` hears of shares from 0 to 1. Rejects when a picture cannot be read, or when it was closed. */
  async register(progress: (share: number) => void): Promise<Registration> {
    const a = await this.#field(this.#mine);
    progress(0.1);
    const b = await this.#field(this.#others);
    progress(0.2);
    const answer = await this.#ask(
      {
        kind: 'register',
        a: a.field,
        b: b.field,
        perPixel: { a: a.perPixel, b: b.perPixel },
        sameCalibration: sameCalibration(this.#mine.picture, this.#others.picture),
      },
      [a.field.values.buffer, b.field.values.buffer],
      (share) => progress(0.2 + 0.8 * share),
    );
    if (answer.kind !== 'registered') throw new Error('not a registration');
    return answer.registration;
  }

  /** The other picture as it lies on this one, with its own counts. */
  laid(mapping: Mapping): TileSource {
    const { energiesMeV, airCounts, darkCounts, imported, calibration } = this.#others.picture;
    return this.#derived('laid', mapping, { energiesMeV, airCounts, darkCounts, imported, calibration });
  }

  /** What this picture has more (darker) or less (brighter) than the other; in the middle where they are the same. */
  difference(mapping: Mapping): TileSource {
    const [energy = 0] = this.#mine.picture.energiesMeV;
    return this.#derived('difference', mapping, {
      energiesMeV: [energy],
      airCounts: 65_535,
      darkCounts: 0,
      imported: undefined,
      calibration: null,
    });
  }

  close(): void {
    this.#closing.abort();
    this.#worker.terminate();
    this.#fail('closed');
  }

  #derived(
    kind: 'laid' | 'difference',
    mapping: Mapping,
    facts: Pick<PictureFacts, 'energiesMeV' | 'airCounts' | 'darkCounts' | 'imported' | 'calibration'>,
  ): TileSource {
    const { picture } = this.#mine;
    return {
      picture: { ...picture, ...facts, id: `${kind} ${picture.id} ${this.#others.picture.id}` },
      onProgress: (listener) => this.#mine.onProgress(listener),
      tile: (address, signal) => this.#tile(kind, mapping, address, signal, facts.energiesMeV.length),
    };
  }

  async #tile(
    kind: 'laid' | 'difference',
    mapping: Mapping,
    { level, column, row }: TileAddress,
    viewerSignal: AbortSignal,
    planes: number,
  ): Promise<Tile> {
    const signal = AbortSignal.any([viewerSignal, this.#closing.signal]);
    const { picture } = this.#mine;
    const { tileSize, apron } = picture;
    const around = apron + (kind === 'difference' ? tolerance : 0);
    const columns = Math.ceil(picture.expectedColumns / 2 ** level);
    const rows = Math.ceil(picture.detectors / 2 ** level);
    const x = column * tileSize;
    const y = row * tileSize;
    const size = { width: Math.min(tileSize, columns - x), height: Math.min(tileSize, rows - y) };
    const at = {
      x: x - around,
      y: y - around,
      width: size.width + 2 * around,
      height: size.height + 2 * around,
    };
    const levelThere = this.#levelThere(mapping, level, (x + size.width / 2) * 2 ** level);
    const need = neededThere(mapping, level, at, levelThere);
    const [mine, others] = await Promise.all([
      kind === 'difference' ? this.#patches.mine.read(level, at, signal) : null,
      this.#patches.others.read(levelThere, need, signal),
    ]);
    const sides = { mine: sideOf(picture), others: sideOf(this.#others.picture) };
    const answer = await this.#ask(
      { kind, mine, others, mapping, level, at, sides },
      buffersOf(mine, others),
    );
    signal.throwIfAborted();
    if (answer.kind !== 'tile') throw new Error('not a tile');
    const { width, height } = { width: size.width + 2 * apron, height: size.height + 2 * apron };
    return { width, height, planes, values: answer.values, columns, final: true };
  }

  /** The level of the other whose pixels are about as large. */
  #levelThere(mapping: Mapping, level: number, column: number): number {
    const finer = Math.round(Math.log2(Math.max(stretchAt(mapping, column), mapping.rowScale, 1e-3)));
    return Math.max(0, Math.min(this.#others.picture.levels - 1, level + finer));
  }

  async #field(source: TileSource): Promise<{ field: Field; perPixel: number }> {
    const { picture } = source;
    const whole = { x: 0, y: 0, width: picture.expectedColumns, height: picture.detectors };
    const reader = new PixelReader(source);
    const { level, width, height, planes } = await reader.region(
      whole,
      registeredPixels,
      this.#closing.signal,
    );
    const values = toAttenuation(planes[0] ?? new Float32Array(), sideOf(picture).counts);
    const perPixel = 2 ** level;
    return {
      field: {
        width,
        height,
        values,
        columnMm: picture.linePitchMm * perPixel,
        rowMm: picture.detectorPitchMm * perPixel,
      },
      perPixel,
    };
  }

  #ask(
    question: Question,
    given: Transferable[],
    progress: (share: number) => void = () => {},
  ): Promise<Answered> {
    if (this.#closing.signal.aborted) return Promise.reject(new Error('closed'));
    this.#asked += 1;
    const id = this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, progress });
      this.#worker.postMessage({ ...question, id }, given);
    });
  }

  #hear(answer: Answered): void {
    const waiting = this.#waiting.get(answer.id);
    if (answer.kind === 'progress') {
      waiting?.progress(answer.share);
      return;
    }
    this.#waiting.delete(answer.id);
    if (answer.kind === 'failed') waiting?.reject(new Error(answer.reason));
    else waiting?.resolve(answer);
  }

  #fail(reason: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(reason));
    this.#waiting.clear();
  }
}

interface Waiting {
  readonly resolve: (answer: Answered) => void;
  readonly reject: (fault: Error) => void;
  readonly progress: (share: number) => void;
}

function buffersOf(...patches: readonly ({ readonly planes: readonly Float32Array[] } | null)[]) {
  return patches.flatMap((patch) => patch?.planes.map(({ buffer }) => buffer as ArrayBuffer) ?? []);
}

function sideOf({ airCounts, darkCounts, imported, calibration }: PictureFacts): Side {
  const noise = calibration?.noise;
  return {
    counts: { air: airCounts, dark: darkCounts, rising: imported?.counts === 'attenuation' },
    noise: noise
      ? { airQuanta: noise.airQuanta, readout: noise.readout, stripes: Math.hypot(noise.pulse, noise.gain) }
      : usualNoise,
  };
}

/** Rather more than a scanner has whose noise nobody has measured. */
const usualNoise = { airQuanta: 20_000, readout: 3e-4, stripes: 0.01 };

/** Of one scanner, or of two that are alike: then the same matter leaves the same of the beam. */
function sameCalibration(a: PictureFacts, b: PictureFacts): boolean {
  if (a.imported || b.imported) return false;
  const [one = 0, other = 0] = [a.energiesMeV[0], b.energiesMeV[0]];
  return (
    Math.abs(one - other) < 0.05 * one && JSON.stringify(a.calibration) === JSON.stringify(b.calibration)
  );
}
