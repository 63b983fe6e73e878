import type { DeviceSink } from './device.ts';

export const imageFormats = ['tiff', 'png', 'dicom', 'dicos'] as const;
export type ImageFormat = (typeof imageFormats)[number];

/** A picture that another program made and that lies in the device's spool. */
export interface ReceivedImage {
  /** Of the file's bytes, 64 hex digits. The same picture sent twice is one picture. */
  readonly sha256: string;
  /** Absolute path in the device's spool; from the moment `image` resolves the file is the station's. */
  readonly file: string;
  /** What its sender called it: for people only, never a path. */
  readonly name: string;
  readonly format: ImageFormat;
  /** ISO 8601 UTC. */
  readonly receivedAt: string;
  /** What a side-car or the picture's own header says of the truck. Nothing of it is trusted. */
  readonly about: {
    readonly plate?: string;
    readonly container?: string;
    readonly takenAt?: string;
    readonly reference?: string;
  };
}

/** A file that cannot be used, and where it lies now. */
export interface RefusedImage {
  readonly name: string;
  readonly sha256: string | null;
  /** A code of the catalogue and its values. */
  readonly code: string;
  readonly details: Readonly<Record<string, string | number>>;
  /** Absolute path in the spool's quarantine; null where nothing was stored (refused over the network). */
  readonly file: string | null;
}

/** What an automatic detection system says of a picture (DICOS threat detection report). */
export interface ReceivedReport {
  readonly sha256: string;
  readonly file: string;
  readonly name: string;
  readonly receivedAt: string;
  /** English, a few lines: what the report says, for an officer to read. */
  readonly summary: string;
}

/** A scanner whose pictures arrive whole: a folder, a DICOM sender. Each promise resolves when the journal has it. */
export interface ImageSourceSink extends DeviceSink {
  image(image: ReceivedImage): Promise<void>;
  refused(refusal: RefusedImage): Promise<void>;
  report(report: ReceivedReport): Promise<void>;
}
