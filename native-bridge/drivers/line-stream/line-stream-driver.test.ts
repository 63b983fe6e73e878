import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { BridgeError } from '../../errors.ts';
import { manualTimers } from '../../transport/manual-timers.ts';
import { memoryPair } from '../../transport/memory.ts';
import type { Connection } from '../../transport/transport.ts';
import type { CalibrationRows } from '../calibration-settings.ts';
import type { FanSettings } from '../fan-settings.ts';
import { RecordingSink } from '../recording-sink.fixture.ts';
import { encodeFrame } from './frame.ts';
import { Framer } from './framer.ts';
import { LineStreamDriver } from './line-stream-driver.ts';
import { decodeMessage, encodeMessage, type Message, type MessageKind, type MessageOf } from './messages.ts';
import { encodeStrip } from './strip.ts';
import { timing } from './timing.ts';

const session = 77;
let peer: Peer;
afterEach(() => peer.close());

describe('The greeting', () => {
  test('is repeated until the device answers', async () => {
    peer = new Peer();
    await peer.heard('hello', 1);
    await peer.pass(timing.repeat);
    await peer.heard('hello', 2);
    peer.say(welcome());
    await expect(peer.driver.capabilities).resolves.toMatchObject({ maker: 'Test', energiesMeV: [6, 4] });
  });

  test('without an answer ends with a sentence', async () => {
    peer = new Peer();
    await peer.pass(timing.answer + 500);
    await expect(peer.run).rejects.toMatchObject({ code: 'DEVICE_TIMEOUT' });
    await expect(peer.driver.capabilities).rejects.toBeInstanceOf(BridgeError);
  });

  test.each(['closes', 'stays'])(
    'with something else that answers and %s says what is wrong',
    async (then) => {
      peer = new Peer();
      await peer.heard('hello', 1);
      await peer.write(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n<h1>Bad request</h1>'));
      if (then === 'closes') await peer.far.close();
      else await peer.pass(timing.answer + 500);
      await expect(peer.run).rejects.toMatchObject({ code: 'DEVICE_PROTOCOL' });
    },
  );

  test('takes nothing of an earlier session for an answer', async () => {
    peer = new Peer();
    peer.say({ ...welcome(), session: 1 }, goodbye({ session: 1 }), status('scanning'));
    peer.write(Buffer.from('the end of a strip of an earlier session'));
    await peer.welcomed();
    expect(peer.sink.statuses).toEqual([]);
  });

  test('with another version is refused with both versions', async () => {
    peer = new Peer();
    peer.say({ ...welcome(), version: 0, minVersion: 2, maxVersion: 3 });
    await expect(peer.run).rejects.toMatchObject({
      code: 'DEVICE_VERSION',
      details: { theirs: '2 to 3', ours: 1 },
    });
  });

  test.each([
    { detectors: 0 },
    { detectors: 5000 },
    { energiesKeV: [] },
    { energiesKeV: [4000, 6000] },
    { energiesKeV: [6000, 6000] },
    { maxLines: 0 },
  ])('of a device that says nonsense of itself is refused: %o', async (nonsense) => {
    peer = new Peer();
    peer.say({ ...welcome(), ...nonsense });
    await expect(peer.run).rejects.toMatchObject({ code: 'DEVICE_PROTOCOL' });
  });
});

describe('The link', () => {
  test('is said to be alive each second, also while the sink is at work', async () => {
    peer = new Peer();
    await peer.scanning();
    const work = Promise.withResolvers<void>();
    peer.sink.during = () => work.promise;
    peer.say(strip(0));
    await peer.until(() => peer.sink.strips.length === 1);
    const before = peer.count('heartbeat');
    await peer.pass(60_000);
    await peer.heard('heartbeat', before + 55);
    work.resolve();
    peer.say(strip(1), scanEnd(2));
    await peer.until(() => peer.sink.ends.length === 1);
    expect(peer.sink.ends[0]?.defects).toEqual([]);
  });

  test('is not read while the sink is at work', async () => {
    peer = new Peer();
    await peer.scanning();
    const work = Promise.withResolvers<void>();
    peer.sink.during = () => work.promise;
    let taken = 0;
    const sent = 200;
    const big = Buffer.alloc(32_000, 1);
    const writing = (async () => {
      for (let i = 0; i < sent; i++) {
        await peer.write(encodeFrame(0x7f, 0, big.subarray(0, 4000)));
        taken += 1;
      }
    })();
    await peer.write(stripFrame(0));
    await peer.until(() => peer.sink.strips.length === 1);
    await settle();
    expect(taken).toBeLessThan(sent);
    work.resolve();
    await writing;
    expect(taken).toBe(sent);
  });

  test('that is silent for 5 s is lost', async () => {
    peer = new Peer();
    await peer.welcomed();
    await peer.pass(timing.silence - 500);
    peer.say({ kind: 'heartbeat', uptimeMs: 1 });
    await peer.until(() => peer.driver.statistics.frames === 2);
    await peer.pass(timing.silence - 500);
    expect(peer.over).toBe(false);
    await peer.pass(1000);
    await expect(peer.run).rejects.toMatchObject({ code: 'LINK_TIMEOUT' });
  });

  test('is not silent because this process was suspended', async () => {
    peer = new Peer();
    await peer.welcomed();
    peer.timers.advance(0);
    peer.leap(60_000);
    await settle();
    expect(peer.over).toBe(false);
  });

  test('that brings only noise is given up', async () => {
    peer = new Peer();
    await peer.welcomed();
    const noise = Buffer.alloc(1 << 20, 0xd5);
    const writing = (async () => {
      for (let i = 0; i < 20; i++) await peer.write(noise);
    })().catch(() => {});
    const bad = encodeFrame(0x40, 0, Buffer.from('bad'));
    bad[24] = 0;
    for (let i = 0; i < 40; i++) peer.write(bad).catch(() => {});
    await expect(peer.run).rejects.toMatchObject({ code: 'DEVICE_PROTOCOL' });
    await writing;
  });

  test('ends in order when the device says goodbye', async () => {
    peer = new Peer();
    await peer.welcomed();
    peer.say(goodbye({}));
    await expect(peer.run).resolves.toBeUndefined();
  });

  test('brings no state that is older than 6 s', async () => {
    peer = new Peer();
    await peer.welcomed();
    peer.say(status('ready'));
    await peer.until(() => peer.sink.state === 'ready');
    for (let second = 1; second <= 7; second++) {
      const { frames } = peer.driver.statistics;
      await peer.pass(1000);
      peer.say({ kind: 'heartbeat', uptimeMs: second });
      await peer.until(() => peer.driver.statistics.frames > frames);
    }
    expect(peer.sink.statuses.at(-1)).toEqual({
      state: 'unknown',
      interlocks: [],
      emergencyStop: { latched: null },
      beamOn: null,
    });
  });

  test('counts the frames it lost', async () => {
    peer = new Peer();
    await peer.welcomed();
    peer.sequence += 3;
    peer.say(status('ready'));
    await peer.until(() => peer.sink.state === 'ready');
    expect(peer.driver.statistics.lostFrames).toBe(3);
  });

  test('asks a device that begins scan after scan unasked to stop, and keeps few of them in mind', async () => {
    peer = new Peer();
    await peer.welcomed();
    const unasked = 500;
    for (let number = 0; number < unasked; number++) peer.say({ ...scanBegin(), scanId: randomUUID() });
    await peer.heard('abort-scan', unasked);
    // Those it keeps in mind are asked again each second, until 5 s are over.
    await peer.passAlive(4 * timing.repeat);
    await peer.heard('heartbeat', 4);
    expect(peer.count('abort-scan')).toBeGreaterThan(unasked);
    expect(peer.count('abort-scan')).toBeLessThan(unasked + 5 * 64);
  });

  test('to a device that sends and never reads is given up, with little waiting to be sent', async () => {
    const { a, b } = memoryPair();
    let waiting = 0;
    const deaf: Connection = {
      ...a,
      write: (bytes) => {
        if (bytes[5] === 0x01) return a.write(bytes);
        waiting += 1;
        return new Promise(() => {});
      },
    };
    const sink = new RecordingSink();
    const driver = new LineStreamDriver(deaf, sink, { timers: manualTimers(), session });
    const run = driver.run(new AbortController().signal);
    run.catch(() => {});
    const say = (message: Message, sequence: number) => {
      const { type, payload } = encodeMessage(message);
      b.write(encodeFrame(type, sequence, payload)).catch(() => {});
    };
    say(welcome(), 0);
    await driver.capabilities;
    for (let number = 1; number <= 5000; number++) say(scanEnd(0), number);
    await expect(run).rejects.toMatchObject({ code: 'LINK_CLOSED' });
    expect(waiting).toBeLessThan(1100);
    await b.close();
  });

  test('brings a state that changes without rest at a pace people can follow, and its last one always', async () => {
    peer = new Peer();
    await peer.welcomed();
    for (let number = 0; number < 1000; number++) peer.say(status(number % 2 ? 'ready' : 'standby'));
    peer.say(status('interlock-open'));
    await peer.until(() => peer.driver.statistics.frames === 1002);
    await peer.pass(500);
    await peer.until(() => peer.sink.state === 'interlock-open');
    expect(peer.sink.statuses.length).toBeLessThan(60);
  });

  test('ends with a protocol error on a message that is none, and says so to the device', async () => {
    peer = new Peer();
    await peer.welcomed();
    peer.write(encodeFrame(0x82, 9, Buffer.from([5, 1])));
    await expect(peer.run).rejects.toMatchObject({ code: 'DEVICE_PROTOCOL' });
    await peer.heard('error', 1);
    await peer.heard('goodbye', 1);
    expect(peer.last('goodbye')).toMatchObject({ session, reason: 'protocol-error' });
  });
});

describe('A start', () => {
  test('is repeated until it is answered, and then is a scan', async () => {
    peer = new Peer();
    await peer.welcomed();
    const start = peer.driver.startScan({ scanId, reference: 'truck 1' });
    await peer.heard('start-scan', 1);
    await peer.pass(timing.repeat);
    await peer.heard('start-scan', 2);
    peer.say({ kind: 'start-accepted', scanId, warningMs: 5000 });
    await expect(start).resolves.toBeUndefined();
    expect(peer.last('start-scan')).toMatchObject({ scanId, reference: 'truck 1' });
  });

  test('without an answer fails, and the device is told to stop what it may have begun', async () => {
    peer = new Peer();
    await peer.welcomed();
    const start = peer.driver.startScan({ scanId, reference: '' });
    start.catch(() => {});
    await peer.passAlive(timing.answer + timing.repeat);
    await expect(start).rejects.toMatchObject({ code: 'DEVICE_TIMEOUT' });
    await peer.heard('abort-scan', 1);
    peer.say(scanBegin());
    await peer.heard('abort-scan', 2);
    expect(peer.sink.begins).toEqual([]);
    expect(peer.sink.ends).toEqual([]);
  });

  test('whose acceptance was lost is known by its begin', async () => {
    peer = new Peer();
    await peer.welcomed();
    const start = peer.driver.startScan({ scanId, reference: '' });
    peer.say(scanBegin());
    await expect(start).resolves.toBeUndefined();
    await peer.heard('scan-ready', 1);
  });

  test('during another scan is refused at once', async () => {
    peer = new Peer();
    await peer.scanning();
    await expect(peer.driver.startScan({ scanId: randomUUID(), reference: '' })).rejects.toMatchObject({
      code: 'DEVICE_REFUSED',
      details: { reason: 'busy' },
    });
  });

  test('on a link that is gone says so', async () => {
    peer = new Peer();
    await peer.welcomed();
    const start = peer.driver.startScan({ scanId, reference: '' });
    await peer.far.close();
    await expect(start).rejects.toMatchObject({ code: 'LINK_CLOSED' });
    await expect(peer.run).rejects.toMatchObject({ code: 'LINK_CLOSED' });
    await expect(peer.driver.startScan({ scanId, reference: '' })).rejects.toMatchObject({
      code: 'LINK_CLOSED',
    });
    expect(peer.sink.ends).toEqual([]);
  });

  test('that was accepted and never began ends once, without lines', async () => {
    peer = new Peer();
    await peer.welcomed();
    const start = peer.driver.startScan({ scanId, reference: '' });
    peer.say({ kind: 'start-accepted', scanId, warningMs: 0 });
    await start;
    await peer.passAlive(timing.scanProgress + 1000);
    expect(peer.sink.begins).toEqual([]);
    expect(peer.sink.ends).toEqual([{ scanId, lines: 0, defects: [{ kind: 'timed-out', afterLine: 0 }] }]);
    await peer.heard('abort-scan', 1);
  });
});

describe('A scan', () => {
  test('begins only when the sink is ready for it', async () => {
    peer = new Peer();
    const opening = Promise.withResolvers<void>();
    peer.sink.during = () => opening.promise;
    await peer.welcomed();
    void peer.driver.startScan({ scanId, reference: '' });
    peer.say({ kind: 'start-accepted', scanId, warningMs: 0 }, scanBegin());
    await peer.until(() => peer.sink.begins.length === 1);
    await settle();
    expect(peer.count('scan-ready')).toBe(0);
    opening.resolve();
    await peer.heard('scan-ready', 1);
    peer.say(scanBegin());
    await peer.heard('scan-ready', 2);
    expect(peer.sink.begins).toHaveLength(1);
  });

  test('has what was measured at the scanner with it, if it was measured at as many energies', async () => {
    const rows = [10, 20, 30].map((massThickness) => ({
      material: 'steel' as const,
      massThickness,
      high: 1 - massThickness / 100,
      low: 0.9 - massThickness / 100,
    }));
    peer = new Peer(rows);
    await peer.scanning();
    expect(peer.sink.begins[0]?.geometry.calibration).toEqual(
      rows.map(({ material, massThickness, high, low }) => ({
        ...{ material, massThickness },
        transmission: [high, low],
      })),
    );
    await peer.close();
    peer = new Peer(rows.map(({ low: _low, ...row }) => row));
    await peer.scanning();
    expect(peer.sink.begins[0]?.geometry).not.toHaveProperty('calibration');
  });

  test('has its pitch at the lane’s centre, and the distances with it, where they are configured', async () => {
    peer = new Peer([], { sourceToLaneMm: 12_000, sourceToDetectorMm: 15_000, pitchAt: 'detector' });
    await peer.scanning();
    const here = peer.sink.begins[0]?.geometry;
    expect(here?.fan).toEqual({ sourceToLaneMm: 12_000, sourceToDetectorMm: 15_000 });
    await peer.close();
    peer = new Peer();
    await peer.scanning();
    const said = peer.sink.begins[0]?.geometry;
    expect(said).not.toHaveProperty('fan');
    expect(here?.detectorPitchMm).toBeCloseTo(said!.detectorPitchMm / 1.25, 12);
    expect(here?.linePitchMm).toBe(said?.linePitchMm);
  });

  test('that the station did not ask for is aborted and never reaches the sink', async () => {
    peer = new Peer();
    await peer.welcomed();
    peer.say(scanBegin(), strip(0), scanEnd(1));
    await peer.heard('abort-scan', 1);
    await peer.heard('scan-received', 1);
    expect(peer.sink.begins).toEqual([]);
    expect(peer.sink.strips).toEqual([]);
    expect(peer.sink.ends).toEqual([]);
    expect(peer.driver.statistics.strayStrips).toBe(1);
  });

  test('whose geometry changes under way ends, and is never taken for whole', async () => {
    peer = new Peer();
    await peer.scanning();
    peer.say(strip(0), { ...scanBegin(), linePitchMicrometres: 5000 }, strip(1), scanEnd(2));
    await expect(peer.run).rejects.toMatchObject({ code: 'DEVICE_PROTOCOL' });
    expect(peer.sink.ends).toEqual([{ scanId, lines: 1, defects: [{ kind: 'link-lost', afterLine: 1 }] }]);
    await peer.heard('goodbye', 1);
  });

  test('with its energies the wrong way round is refused before a line of it', async () => {
    peer = new Peer();
    await peer.welcomed();
    void peer.driver.startScan({ scanId, reference: '' });
    peer.say({ kind: 'start-accepted', scanId, warningMs: 0 });
    peer.say({ ...scanBegin(), energiesKeV: [4000, 6000] });
    await expect(peer.run).rejects.toMatchObject({ code: 'DEVICE_PROTOCOL' });
    expect(peer.sink.begins).toEqual([]);
  });

  test('takes no strip of another scan', async () => {
    peer = new Peer();
    await peer.scanning();
    peer.say(strip(0));
    const late = { scanNumber: 2, stripNumber: 0, firstLine: 1, lines: 1, pixels: Buffer.alloc(4, 9) };
    peer.write(encodeStrip(peer.sequence++, late).frame);
    peer.say(strip(1), scanEnd(2));
    await peer.until(() => peer.sink.ends.length === 1);
    expect(peer.sink.picture(4, 2)).toEqual(Uint8Array.from(pixels(0, 2)));
    expect(peer.sink.ends[0]?.defects).toEqual([]);
    expect(peer.driver.statistics.strayStrips).toBe(1);
  });

  test('takes only the lines of a strip that were not there', async () => {
    peer = new Peer();
    await peer.scanning();
    peer.say(strip(0, 4), strip(6, 4), strip(2, 6), scanEnd(10));
    await peer.until(() => peer.sink.ends.length === 1);
    expect(peer.sink.strips.map(({ firstLine, lines, pixels }) => [firstLine, lines, pixels.length])).toEqual(
      [
        [0, 4, 16],
        [6, 4, 16],
        [4, 2, 8],
      ],
    );
    expect(peer.sink.picture(4, 10)).toEqual(Uint8Array.from(pixels(0, 10)));
    expect(peer.sink.ends[0]?.defects).toEqual([
      { kind: 'lines-repeated', from: 2, to: 4 },
      { kind: 'lines-repeated', from: 6, to: 8 },
      { kind: 'lines-reordered', from: 4, to: 6 },
    ]);
  });

  test.each([
    ['has no lines', { lines: 0, pixels: Buffer.alloc(0) }],
    ['has too few pixels', { lines: 2, pixels: Buffer.alloc(4) }],
    ['has too many pixels', { lines: 1, pixels: Buffer.alloc(8) }],
    ['lies beyond the longest scan', { firstLine: 1000, lines: 1, pixels: Buffer.alloc(4) }],
    ['lies beyond all numbers', { firstLine: 0xffffffff, lines: 1, pixels: Buffer.alloc(4) }],
  ])('is marked when a strip %s', async (_what, wrong) => {
    peer = new Peer();
    await peer.scanning();
    peer.say(strip(0));
    peer.write(encodeStrip(0, { scanNumber: 3, stripNumber: 1, firstLine: 1, ...wrong }).frame);
    peer.say(scanEnd(1));
    await peer.until(() => peer.sink.ends.length === 1);
    expect(peer.sink.ends[0]).toEqual({
      scanId,
      lines: 1,
      defects: [{ kind: 'damaged-frame', afterLine: 1 }],
    });
  });

  test('is marked when its CRC is not the one the device announces', async () => {
    peer = new Peer();
    await peer.scanning();
    peer.say(strip(0), { ...scanEnd(1), crcGiven: 1, pixelCrc: 1 });
    await peer.until(() => peer.sink.ends.length === 1);
    expect(peer.sink.ends[0]?.defects).toEqual([{ kind: 'damaged-frame', afterLine: 1 }]);
  });

  test('ends once, however often its end is sent', async () => {
    peer = new Peer();
    await peer.scanning();
    peer.say(strip(0), scanEnd(1), scanEnd(1));
    await peer.heard('scan-received', 2);
    expect(peer.sink.ends).toHaveLength(1);
    expect(peer.sink.ends[0]?.defects).toEqual([]);
  });

  test('that completes without a line is not whole', async () => {
    peer = new Peer();
    await peer.scanning();
    peer.say(scanEnd(0));
    await peer.until(() => peer.sink.ends.length === 1);
    expect(peer.sink.ends[0]?.defects).toHaveLength(1);
  });

  test.each(['scanBegin', 'strip'] as const)(
    'that cannot be stored in %s is stopped, and why is told',
    async (where) => {
      peer = new Peer();
      const full = new BridgeError('CAPTURE_WRITE_FAILED', 'The disk is full.');
      peer.sink.during = (call) => {
        if (call === where) throw full;
      };
      await peer.scanning({ ready: where !== 'scanBegin' });
      peer.say(strip(0));
      await expect(peer.run).rejects.toBe(full);
      await peer.heard('abort-scan', 1);
      expect(peer.sink.ends).toMatchObject([{ scanId, defects: [{ kind: 'station-stopped' }] }]);
    },
  );

  test('survives whatever a device may send within it', async () => {
    const item = fc.oneof(
      fc.record({ line: fc.nat(60), lines: fc.nat(9), number: fc.constantFrom(3, 4) }),
      fc.uint8Array({ maxLength: 50 }),
      fc.constantFrom<Message>(
        scanBegin(),
        status('fault'),
        { kind: 'start-accepted', scanId, warningMs: 1 },
        { kind: 'start-refused', scanId, code: 'busy', text: '' },
        { kind: 'abort-accepted', scanId },
        { kind: 'event', event: 'other', uptimeMs: 0, text: '' },
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 30 }), async (items) => {
        peer = new Peer();
        await peer.scanning();
        for (const one of items) {
          if (one instanceof Uint8Array) peer.write(one);
          else if ('kind' in one) peer.say(one);
          else {
            const { line, lines, number } = one;
            const frame = {
              scanNumber: number,
              stripNumber: 0,
              firstLine: line,
              lines,
              pixels: pixels(line, lines),
            };
            peer.write(encodeStrip(peer.sequence++, frame).frame);
          }
        }
        peer.say(scanEnd(60));
        await peer.until(() => peer.sink.ends.length > 0);
        expect(peer.sink.ends).toHaveLength(1);
        expect(peer.sink.begins).toHaveLength(1);
        const seen = new Set<number>();
        for (const { firstLine, lines, pixels: got } of peer.sink.strips) {
          expect(Buffer.from(got)).toEqual(pixels(firstLine, lines));
          for (let line = firstLine; line < firstLine + lines; line++) {
            expect(seen.has(line)).toBe(false);
            seen.add(line);
          }
        }
        const end = peer.sink.ends[0];
        if (end?.defects.length === 0) expect(seen.size).toBe(60);
        await peer.close();
      }),
      { numRuns: 60 },
    );
  });
});

