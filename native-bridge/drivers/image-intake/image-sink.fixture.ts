import { createHash } from 'node:crypto';
import { readFile, rename } from 'node:fs/promises';
import { BridgeError } from '../../errors.ts';
import type { DeviceHealth } from '../device.ts';
import type { ImageSourceSink, ReceivedImage, ReceivedReport, RefusedImage } from '../image-source.ts';
import type { InspectFile } from './inspect.ts';

/** A station for tests: takes pictures as the contract says, moves their files away, and keeps all it is told. */
export class ImageStation implements ImageSourceSink {
  readonly healths: DeviceHealth[] = [];
  readonly images: ReceivedImage[] = [];
  readonly refusals: RefusedImage[] = [];
  readonly reports: ReceivedReport[] = [];
  /** Bytes by SHA-256, read when the picture was given. */
  readonly pictures = new Map<string, Buffer>();
  overlapped = false;
  /** Runs within the calls that are awaited: to make the station slow, or fail. */
  during: (call: 'image' | 'refused' | 'report') => void | Promise<void> = () => {};
  #inside = false;

  health(health: DeviceHealth): void {
    this.healths.push(health);
  }

  async image(image: ReceivedImage): Promise<void> {
    await this.#alone('image', async () => {
      const bytes = await readFile(image.file);
      if (createHash('sha256').update(bytes).digest('hex') !== image.sha256) throw new Error('not its bytes');
      this.images.push(image);
      this.pictures.set(image.sha256, bytes);
      await rename(image.file, `${image.file}.taken`);
    });
  }

  async refused(refusal: RefusedImage): Promise<void> {
    await this.#alone('refused', async () => {
      if (refusal.file !== null) await readFile(refusal.file);
      this.refusals.push(refusal);
    });
  }

  async report(report: ReceivedReport): Promise<void> {
    await this.#alone('report', async () => {
      this.reports.push(report);
    });
  }

  async #alone(call: 'image' | 'refused' | 'report', work: () => Promise<void>): Promise<void> {
    this.overlapped ||= this.#inside;
    this.#inside = true;
    try {
      await this.during(call);
      await work();
    } finally {
      this.#inside = false;
    }
  }
}

/** Takes files that begin with `picture` or `report`, and says of any other that it cannot be read. */
export const inspectByWord: InspectFile = async (file) => {
  const text = (await readFile(file)).toString('latin1');
  if (text.startsWith('picture'))
    return { kind: 'picture', format: 'tiff', about: { reference: 'of the header' } };
  if (text.startsWith('report')) return { kind: 'report', summary: text };
  throw new BridgeError('IMAGE_UNREADABLE', 'The picture cannot be read.', {
    details: { reason: 'no word' },
  });
};
