import type { DeviceSink } from './device.ts';

/** What a signal of a PLC means to the post. `other` is shown and recorded, and nothing follows from it. */
export const signalMeanings = [
  'interlock',
  'emergency-stop',
  'warm-up',
  'barrier',
  'traffic-light',
  'loop',
  'speed',
  'other',
] as const;
export type SignalMeaning = (typeof signalMeanings)[number];

export interface PlcSignal {
  readonly name: string;
  readonly meaning: SignalMeaning;
  /**
   * After polarity and scaling: for an interlock `true` is closed, for an emergency stop `true` is latched, for a
   * barrier `true` is open, for a loop `true` is occupied. `null` is unknown, and unknown is never safe.
   */
  readonly value: boolean | number | null;
  /** `m/s`, `s`, `°C`; empty for what is on or off. */
  readonly unit: string;
  /** The configuration has switched writing on for it: `writeOutput` takes its name. */
  readonly writable: boolean;
}

export interface PlcSink extends DeviceSink {
  /** All signals of the map: first when they are known, then whenever one changes. */
  signals(signals: readonly PlcSignal[]): void;
}

export interface PlcCommands {
  /**
   * Writes one output that the configuration has switched to writable, and resolves when it reads back as written.
   * The same `commandId` again is the same write. Throws BridgeError DEVICE_REFUSED where the output is not
   * writable (an interlock and an emergency stop never are), DEVICE_TIMEOUT where the PLC does not answer.
   */
  writeOutput(order: {
    readonly commandId: string;
    readonly output: string;
    readonly value: boolean | number;
  }): Promise<void>;
}
