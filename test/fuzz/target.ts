/** A parser or framer, sound input to begin from, and what must hold for any bytes at all. */
export interface FuzzTarget {
  readonly name: string;
  /** Sound inputs; each must be taken as it is. */
  seeds(): readonly Uint8Array[] | Promise<readonly Uint8Array[]>;
  /** Words of its language, that blind changes would hardly hit on. */
  readonly words?: readonly string[];
  /** Returns or resolves when the bytes were taken, or refused as they must be. Throws on a finding. */
  run(bytes: Uint8Array): void | Promise<void>;
}

/** Bytes that broke a promise. */
export interface Finding {
  readonly target: string;
  readonly why: string;
  readonly input: Uint8Array;
}
