import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DeviceHealth } from '../../native-bridge/drivers/device.ts';
import { generator } from '../../native-bridge/drivers/generator/generator.ts';
import type { GeneratorSink, GeneratorStatus } from '../../native-bridge/drivers/generator.ts';
import { generatorDevice } from '../../native-bridge/simulator/devices/generator.ts';
import { DevicePost } from './device-post.ts';
import { type LinkKind, linkKinds } from './links.ts';

for (const link of linkKinds) {
  const run = link.missing === undefined ? describe : describe.skip;
  run(
    `An X-ray generator over ${link.name}${link.missing === undefined ? '' : ` (skipped: ${link.missing})`}`,
    () => conformance(link),
  );
}

function conformance(link: LinkKind): void {
  let post: DevicePost<'generator', Recorder>;
  beforeEach(async () => {
    post = new DevicePost({
      link,
      definition: generator,
      settings: { kilovoltsFullScale: 160, milliamperesFullScale: 10 },
      device: (timers) => generatorDevice({ seed: 5, speed: 1, timers }),
      sink: () => new Recorder(),
    });
    await post.begin();
  });
  afterEach(async () => {
    // Whatever happened, nothing but the question was ever sent.
    expect(post.written.toString('latin1').replaceAll('\x01Q51\r', '')).toBe('');
    await post.close();
  });
  const answered = () => post.until(() => post.sink.last !== undefined && post.sink.last.arc !== null, 100);

  test('tells its status when it is first known, and whenever it changes', async () => {
    await answered();
    expect(post.sink.statuses).toEqual([quiet]);
    expect(post.sink.healths).toEqual([{ level: 'good' }]);
    await post.pass(3_000);
    expect(post.sink.statuses).toHaveLength(1);
    post.order({ do: 'set', interlockOpen: true, remote: false, kilovolts: 1 });
    await post.until(() => post.sink.statuses.length === 2, 100);
    expect(post.sink.last).toEqual({ ...quiet, interlockOpen: true, control: 'local', kilovolts: 160 });
    expect(post.sink.condition).toBe('good');
  });

  test('that reports a fault is degraded with its name, and good when it is over', async () => {
    await answered();
    post.order({ do: 'set', overTemperature: true, cooling: true });
    await post.until(() => post.sink.condition === 'DEVICE_REPORTS_FAULT', 250);
    expect(post.sink.healths.at(-1)).toMatchObject({ text: 'over temperature, cooling failed' });
    post.order({ do: 'set', overTemperature: false, cooling: false });
    await post.until(() => post.sink.condition === 'good', 250);
  });

  test('whose checksum is wrong once is asked again, and nobody hears of it', async () => {
    await answered();
    post.order({ do: 'set', arc: true });
    post.order({ do: 'wrongChecksum' });
    await post.until(() => post.sink.last?.arc === true, 100);
    expect(post.sink.statuses).toHaveLength(2);
    expect(post.sink.condition).not.toBe('DEVICE_UNREADABLE');
  });

  test('whose checksums are wrong for long is degraded, nothing of it is known, and the link stays', async () => {
    await answered();
    post.order({ do: 'wrongChecksum', times: 15 });
    await post.until(() => post.sink.condition === 'DEVICE_UNREADABLE', 250);
    await post.until(() => post.sink.last?.arc === null, 250);
    expect(post.sink.last).toEqual(unknown);
    await post.until(() => post.sink.last?.arc === false, 250);
    await post.until(() => post.sink.condition === 'good', 250);
  });

  test('that does not answer is unknown, silent, and then given up', async () => {
    await answered();
    post.order({ do: 'silence' });
    await post.sleep(4_000);
    expect(post.sink.last).toEqual(unknown);
    expect(post.sink.condition).toBe('DEVICE_SILENT');
    await post.sleep(5_000);
    expect(await post.ended).toMatchObject({ code: 'DEVICE_TIMEOUT', details: { seconds: 8 } });
  });

  test('that only echoes has not answered', async () => {
    await answered();
    post.order({ do: 'echo' });
    post.order({ do: 'set', arc: true });
    await post.until(() => post.sink.last?.arc === true, 100);
    expect(post.sink.condition).not.toBe('DEVICE_UNREADABLE');
  });

  test('whose link is cut is unknown, and known again over the next', async () => {
    if (link.permanent) return expect(link.name).toContain('serial');
    await answered();
    post.order({ do: 'cut' });
    expect(await post.ended).toMatchObject({ code: 'LINK_CLOSED' });
    expect(post.sink.last).toEqual(unknown);
    await post.connect();
    await answered();
    expect(post.sink.statuses).toEqual([quiet]);
  });

  test('of which garbage, an endless line and single bytes come is read after it', async () => {
    await answered();
    post.order({ do: 'garbage', bytes: 5_000 });
    post.order({ do: 'huge', bytes: 20_000 });
    post.order({ do: 'slow', bytes: 1 });
    post.order({ do: 'set', overVoltage: true });
    await post.until(() => post.sink.last?.overVoltage === true, 100);
  });

  test('that repeats its answers says nothing new, and a flood of them is held back', async () => {
    await answered();
    post.order({ do: 'repeat', times: 3_000 });
    await post.until(() => post.sink.condition === 'DEVICE_FLOODS', 1);
    expect(post.sink.statuses).toEqual([quiet]);
    await post.until(() => post.sink.condition === 'good', 250);
  });

  test('is asked at the same pace when the clock of the station is set', async () => {
    await answered();
    const asked = () => post.written.length / 5;
    const before = asked();
    post.jump(-86_400_000);
    await post.pass(5_000, 250);
    expect(asked() - before).toBeGreaterThanOrEqual(4);
    expect(asked() - before).toBeLessThanOrEqual(6);
  });

  test('that the station leaves is unknown', async () => {
    await answered();
    post.stop();
    expect(await post.ended).toBeUndefined();
    expect(post.sink.last).toEqual(unknown);
  });
}

const quiet: GeneratorStatus = {
  arc: false,
  regulation: false,
  overTemperature: false,
  interlockOpen: false,
  cooling: false,
  overCurrent: false,
  overVoltage: false,
  control: 'remote',
  kilovolts: 0,
  milliamperes: 0,
};
const unknown: GeneratorStatus = {
  arc: null,
  regulation: null,
  overTemperature: null,
  interlockOpen: null,
  cooling: null,
  overCurrent: null,
  overVoltage: null,
  control: null,
  kilovolts: null,
  milliamperes: null,
};

class Recorder implements GeneratorSink {
  readonly healths: DeviceHealth[] = [];
  readonly statuses: GeneratorStatus[] = [];

  get last(): GeneratorStatus | undefined {
    return this.statuses.at(-1);
  }

  get condition(): string | undefined {
    const health = this.healths.at(-1);
    return health?.level === 'degraded' ? health.code : health?.level;
  }

  health(health: DeviceHealth): void {
    this.healths.push(health);
  }

  status(status: GeneratorStatus): void {
    this.statuses.push(status);
  }
}
