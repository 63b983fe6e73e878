import type { ImageFormat } from '../../drivers/image-source.ts';
import type { ScanGeometry } from '../../drivers/scanner.ts';

/** A picture of another program, decoded: every count as the file has it. */
export interface ImportedPicture extends PictureFacts {
  /** One per energy, `height × width` counts each, row by row. */
  readonly planes: readonly Uint16Array<ArrayBuffer>[];
}

/** What is known of a picture that opens, without its pixels. */
export interface PictureFacts {
  readonly format: ImageFormat;
  /** `detectors` is the picture's height, `expectedLines` its width, and `imported` is there. */
  readonly geometry: ScanGeometry;
  readonly width: number;
  readonly height: number;
  readonly about: PictureOrigin;
  /** Of the file's bytes, 64 hex digits. */
  readonly sha256: string;
}

/** What the picture's header says of where it comes from. Nothing of it is trusted; each is at most 200 characters. */
export interface PictureOrigin {
  readonly plate?: string;
  /** Only what has the form of an ISO 6346 number; its check digit is the reader's business. */
  readonly container?: string;
  /** ISO 8601; without an offset when the header has none. */
  readonly takenAt?: string;
  readonly reference?: string;
  readonly maker?: string;
  readonly model?: string;
}

/** A DICOS threat detection report: no picture, but worth reading. */
export interface ReportFacts {
  readonly format: 'dicos';
  /** English, a few lines. */
  readonly summary: string;
  readonly about: PictureOrigin;
  readonly sha256: string;
}

/** A picture as its decoder leaves it. */
export interface DecodedPicture {
  readonly kind: 'picture';
  readonly format: ImageFormat;
  readonly width: number;
  readonly height: number;
  readonly planes: readonly Uint16Array<ArrayBuffer>[];
  /** Bits of a count, as the file says. */
  readonly bitsStored: number;
  readonly counts: 'transmission' | 'attenuation';
  /** Where signed numbers had to be moved up to become counts: what is 0 in the file. */
  readonly zeroAt: number;
  readonly pitch: PixelPitch | null;
  /** One per plane, highest first; null when the file does not say. */
  readonly energiesMeV: readonly number[] | null;
  readonly about: PictureOrigin;
}

export interface DecodedReport {
  readonly kind: 'report';
  readonly summary: string;
  readonly about: PictureOrigin;
}

/** Size of a pixel, mm. */
export interface PixelPitch {
  readonly acrossMm: number;
  readonly downMm: number;
  /** At the object, by the file's own word; else only its proportions count. */
  readonly known: boolean;
}
