import { afterEach, describe, expect, test, vi } from 'vitest';
import { type ManualTimers, manualTimers } from '../../transport/manual-timers.ts';
import { memoryPair } from '../../transport/memory.ts';
import type { Connection } from '../../transport/transport.ts';
import type { DeviceHealth } from '../device.ts';
import { type Heard, type LineListener, lineDriver } from './line-driver.ts';

const stops: AbortController[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
});

describe('A driver for lines', () => {
  test('takes no more of a flood than it may while the clock stands still, and the sender waits', async () => {
    const { far, lines } = listening(() => 'read');
    let written = 0;
    const writing = (async () => {
      for (; written < 200; written += 1) await far.write(Buffer.from('GB,1,2,3,4\n'.repeat(5_000)));
    })().catch(() => {});
    await settled(() => lines.length + written);
    expect(lines.length).toBeGreaterThan(500);
    expect(lines.length).toBeLessThanOrEqual(1_000);
    expect(written).toBeLessThan(20);
    stops[0]?.abort();
    await far.close();
    await writing;
  });

  test('goes on where it was held back, and loses nothing', async () => {
    const { far, lines, timers } = listening(() => 'read');
    const sent = Array.from({ length: 3_000 }, (_, nth) => `line ${nth}`);
    void far.write(Buffer.from(`${sent.join('\n')}\n`));
    await vi.waitFor(() => {
      timers.advance(250);
      expect(lines).toHaveLength(3_000);
    });
    expect(lines).toEqual(sent);
  });

  test('forgives the half line that a link begins with, and no more', async () => {
    const { far, healths, timers } = listening((text) => (text.startsWith('GB') ? 'read' : 'unreadable'));
    void far.write(Buffer.from('2,3,4\nGB,1\n'));
    await vi.waitFor(() => expect(healths).toEqual([{ level: 'good' }]));
    void far.write(Buffer.from('x\ny\nz\n'));
    await vi.waitFor(() => {
      timers.advance(1_000);
      expect(healths.at(-1)).toEqual({
        level: 'degraded',
        code: 'DEVICE_UNREADABLE',
        text: '3 of 4 lines could not be read, the last: "z"',
      });
    });
  });

  test('that hears only an echo, or NULs, has heard nothing', async () => {
    const { far, ended, timers, capabilities } = listening(() => 'nothing');
    void far.write(Buffer.from('Q51\r\0\0\0\0Q51\r'));
    for (let passed = 0; passed < 5_500; passed += 250) {
      timers.advance(250);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await ended).toMatchObject({ code: 'LINK_TIMEOUT', details: { seconds: 5 } });
    await expect(capabilities).rejects.toMatchObject({ code: 'LINK_CLOSED' });
  });

  test('ends with what the station could not take, after what was in progress was ended', async () => {
    const full = new Error('the disk is full');
    const order: string[] = [];
    const { far, ended } = listening(() => Promise.reject(full), { ended: () => void order.push('ended') });
    void far.write(Buffer.from('GX,1,0\n'));
    expect(await ended).toBe(full);
    expect(order).toEqual(['ended']);
    await expect(far.write(Buffer.from('x'))).rejects.toMatchObject({ code: 'LINK_CLOSED' });
  });

  test('reads what came before the other end closed, and then says so', async () => {
    const { far, ended, lines } = listening(() => 'read');
    void far.write(Buffer.from('GB,1\nGB,2\nGB,'));
    void far.close();
    expect(await ended).toMatchObject({ code: 'LINK_CLOSED' });
    expect(lines).toEqual(['GB,1', 'GB,2']);
  });

  test('needs a link that carries bytes', () => {
    const parts = { sink: { health: () => {} }, timers: manualTimers() } as never;
    const folder = { ...(parts as object), link: { kind: 'folder', path: 'x' } } as never;
    expect(() => lineDriver(folder, options, () => ({ line: () => 'read' }))).toThrow(
      expect.objectContaining({ code: 'LINK_ADDRESS_INVALID' }),
    );
  });
});

const options = { called: 'device', format: { maxLength: 100 }, silentAfterMs: 3_000, lostAfterMs: 5_000 };

interface Listening {
  readonly far: Connection;
  readonly lines: string[];
  readonly healths: DeviceHealth[];
  readonly timers: ManualTimers;
  readonly ended: Promise<unknown>;
  readonly capabilities: Promise<unknown>;
}

/** A driver that runs on one end of a link in memory. */
function listening(
  line: (text: string) => Heard | Promise<Heard>,
  more: Partial<LineListener> = {},
): Listening {
  const { a, b } = memoryPair();
  const timers = manualTimers();
  const healths: DeviceHealth[] = [];
  const lines: string[] = [];
  const sink = { health: (health: DeviceHealth) => void healths.push(health) };
  const driver = lineDriver(
    { link: { kind: 'bytes', connection: a }, sink: sink as never, timers },
    options,
    () => ({
      line: (text) => {
        lines.push(text);
        return line(text);
      },
      ...more,
    }),
  );
  const stop = new AbortController();
  stops.push(stop);
  const ended = driver.run(stop.signal).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  return { far: b, lines, healths, timers, ended, capabilities: driver.capabilities };
}

/** Resolves once the number has stopped changing. */
async function settled(read: () => number): Promise<void> {
  let last = -1;
  for (let same = 0; same < 50; same = read() === last ? same + 1 : 0) {
    last = read();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
