import { afterEach, describe, expect, test, vi } from 'vitest';
import type { DeviceDriver } from '../drivers/driver.ts';
import { RecordingSink } from '../drivers/recording-sink.fixture.ts';
import { BridgeError } from '../errors.ts';
import { manualTimers } from '../transport/manual-timers.ts';
import { driverHost, type HostOptions } from './host-driver.ts';
import { toldAtOnce } from './host-protocol.ts';
import { type badHabits, detectorsOfTest, scanOfTest } from './misbehaving.fixture.ts';

const patience = { timeout: 20_000, interval: 10 };
const worker = new URL('./misbehaving-worker.fixture.ts', import.meta.url);
const host = (options: HostOptions = {}) => driverHost({ worker, log: () => {}, ...options });

const stops: { stop: AbortController; running: Promise<unknown> }[] = [];
afterEach(async () => {
  for (const { stop, running } of stops.splice(0)) {
    stop.abort();
    await running.catch(() => {});
  }
});

interface Started {
  readonly driver: DeviceDriver<'scanner'>;
  readonly sink: RecordingSink;
  readonly running: Promise<void>;
  readonly stop: AbortController;
}

let devices = 0;
function start(
  does: (typeof badHabits)[number],
  more: { strips?: number; afterMs?: number; start?: ReturnType<typeof host>; sink?: RecordingSink } = {},
): Started {
  const { strips = 0, afterMs = 0, start = host(), sink = new RecordingSink() } = more;
  const driver = start<'scanner'>({
    driver: 'misbehaving',
    link: 'listen://127.0.0.1:0',
    settings: { does, strips, afterMs },
    spool: `/nowhere/${++devices}`,
    sink,
  });
  const stop = new AbortController();
  const running = driver.run(stop.signal);
  running.catch(() => {});
  stops.push({ stop, running });
  return { driver, sink, running, stop };
}

const linkLost = (lines: number) => [
  { scanId: scanOfTest, lines, defects: [{ kind: 'link-lost', afterLine: lines }] },
];

