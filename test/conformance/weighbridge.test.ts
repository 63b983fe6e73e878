import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DeviceHealth } from '../../native-bridge/drivers/device.ts';
import { weighbridge } from '../../native-bridge/drivers/weighbridge/weighbridge.ts';
import type { WeighbridgeSink, Weight } from '../../native-bridge/drivers/weighbridge.ts';
import { weighbridgeDevice } from '../../native-bridge/simulator/devices/weighbridge.ts';
import { DevicePost } from './device-post.ts';
import { type LinkKind, linkKinds } from './links.ts';

for (const link of linkKinds) {
  const run = link.missing === undefined ? describe : describe.skip;
  run(
    `A weighbridge over ${link.name}${link.missing === undefined ? '' : ` (skipped: ${link.missing})`}`,
    () => conformance(link),
  );
}

function conformance(link: LinkKind): void {
  let post: DevicePost<'weighbridge', Recorder>;
  const set = async (settings: object = {}) => {
    post = new DevicePost({
      link,
      definition: weighbridge,
      settings,
      device: (timers) => weighbridgeDevice({ seed: 5, speed: 1, timers }),
      sink: () => new Recorder(),
    });
    await post.begin();
    await post.until(() => post.sink.healths.length > 0);
  };
  beforeEach(() => set());
  afterEach(() => post.close());
  const weighed = (times = 1) => post.until(() => post.sink.weights.length >= times, 100);
  const left = async () => {
    await post.until(() => (post.sink.shown.at(-1) ?? 0) > 10_000, 100);
    await post.until(() => post.sink.shown.at(-1) === 0, 100);
  };

  test('tells the weight of each truck once, and what the scales show meanwhile', async () => {
    post.order({ do: 'truck', kg: 31_240 });
    await left();
    post.order({ do: 'truck', kg: 18_300 });
    await left();
    expect(post.sink.weights.map(({ kg }) => kg)).toEqual([31_240, 18_300]);
    expect(new Set(post.sink.shown).size).toBeGreaterThan(4);
    expect(post.sink.healths).toEqual([{ level: 'good' }]);
    expect(post.written).toHaveLength(0);
  });

  test('shows its weight twice a second at most', async () => {
    post.order({ do: 'truck', kg: 40_000, seconds: 1 });
    const before = post.sink.shown.length;
    await post.pass(10_000);
    expect(post.sink.shown.length - before).toBeLessThanOrEqual(21);
  });

  test('that cannot tell is unknown on the screen, and a net weight is no weight', async () => {
    post.order({ do: 'overload' });
    await post.until(() => post.sink.shown.at(-1) === null, 100);
    post.order({ do: 'overload', on: false });
    post.order({ do: 'tare' });
    post.order({ do: 'truck', kg: 31_240, seconds: 4 });
    await post.until(() => post.sink.condition === 'DEVICE_REPORTS_FAULT', 100);
    await post.until(() => post.sink.shown.at(-1) === 0, 100);
    expect(post.sink.weights).toEqual([]);
    post.order({ do: 'tare', on: false });
    await post.until(() => post.sink.condition === 'good', 100);
  });

  test('that is only heard when it is asked is asked, and with nothing else', async () => {
    await post.close();
    await set({ poll: 'W\\x0d', pollSeconds: 0.5 });
    await post.pass(3_000, 250);
    expect(post.written.toString('latin1')).toMatch(/^(?:W\r){5,7}$/);
  });

  test('of another format is read by a pattern of one’s own', async () => {
    await post.close();
    await set({
      format: 'pattern',
      pattern: '^(?<stable>..),GS,.(?<weight>[\\d ]+) kg$',
      stableWhen: ['ST'],
    });
    post.order({ do: 'truck', kg: 31_240 });
    await weighed();
    expect(post.sink.weights).toMatchObject([{ kg: 31_240 }]);
  });

  test('that falls silent is unknown, then gone, and the truck that still stands there is weighed again', async () => {
    post.order({ do: 'truck', kg: 31_240, seconds: 3_000 });
    await weighed();
    post.order({ do: 'silence' });
    await post.sleep(11_500);
    expect(post.sink.condition).toBe('DEVICE_SILENT');
    expect(post.sink.shown.at(-1)).toBeNull();
    await post.sleep(50_000);
    expect(await post.ended).toMatchObject({ code: 'LINK_TIMEOUT' });

    post.order({ do: 'silence', on: false });
    await post.connect();
    await weighed();
    expect(post.sink.weights).toMatchObject([{ kg: 31_240 }]);
  });

  test('whose link is cut is given up, and heard again over the next', async () => {
    if (link.permanent) return expect(link.name).toContain('serial');
    post.order({ do: 'cut' });
    expect(await post.ended).toMatchObject({ code: 'LINK_CLOSED' });
    await post.connect();
    post.order({ do: 'truck', kg: 31_240 });
    await weighed();
  });

  test('of which garbage, an endless line and single bytes come is read after it', async () => {
    post.order({ do: 'garbage', bytes: 5_000 });
    post.order({ do: 'huge', bytes: 20_000 });
    post.order({ do: 'slow', bytes: 1 });
    post.order({ do: 'truck', kg: 31_240 });
    await weighed();
    await post.until(() => post.sink.shown.at(-1) === 0, 100);
    expect(post.sink.weights.map(({ kg }) => kg)).toEqual([31_240]);
    expect(await Promise.race([post.ended, 'running'])).toBe('running');
  });

  test('that repeats a line or floods with it tells no weight twice', async () => {
    post.order({ do: 'truck', kg: 31_240, seconds: 30 });
    await weighed();
    post.order({ do: 'repeat', times: 3_000 });
    await post.until(() => post.sink.condition === 'DEVICE_FLOODS', 1);
    await post.until(() => post.sink.condition === 'good', 250);
    expect(post.sink.weights).toHaveLength(1);
  });

  test('weighs as before when the clock of the station is set', async () => {
    post.order({ do: 'truck', kg: 31_240, seconds: 4 });
    await post.until(() => (post.sink.shown.at(-1) ?? 0) > 10_000, 100);
    post.jump(-86_400_000);
    await post.until(() => post.sink.shown.at(-1) === 0, 100);
    expect(post.sink.weights).toMatchObject([{ kg: 31_240, at: expect.stringMatching(/^2026-02-28T/) }]);
  });
}

class Recorder implements WeighbridgeSink {
  readonly healths: DeviceHealth[] = [];
  readonly weights: Weight[] = [];
  readonly shown: (number | null)[] = [];

  get condition(): string | undefined {
    const health = this.healths.at(-1);
    return health?.level === 'degraded' ? health.code : health?.level;
  }

  health(health: DeviceHealth): void {
    this.healths.push(health);
  }

  async weight(weight: Weight): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.weights.push(weight);
  }

  moving(kg: number | null): void {
    this.shown.push(kg);
  }
}
