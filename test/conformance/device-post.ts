import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { vi } from 'vitest';
import type {
  DeviceDriver,
  DeviceRole,
  DeviceSinks,
  DriverDefinition,
} from '../../native-bridge/drivers/driver.ts';
import type { ByteDevice } from '../../native-bridge/simulator/devices/byte-device.ts';
import { type ManualTimers, manualTimers } from '../../native-bridge/transport/manual-timers.ts';
import type { Timers } from '../../native-bridge/transport/timers.ts';
import type { Connection } from '../../native-bridge/transport/transport.ts';
import type { LinkKind, ServedDevice } from './links.ts';

export interface DevicePostParts<Role extends DeviceRole, Sink extends DeviceSinks[Role]> {
  readonly link: LinkKind;
  readonly definition: DriverDefinition<Role, unknown>;
  readonly settings?: unknown;
  readonly device: (timers: Timers) => ByteDevice;
  readonly sink: () => Sink;
  /** What befalls the link on its way; asked for each connection. */
  readonly between?: (connection: Connection) => Connection;
}

/**
 * A station and a simulated device with a real link between them. Time at both ends stands still unless a test moves
 * it; what is under way on the link arrives in real time and is waited for.
 */
export class DevicePost<Role extends DeviceRole, Sink extends DeviceSinks[Role]> {
  readonly device: ByteDevice;
  sink!: Sink;
  driver!: DeviceDriver<Role>;
  served!: ServedDevice;
  /** What `run` threw, if it did. */
  ended!: Promise<unknown>;
  /** Bytes that the driver has written since its link began. */
  written: Buffer = Buffer.alloc(0);
  readonly #parts: DevicePostParts<Role, Sink>;
  readonly #deviceTime = manualTimers();
  #stationTime!: ManualTimers;
  #clock = Date.parse('2026-03-01T08:00:00.000Z');
  #stop = new AbortController();
  #spool = '';

  constructor(parts: DevicePostParts<Role, Sink>) {
    this.#parts = parts;
    this.device = parts.device(this.#deviceTime);
  }

  async begin(): Promise<void> {
    this.#spool = await mkdtemp(path.join(tmpdir(), 'scanpost-spool-'));
    this.served = await this.#parts.link.serve(this.device);
    await this.connect();
  }

  /** A new connection, driver and sink, as the station's supervisor makes them. */
  async connect(): Promise<void> {
    const { definition, settings = {} } = this.#parts;
    this.sink = this.#parts.sink();
    this.#stationTime = manualTimers();
    this.#stop = new AbortController();
    const linked = await this.served.connect();
    const connection = this.#parts.between?.(linked) ?? linked;
    this.written = Buffer.alloc(0);
    const watched = {
      address: connection.address,
      incoming: connection.incoming,
      close: () => connection.close(),
      write: (bytes: Uint8Array) => {
        this.written = Buffer.concat([this.written, bytes]);
        return connection.write(bytes);
      },
    };
    this.driver = definition.create({
      link: { kind: 'bytes', connection: watched },
      sink: this.sink,
      settings: definition.settings.parse(settings),
      timers: this.#stationTime,
      utc: () => new Date(this.#clock + this.#stationTime.now()).toISOString(),
      spool: this.#spool,
    });
    this.driver.capabilities.catch(() => {});
    this.ended = this.driver.run(this.#stop.signal).then(
      () => undefined,
      (cause: unknown) => cause,
    );
  }

  order(order: unknown): void {
    void this.device.order(order);
  }

  /** The clock of the station is set. */
  jump(ms: number): void {
    this.#clock += ms;
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Time passes at both ends, in steps that let what is said on one be heard at the other. */
  async pass(ms: number, step = 100): Promise<void> {
    for (let passed = 0; passed < ms; passed += step) {
      this.#deviceTime.advance(step);
      this.#stationTime.advance(step);
      await settle();
      // What is said over a real line takes its time there; the clocks must not run away from it.
      if (this.#parts.link.permanent) await new Promise((resolve) => setTimeout(resolve, lineMs));
    }
  }

  /** Time passes at the station alone. */
  async sleep(ms: number): Promise<void> {
    for (let slept = 0; slept < ms; slept += 250) {
      this.#stationTime.advance(250);
      await settle();
    }
  }

  /** Lets time pass at both ends until it is so. */
  until<T>(condition: () => T | undefined | false, step = 50): Promise<T> {
    return vi.waitFor(
      async () => {
        const met = condition();
        if (met !== undefined && met !== false) return met;
        await this.pass(step, step);
        throw new Error(`still waiting for ${condition}`);
      },
      { timeout: 20_000, interval: 1 },
    );
  }

  /** Lets real time pass until it is so; the clocks stand still. */
  still<T>(condition: () => T | undefined | false): Promise<T> {
    return vi.waitFor(
      () => {
        const met = condition();
        if (met === undefined || met === false) throw new Error(`still waiting for ${condition}`);
        return met;
      },
      { timeout: 20_000, interval: 1 },
    );
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.ended;
    await this.served.close();
    await rm(this.#spool, { recursive: true, force: true });
  }
}

/** Real milliseconds for a step of the clocks, for a word and its answer over a pseudo-terminal. */
const lineMs = 10;

/** A turn for everything that is ready in this process and on its sockets. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