describe('A driver in a thread of its own', () => {
  test('says what it learns as if it were here, each strip once and whole', async () => {
    const { driver, sink, running } = start('end', { strips: 50 });
    expect(await driver.capabilities).toMatchObject({ maker: 'Fixture', detectors: detectorsOfTest });
    await running;
    expect(sink.healths).toEqual([{ level: 'good' }]);
    expect(sink.begins).toMatchObject([{ scanId: scanOfTest, geometry: { detectors: detectorsOfTest } }]);
    expect(sink.strips.map(({ firstLine, pixels }) => [firstLine, ...pixels])).toEqual(
      Array.from({ length: 50 }, (_, line) => [line, ...Array(detectorsOfTest * 2).fill(line)]),
    );
    expect(sink.ends).toEqual([{ scanId: scanOfTest, lines: 50, defects: [] }]);
  });

  test('waits for the sink before it goes on, and its strips stay as they are meanwhile', async () => {
    const sink = new RecordingSink();
    const held = Promise.withResolvers<void>();
    sink.during = (call) => (call === 'strip' && sink.strips.length === 3 ? held.promise : undefined);
    const { running } = start('end', { strips: 5, sink });
    await vi.waitFor(() => expect(sink.strips).toHaveLength(3), patience);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sink.strips).toHaveLength(3);
    held.resolve();
    await running;
    expect(sink.strips).toHaveLength(5);
    expect(sink.overlapped).toBe(false);
  });

  test('that does not wait for the sink is made to: one call at a time, in order', async () => {
    const sink = new RecordingSink();
    sink.during = () => new Promise((resolve) => setImmediate(resolve));
    const { running } = start('strips-at-once', { strips: 20, sink });
    await running;
    expect(sink.strips.map(({ firstLine, pixels }) => [firstLine, pixels[0]])).toEqual(
      Array.from({ length: 20 }, (_, line) => [line, line]),
    );
    expect(sink.overlapped).toBe(false);
  });

  test('fails with what the sink failed with', async () => {
    const sink = new RecordingSink();
    sink.during = (call) => {
      if (call === 'strip')
        throw new BridgeError('CAPTURE_WRITE_FAILED', 'No room.', { details: { path: '/x' } });
    };
    await expect(start('end', { strips: 2, sink }).running).rejects.toMatchObject({
      code: 'CAPTURE_WRITE_FAILED',
      details: { path: '/x' },
    });
    expect(sink.ends).toEqual(linkLost(0));
  });

  test('ends when it is told to', async () => {
    const { driver, running, stop } = start('stay');
    await driver.capabilities;
    stop.abort();
    await running;
    await expect(driver.startScan({ scanId: scanOfTest, reference: '' })).rejects.toMatchObject({
      code: 'LINK_CLOSED',
    });
  });

  test('passes commands on, and their refusals with code, details and cause', async () => {
    const { driver } = start('stay');
    await driver.capabilities;
    await driver.startScan({ scanId: scanOfTest, reference: '' });
    const refusal = await driver
      .startScan({ scanId: scanOfTest, reference: 'refuse' })
      .catch((fault) => fault);
    expect(refusal).toBeInstanceOf(BridgeError);
    expect(refusal).toMatchObject({
      code: 'DEVICE_REFUSED',
      message: 'The scanner refused the scan: door open.',
      details: { reason: 'door', text: 'open' },
      cause: { message: 'the interlock line is high' },
    });
  });

  test('fails with the code and the details that the driver fails with', async () => {
    const { driver, running } = start('refuse');
    await expect(running).rejects.toMatchObject({
      name: 'BridgeError',
      code: 'DEVICE_VERSION',
      details: { theirs: 2, ours: 1 },
    });
    expect(await driver.capabilities).toMatchObject({ model: 'Misbehaving' });
  });

  test('is refused by name, by link and by settings before anything is opened', async () => {
    const wish = { settings: { does: 'stay' }, spool: '/nowhere', sink: new RecordingSink() };
    const run = (driver: string, link: string, settings: unknown = wish.settings) =>
      host()<'scanner'>({ ...wish, driver, link, settings }).run(new AbortController().signal);
    await expect(run('constructor', 'listen://127.0.0.1:0')).rejects.toMatchObject({
      code: 'DRIVER_UNKNOWN',
    });
    await expect(run('misbehaving', 'folder:/')).rejects.toMatchObject({
      code: 'LINK_ADDRESS_INVALID',
      message: expect.stringContaining('misbehaving takes listen'),
    });
    await expect(run('misbehaving', 'listen://127.0.0.1:0', { does: 7 })).rejects.toMatchObject({
      code: 'DRIVER_SETTINGS_INVALID',
      details: { place: 'does' },
    });
  });

  test('writes to its log and not to this process’s output', async () => {
    const lines: string[] = [];
    start('talk', { start: host({ log: (line, { driver }) => lines.push(`${driver}: ${line}`) }) });
    await vi.waitFor(() => {
      expect(lines).toContain('misbehaving: said to nobody');
      expect(lines).toContain('misbehaving: said of an error');
    }, patience);
  });

  test('keeps its thread for the next try of its device, unless it had to be ended', async () => {
    const again = host();
    const threads: string[] = [];
    for (const does of ['end', 'refuse', 'end', 'exit', 'end'] as const) {
      const driver = again<'scanner'>({
        driver: 'misbehaving',
        link: 'listen://127.0.0.1:0',
        settings: { does, afterMs: 50 },
        spool: '/nowhere',
        sink: new RecordingSink(),
      });
      const running = driver.run(new AbortController().signal).catch(() => {});
      threads.push((await driver.capabilities).serialNumber);
      await running;
    }
    const [first, second, third, fourth, fifth] = threads;
    expect([second, third, fourth]).toEqual([first, first, first]);
    expect(fifth).not.toBe(first);
  });
});

