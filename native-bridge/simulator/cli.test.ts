import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { LineStreamDriver } from '../drivers/line-stream/line-stream-driver.ts';
import { RecordingSink } from '../drivers/recording-sink.fixture.ts';
import { openTransport } from '../transport/open-transport.ts';
import { openScene, sceneNames } from './scenes.ts';

const running: ChildProcessWithoutNullStreams[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

function simulator(...args: string[]): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./cli.ts', import.meta.url)), ...args]);
  running.push(child);
  return child;
}

async function firstLine(child: ChildProcessWithoutNullStreams): Promise<unknown> {
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return JSON.parse(String(line));
}

async function ended(child: ChildProcessWithoutNullStreams): Promise<{ code: unknown; said: string }> {
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, said };
}

describe('The simulator verb', () => {
  test('says its port, scans a scene bit for bit, takes orders, and ends cleanly on SIGTERM', async () => {
    const child = simulator(
      '--port',
      '0',
      '--speed',
      'max',
      '--scene',
      'empty-trailer',
      '--seed',
      '7',
      '--control',
    );
    const ready = (await firstLine(child)) as { ready: boolean; port: number };
    expect(ready).toEqual({ ready: true, port: expect.any(Number) });

    const connection = await openTransport(`tcp://127.0.0.1:${ready.port}`).open(
      new AbortController().signal,
    );
    const sink = new RecordingSink();
    const stop = new AbortController();
    const driver = new LineStreamDriver(connection, sink);
    const run = driver.run(stop.signal);
    await vi.waitFor(() => expect(sink.state).toBe('ready'), { timeout: 20_000 });
    await driver.startScan({ scanId: randomUUID(), reference: 'truck 1' });
    await vi.waitFor(() => expect(sink.ends).toHaveLength(1), { timeout: 25_000 });

    const scene = openScene('empty-trailer', 7);
    const bytesPerLine = scene.geometry.detectors * scene.geometry.energiesMeV.length * 2;
    expect(sink.ends[0]).toMatchObject({ lines: scene.lines, defects: [] });
    for (const { firstLine, lines, pixels } of sink.strips) {
      expect(pixels.length).toBe(lines * bytesPerLine);
      expect(Buffer.compare(pixels, scene.lineBlock(firstLine, lines))).toBe(0);
    }

    child.stdin.write('{"do":"emergencyStop"}\n');
    await vi.waitFor(() => expect(sink.state).toBe('emergency-stop'), { timeout: 20_000 });
    child.stdin.write('{"do":"releaseEmergencyStop"}\n');
    await vi.waitFor(() => expect(sink.state).toBe('ready'), { timeout: 20_000 });

    // npm passes a signal on that a group of processes has had already.
    child.kill('SIGTERM');
    setImmediate(() => child.kill('SIGTERM'));
    expect(await ended(child)).toEqual({ code: 0, said: '' });
    await run;
  }, 60_000);

  test('is another device where it is told to, and takes its orders', async () => {
    const child = simulator('--device', 'radiation-portal', '--port', '0', '--seed', '3', '--control');
    const { port } = (await firstLine(child)) as { port: number };
    const connection = await openTransport(`tcp://127.0.0.1:${port}`).open(new AbortController().signal);
    let heard = '';
    const reading = (async () => {
      for await (const chunk of connection.incoming) heard += Buffer.from(chunk).toString('latin1');
    })();
    await vi.waitFor(() => expect(heard).toMatch(/SG1,.*\r\n[\s\S]*TC,/), { timeout: 20_000 });
    child.stdin.write('{"do":"vehicle","gamma":5000,"seconds":0.4}\n');
    await vi.waitFor(() => expect(heard).toMatch(/GA,\d{6}(,\d{6}){3}\r\n[\s\S]*GX,000001,/), {
      timeout: 20_000,
    });
    await connection.close();
    await reading;
    child.kill('SIGTERM');
    expect(await ended(child)).toEqual({ code: 0, said: '' });
  }, 60_000);

  test('lists its scenes and devices', async () => {
    const list = (await firstLine(simulator('--list'))) as {
      scenes: { name: string; lines: number }[];
      devices: { name: string }[];
    };
    expect(list.devices.map(({ name }) => name)).toContain('radiation-portal');
    expect(list.scenes.map(({ name }) => name)).toEqual(sceneNames());
    expect(list.scenes.every(({ lines }) => lines > 0)).toBe(true);
  });

  test.each([
    [[], '--port is missing'],
    [['--port', 'x'], '--port must be a whole number'],
    [['--port', '70000'], '--port must be a whole number'],
    [['--port', '0', '--scene', 'nope'], 'There is no scene "nope"'],
    [['--port', '0', '--seed', '-1'], '--seed'],
    [['--port', '0', '--speed', 'fast'], '--speed must be a number'],
    [['--port', '0', '--fault', 'cut'], '--fault must be NAME@LINE'],
    [['--port', '0', '--fault', 'nope@5'], '--fault must be NAME@LINE'],
    [['--device', 'nope', '--port', '0'], '--device must be one of line-stream, '],
    [['--device', 'radiation-portal'], '--port is missing'],
    [['--device', 'radiation-portal', '--port', '0', '--speed', 'max'], '--speed max is for the scanner'],
    [['--wat'], "Unknown option '--wat'"],
  ])('with %j ends with 2 and a sentence', async (args, sentence) => {
    const { code, said } = await ended(simulator(...args));
    expect(code).toBe(2);
    expect(said).toContain(sentence);
    expect(said.trim().split('\n')).toHaveLength(1);
  });
});