describe('An abort', () => {
  test('is sent at once and repeated until it is answered', async () => {
    peer = new Peer();
    await peer.scanning();
    const abort = peer.driver.abortScan('wrong truck');
    await peer.heard('abort-scan', 1);
    await peer.pass(timing.repeat);
    await peer.heard('abort-scan', 2);
    expect(peer.last('abort-scan')).toMatchObject({ scanId, reason: 'wrong truck' });
    peer.say(
      { kind: 'abort-accepted', scanId },
      { ...scanEnd(0), outcome: 'aborted-by-station', reason: 'wrong truck' },
    );
    await expect(abort).resolves.toBeUndefined();
    await peer.until(() => peer.sink.ends.length === 1);
    expect(peer.sink.ends[0]?.defects).toEqual([{ kind: 'aborted', by: 'operator', reason: 'wrong truck' }]);
  });

  test('without an answer fails with a sentence', async () => {
    peer = new Peer();
    await peer.scanning();
    const abort = peer.driver.abortScan('wrong truck');
    abort.catch(() => {});
    await peer.passAlive(timing.answer + timing.repeat);
    await expect(abort).rejects.toMatchObject({ code: 'DEVICE_TIMEOUT' });
  });
});

const scanId = '0189a3c4-5b6d-7e8f-9012-3456789abcde';