describe('A driver that does what it must not', () => {
  test('and hangs is ended, its scan with what was stored of it, and commands fail', async () => {
    const { driver, sink, running } = start('hang', { strips: 3, afterMs: 50 });
    await driver.capabilities;
    const pending = driver.startScan({ scanId: scanOfTest, reference: 'never' });
    pending.catch(() => {});
    await expect(running).rejects.toMatchObject({ code: 'DRIVER_HUNG', details: { driver: 'misbehaving' } });
    await expect(pending).rejects.toMatchObject({ code: 'DRIVER_HUNG' });
    expect(sink.ends).toEqual(linkLost(3));
    expect(sink.strips).toHaveLength(3);
  });

  test('and hangs in a command is ended as well', async () => {
    const { driver, running } = start('stay', { start: hasty() });
    await driver.capabilities;
    await expect(driver.abortScan('now')).rejects.toMatchObject({ code: 'DRIVER_HUNG' });
    await expect(running).rejects.toMatchObject({ code: 'DRIVER_HUNG' });
  });

  test.each([
    ['throw-later', 'a fault nobody catches'],
    ['reject-later', 'a promise nobody waits for'],
    ['exit', 'ended by itself, with code 3'],
    ['throw-nonsense', 'an index of 7'],
    ['leak-objects', 'memory'],
    ['leak-buffers', 'held more than 100 MB'],
  ] as const)('and does "%s" is told as crashed, its scan ended once', async (does, why) => {
    const small = host({ limits: { heapMB: 30, buffersMB: 100 } });
    const { sink, running } = start(does, { strips: 2, start: small });
    await expect(running).rejects.toMatchObject({
      code: 'DRIVER_CRASHED',
      message: expect.stringContaining(why),
      details: { driver: 'misbehaving', reason: expect.stringContaining(why) },
      cause: { message: expect.stringContaining(why) },
    });
    expect(sink.ends).toEqual(linkLost(2));
  });

  test('and ends without ending its scan has it ended', async () => {
    const { sink, running } = start('forget-the-scan', { strips: 2 });
    await running;
    expect(sink.ends).toEqual(linkLost(2));
  });

  test('has the scan ended that it accepted and never began', async () => {
    const { driver, sink, running } = start('throw-later', { afterMs: 300 });
    await driver.startScan({ scanId: scanOfTest, reference: '' });
    await expect(running).rejects.toMatchObject({ code: 'DRIVER_CRASHED' });
    expect(sink.ends).toEqual(linkLost(0));
  });

  test('ends its scan only after the strip that is being stored', async () => {
    const sink = new RecordingSink();
    const order: string[] = [];
    const held = Promise.withResolvers<void>();
    sink.during = async (call) => {
      order.push(call);
      if (call === 'strip') await held.promise;
      order.push(`${call} done`);
    };
    const { driver, running } = start('throw-while-it-waits', { strips: 1, sink });
    await vi.waitFor(() => expect(order).toContain('strip'), patience);
    // Once the thread is no more, nobody can be asked anything.
    const ask = () => driver.startScan({ scanId: scanOfTest, reference: 'refuse' });
    await vi.waitFor(() => expect(ask()).rejects.toMatchObject({ code: 'LINK_CLOSED' }), patience);
    expect(order.at(-1)).toBe('strip');
    held.resolve();
    await expect(running).rejects.toMatchObject({ code: 'DRIVER_CRASHED' });
    expect(order).toEqual(['scanBegin', 'scanBegin done', 'strip', 'strip done', 'scanEnd', 'scanEnd done']);
  });

  test('and does not stop when it is told to is ended', async () => {
    const { driver, running, stop } = start('stay-for-ever', { start: hasty() });
    await driver.capabilities;
    stop.abort();
    await expect(running).rejects.toMatchObject({ code: 'DRIVER_HUNG' });
  });

  test('and floods is held until the station has taken what it said, and nothing of it is lost', async () => {
    const timers = manualTimers();
    const { sink, running, stop } = start('flood', { start: host({ timers }) });
    for (let said = toldAtOnce; said < 5 * toldAtOnce; said += toldAtOnce) {
      await vi.waitFor(() => expect(sink.statuses.length + sink.healths.length).toBe(said), patience);
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(sink.statuses.length + sink.healths.length).toBe(said);
      timers.advance(100);
    }
    expect(sink.statuses.map(({ secondsLeft }) => secondsLeft)).toEqual(
      sink.statuses.map((_, index) => index + 1),
    );
    stop.abort();
    const turning = setInterval(() => timers.advance(100), 5);
    await running;
    clearInterval(turning);
  });

  test('and floods without ever pausing costs another no line, and is ended when it is told to stop', async () => {
    const flood = start('flood-for-ever', { start: hasty() });
    await vi.waitFor(() => expect(flood.sink.statuses.length).toBeGreaterThan(toldAtOnce), patience);
    const other = start('end', { strips: 200 });
    await other.running;
    expect(other.sink.strips).toHaveLength(200);
    flood.stop.abort();
    await expect(flood.running).rejects.toMatchObject({ code: 'DRIVER_HUNG' });
  });

  test('is not what a station is that had no time itself', async () => {
    const { driver, running, stop, sink } = start('stay', { start: hasty() });
    await driver.capabilities;
    // Longer than a driver may be silent.
    const until = performance.now() + 3_000;
    while (performance.now() < until);
    // And as long again with nothing to do.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    await driver.startScan({ scanId: scanOfTest, reference: '' });
    stop.abort();
    await running;
    // It had accepted a scan, and ends without a word of it.
    expect(sink.ends).toEqual(linkLost(0));
  });

  test('touches neither the scan of another nor its device', async () => {
    const scan = start('stay', { strips: 1 });
    await vi.waitFor(() => expect(scan.sink.strips).toHaveLength(1), patience);
    const bad = (['hang', 'exit', 'throw-later', 'leak-buffers'] as const).map((does) =>
      start(does, { start: hasty() }),
    );
    for (const { running } of bad) await expect(running).rejects.toBeInstanceOf(BridgeError);
    expect(scan.sink.ends).toEqual([]);
    await scan.driver.startScan({ scanId: scanOfTest, reference: '' });
    scan.stop.abort();
    await scan.running;
  });
});

/** Ends a thread soon. */
function hasty() {
  return host({ limits: { hangMs: 1_000, stopMs: 1_000, buffersMB: 100 } });
}
