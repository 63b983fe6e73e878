import { randomUUID } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';
import { RecordingSink } from '../drivers/recording-sink.fixture.ts';
import { lineStreamDevice } from '../simulator/line-stream-device.ts';
import { tinyBytesPerLine, tinyScene } from '../simulator/tiny-scene.fixture.ts';
import { noSocat, serialDevices } from '../transport/serial-devices.fixture.ts';
import { listenTcp } from '../transport/tcp.ts';
import { hostDriver } from './host-driver.ts';

const patience = { timeout: 20_000, interval: 10 };
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

test('a scan comes whole over TCP through the thread of a driver', async () => {
  const device = simulated();
  const server = await listenTcp(
    { host: '127.0.0.1', port: 0 },
    (connection) => void device.serve(connection),
  );
  undo.push(() => server.close());
  await scanWhole(`tcp://127.0.0.1:${server.port}`);
});

test.skipIf(noSocat !== null)(
  `a scan comes whole over a serial line through the thread of a driver${noSocat === null ? '' : ` (skipped: ${noSocat})`}`,
  async () => {
    const machine = await serialDevices();
    undo.push(() => machine.dispose());
    const { near, device: line } = await machine.line('ttyUSB0');
    const device = simulated();
    void device.serve(line, { permanent: true, stripBytes: 23_000 });
    await scanWhole(`serial:${near}?baudRate=115200`);
    // The port is free again for the next try, in a thread that is still there.
    await scanWhole(`serial:${near}?baudRate=115200`);
  },
);

function simulated() {
  const device = lineStreamDevice({
    openScene: tinyScene,
    scenes: ['tiny'],
    speed: Number.POSITIVE_INFINITY,
  });
  undo.push(() => device.close());
  return device;
}

async function scanWhole(link: string): Promise<void> {
  const sink = new RecordingSink();
  const driver = hostDriver<'scanner'>({
    driver: 'line-stream',
    link,
    settings: {},
    spool: '/nowhere',
    sink,
  });
  const stop = new AbortController();
  const running = driver.run(stop.signal);
  running.catch(() => {});
  expect(await driver.capabilities).toMatchObject({ detectors: 8 });
  await vi.waitFor(() => expect(sink.state).toBe('ready'), patience);
  await driver.startScan({ scanId: randomUUID(), reference: 'scene=tiny;seed=9' });
  await vi.waitFor(() => expect(sink.ends).toHaveLength(1), patience);
  expect(sink.ends).toMatchObject([{ lines: 320, defects: [] }]);
  expect(sink.picture(tinyBytesPerLine, 320)).toEqual(tinyScene('tiny', 9).lineBlock(0, 320));
  stop.abort();
  await running;
}
