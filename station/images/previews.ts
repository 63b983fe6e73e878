import type { ImportedPicture } from '../../native-bridge/imaging/import/imported-picture.ts';
import { previewPng } from './preview-png.ts';

/** What an officer needs to see of a picture to say whose it is. */
export interface Looked {
  readonly width: number;
  readonly height: number;
  readonly planes: number;
  readonly png: Uint8Array<ArrayBuffer>;
}

/** A few hundred kilobytes each. */
const mostKept = 24;

/** Small pictures of pictures, made once and kept while they are likely to be asked for. */
export class Previews {
  readonly #open: (imageId: string) => Promise<ImportedPicture>;
  readonly #kept = new Map<string, Looked>();
  readonly #making = new Map<string, Promise<Looked>>();

  constructor(open: (imageId: string) => Promise<ImportedPicture>) {
    this.#open = open;
  }

  known(imageId: string): Looked | null {
    return this.#kept.get(imageId) ?? null;
  }

  forget(imageId: string): void {
    this.#kept.delete(imageId);
  }

  /** Throws what opening the picture throws. */
  look(imageId: string): Promise<Looked> {
    const kept = this.#kept.get(imageId);
    if (kept) return Promise.resolve(kept);
    const known = this.#making.get(imageId);
    if (known) return known;
    const making = this.#make(imageId).finally(() => this.#making.delete(imageId));
    this.#making.set(imageId, making);
    return making;
  }

  async #make(imageId: string): Promise<Looked> {
    const picture = await this.#open(imageId);
    const { width, height } = picture;
    const looked = { width, height, planes: picture.planes.length, png: await previewPng(picture) };
    this.#kept.set(imageId, looked);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest);
    return looked;
  }
}
