import { z } from 'zod';
import type { DeviceConfig } from '../api/device-inputs.pure.ts';
import type { DriverKinds } from './config.ts';

/** What stands in place of a secret. */
const hidden = '(hidden)';

/**
 * The devices without what their drivers call secret (`.meta({ secret: true })` of a setting): for the journal, which
 * forgets nothing, and for whoever may look but not change.
 */
export async function withoutSecrets(
  devices: readonly DeviceConfig[],
  kinds: DriverKinds,
): Promise<DeviceConfig[]> {
  return Promise.all(
    devices.map(async (device) => {
      const secrets = await secretSettings(device.driver, kinds);
      const settings = Object.entries(device.settings).map(([name, value]) => [
        name,
        secrets.has(name) && value !== '' ? hidden : value,
      ]);
      return { ...device, settings: Object.fromEntries(settings) };
    }),
  );
}

async function secretSettings(driver: string, kinds: DriverKinds): Promise<Set<string>> {
  const definition = Object.hasOwn(kinds, driver) ? await kinds[driver]?.load() : undefined;
  if (!definition) return new Set();
  const { properties } = z.toJSONSchema(definition.settings, { io: 'input', unrepresentable: 'any' });
  const marked = Object.entries(properties ?? {}).filter(
    ([, schema]) => typeof schema === 'object' && schema.secret === true,
  );
  return new Set(marked.map(([name]) => name));
}
