import type { DeviceSink } from './device.ts';

/** One reading of a number plate or a container number. */
export interface PlateRead {
  /** The reader's own id, or the SHA-256 of what it sent: the same reading sent twice is one. */
  readonly readId: string;
  readonly plate: string | null;
  readonly container: string | null;
  /** ISO 3166-1 alpha-2 or alpha-3, as the reader says it. */
  readonly country: string | null;
  /** 0 to 1; null where the reader does not say. */
  readonly confidence: number | null;
  readonly camera: string | null;
  /** ISO 8601 UTC, by the station's clock; the reader's clock is not trusted. */
  readonly at: string;
  readonly picture: {
    /** Absolute path of a JPEG in the device's spool, which goes once `read` has resolved or rejected. */
    readonly file: string;
    readonly sha256: string;
  } | null;
}

export interface PlateReaderSink extends DeviceSink {
  read(read: PlateRead): Promise<void>;
}
