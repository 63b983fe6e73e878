import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { encodeFrame } from '../drivers/line-stream/frame.ts';
import { Framer } from '../drivers/line-stream/framer.ts';
import {
  decodeMessage,
  encodeMessage,
  type Message,
  type MessageKind,
  type MessageOf,
} from '../drivers/line-stream/messages.ts';
import { decodeStrip, type StripMessage } from '../drivers/line-stream/strip.ts';
import { timing } from '../drivers/line-stream/timing.ts';
import { manualTimers } from '../transport/manual-timers.ts';
import { memoryPair } from '../transport/memory.ts';
import type { Connection } from '../transport/transport.ts';
import { lineStreamDevice } from './line-stream-device.ts';
import { tinyScene } from './tiny-scene.fixture.ts';

const scanId = '0189a3c4-5b6d-7e8f-9012-3456789abcde';
const otherId = '0189a3c4-5b6d-7e8f-9012-000000000000';
let station: Station;
afterEach(() => station.close());

describe('A simulated scanner at the speed of a real one', () => {
  test('warms up for ten seconds before it is ready, and says how long it takes', async () => {
    station = new Station(1);
    await station.greet();
    expect(station.device.state).toBe('powered');
    await station.pass(1000);
    await station.heardState('warm-up');
    expect(station.last('status')?.millisecondsLeft).toBe(10_000);
    station.say({ kind: 'start-scan', scanId, reference: '' });
    await station.heard('start-refused');
    expect(station.last('start-refused')).toMatchObject({ scanId, code: 'not-ready' });
    await station.pass(9_000);
    expect(station.device.state).toBe('warm-up');
    await station.pass(2_500);
    await station.heardState('ready');
  });

  test('warns for five seconds before the beam, and sends lines no faster than a truck drives', async () => {
    station = new Station(1);
    await station.readyToScan();
    station.say({ kind: 'start-scan', scanId, reference: '' });
    await station.heard('scan-begin');
    expect(station.last('start-accepted')).toMatchObject({ scanId, warningMs: timing.warning });
    station.say({ kind: 'scan-ready', scanId, scanNumber: station.last('scan-begin')?.scanNumber ?? 0 });
    await station.pass(timing.warning - 500);
    expect(station.device.state).toBe('armed');
    await station.pass(1000);
    expect(station.device.state).toBe('scanning');
    // 0.4 m/s over 4.5 mm a line: 88.9 lines a second.
    await station.pass(1500);
    expect(station.lines).toBeGreaterThan(60);
    expect(station.lines).toBeLessThanOrEqual(180);
  });

  test('keeps the beam off for a station that is not ready for the lines', async () => {
    station = new Station(1);
    await station.readyToScan();
    station.say({ kind: 'start-scan', scanId, reference: '' });
    await station.heard('scan-begin');
    await station.pass(timing.warning + timing.answer + 1000);
    await station.heard('scan-end');
    expect(station.last('scan-end')).toMatchObject({ outcome: 'aborted-by-device', lines: 0 });
    expect(station.events).not.toContain('beam-on');
  });

  test('switches the beam off when the station falls silent', async () => {
    station = new Station(1);
    await station.readyToScan();
    await station.scanning();
    await station.passSilently(timing.silence + 1000);
    expect(station.device.state).toBe('ready');
    expect(station.last('goodbye')?.reason).toBe('silence');
  });
});

describe('A simulated scanner', () => {
  test('ends the scan of a session that a new greeting replaces', async () => {
    station = new Station(1);
    await station.readyToScan();
    await station.scanning();
    await station.greet(2);
    expect(station.device.state).toBe('ready');
    expect(station.last('status')?.beamOn).toBe(false);
  });

  test('does not scan a second time for a start that was long under way', async () => {
    station = new Station(Number.POSITIVE_INFINITY);
    await station.readyToScan();
    await station.scanWhole();
    station.say({ kind: 'start-scan', scanId, reference: '' });
    await station.heard('start-refused');
    expect(station.last('start-refused')).toMatchObject({ scanId, code: 'scan-id-used' });
    station.say({ kind: 'start-scan', scanId: otherId, reference: '' });
    await station.heard('start-accepted', 2);
  });

  test('repeats the end until the station has it', async () => {
    station = new Station(Number.POSITIVE_INFINITY);
    await station.readyToScan();
    await station.scanning();
    await station.heard('scan-end');
    await station.pass(timing.repeat);
    await station.heard('scan-end', 2);
    station.say({ kind: 'scan-received', scanId, scanNumber: 1, lines: 320 });
    await station.until(() => station.device.state === 'ready');
    await station.pass(3 * timing.repeat);
    expect(station.count('scan-end')).toBe(2);
  });

  test('answers an abort of whatever there is, also when there is nothing', async () => {
    station = new Station(1);
    await station.readyToScan();
    const any = '00000000-0000-0000-0000-000000000000';
    station.say({ kind: 'abort-scan', scanId: any, reason: 'test' });
    await station.heard('abort-accepted');
    await station.scanning();
    station.say({ kind: 'abort-scan', scanId: any, reason: 'a person' });
    await station.heard('scan-end');
    expect(station.last('scan-end')).toMatchObject({ outcome: 'aborted-by-station', reason: 'a person' });
  });

  test('has no version in common with a station of the future, and says so', async () => {
    station = new Station(Number.POSITIVE_INFINITY);
    station.say({ kind: 'hello', minVersion: 2, maxVersion: 3, reserved: 0, session: 1 });
    await station.heard('goodbye');
    expect(station.last('welcome')).toMatchObject({ version: 0, minVersion: 1, maxVersion: 1 });
    expect(station.last('goodbye')?.reason).toBe('no-common-version');
  });

  test('says that a message is none, and goes on', async () => {
    station = new Station(Number.POSITIVE_INFINITY);
    await station.readyToScan();
    station.write(encodeFrame(0x02, 5, Buffer.from('short')));
    await station.heard('error');
    await station.scanWhole();
  });

  test('survives any bytes, and serves the next station', async () => {
    const hello = encodeMessage({ kind: 'hello', minVersion: 1, maxVersion: 1, reserved: 0, session: 9 });
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc
        .tuple(fc.constantFrom(1, 2, 3, 4, 5, 0x40, 0x41, 0x42, 0x91), fc.uint8Array({ maxLength: 60 }))
        .map(([type, payload]) => encodeFrame(type, 0, payload)),
      fc.constant(encodeFrame(hello.type, 0, hello.payload)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(anything, { maxLength: 20 }), async (pieces) => {
        station = new Station(Number.POSITIVE_INFINITY);
        for (const piece of pieces) station.write(piece);
        await station.readyToScan();
        await station.scanWhole();
        await station.close();
      }),
      { numRuns: 40 },
    );
  });
});

