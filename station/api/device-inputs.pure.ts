import { z } from 'zod';

/** What the `devices.*` calls take, as zod schemas. */

/** It is a folder's name too, on every system: nothing that Windows keeps for itself, no dot at its end. */
const deviceId = z
  .string()
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,38}[A-Za-z0-9_-])?$/,
    'a device is named with up to 40 letters, digits, hyphens, underscores and dots, a letter or digit first',
  )
  .regex(
    /^(?!(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$))/i,
    'Windows keeps this name for itself; choose another',
  );

export const laneName = z.string().trim().min(1).max(20);

/** A device as an administrator configures it. */
export const deviceConfigInput = z.strictObject({
  id: deviceId,
  /** The name of a kind of driver: `line-stream`, `modbus`. */
  driver: z.string().trim().min(1).max(60),
  /** null: it belongs to the whole post. */
  lane: laneName.nullable().default(null),
  /** `tcp://HOST:PORT`, `serial:PATH?baudRate=N`, `listen://HOST:PORT`, `folder:PATH`. */
  link: z.string().trim().min(1).max(1_000),
  /** Parsed by the driver's own schema. */
  settings: z.record(z.string().max(100), z.unknown()).default({}),
  /** Every byte of the link is kept in the device's folder, to be played to its driver elsewhere. */
  record: z.boolean().optional(),
});

export type DeviceConfig = z.output<typeof deviceConfigInput>;

const commandId = z.uuid();

export const deviceChangeInput = z.strictObject({ commandId, device: deviceConfigInput });
export const deviceRemovalInput = z.strictObject({ commandId, id: z.string().min(1).max(60) });
export const deviceTestInput = z.strictObject({ device: deviceConfigInput });
export const deviceWriteInput = z.strictObject({
  commandId,
  deviceId: z.string().min(1).max(60),
  /** A signal's name. */
  output: z.string().min(1).max(100),
  value: z.union([z.boolean(), z.number()]),
});

export type DeviceChangeInput = z.output<typeof deviceChangeInput>;
export type DeviceRemovalInput = z.output<typeof deviceRemovalInput>;
export type DeviceWriteInput = z.output<typeof deviceWriteInput>;
