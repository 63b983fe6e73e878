import { maxDetectors, maxLines } from '../picture-size.ts';
import { tooLarge, unreadable } from './refusals.ts';

/** A file of more bytes is refused unread. */
export const maxFileBytes = 224 * 1024 * 1024;
/**
 * A picture of more is refused before anything is allocated for it. With the file, a decoder's own needs and the
 * process itself the whole stays below 512 MB.
 */
export const maxPixelBytes = 192 * 1024 * 1024;

/** What a decoder may use, and where it says how far it has come. */
export interface Budget {
  readonly pixelBytes: number;
  /** Bytes of pixels that have become ready since the last call: a decoder that yields is given more time. */
  yielded(bytes: number): void;
  /** Work that is the same for any file, such as loading a codec: it is not counted against this one. */
  apart<Result>(work: () => Promise<Result>): Promise<Result>;
}

/**
 * Refuses sizes that are no picture, or none that fits. Before any allocation that depends on them.
 * Throws BridgeError IMAGE_UNREADABLE or IMAGE_TOO_LARGE.
 */
export function checkSize(width: number, height: number, planes: number, budget: Budget): void {
  if (width < 1 || height < 1 || planes < 1) throw unreadable(`its size is ${width} × ${height}`);
  if (width > maxLines || height > maxDetectors) {
    throw tooLarge(`${width} × ${height} pixels, at most ${maxLines} × ${maxDetectors} are read`);
  }
  const bytes = 2 * width * height * planes;
  if (bytes > budget.pixelBytes) {
    const [mb, most] = [bytes, budget.pixelBytes].map((n) => Math.round(n / (1024 * 1024)));
    throw tooLarge(`${mb} MB of pixels, at most ${most} MB are read`);
  }
}