/** The station's end, played message by message, in time that only the test moves. */
class Station {
  readonly timers = manualTimers();
  readonly device;
  lines = 0;
  readonly #near: Connection;
  readonly #heard: Message[] = [];
  #sequence = 0;
  readonly #served: Promise<void>;
  readonly #speed: number;

  constructor(speed: number) {
    this.#speed = speed;
    this.device = lineStreamDevice({ openScene: tinyScene, scenes: ['tiny'], speed, timers: this.timers });
    const { a, b } = memoryPair();
    this.#near = a;
    this.#served = this.device.serve(b, { permanent: true });
    void this.#listen();
  }

  get events(): string[] {
    return this.#heard.flatMap((message) => (message.kind === 'event' ? [message.event] : []));
  }

  say(message: Message): void {
    const { type, payload } = encodeMessage(message);
    this.write(encodeFrame(type, this.#sequence++, payload));
  }

  write(bytes: Uint8Array): void {
    this.#near.write(bytes).catch(() => {});
  }

  async greet(session = 1): Promise<void> {
    const statuses = this.count('status');
    this.say({ kind: 'hello', minVersion: 1, maxVersion: 1, reserved: 0, session });
    await this.until(() => this.last('welcome')?.session === session && this.count('status') > statuses);
  }

  async readyToScan(): Promise<void> {
    await this.greet();
    await this.pass(12_500);
    await this.heardState('ready');
  }

  /** The beam is on. */
  async scanning(): Promise<void> {
    this.say({ kind: 'start-scan', scanId, reference: '' });
    await this.until(() => this.last('scan-begin') !== undefined);
    this.say({ kind: 'scan-ready', scanId, scanNumber: this.last('scan-begin')?.scanNumber ?? 0 });
    await this.pass(timing.warning / this.#speed + 250);
    await this.until(() => this.events.includes('beam-on'));
  }

  async scanWhole(): Promise<void> {
    await this.scanning();
    await this.heard('scan-end');
    expect(this.lines).toBe(320);
    this.say({ kind: 'scan-received', scanId, scanNumber: 1, lines: 320 });
    await this.until(() => this.device.state === 'ready');
  }

  count(kind: MessageKind): number {
    return this.#heard.filter((message) => message.kind === kind).length;
  }

  last<K extends MessageKind>(kind: K): MessageOf<K> | undefined {
    return this.#heard.findLast(
      (message): message is Extract<Message, MessageOf<K>> => message.kind === kind,
    );
  }

  heard(kind: MessageKind, times = 1): Promise<void> {
    return this.until(() => this.count(kind) >= times);
  }

  heardState(state: MessageOf<'status'>['state']): Promise<void> {
    return this.until(() => this.last('status')?.state === state);
  }

  /** Time passes, and the station is heard to live. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 250) {
      this.say({ kind: 'heartbeat', uptimeMs: passed });
      await settle();
      this.timers.advance(250);
      await settle();
    }
  }

  async passSilently(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 250) {
      this.timers.advance(250);
      await settle();
    }
  }

  async until(condition: () => boolean): Promise<void> {
    await vi.waitFor(
      () => {
        this.timers.advance(0);
        if (!condition()) throw new Error(`still waiting for ${condition}`);
      },
      { timeout: 20_000, interval: 1 },
    );
  }

  async close(): Promise<void> {
    await this.device.close();
    await this.#near.close();
    await this.#served;
  }

  async #listen(): Promise<void> {
    const framer = new Framer();
    for await (const chunk of this.#near.incoming) {
      for (const framed of framer.push(chunk)) {
        if (framed.kind !== 'frame') throw new Error('the device sent damage');
        const message = decodeMessage(framed.frame.type, framed.frame.payload);
        if (message !== undefined) this.#heard.push(message);
        else this.#strip(decodeStrip(framed.frame));
      }
    }
  }

  #strip(strip: StripMessage): void {
    expect(strip.firstLine).toBe(this.lines);
    this.lines += strip.lines;
  }
}

/** What is under way in memory arrives. */
async function settle(): Promise<void> {
  for (let i = 0; i < 4; i++) await new Promise((resolve) => setImmediate(resolve));
}
