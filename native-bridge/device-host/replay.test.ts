import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { DriverDefinition } from '../drivers/driver.ts';
import type { DriverEntry } from '../drivers/drivers.ts';
import { RecordingSink } from '../drivers/recording-sink.fixture.ts';
import { BridgeError } from '../errors.ts';
import { lineStreamDevice } from '../simulator/line-stream-device.ts';
import { tinyBytesPerLine, tinyScene } from '../simulator/tiny-scene.fixture.ts';
import type { RecordedEntry } from '../transport/recording-format.ts';
import { readRecording } from '../transport/recording-reader.ts';
import { listenTcp } from '../transport/tcp.ts';
import { hostDriver } from './host-driver.ts';
import { replay } from './replay.ts';

const patience = { timeout: 20_000, interval: 10 };
let folder: string;
const undo: (() => unknown)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'scanpost-replay-'));
});
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
  await rm(folder, { recursive: true, force: true });
});

describe('What a driver in its thread recorded of a scan', () => {
  let file: string;
  let then: RecordingSink;
  beforeEach(async () => {
    file = path.join(folder, 'link');
    then = await recordScan(file);
  });

  const play = (pace: 'fast' | 'original', sink = new RecordingSink()) =>
    replay({ entries: readRecording([file]), session: 0, sink, spool: folder, pace });

  test.each(['fast', 'original'] as const)(
    'gives the same states and the same picture again, at the pace "%s", and the same bytes are written',
    async (pace) => {
      const again = new RecordingSink();
      const report = await play(pace, again);
      expect(report).toMatchObject({
        ended: null,
        linkEnded: null,
        notTaken: 0,
        lostBytes: 0,
        difference: null,
      });
      expect(report.written).toBe(report.recorded);
      expect(report.written).toBeGreaterThan(100);
      expect(again.picture(tinyBytesPerLine, 320)).toEqual(tinyScene('tiny', 5).lineBlock(0, 320));
      expect(again.ends).toEqual(then.ends);
      expect(again.events).toEqual(then.events);
      expect(again.statuses).toEqual(then.statuses);
    },
  );

  test('is played as far as it goes when its end is torn off', async () => {
    const entries: RecordedEntry[] = [];
    for await (const entry of readRecording([file])) entries.push(entry);
    const strips = entries.filter((entry) => entry.kind === 'in').length;
    expect(strips).toBeGreaterThan(3);
    const half = entries.slice(0, Math.floor(entries.length * 0.7));
    const sink = new RecordingSink();
    const report = await replay({ entries: half, session: 0, sink, spool: folder, pace: 'fast' });
    expect(report).toMatchObject({ linkEnded: 'unrecorded', ended: null });
  });

  test('says where a driver writes something else than it did', async () => {
    const report = await replay({
      entries: (async function* () {
        for await (const entry of readRecording([file])) {
          yield entry.kind === 'begin' ? { ...entry, seed: entry.seed + 1 } : entry;
        }
      })(),
      session: 0,
      sink: new RecordingSink(),
      spool: folder,
      pace: 'fast',
    });
    expect(report.difference).toMatchObject({ atByte: expect.any(Number) });
    expect(report.difference?.written).not.toBe(report.difference?.recorded);
  });

  test('has sessions that can be chosen, and no others', async () => {
    await recordScan(file);
    const other = await replay({
      entries: readRecording([file]),
      session: 1,
      sink: new RecordingSink(),
      spool: folder,
      pace: 'fast',
    });
    expect(other).toMatchObject({ difference: null });
    await expect(
      replay({
        entries: readRecording([file]),
        session: 2,
        sink: new RecordingSink(),
        spool: folder,
        pace: 'fast',
      }),
    ).rejects.toMatchObject({ code: 'RECORDING_INVALID' });
  });

  test('is played by the verb: one line of JSON for each call, and a report', async () => {
    const { code, out } = await verb(file);
    const lines = out.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(code).toBe(0);
    expect(lines.at(-1)).toMatchObject({ report: { difference: null, about: { driver: 'line-stream' } } });
    expect(lines.filter(({ call }) => call === 'strip')).toHaveLength(then.strips.length);
    expect(lines).toContainEqual({ call: 'scanEnd', said: then.ends[0] });
    expect((await verb('--list', file)).out.map((line) => JSON.parse(line))).toMatchObject([
      { session: 1, driver: 'line-stream' },
    ]);
  });

  test('is refused by the verb in a sentence where it cannot be played', async () => {
    const torn = path.join(folder, 'torn');
    await cp(file, torn);
    await truncate(torn, 5);
    expect(await verb(torn)).toMatchObject({ code: 2, said: expect.stringContaining('no session') });
    expect(await verb('--pace', 'slow', file)).toMatchObject({
      code: 2,
      said: expect.stringContaining('fast or original'),
    });
    expect(await verb(path.join(folder, 'none'))).toMatchObject({
      code: 2,
      said: expect.stringContaining('it is not there'),
    });
  });
});

