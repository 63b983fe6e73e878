import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LineStreamDriver } from '../../native-bridge/drivers/line-stream/line-stream-driver.ts';
import { RecordingSink } from '../../native-bridge/drivers/recording-sink.fixture.ts';
import { openTransport } from '../../native-bridge/transport/open-transport.ts';

/**
 * A device that shares no code with the station: written in another language from PROTOCOL.md alone, it shows that
 * the text says all there is to know.
 */
const noPython =
  spawnSync('python3', ['--version']).status === 0 ? '' : ' (skipped: python3 is not installed)';
const [detectors, lines, stripLines] = [96, 500, 32];
const bytesPerLine = detectors * 2 * 2;
const patience = { timeout: 25_000, interval: 10 };

let folder: string;
let python: ChildProcess | undefined;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'scanpost-foreign-'));
});
afterEach(async () => {
  if (python !== undefined && python.exitCode === null) {
    const ended = once(python, 'exit');
    python.kill();
    await ended;
  }
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf(noPython !== '')(`A device that nobody wrote with this code${noPython}`, () => {
  test('says what it is, and its scan arrives whole, bit for bit', async () => {
    await withDevice([], async ({ driver, sink, sent }) => {
      expect(await driver.capabilities).toMatchObject({
        maker: 'Elsewhere Works',
        detectors,
        maxLines: lines,
        energiesMeV: [6, 4],
      });
      const end = await scan(driver, sink);
      expect(end).toMatchObject({ lines, defects: [] });
      expect(sink.begins[0]?.geometry).toMatchObject({ detectors, detectorPitchMm: 4, linePitchMm: 5 });
      expect(Buffer.from(sink.picture(bytesPerLine, lines)).equals(sent)).toBe(true);
      await vi.waitFor(() => expect(sink.state).toBe('ready'), patience);
    });
  });

  test('a strip damaged on its way leaves its lines empty and marks the scan, and the next scan runs', async () => {
    await withDevice(['--damage-strip', '3'], async ({ driver, sink, sent }) => {
      const [from, to] = [3 * stripLines, 4 * stripLines];
      const defects = [
        { kind: 'lines-missing', from, to },
        { kind: 'damaged-frame', afterLine: from },
      ];
      expect(await scan(driver, sink)).toMatchObject({ lines, defects });
      sent.fill(0, from * bytesPerLine, to * bytesPerLine);
      expect(Buffer.from(sink.picture(bytesPerLine, lines)).equals(sent)).toBe(true);
      await vi.waitFor(() => expect(sink.state).toBe('ready'), patience);
      expect(await scan(driver, sink)).toMatchObject({ lines });
    });
  });

  test('an abort during its warning ends the scan without a line', async () => {
    await withDevice(['--warning-ms', '20000'], async ({ driver, sink }) => {
      await driver.startScan({ scanId: randomUUID(), reference: '' });
      await vi.waitFor(() => expect(sink.state).toBe('armed'), patience);
      await driver.abortScan('a person in the tunnel');
      await vi.waitFor(() => expect(sink.ends).toHaveLength(1), patience);
      expect(sink.ends[0]).toMatchObject({ lines: 0, defects: [{ kind: 'aborted', by: 'operator' }] });
    });
  });
});

interface Foreign {
  readonly driver: LineStreamDriver;
  readonly sink: RecordingSink;
  /** All pixels of one scan, as the device has them. */
  readonly sent: Buffer;
}

async function withDevice(more: readonly string[], use: (foreign: Foreign) => Promise<void>): Promise<void> {
  const pixels = path.join(folder, 'pixels');
  const program = fileURLToPath(new URL('./foreign_device.py', import.meta.url));
  const size = ['--detectors', detectors, '--lines', lines, '--strip-lines', stripLines].map(String);
  const device = spawn('python3', [program, ...size, '--warning-ms', '50', '--pixels', pixels, ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  python = device;
  const [first] = (await once(createInterface({ input: device.stdout }), 'line')) as [string];
  const { port } = JSON.parse(first) as { port: number };
  const stop = new AbortController();
  const sink = new RecordingSink();
  const connection = await openTransport(`tcp://127.0.0.1:${port}`).open(stop.signal);
  const driver = new LineStreamDriver(connection, sink);
  const ended = driver.run(stop.signal);
  await vi.waitFor(() => expect(sink.state).toBe('ready'), patience);
  await use({ driver, sink, sent: await readFile(pixels) });
  stop.abort();
  await ended;
}

async function scan(driver: LineStreamDriver, sink: RecordingSink) {
  const scanId = randomUUID();
  sink.strips.length = 0;
  await driver.startScan({ scanId, reference: '' });
  return vi.waitFor(() => {
    const end = sink.ends.find((one) => one.scanId === scanId);
    if (end === undefined) throw new Error('the scan has not ended');
    return end;
  }, patience);
}