/** Lines of one detector and two planes: 4 bytes each. */
function pixels(firstLine: number, lines: number): Buffer {
  return Buffer.from(Array.from({ length: lines * 4 }, (_, i) => (firstLine * 4 + i) & 0xff));
}

function strip(
  firstLine: number,
  lines = 1,
): { readonly strip: true; readonly firstLine: number; readonly lines: number } {
  return { strip: true, firstLine, lines };
}

function stripFrame(firstLine: number): Buffer {
  const frame = { scanNumber: 3, stripNumber: 0, firstLine, lines: 1, pixels: pixels(firstLine, 1) };
  return encodeStrip(0, frame).frame;
}

function welcome(): MessageOf<'welcome'> {
  return {
    kind: 'welcome',
    version: 1,
    minVersion: 1,
    maxVersion: 1,
    reserved: 0,
    session,
    bootId: 5,
    detectors: 1,
    maxLines: 1000,
    energiesKeV: [6000, 4000],
    maker: 'Test',
    model: 'T',
    serialNumber: '1',
  };
}

function status(state: MessageOf<'status'>['state']): MessageOf<'status'> {
  return {
    kind: 'status',
    state,
    beamOn: false,
    emergencyStop: false,
    reserved: 0,
    millisecondsLeft: null,
    doseRateNanosievert: null,
    emergencyStopWhere: '',
    faultCode: '',
    faultText: '',
    interlocks: [],
  };
}

