/** Events that every device has. Calls come one at a time. */
export interface DeviceSink {
  /** Whenever it changes; the first with the handshake. */
  health(health: DeviceHealth): void;
}

/**
 * `degraded`: the device is there, and part of what it says cannot be used (unreadable lines, wrong checksums, a
 * silence longer than its rhythm). `text` is English and may hold what was received, shortened and printable.
 */
export type DeviceHealth =
  | { readonly level: 'good' }
  | { readonly level: 'degraded'; readonly code: DegradedCode; readonly text: string };

export const degradedCodes = [
  'DEVICE_UNREADABLE',
  'DEVICE_SILENT',
  'DEVICE_FLOODS',
  'DEVICE_REPORTS_FAULT',
] as const;
export type DegradedCode = (typeof degradedCodes)[number];

/** What a device says of itself, or what is known of it without its word. Empty strings are unknown. */
export interface DeviceCapabilities {
  readonly maker: string;
  readonly model: string;
  readonly serialNumber: string;
  /** Where others reach it, for a driver that listens: the port it was given. */
  readonly listensOn?: string;
}
