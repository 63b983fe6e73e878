import { describe, expect, test } from 'vitest';
import type { DeviceRole } from '../../native-bridge/drivers/driver.ts';
import { drivers } from '../../native-bridge/drivers/drivers.ts';
import { BridgeError } from '../../native-bridge/errors.ts';
import {
  type FaultyConnection,
  faultyLink,
  type LinkFaults,
} from '../../native-bridge/transport/faulty-link.ts';
import type { Connection } from '../../native-bridge/transport/transport.ts';
import { randomOf } from '../fuzz/mutate.ts';
import { type ByteDriverCase, byteDrivers } from './byte-drivers.ts';
import { DevicePost } from './device-post.ts';
import { type LinkKind, linkKinds } from './links.ts';
import { type SinkLog, sinkLog } from './sink-log.ts';

/**
 * What the station may rely on from every driver over every byte link, whatever the link does. What a driver makes of
 * its device's own words is in that driver's own tests.
 */
for (const link of linkKinds) {
  for (const driver of byteDrivers) {
    const { name } = driver.definition;
    if (link.missing !== undefined) {
      describe.skip(`The driver ${name} over ${link.name} (skipped: ${link.missing})`, () =>
        contract(driver, link));
    } else describe(`The driver ${name} over ${link.name}`, () => contract(driver, link));
  }
}

test('every driver over a byte link is held to this', () => {
  const overBytes = Object.entries(drivers).filter(([, { links }]) =>
    (links as readonly string[]).some((kind) => kind === 'tcp' || kind === 'serial'),
  );
  const held = byteDrivers.map(({ definition }) => definition.name);
  expect(held.toSorted()).toEqual(overBytes.map(([name]) => name).toSorted());
});

function contract(driver: ByteDriverCase, link: LinkKind): void {
  test('knows its device, calls it good, and hears it', async () => {
    await using bench = await begin(driver, link);
    await bench.hears();
    expect(await bench.post.driver.capabilities).toMatchObject({
      maker: expect.any(String),
      model: expect.any(String),
      serialNumber: expect.any(String),
    });
    expect(bench.log.calls.find(({ event }) => event === 'health')).toEqual({
      event: 'health',
      body: { level: 'good' },
    });
  });

  test('ends in order when it is told to, and calls nobody after that', async () => {
    await using bench = await begin(driver, link);
    await bench.hears();
    bench.post.stop();
    expect(await bench.post.ended).toBeUndefined();
    const calls = bench.log.calls.length;
    await bench.post.pass(2_000, 500);
    expect(bench.log.calls).toHaveLength(calls);
  });

  test('fails with a code when the link is cut, and hears all over the next one', async () => {
    await using bench = await begin(driver, link);
    await bench.hears();
    bench.faulty?.cut();
    expect(await bench.ended()).toBe('LINK_FAILED');
    await bench.again();
    await bench.hears();
  });

  test('tells within a minute that the link is half open: nothing comes, and nobody says so', async () => {
    await using bench = await begin(driver, link);
    await bench.hears();
    bench.faulty?.halfOpen();
    await bench.post.sleep(61_000);
    expect(['LINK_TIMEOUT', 'DEVICE_TIMEOUT']).toContain(await bench.ended());
    await bench.again();
    await bench.hears();
  });

  test('hears what comes a byte at a time', async () => {
    await using bench = await begin(driver, link, { splitBytes: 1 });
    await bench.hears();
  });

  test.each<[string, LinkFaults]>([
    ['a fifth of the pieces damaged', { damage: 0.2, splitBytes: 64 }],
    ['a fifth of the pieces lost', { loss: 0.2, splitBytes: 64 }],
    ['a third of the pieces twice', { duplicate: 0.33, splitBytes: 64 }],
  ])(
    'throws nothing but its own refusals with %s, and hears all over a sound link',
    async (_what, faults) => {
      await using bench = await begin(driver, link, faults);
      driver.speak(bench.post);
      await bench.post.pass(4_000, 250);
      bench.post.stop();
      const ended = await bench.post.ended;
      expect(ended === undefined || ended instanceof BridgeError, String(ended)).toBe(true);
      bench.faults = {};
      await bench.again();
      await bench.hears();
    },
  );

  test('finds its way back, over this link or the next, behind two megabytes that mean nothing', async () => {
    const noise = Buffer.alloc(2 << 20);
    const random = randomOf(20_261_122);
    for (let at = 0; at < noise.length; at += 1) noise[at] = Math.floor(random() * 256);
    await using bench = await begin(driver, link, {}, noise);
    await bench.post.pass(3_000, 250);
    if (!(await bench.hearsWithin(10_000))) {
      bench.post.stop();
      const ended = await bench.post.ended;
      expect(ended === undefined || ended instanceof BridgeError, String(ended)).toBe(true);
      bench.noise = null;
      await bench.again();
      await bench.hears();
    }
  });

  test('does not mind when the clock of the station is set back a day and on again', async () => {
    await using bench = await begin(driver, link);
    await bench.post.pass(500);
    bench.post.jump(-86_400_000);
    await bench.hears();
    bench.post.jump(2 * 86_400_000);
    await bench.post.pass(2_000, 500);
    expect(await Promise.race([bench.post.ended, 'running'])).toBe('running');
  });

  test('calls its sink for one thing at a time, and tells health only when it changes', async () => {
    await using bench = await begin(driver, link);
    await bench.hears();
    await bench.post.pass(3_000, 250);
    const healths = bench.log.calls
      .filter(({ event }) => event === 'health')
      .map(({ body }) => JSON.stringify(body));
    expect(healths.filter((health, nth) => health === healths[nth - 1])).toEqual([]);
  });
}

