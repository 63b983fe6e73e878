import type { DeviceSink } from './device.ts';

/** The status of an X-ray generator. `null` is unknown. */
export interface GeneratorStatus {
  readonly arc: boolean | null;
  readonly regulation: boolean | null;
  readonly overTemperature: boolean | null;
  readonly interlockOpen: boolean | null;
  readonly cooling: boolean | null;
  readonly overCurrent: boolean | null;
  readonly overVoltage: boolean | null;
  readonly control: 'local' | 'remote' | null;
  /** Where the generator tells them. */
  readonly kilovolts: number | null;
  readonly milliamperes: number | null;
}

export interface GeneratorSink extends DeviceSink {
  /** On every change, and first when it is known. */
  status(status: GeneratorStatus): void;
}
