import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LineStreamDriver } from '../../native-bridge/drivers/line-stream/line-stream-driver.ts';
import { timing } from '../../native-bridge/drivers/line-stream/timing.ts';
import { RecordingSink } from '../../native-bridge/drivers/recording-sink.fixture.ts';
import type { ScanDefect, ScanEnd } from '../../native-bridge/drivers/scanner.ts';
import { BridgeError } from '../../native-bridge/errors.ts';
import { parseFault } from '../../native-bridge/simulator/faults.ts';
import { type LineStreamDevice, lineStreamDevice } from '../../native-bridge/simulator/line-stream-device.ts';
import { tinyBytesPerLine, tinyScene } from '../../native-bridge/simulator/tiny-scene.fixture.ts';
import { type ManualTimers, manualTimers } from '../../native-bridge/transport/manual-timers.ts';
import { type LinkKind, linkKinds, type ServedDevice } from './links.ts';

/**
 * Every driver behind every link keeps these promises, whatever the device does. The device is the simulator, over
 * the real link; time on both ends stands still unless a test moves it, so nothing here depends on how fast it runs.
 */
for (const link of linkKinds) {
  const run = link.missing === undefined ? describe : describe.skip;
  run(`Line-stream over ${link.name}${link.missing === undefined ? '' : ` (skipped: ${link.missing})`}`, () =>
    conformance(link),
  );
}

