import type { z } from 'zod';
import type { Timers } from '../transport/timers.ts';
import type { Connection } from '../transport/transport.ts';
import type { DeviceCapabilities } from './device.ts';
import type { GeneratorSink } from './generator.ts';
import type { ImageSourceSink } from './image-source.ts';
import type { PlateReaderSink } from './plate-reader.ts';
import type { PlcCommands, PlcSink } from './plc.ts';
import type { PortalSink } from './radiation-portal.ts';
import type { ScannerCapabilities, ScannerCommands, ScannerSink } from './scanner.ts';
import type { WeighbridgeSink } from './weighbridge.ts';

/** What a device is to the post, whoever made it and however it is reached. */
export type DeviceRole = keyof DeviceSinks;

/** The typed events of each role: what a driver reports by calling, and the station takes. */
export interface DeviceSinks {
  readonly scanner: ScannerSink;
  readonly 'image-source': ImageSourceSink;
  readonly plc: PlcSink;
  readonly 'radiation-portal': PortalSink;
  readonly generator: GeneratorSink;
  readonly 'plate-reader': PlateReaderSink;
  readonly weighbridge: WeighbridgeSink;
}

/** What can be asked of a device of each role. Most only speak. */
export interface DeviceCommands {
  readonly scanner: ScannerCommands;
  readonly 'image-source': NoCommands;
  readonly plc: PlcCommands;
  readonly 'radiation-portal': NoCommands;
  readonly generator: NoCommands;
  readonly 'plate-reader': NoCommands;
  readonly weighbridge: NoCommands;
}
export type NoCommands = Readonly<Record<never, never>>;

/** How a driver reaches its device. */
export type DriverLink =
  | { readonly kind: 'bytes'; readonly connection: Connection }
  /** The device connects to the station. Port 0 is any. */
  | { readonly kind: 'listen'; readonly host: string; readonly port: number }
  | { readonly kind: 'folder'; readonly path: string };

/** `tcp://HOST:PORT`, `serial:PATH?baudRate=N`, `listen://HOST:PORT`, `folder:PATH`. */
export type LinkKind = 'tcp' | 'serial' | 'listen' | 'folder';

export interface DriverParts<Role extends DeviceRole, Settings> {
  readonly link: DriverLink;
  readonly sink: DeviceSinks[Role];
  /** As parsed by the definition's `settings`. */
  readonly settings: Settings;
  readonly timers: Timers;
  /** ISO 8601 UTC with milliseconds. */
  readonly utc: () => string;
  /** From 0 to below 1. Not for secrets: a recording that is played gives the same numbers again. */
  readonly random?: () => number;
  /** A folder of this device's own that outlives the run: received files, quarantine, what was seen already. */
  readonly spool: string;
}

/** One device over one link. The station supervises: it begins again when `run` has ended, for ever. */
export type DeviceDriver<Role extends DeviceRole> = {
  /**
   * Shakes hands where the protocol has that, and pumps until the link ends. Resolves on an orderly end (signal,
   * peer's goodbye), throws BridgeError otherwise. What is in progress is ended through the sink first.
   */
  run(signal: AbortSignal): Promise<void>;
  /** Resolves once the device has been recognised (a first readable word, a handshake, a port that listens). */
  readonly capabilities: Promise<Role extends 'scanner' ? ScannerCapabilities : DeviceCapabilities>;
} & DeviceCommands[Role];

/** A kind of driver. One folder each; it is loaded when the first device of its kind is configured. */
export interface DriverDefinition<Role extends DeviceRole = DeviceRole, Settings = unknown> {
  /** What the configuration calls it: `line-stream`, `modbus`. */
  readonly name: string;
  readonly role: Role;
  readonly links: readonly LinkKind[];
  /**
   * What an integrator may set, each with a default where there is a sensible one and a `.meta({ title, description,
   * examples })`; the screen makes its form from the JSON Schema of this. What is marked `secret: true` there is shown to
   * administrators only and never journaled.
   */
  readonly settings: z.ZodType<Settings>;
  create(parts: DriverParts<Role, Settings>): DeviceDriver<Role>;
}

/** What is asked of a driver: everything in it can be written down and sent to another thread, but for the sink. */
export interface DriverWish<Role extends DeviceRole> {
  /** The definition's name. */
  readonly driver: string;
  /** The link's address as it is configured. */
  readonly link: string;
  /** As configured; parsed by the definition. */
  readonly settings: unknown;
  readonly spool: string;
  /**
   * A file to record the link's bytes in, for `npm run replay`: bounded, in files beside it. Of byte links only. What
   * is recorded is what the device said, and nothing is left out.
   */
  readonly record?: string | undefined;
  readonly sink: DeviceSinks[Role];
}

/** Makes a driver that opens its link when it is run. Where it runs, here or in a thread, is its maker's business. */
export type StartDriver = <Role extends DeviceRole>(wish: DriverWish<Role>) => DeviceDriver<Role>;
