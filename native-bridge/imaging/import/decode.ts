import { BridgeError } from '../../errors.ts';
import type { Budget } from './budget.ts';
import { decodeDicom } from './dicom.ts';
import type { DecodedPicture, DecodedReport } from './imported-picture.ts';
import { decodePng } from './png.ts';
import { unreadable, unsupportedSyntax } from './refusals.ts';
import { sniffFormat } from './sniff.ts';
import { decodeTiff } from './tiff.ts';

/**
 * Decodes a file in the thread that calls. Whatever the bytes are, it either gives a picture or a report, or throws
 * BridgeError IMAGE_…; `importPicture` adds the bound on its time.
 */
export async function decodeFile(file: Uint8Array, budget: Budget): Promise<DecodedPicture | DecodedReport> {
  try {
    switch (sniffFormat(file)) {
      case 'png':
        return decodePng(file, budget);
      case 'tiff':
        return decodeTiff(file, budget);
      case 'dicom':
        return await decodeDicom(file, budget);
      case 'uff':
        throw unsupportedSyntax('UFF');
      case null:
        throw unreadable('it is no TIFF, PNG, DICOM or DICOS');
    }
  } catch (error) {
    throw error instanceof BridgeError ? error : unreadable('it is damaged', error);
  }
}
