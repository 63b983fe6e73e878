import { z } from 'zod';
import { systemTimers } from '../transport/timers.ts';
import type { DriverDefinition } from './driver.ts';
import type { DriverEntry } from './drivers.ts';

/**
 * Kinds of drivers for tests of who configures and supervises them: a PLC over a network or a serial line, a reader that
 * listens, a folder of pictures and a scanner. Each says that it is there and stays until it is told to end.
 */
export const fixtureKinds = {
  'test-scanner': entry('scanner', ['tcp', 'serial'], z.strictObject({})),
  'test-plc': entry(
    'plc',
    ['tcp', 'serial'],
    z.strictObject({
      unit: z
        .int()
        .min(1)
        .max(247)
        .default(1)
        .meta({ title: 'Unit', examples: [1] }),
      signals: z
        .array(z.strictObject({ name: z.string().min(1), meaning: z.string().default('other') }))
        .default([]),
    }),
  ),
  'test-reader': entry(
    'plate-reader',
    ['listen'],
    z.strictObject({
      path: z.string().default('/'),
      token: z.string().default('').meta({ title: 'Token', secret: true }),
    }),
  ),
  'test-folder': entry('image-source', ['folder'], z.strictObject({})),
} satisfies Readonly<Record<string, DriverEntry>>;

function entry(role: DriverEntry['role'], links: DriverEntry['links'], settings: z.ZodType): DriverEntry {
  return {
    role,
    links,
    load: async (): Promise<DriverDefinition> => ({
      name: `test-${role}`,
      role,
      links,
      settings,
      create: () =>
        ({
          run: (signal: AbortSignal) =>
            new Promise<void>((resolve) => {
              signal.addEventListener('abort', () => resolve(), { once: true });
              if (signal.aborted) systemTimers.after(0, resolve);
            }),
          capabilities: Promise.resolve({ maker: 'Test', model: role, serialNumber: '' }),
        }) as never,
    }),
  };
}