function conformance(link: LinkKind): void {
  let post: Post;
  const set = async (...faults: string[]) => {
    post = new Post(link, faults);
    await post.begin();
  };
  beforeEach(() => set());
  afterEach(() => post.close());
  const withFault = async (fault: string) => {
    await post.close();
    await set(fault);
  };

  test('a scan arrives whole, bit for bit, and says so', async () => {
    const { end } = await post.scan('scene=tiny;seed=5');
    expect(end).toMatchObject({ lines: 320, defects: [] });
    expect(post.sink.begins[0]?.geometry).toEqual(tinyScene('tiny', 5).geometry);
    expect(post.picture()).toEqual(tinyScene('tiny', 5).lineBlock(0, 320));
    expect(post.sink.overlapped).toBe(false);
    expect(post.driver.statistics).toMatchObject({ lostFrames: 0, damagedPlaces: 0, strayStrips: 0 });
  });

  test('the states and events of a scan are told in their order', async () => {
    await post.scan();
    await post.until(() => post.sink.state === 'ready');
    const states = post.sink.statuses.map(({ state }) => state);
    const changes = states.filter((state, index) => state !== states[index - 1]);
    expect(changes.slice(changes.indexOf('armed'))).toEqual(['armed', 'scanning', 'transferring', 'ready']);
    expect(post.sink.events.map(({ kind }) => kind)).toEqual(['warning-started', 'beam-on', 'beam-off']);
  });

  test('what the device is, is known after the greeting', async () => {
    expect(await post.driver.capabilities).toMatchObject({ detectors: 8, energiesMeV: [6, 4] });
  });

  test('a sink that is slow loses nothing', async () => {
    post.sink.during = () => new Promise((resolve) => setImmediate(resolve));
    const { end } = await post.scan();
    expect(end.defects).toEqual([]);
    expect(post.sink.overlapped).toBe(false);
  });

  test('an abort ends the scan as aborted by the operator', async () => {
    let abort: Promise<void> | undefined;
    post.sink.during = async (call) => {
      if (call === 'strip' && post.sink.strips.length === 1)
        abort = post.driver.abortScan('a person in the tunnel');
    };
    const { end } = await post.scan();
    const reason = 'a person in the tunnel';
    // The link may have carried everything before the abort was read.
    if (end.lines < 320) expect(end.defects).toEqual([{ kind: 'aborted', by: 'operator', reason }]);
    expect(post.picture()).toEqual(tinyScene('tiny', 1).lineBlock(0, end.lines));
    await abort;
    await post.until(() => post.device.state === 'ready');
  });

  test('a start is refused while the scanner cannot scan, with its reason', async () => {
    post.device.model.openInterlock();
    await expect(post.driver.startScan({ scanId: randomUUID(), reference: '' })).rejects.toMatchObject({
      code: 'DEVICE_REFUSED',
      details: { reason: 'interlock-open' },
    });
    expect(post.sink.ends).toEqual([]);
  });

  test('a scene that does not exist is refused', async () => {
    await expect(
      post.driver.startScan({ scanId: randomUUID(), reference: 'scene=nope' }),
    ).rejects.toMatchObject({
      code: 'DEVICE_REFUSED',
      details: { reason: 'reference' },
    });
  });

  test('a start that is asked for twice is one scan', async () => {
    const scanId = randomUUID();
    const request = { scanId, reference: '' };
    await Promise.all([post.driver.startScan(request), post.driver.startScan(request)]);
    await post.until(() => post.sink.ends.length === 1);
    await post.driver.startScan(request);
    await post.until(() => post.device.state === 'ready');
    expect(post.sink.begins.map((begin) => begin.scanId)).toEqual([scanId]);
  });

  test('a station that stops in mid-scan ends it as stopped, and the beam goes off', async () => {
    post.sink.during = async (call) => {
      if (call === 'strip') post.stop();
    };
    const { end } = await post.scan();
    expect(end.defects).toEqual([{ kind: 'station-stopped', afterLine: 32 }]);
    expect(await post.ended).toBeUndefined();
    // A closing serial port may take the last words with it; then the device hears the silence.
    await post.until(() => {
      post.advance(50);
      return post.device.state === 'ready';
    });
  });

  test('a second station is turned away while the first is there', async () => {
    if (link.permanent) return expect(link.name).toContain('serial');
    const other = new LineStreamDriver(await post.served.connect(), new RecordingSink(), {
      timers: manualTimers(),
    });
    await expect(other.run(new AbortController().signal)).rejects.toMatchObject({
      code: 'DEVICE_REFUSED',
      details: { reason: 'busy' },
    });
    expect((await post.scan()).end.defects).toEqual([]);
  });

  const lines = { from: 96, to: 128 };
  const strip: readonly [fault: string, lines: number, defects: readonly ScanDefect[]][] = [
    ['drop-strip@100', 320, [{ kind: 'lines-missing', ...lines }]],
    ['drop-strip@319', 288, [{ kind: 'count-mismatch', announced: 320, received: 288 }]],
    ['repeat-strip@100', 320, [{ kind: 'lines-repeated', ...lines }]],
    ['reorder-strip@100', 320, [{ kind: 'lines-reordered', ...lines }]],
    ['damage-strip@100', 320, [{ kind: 'lines-missing', ...lines }, damagedAfter(96)]],
    ['oversize@100', 320, [{ kind: 'lines-missing', ...lines }, damagedAfter(96)]],
    ['garbage@100', 320, [damagedAfter(96)]],
    ['wrong-count@100', 320, [{ kind: 'count-mismatch', announced: 327, received: 320 }]],
    ['interlock@100', 96, [aborted('the interlock gate north was opened')]],
    ['emergency-stop@100', 96, [aborted('the emergency stop at the north gate was pressed')]],
    ['generator@100', 96, [aborted('the X-ray generator is over its temperature')]],
  ];
  test.each(strip)(
    '%s marks the scan, keeps what came, and the next scan is whole',
    async (fault, count, defects) => {
      await withFault(fault);
      const { end } = await post.scan();
      expect(end).toMatchObject({ lines: count, defects });
      const missing = defects.flatMap((defect) => (defect.kind === 'lines-missing' ? [defect] : []));
      const expected = tinyScene('tiny', 1).lineBlock(0, count);
      for (const { from, to } of missing) expected.fill(0, from * tinyBytesPerLine, to * tinyBytesPerLine);
      expect(post.picture(count)).toEqual(expected);

      await post.recover();
      expect((await post.scan()).end).toMatchObject({ lines: 320, defects: [] });
    },
  );

  test('an emergency stop stays until its key, and no scan starts before', async () => {
    await withFault('emergency-stop@100');
    await post.scan();
    await post.until(() => post.sink.state === 'emergency-stop');
    expect(post.sink.statuses.at(-1)).toMatchObject({
      beamOn: false,
      emergencyStop: { latched: true, where: 'the north gate' },
    });
    await expect(post.driver.startScan({ scanId: randomUUID(), reference: '' })).rejects.toMatchObject({
      details: { reason: 'emergency-stop' },
    });
  });

  test('a refusal is told, and the next start is taken', async () => {
    await withFault('refuse@0');
    await expect(post.driver.startScan({ scanId: randomUUID(), reference: '' })).rejects.toMatchObject({
      code: 'DEVICE_REFUSED',
    });
    expect((await post.scan()).end.defects).toEqual([]);
  });

  test.each(['cut@100', 'half-open@100', 'restart@100'])(
    '%s ends the scan as link lost, and the next link scans whole',
    async (fault) => {
      await withFault(fault);
      await post.start();
      await post.until(() => post.sink.strips.length === 3);
      const silent = link.permanent || fault.startsWith('half-open');
      if (silent) await post.sleep(timing.silence + 500);
      const failure = await post.ended;
      expect(failure).toBeInstanceOf(BridgeError);
      expect(failure).toMatchObject({ code: silent ? 'LINK_TIMEOUT' : 'LINK_CLOSED' });
      expect(post.sink.ends).toMatchObject([{ lines: 96, defects: [{ kind: 'link-lost', afterLine: 96 }] }]);
      expect(post.picture()).toEqual(tinyScene('tiny', 1).lineBlock(0, 96));

      await post.reconnect();
      expect((await post.scan()).end).toMatchObject({ lines: 320, defects: [] });
    },
  );

  test.each(['late@100', 'no-end@100'])('%s ends the scan as timed out and keeps the link', async (fault) => {
    await withFault(fault);
    await post.start();
    const lines = fault.startsWith('late') ? 96 : 320;
    await post.until(() => post.sink.strips.length === lines / 32);
    for (let waited = 0; waited <= timing.scanProgress && post.sink.ends.length === 0; waited += 1000) {
      // Both ends live on; what each says in a second is heard before the next begins.
      const heard = post.driver.statistics.frames;
      post.advance(1000);
      await post.until(() => post.driver.statistics.frames > heard);
    }
    await post.until(() => post.sink.ends.length === 1);
    expect(post.sink.ends).toMatchObject([{ lines, defects: [{ kind: 'timed-out', afterLine: lines }] }]);

    await post.until(() => post.sink.state === 'ready' && post.device.state === 'ready');
    expect((await post.scan()).end).toMatchObject({ lines: 320, defects: [] });
  });
}