describe('Time in a replay', () => {
  /** Asks again every second, and gives up when nothing comes for five. */
  const asking: DriverDefinition<'weighbridge', unknown> = {
    name: 'asking',
    role: 'weighbridge',
    links: ['tcp'],
    settings: z.unknown(),
    create: ({ link, sink, timers, utc }) => ({
      capabilities: Promise.resolve({ maker: '', model: '', serialNumber: '' }),
      run: async (signal) => {
        if (link.kind !== 'bytes') throw new Error('bytes only');
        const { connection } = link;
        let heard = timers.now();
        const failure = Promise.withResolvers<never>();
        failure.promise.catch(() => {});
        const ask = () => {
          if (signal.aborted) return;
          if (timers.now() - heard >= 5_000) failure.reject(new BridgeError('LINK_TIMEOUT', 'Silent.'));
          void connection.write(Buffer.from('?')).catch(() => {});
          timers.after(1_000, ask);
        };
        timers.after(1_000, ask);
        const reading = connection.incoming[Symbol.asyncIterator]();
        for (;;) {
          const next = await Promise.race([reading.next(), failure.promise]);
          if (next.done) return;
          heard = timers.now();
          await sink.weight({ kg: next.value[0] ?? 0, at: utc() });
        }
      },
    }),
  };
  const registry: Record<string, DriverEntry> = {
    asking: { role: 'weighbridge', links: ['tcp'], load: async () => asking },
  };
  const begin: RecordedEntry = {
    kind: 'begin',
    at: 0,
    address: 'tcp://10.0.0.7:4001',
    driver: 'asking',
    settings: null,
    seed: 1,
    utc: '2026-11-22T10:00:00.000Z',
    continued: false,
  };
  const question = (at: number): RecordedEntry => ({ kind: 'out', at, bytes: Buffer.from('?') });

  test('goes as it went: what a driver does by its clock comes at the same places', async () => {
    const weights: unknown[] = [];
    const entries: RecordedEntry[] = [
      begin,
      ...[1, 2, 3, 4].map((s) => question(s * 1000)),
      { kind: 'in', at: 4_500, bytes: Uint8Array.of(7) },
      ...[5, 6, 7, 8, 9].map((s) => question(s * 1000)),
      { kind: 'end', at: 9_600, code: 'LINK_TIMEOUT', message: 'Silent.' },
    ];
    const report = await replay({
      entries,
      session: 0,
      registry,
      spool: folder,
      pace: 'fast',
      sink: { health: () => {}, moving: () => {}, weight: async (weight) => void weights.push(weight) },
    });
    expect(report).toMatchObject({ ended: 'LINK_TIMEOUT', difference: null, written: 9 });
    expect(weights).toEqual([{ kg: 7, at: '2026-11-22T10:00:04.500Z' }]);
  });

  test('a driver that writes less than it did is told of', async () => {
    const report = await replay({
      entries: [
        begin,
        question(1000),
        question(1500),
        { kind: 'command', at: 1_900, name: 'stop', args: [] },
        { kind: 'end', at: 1_950, code: null, message: '' },
      ],
      session: 0,
      registry,
      spool: folder,
      pace: 'fast',
      sink: { health: () => {}, moving: () => {}, weight: async () => {} },
    });
    expect(report.difference).toEqual({ atByte: 1, recorded: '3f', written: '' });
  });
});

/** A scan through the thread of a driver, recorded. */
async function recordScan(record: string): Promise<RecordingSink> {
  const device = lineStreamDevice({
    openScene: tinyScene,
    scenes: ['tiny'],
    speed: Number.POSITIVE_INFINITY,
  });
  const server = await listenTcp(
    { host: '127.0.0.1', port: 0 },
    (connection) => void device.serve(connection),
  );
  const sink = new RecordingSink();
  const link = `tcp://127.0.0.1:${server.port}`;
  const driver = hostDriver<'scanner'>({
    driver: 'line-stream',
    link,
    settings: {},
    spool: folder,
    record,
    sink,
  });
  const stop = new AbortController();
  const running = driver.run(stop.signal);
  running.catch(() => {});
  await driver.capabilities;
  await vi.waitFor(() => expect(sink.state).toBe('ready'), patience);
  await driver.startScan({ scanId: randomUUID(), reference: 'scene=tiny;seed=5' });
  await vi.waitFor(() => expect(sink.ends).toHaveLength(1), patience);
  await vi.waitFor(() => expect(sink.state).toBe('ready'), patience);
  stop.abort();
  await running;
  await device.close();
  await server.close();
  return sink;
}

function verb(...args: string[]): Promise<{ code: unknown; out: string[]; said: string }> {
  const entry = fileURLToPath(new URL('./replay-cli.ts', import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, [entry, ...args], { maxBuffer: 1 << 26 }, (fault, stdout, said) => {
      resolve({ code: fault === null ? 0 : fault.code, out: stdout.trim().split('\n'), said });
    });
  });
}
