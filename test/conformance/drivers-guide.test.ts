import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { expect, test, vi } from 'vitest';
import type { DriverDefinition } from '../../native-bridge/drivers/driver.ts';
import { drivers } from '../../native-bridge/drivers/drivers.ts';
import type { Weight } from '../../native-bridge/drivers/weighbridge.ts';
import { memoryPair } from '../../native-bridge/transport/memory.ts';
import { systemTimers } from '../../native-bridge/transport/timers.ts';

const guide = new URL('../../docs/drivers.md', import.meta.url);

test('the driver in the guide works as it stands there', async () => {
  const { plainScales } = await exampleOf(await readFile(guide, 'utf8'));
  const { a, b } = memoryPair();
  const weights: Weight[] = [];
  const stop = new AbortController();
  const driver = plainScales.create({
    link: { kind: 'bytes', connection: a },
    sink: {
      health: () => {},
      moving: () => {},
      weight: async (weight) => {
        weights.push(weight);
      },
    },
    settings: plainScales.settings.parse({}),
    timers: systemTimers,
    utc: () => '2026-03-01T08:00:00.000Z',
    spool: '',
  });
  const running = driver.run(stop.signal);
  await b.write(Buffer.from('W  12345\nnonsense\nW 80\n'));
  await vi.waitFor(() => expect(weights.map(({ kg }) => kg)).toEqual([12_345, 80]), { timeout: 20_000 });
  stop.abort();
  await running;
});

test('the guide names every driver there is', async () => {
  const text = await readFile(guide, 'utf8');
  for (const name of Object.keys(drivers)) expect(text).toContain(`\`${name}\``);
});

/** The module in the guide, its imports taken from where the guide stands. */
async function exampleOf(
  text: string,
): Promise<{ readonly plainScales: DriverDefinition<'weighbridge', unknown> }> {
  const code = /```ts\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
  const placed = stripTypeScriptTypes(code).replaceAll(/from '([^']+)'/g, (_, from: string) =>
    from.startsWith('.') ? `from '${new URL(from, guide).href}'` : `from '${import.meta.resolve(from)}'`,
  );
  return import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(placed)}`);
}