/** A post whose link is bad in a way that can be changed from one connection to the next. */
class Bench {
  faults: LinkFaults;
  noise: Uint8Array | null;
  faulty: FaultyConnection | null = null;
  post!: DevicePost<DeviceRole, never>;
  readonly #driver: ByteDriverCase;
  readonly #link: LinkKind;
  readonly #random = randomOf(7);

  constructor(driver: ByteDriverCase, link: LinkKind, faults: LinkFaults, noise: Uint8Array | null) {
    this.#driver = driver;
    this.#link = link;
    this.faults = faults;
    this.noise = noise;
  }

  get log(): SinkLog {
    return this.post.sink as unknown as SinkLog;
  }

  async begin(): Promise<void> {
    const { definition, settings, device } = this.#driver;
    this.post = new DevicePost<DeviceRole, never>({
      link: this.#link,
      definition: definition as never,
      ...(settings === undefined ? {} : { settings }),
      device,
      sink: () => sinkLog() as never,
      between: (connection) => this.#between(connection),
    });
    await this.post.begin();
  }

  /** The next link, as the supervisor opens one after the other. */
  async again(): Promise<void> {
    this.post.stop();
    await this.post.ended;
    await this.post.connect();
  }

  /** Says something, again and again where the device may not be ready yet, until it is heard. */
  async hears(): Promise<void> {
    expect(await this.hearsWithin(60_000), 'what the device says is not heard').toBe(true);
  }

  /** `ms` of the station's time. */
  async hearsWithin(ms: number): Promise<boolean> {
    for (let passed = 0; passed < ms; passed += 100) {
      if (passed % this.#driver.takesMs === 0) this.#driver.speak(this.post);
      await this.post.pass(100, 100);
      if (this.#driver.heard(this.log)) return true;
    }
    return false;
  }

  /** The code with which the run failed; a driver that asks now and then notices when it asks. */
  async ended(): Promise<string> {
    let over = false;
    void this.post.ended.then(() => {
      over = true;
    });
    for (let passed = 0; passed < 60_000 && !over; passed += 250) await this.post.pass(250, 250);
    const fault = over ? await this.post.ended : 'nothing, for it goes on';
    if (fault instanceof BridgeError) return fault.code;
    throw new Error(`The run ended with ${String(fault)}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.post.close();
  }

  #between(connection: Connection): Connection {
    this.faulty = faultyLink(connection, { incoming: this.faults, random: this.#random });
    return this.noise ? withNoise(this.faulty, this.noise) : this.faulty;
  }
}

async function begin(
  driver: ByteDriverCase,
  link: LinkKind,
  faults: LinkFaults = {},
  noise: Uint8Array | null = null,
): Promise<Bench> {
  const bench = new Bench(driver, link, faults, noise);
  await bench.begin();
  return bench;
}

/** The noise comes before anything else. */
function withNoise(connection: FaultyConnection, noise: Uint8Array): Connection {
  async function* incoming() {
    for (let at = 0; at < noise.length; at += 1 << 16) yield noise.subarray(at, at + (1 << 16));
    yield* connection.incoming;
  }
  return {
    address: connection.address,
    incoming: incoming(),
    write: (bytes) => connection.write(bytes),
    close: () => connection.close(),
  };
}
