import type { DeviceSink } from './device.ts';

export interface Weight {
  readonly kg: number;
  /** ISO 8601 UTC, by the station's clock. */
  readonly at: string;
}

export interface WeighbridgeSink extends DeviceSink {
  /** A weight the scales call stable; once for each time it comes to rest, never the numbers in between. */
  weight(weight: Weight): Promise<void>;
  /** What the scales show now, at most twice a second: for a screen, never for the record. */
  moving(kg: number | null): void;
}
