import { inspectPicture } from '../../imaging/import/import-picture.ts';
import type { ImageFormat, ReceivedImage } from '../image-source.ts';

/** What a received file turned out to be. */
export type Inspected =
  | { readonly kind: 'picture'; readonly format: ImageFormat; readonly about: ReceivedImage['about'] }
  /** A threat detection report: no picture, and worth an officer's reading. */
  | { readonly kind: 'report'; readonly summary: string };

/**
 * Reads a file as far as is needed to know that it can be shown. Throws BridgeError with the reason when it cannot;
 * never anything else, within seconds and bounded memory, whatever the file holds.
 */
export type InspectFile = (file: string, signal: AbortSignal) => Promise<Inspected>;

/** By decoding all of it, in the import's own thread. */
export const inspectFile: InspectFile = async (file, signal) => {
  const inspection = await inspectPicture(file, { signal });
  if (inspection.kind === 'report') return inspection;
  const { plate, container, takenAt, reference } = inspection.about;
  return {
    kind: 'picture',
    format: inspection.format,
    about: {
      ...(plate === undefined ? {} : { plate }),
      ...(container === undefined ? {} : { container }),
      ...(takenAt === undefined ? {} : { takenAt }),
      ...(reference === undefined ? {} : { reference }),
    },
  };
};
