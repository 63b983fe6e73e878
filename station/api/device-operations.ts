import type {
  DeviceChangeInput,
  DeviceConfig,
  DeviceRemovalInput,
  DeviceWriteInput,
} from './device-inputs.pure.ts';
import type { DeviceKind, DeviceTestReport, SerialPortView } from './device-views.pure.ts';
import type { Officer } from './views.pure.ts';

/** The devices as they are configured. */
export interface DevicesConfigured {
  readonly devices: readonly DeviceConfig[];
  /** Absolute path. */
  readonly file: string;
  /** The file on the disk is bad, and the last good one is in force. */
  readonly problem: { readonly place: string; readonly reason: string } | null;
}

/** What the `devices.*` calls do. */
export interface DeviceOperations {
  deviceKinds(): Promise<readonly DeviceKind[]>;
  /** Secrets are for administrators only. */
  deviceConfig(by: Officer): Promise<DevicesConfigured>;
  serialPorts(): Promise<readonly SerialPortView[]>;
  /** Throws StationError DEVICE_EXISTS, DEVICE_CONFIG_INVALID, DISK_FULL. */
  addDevice(by: Officer, input: DeviceChangeInput): Promise<DevicesConfigured>;
  /** Throws StationError DEVICE_UNKNOWN, DEVICE_BUSY, DEVICE_CONFIG_INVALID, DISK_FULL. */
  changeDevice(by: Officer, input: DeviceChangeInput): Promise<DevicesConfigured>;
  /** Throws StationError DEVICE_UNKNOWN, DEVICE_BUSY, DISK_FULL. */
  removeDevice(by: Officer, input: DeviceRemovalInput): Promise<DevicesConfigured>;
  /**
   * Tries a device out, aside from those configured, until `signal` aborts, its link ends or two minutes have passed.
   * Throws StationError DEVICE_CONFIG_INVALID or DEVICE_LINK_IN_USE.
   */
  testDevice(device: DeviceConfig, signal: AbortSignal): AsyncIterable<DeviceTestReport>;
  /** Throws StationError DEVICE_UNKNOWN, DEVICE_OFFLINE, OUTPUT_NONE, or what the driver throws. */
  writeOutput(by: Officer, input: DeviceWriteInput): Promise<void>;
}