function goodbye(change: Partial<MessageOf<'goodbye'>>): MessageOf<'goodbye'> {
  return { kind: 'goodbye', session, reason: 'shutting-down', text: 'service', ...change };
}

function scanBegin(): MessageOf<'scan-begin'> {
  return {
    kind: 'scan-begin',
    scanId,
    scanNumber: 3,
    detectors: 1,
    airCounts: 60_000,
    darkCounts: 300,
    reserved: 0,
    detectorPitchMicrometres: 4000,
    linePitchMicrometres: 4000,
    expectedLines: 100,
    energiesKeV: [6000, 4000],
  };
}

function scanEnd(lines: number): MessageOf<'scan-end'> {
  return {
    kind: 'scan-end',
    scanId,
    scanNumber: 3,
    lines,
    outcome: 'completed',
    crcGiven: 0,
    pixelCrc: 0,
    reason: '',
  };
}

/** The other end, played frame by frame, in time that only the test moves. */
class Peer {
  readonly timers = manualTimers();
  readonly sink = new RecordingSink();
  readonly far: Connection;
  readonly driver: LineStreamDriver;
  readonly run: Promise<void>;
  over = false;
  sequence = 0;
  readonly #heard: Message[] = [];
  readonly #stop = new AbortController();
  #skew = 0;

