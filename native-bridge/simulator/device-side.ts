import type { Timers } from '../transport/timers.ts';

/** What every device side is started with; each uses what its kind has. */
export interface DeviceSideOptions {
  readonly host: string;
  /** Listens here where its kind is connected to; 0 picks a free one. */
  readonly port?: number | undefined;
  /** Serves this serial line besides: `serial:PATH?baudRate=N`. */
  readonly serial?: string | undefined;
  /** Where a device that connects or delivers by itself does so: an address or a folder. */
  readonly to?: string | undefined;
  /** What is random is the same for the same seed. */
  readonly seed: number;
  /** Times real time. */
  readonly speed: number;
  readonly timers?: Timers;
}

export interface RunningDeviceSide {
  /** The port it listens on, where it does. */
  readonly port?: number;
  /**
   * What a person or a vehicle does at the device, as parsed from a line of JSON: `{"do":"vehicle","gamma":2}`.
   * Throws an Error whose message says what is wrong with the order.
   */
  order(order: unknown): void | Promise<void>;
  close(): Promise<void>;
}

/** Throws BridgeError LINK_FAILED or LINK_ADDRESS_INVALID where the port, the line or the folder cannot be had. */
export type StartDeviceSide = (options: DeviceSideOptions) => Promise<RunningDeviceSide>;

export interface DeviceSideEntry {
  /** For the list of devices, in one sentence. */
  readonly about: string;
  load(): Promise<StartDeviceSide>;
}
