import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { driverHost } from '../../native-bridge/device-host/host-driver.ts';
import type { DeviceSinks } from '../../native-bridge/drivers/driver.ts';
import type { RunningDeviceSide } from '../../native-bridge/simulator/device-side.ts';
import { deviceSides } from '../../native-bridge/simulator/device-sides.ts';

/** The drivers as the station runs them: by name, in a thread of their own, over TCP, in real time. */
describe('A device that prints lines, in a thread of its own', () => {
  let spool = '';
  const undo: (() => unknown)[] = [];
  beforeEach(async () => {
    spool = await mkdtemp(path.join(tmpdir(), 'scanpost-spool-'));
  });
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
    await rm(spool, { recursive: true, force: true });
  });

  async function begin<Role extends 'radiation-portal' | 'generator' | 'weighbridge'>(
    name: Role,
    sink: DeviceSinks[Role],
    settings: unknown = {},
  ): Promise<{ readonly side: RunningDeviceSide; readonly recognised: Promise<unknown> }> {
    const start = await deviceSides[name].load();
    const side = await start({ host: '127.0.0.1', port: 0, seed: 1, speed: 10 });
    const driver = driverHost()<Role>({
      driver: name,
      link: `tcp://127.0.0.1:${side.port}`,
      settings,
      spool,
      sink,
    });
    const stop = new AbortController();
    const ended = driver.run(stop.signal);
    undo.push(
      () => side.close(),
      async () => {
        stop.abort();
        expect(await ended).toBeUndefined();
      },
    );
    return { side, recognised: driver.capabilities };
  }
  const soon = { timeout: 25_000, interval: 5 };
  const nothing = () => {};

  test('tells a radiation portal’s alarm and occupancy', async () => {
    const occupancy = vi.fn(async () => {});
    const sink = {
      ...{ health: nothing, background: vi.fn(), occupied: nothing, alarm: vi.fn(), occupancy },
      ...{ fault: nothing, tamper: nothing, setup: nothing },
    };
    const { side, recognised } = await begin('radiation-portal', sink);
    await recognised;
    await vi.waitFor(() => expect(sink.background).toHaveBeenCalled(), soon);
    await side.order({ do: 'vehicle', gamma: 5_000, seconds: 8 });
    await vi.waitFor(() => expect(sink.alarm).toHaveBeenCalledOnce(), soon);
    await vi.waitFor(() => expect(occupancy).toHaveBeenCalledOnce(), soon);
    expect(occupancy).toHaveBeenCalledWith(
      expect.objectContaining({ gammaAlarm: true, whole: true, count: 1 }),
    );
  });

  test('tells a generator’s status', async () => {
    const status = vi.fn();
    const { side } = await begin('generator', { health: nothing, status }, { pollSeconds: 0.25 });
    await side.order({ do: 'set', interlockOpen: true });
    await vi.waitFor(
      () => expect(status).toHaveBeenLastCalledWith(expect.objectContaining({ interlockOpen: true })),
      soon,
    );
  });

  test('tells a weighbridge’s weight once', async () => {
    const weight = vi.fn(async () => {});
    const { side } = await begin(
      'weighbridge',
      { health: nothing, weight, moving: nothing },
      { restSeconds: 0.2 },
    );
    await side.order({ do: 'truck', kg: 31_240, seconds: 600 });
    await vi.waitFor(() => expect(weight).toHaveBeenCalledOnce(), soon);
    expect(weight).toHaveBeenCalledWith({ kg: 31_240, at: expect.stringMatching(/Z$/) });
  });
});
