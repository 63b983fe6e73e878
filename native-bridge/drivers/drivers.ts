import type { DeviceRole, DriverDefinition, LinkKind } from './driver.ts';

/** What is known of a kind of driver without loading it. */
export interface DriverEntry<Role extends DeviceRole = DeviceRole> {
  readonly role: Role;
  readonly links: readonly LinkKind[];
  /** Loaded when the first device of its kind is configured: a post that has no PLC never reads a line of Modbus. */
  // biome-ignore lint/suspicious/noExplicitAny: each definition has settings of its own, parsed by its own schema.
  load(): Promise<DriverDefinition<Role, any>>;
}

/** Every kind of driver there is, by the name the configuration uses. */
export const drivers = {
  'line-stream': {
    role: 'scanner',
    links: ['tcp', 'serial'],
    load: async () => (await import('./line-stream/line-stream.ts')).lineStream,
  },
  modbus: {
    role: 'plc',
    links: ['tcp', 'serial'],
    load: async () => (await import('./modbus/modbus.ts')).modbus,
  },
  generator: {
    role: 'generator',
    links: ['tcp', 'serial'],
    load: async () => (await import('./generator/generator.ts')).generator,
  },
  'radiation-portal': {
    role: 'radiation-portal',
    links: ['tcp', 'serial'],
    load: async () => (await import('./radiation-portal/radiation-portal.ts')).radiationPortal,
  },
  'dicom-receiver': {
    role: 'image-source',
    links: ['listen'],
    load: async () => (await import('./dicom-receiver/dicom-receiver.ts')).dicomReceiver,
  },
  'drop-folder': {
    role: 'image-source',
    links: ['folder'],
    load: async () => (await import('./drop-folder/drop-folder.ts')).dropFolder,
  },
  'plate-reader': {
    role: 'plate-reader',
    links: ['listen'],
    load: async () => (await import('./plate-reader/plate-reader.ts')).plateReader,
  },
  weighbridge: {
    role: 'weighbridge',
    links: ['tcp', 'serial'],
    load: async () => (await import('./weighbridge/weighbridge.ts')).weighbridge,
  },
} as const satisfies Readonly<Record<string, DriverEntry>>;
