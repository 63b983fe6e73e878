import type { WireError } from '../imaging-protocol.ts';
import type { ImportedPicture, PictureFacts, ReportFacts } from './imported-picture.ts';

/** What the import thread is given when it starts. */
export interface ImportJob {
  readonly file: string;
  /** False: the pixels are decoded all the same, and not handed back. */
  readonly pixels: boolean;
  /** One 32-bit number: KiB of pixels that are ready. */
  readonly yielded: SharedArrayBuffer;
}

export type ImportMessage =
  /** The thread has started, and the file is opened: the clock runs from here. */
  | { readonly kind: 'opened'; readonly fileBytes: number }
  /** Work that does not count begins and ends. */
  | { readonly kind: 'apart'; readonly begins: boolean }
  | { readonly kind: 'picture'; readonly picture: ImportedPicture | PictureFacts }
  | { readonly kind: 'report'; readonly report: ReportFacts }
  | { readonly kind: 'failed'; readonly error: WireError };