  constructor(calibration?: CalibrationRows, fan?: FanSettings) {
    const { a, b } = memoryPair();
    this.far = b;
    const { after } = this.timers;
    const timers = { now: () => this.timers.now() + this.#skew, after };
    this.driver = new LineStreamDriver(a, this.sink, {
      timers,
      session,
      ...(calibration && { calibration }),
      ...(fan && { fan }),
    });
    this.run = this.driver.run(this.#stop.signal).finally(() => {
      this.over = true;
    });
    this.run.catch(() => {});
    void this.#listen();
  }

  say(...messages: (Message | ReturnType<typeof strip>)[]): void {
    for (const message of messages) {
      if ('strip' in message) {
        const { firstLine, lines } = message;
        const frame = { scanNumber: 3, stripNumber: 0, firstLine, lines, pixels: pixels(firstLine, lines) };
        this.write(encodeStrip(this.sequence++, frame).frame);
      } else {
        const { type, payload } = encodeMessage(message);
        this.write(encodeFrame(type, this.sequence++, payload));
      }
    }
  }

  write(bytes: Uint8Array): Promise<void> {
    const written = this.far.write(bytes);
    written.catch(() => {});
    return written;
  }

  async welcomed(): Promise<void> {
    await this.heard('hello', 1);
    this.say(welcome());
    await this.driver.capabilities;
  }