/** A station and a device with a link between them. */
class Post {
  readonly device: LineStreamDevice;
  sink = new RecordingSink();
  driver!: LineStreamDriver;
  served!: ServedDevice;
  /** What `run` threw, if it did. */
  ended!: Promise<unknown>;
  readonly #link: LinkKind;
  readonly #deviceTime = manualTimers();
  #stationTime!: ManualTimers;
  #stop = new AbortController();

  constructor(link: LinkKind, faults: readonly string[]) {
    this.#link = link;
    this.device = lineStreamDevice({
      openScene: (name, seed) => {
        if (name === 'tiny') return tinyScene(name, seed);
        throw new BridgeError('SCENE_UNKNOWN', 'There is no such scene.');
      },
      scenes: ['tiny'],
      speed: Number.POSITIVE_INFINITY,
      faults: faults.flatMap((text) => parseFault(text) ?? []),
      timers: this.#deviceTime,
    });
  }

  async begin(): Promise<void> {
    this.served = await this.#link.serve(this.device);
    await this.reconnect();
  }

  /** A new connection, driver and sink, as the station's supervisor makes them. */
  async reconnect(): Promise<void> {
    this.sink = new RecordingSink();
    this.#stationTime = manualTimers();
    this.#stop = new AbortController();
    const connection = await this.served.connect();
    this.driver = new LineStreamDriver(connection, this.sink, { timers: this.#stationTime });
    this.ended = this.driver.run(this.#stop.signal).then(
      () => undefined,
      (cause: unknown) => cause,
    );
    await this.driver.capabilities;
    await this.until(() => this.sink.state === 'ready');
  }

  async start(reference = ''): Promise<string> {
    const scanId = randomUUID();
    await this.driver.startScan({ scanId, reference });
    return scanId;
  }

  /** One scan, from the start to its end. */
  async scan(reference = ''): Promise<{ readonly end: ScanEnd }> {
    this.sink.strips.length = 0;
    const scanId = await this.start(reference);
    const end = await this.until(() => this.sink.ends.find((one) => one.scanId === scanId));
    return { end };
  }

  picture(lines = this.sink.ends.at(-1)?.lines ?? 0): Uint8Array {
    return this.sink.picture(tinyBytesPerLine, lines);
  }

  /** Whoever is at the device puts it right. */
  async recover(): Promise<void> {
    const { model } = this.device;
    model.closeInterlock();
    model.clearFault();
    model.releaseEmergencyStop();
    await this.until(() => this.sink.state === 'ready');
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Time passes at both ends. */
  advance(ms: number): void {
    this.#deviceTime.advance(ms);
    this.#stationTime.advance(ms);
  }

  /** Time passes at the station alone, in the steps of its own clock, while nothing comes from the device. */
  async sleep(ms: number): Promise<void> {
    for (let slept = 0; slept < ms; slept += 250) {
      this.#stationTime.advance(250);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Real time passes, the clocks of both ends do not: only what is due at once happens. */
  until<T>(condition: () => T | undefined | false): Promise<T> {
    return vi.waitFor(
      () => {
        this.#deviceTime.advance(0);
        const met = condition();
        if (met === undefined || met === false) throw new Error(`still waiting for ${condition}`);
        return met;
      },
      { timeout: 20_000, interval: 2 },
    );
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.ended;
    await this.served.close();
  }
}

function damagedAfter(afterLine: number): ScanDefect {
  return { kind: 'damaged-frame', afterLine };
}

function aborted(reason: string): ScanDefect {
  return { kind: 'aborted', by: 'device', reason };
}
