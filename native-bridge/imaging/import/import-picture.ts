import { runImport } from './import-thread.ts';
import type { ImportedPicture, PictureFacts, ReportFacts } from './imported-picture.ts';
import { notARadiograph } from './refusals.ts';

export interface ImportOptions {
  /** Gives up; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Reads a picture of another program: TIFF, PNG, DICOM or DICOS, by its bytes and never by its name. Grey of 8 to 16
 * bit comes back as it is stored, count by count; whatever else is refused with its reason.
 *
 * It is decoded in a thread of its own with bounds on time and memory (README.md), one file after the other.
 * Throws BridgeError IMAGE_UNREADABLE, IMAGE_NOT_A_RADIOGRAPH, IMAGE_SYNTAX_UNSUPPORTED, IMAGE_TOO_LARGE or
 * IMAGE_TIMED_OUT.
 */
export async function importPicture(file: string, { signal }: ImportOptions = {}): Promise<ImportedPicture> {
  const result = await runImport({ file, pixels: true }, { signal });
  if (result.kind === 'report') throw notARadiograph('it is a threat detection report');
  return result.picture as ImportedPicture;
}

export type Inspection =
  | ({ readonly kind: 'picture' } & PictureFacts)
  | ({ readonly kind: 'report' } & ReportFacts);

/**
 * Says what a file is: a picture, which `importPicture` then opens, or a DICOS threat detection report with what it
 * says. It decodes all of it, so that what it accepts is sound to the last pixel. Throws as `importPicture` does.
 */
export async function inspectPicture(file: string, { signal }: ImportOptions = {}): Promise<Inspection> {
  const result = await runImport({ file, pixels: false }, { signal });
  return result.kind === 'report'
    ? { kind: 'report', ...result.report }
    : { kind: 'picture', ...result.picture };
}
