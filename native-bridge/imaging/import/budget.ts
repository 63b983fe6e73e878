import { maxDetectors, maxLines } from '../picture-size.ts';
import { tooLarge, unreadable } from './refusals.ts';

/** A file of more bytes is refused unread. */
export const maxFileBytes = 224 * 1024 * 1024;
/** A picture of more is refused before anything is allocated for it. */
export const maxPixelBytes = 192 * 1024 * 1024;
/**
 * The file, what it unpacks to, the counts, and what a codec needs, together: a process that does nothing else has some
 * 100 MB of its own, and the whole stays below 512 MB.
 */
export const maxWorkBytes = 384 * 1024 * 1024;

/** What a decoder may use, and where it says how far it has come. */
export interface Budget {
  readonly pixelBytes: number;
  readonly workBytes: number;
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
    throw tooLarge(`${megabytes(bytes)} of pixels, at most ${megabytes(budget.pixelBytes)} are read`);
  }
}

/**
 * Refuses what would take more memory than there is for all of it, before it is allocated. `bytes` is the sum of what is
 * held at the worst moment. Throws BridgeError IMAGE_TOO_LARGE.
 */
export function checkWork(bytes: number, budget: Budget): void {
  if (bytes > budget.workBytes) {
    throw tooLarge(
      `reading it takes ${megabytes(bytes)} of memory, at most ${megabytes(budget.workBytes)} are given`,
    );
  }
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / (1024 * 1024))} MB`;
}