  /** A scan is accepted and begun, and the driver ready for strips. */
  async scanning({ ready = true } = {}): Promise<void> {
    await this.welcomed();
    const start = this.driver.startScan({ scanId, reference: '' });
    this.say({ kind: 'start-accepted', scanId, warningMs: 0 }, scanBegin());
    await start;
    if (ready) await this.heard('scan-ready', 1);
  }

  count(kind: MessageKind): number {
    return this.#heard.filter((message) => message.kind === kind).length;
  }

  last<K extends MessageKind>(kind: K): Message | undefined {
    return this.#heard.findLast((message) => message.kind === kind);
  }

  heard(kind: MessageKind, times: number): Promise<void> {
    return this.until(() => this.count(kind) >= times);
  }

  /** Time passes, in the steps of the driver's own clock; between them what was sent arrives. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 250) {
      this.timers.advance(250);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Time passes, and the device is heard to live. */
  async passAlive(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 1000) {
      const { frames } = this.driver.statistics;
      await this.pass(1000);
      this.say({ kind: 'heartbeat', uptimeMs: passed });
      await this.until(() => this.driver.statistics.frames > frames || this.over);
    }
  }

  /** The process sleeps: the clock has moved on, and no alarm went off meanwhile. */
  leap(ms: number): void {
    this.#skew += ms;
    this.timers.advance(250);
  }

  async until(condition: () => boolean): Promise<void> {
    await vi.waitFor(
      () => {
        if (!condition()) throw new Error(`still waiting for ${condition}`);
      },
      { timeout: 20_000, interval: 1 },
    );
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.run.catch(() => {});
    await this.far.close();
  }

  async #listen(): Promise<void> {
    const framer = new Framer();
    for await (const chunk of this.far.incoming) {
      for (const framed of framer.push(chunk)) {
        if (framed.kind !== 'frame') throw new Error('the driver sent damage');
        const message = decodeMessage(framed.frame.type, framed.frame.payload);
        if (message !== undefined) this.#heard.push(message);
      }
    }
  }
}

/** Everything that is under way in memory arrives. */
async function settle(): Promise<void> {
  for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
}
