import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DeviceHealth } from '../../native-bridge/drivers/device.ts';
import { radiationPortal } from '../../native-bridge/drivers/radiation-portal/radiation-portal.ts';
import type {
  PortalCounts,
  PortalOccupancy,
  PortalSink,
} from '../../native-bridge/drivers/radiation-portal.ts';
import { radiationPortalDevice } from '../../native-bridge/simulator/devices/radiation-portal.ts';
import { DevicePost } from './device-post.ts';
import { type LinkKind, linkKinds } from './links.ts';

for (const link of linkKinds) {
  const run = link.missing === undefined ? describe : describe.skip;
  run(
    `A radiation portal over ${link.name}${link.missing === undefined ? '' : ` (skipped: ${link.missing})`}`,
    () => conformance(link),
  );
}

function conformance(link: LinkKind): void {
  let post: DevicePost<'radiation-portal', Recorder>;
  beforeEach(async () => {
    post = new DevicePost({
      link,
      definition: radiationPortal,
      device: (timers) => radiationPortalDevice({ seed: 7, speed: 1, timers }),
      sink: () => new Recorder(),
    });
    await post.begin();
  });
  afterEach(() => post.close());
  const heardBackground = () => post.until(() => post.sink.backgrounds.length >= 2);
  const occupancy = (count = 1) => post.until(() => post.sink.occupancies.length >= count);

  test('is recognised by its first line, and tells its settings and its backgrounds', async () => {
    await heardBackground();
    expect(await post.driver.capabilities).toEqual({ maker: '', model: '', serialNumber: '' });
    expect(post.sink.healths).toEqual([{ level: 'good' }]);
    expect(post.sink.backgrounds.map(({ radiation, detectors }) => [radiation, detectors.length])).toEqual([
      ['gamma', 4],
      ['neutron', 4],
    ]);
    expect(post.written).toHaveLength(0);
  });

  test('tells a vehicle without a source, whole and without an alarm', async () => {
    await heardBackground();
    post.order({ do: 'vehicle', seconds: 4 });
    await occupancy();
    expect(post.sink.alarms).toEqual([]);
    expect(post.sink.comings).toEqual([true, false]);
    expect(post.sink.occupancies).toMatchObject([
      { gammaAlarm: false, neutronAlarm: false, whole: true, count: 1, speed: 4.5 },
    ]);
    const [{ peakGamma, backgroundGamma } = { peakGamma: 0, backgroundGamma: 0 }] = post.sink.occupancies;
    expect((peakGamma ?? 0) / (backgroundGamma ?? 1)).toBeCloseTo(1, 0);
  });

  test('tells an alarm while the vehicle is still in it', async () => {
    await heardBackground();
    post.order({ do: 'vehicle', gamma: 5000, neutron: 60 });
    await post.until(() => post.sink.alarms.length === 2);
    expect(post.sink.occupancies).toEqual([]);
    expect(post.sink.alarms.map(({ radiation }) => radiation).sort()).toEqual(['gamma', 'neutron']);
    await occupancy();
    expect(post.sink.occupancies).toMatchObject([{ gammaAlarm: true, neutronAlarm: true, whole: true }]);
    expect(post.sink.occupancies[0]?.peakGamma).toBeGreaterThan(4000);
    expect(post.sink.overlapped).toBe(false);
  });

  test('whose link is cut with a vehicle in it loses neither the vehicle nor its alarm', async () => {
    await heardBackground();
    post.order({ do: 'vehicle', gamma: 5000, seconds: 6 });
    await post.until(() => post.sink.alarms.length === 1);
    if (link.permanent) post.order({ do: 'silence' });
    else post.order({ do: 'cut' });
    if (link.permanent) await post.sleep(31_000);
    expect(await post.ended).toMatchObject({ code: link.permanent ? 'LINK_TIMEOUT' : 'LINK_CLOSED' });
    expect(post.sink.occupancies).toMatchObject([{ gammaAlarm: true, whole: false, count: null }]);

    post.order({ do: 'silence', on: false });
    await post.connect();
    await occupancy();
    expect(post.sink.occupancies).toMatchObject([{ gammaAlarm: true, whole: false, count: 1 }]);
    post.order({ do: 'vehicle', seconds: 2 });
    await occupancy(2);
    expect(post.sink.occupancies[1]).toMatchObject({ gammaAlarm: false, whole: true, count: 2 });
  });

  test('that says nothing, and closes nothing, is silent first and then gone', async () => {
    await heardBackground();
    post.order({ do: 'silence' });
    await post.sleep(16_000);
    expect(post.sink.healths.at(-1)).toMatchObject({ level: 'degraded', code: 'DEVICE_SILENT' });
    await post.sleep(15_000);
    expect(await post.ended).toMatchObject({ code: 'LINK_TIMEOUT', details: { seconds: 30 } });
  });

  test('that speaks again in time is good again', async () => {
    await heardBackground();
    post.order({ do: 'silence' });
    await post.sleep(16_000);
    post.order({ do: 'silence', on: false });
    await post.until(() => post.sink.condition === 'good' && post.sink.healths.length === 3, 500);
  });

  test('whose lines come a few bytes at a time is read all the same', async () => {
    post.order({ do: 'slow', bytes: 3 });
    await heardBackground();
    post.order({ do: 'vehicle', gamma: 5000, seconds: 1 });
    await occupancy();
    expect(post.sink.occupancies).toMatchObject([{ gammaAlarm: true, whole: true }]);
    expect(post.sink.condition).toBe('good');
  });

  test('whose lines cannot be read is degraded, keeps its link, and is good again after twenty that can', async () => {
    await heardBackground();
    for (let time = 0; time < 3; time += 1) post.order({ do: 'say', line: 'GB,12,\x00\x1b[2Jfoo' });
    await post.until(() => post.sink.condition === 'DEVICE_UNREADABLE');
    expect(post.sink.healths.at(-1)).toMatchObject({
      text: expect.stringMatching(/^3 of \d+ lines .*"GB,12,·\[2Jfoo"$/),
    });
    for (let time = 0; time < 20; time += 1) post.order({ do: 'say', line: 'GB,1,2,3,4' });
    await post.until(() => post.sink.condition === 'good');
    post.order({ do: 'vehicle', seconds: 1 });
    await occupancy();
    expect(post.sink.occupancies).toMatchObject([{ whole: true }]);
  });

  test('of which garbage or an endless line comes finds its way back', async () => {
    await heardBackground();
    post.order({ do: 'garbage', bytes: 20_000 });
    post.order({ do: 'huge', bytes: link.permanent ? 20_000 : 1_000_000 });
    const before = post.sink.backgrounds.length;
    await post.until(() => post.sink.backgrounds.length > before + 2, 500);
    expect(post.sink.condition).toBe('DEVICE_UNREADABLE');
    post.order({ do: 'vehicle', gamma: 5000, seconds: 1 });
    await occupancy();
    expect(post.sink.occupancies.at(-1)).toMatchObject({ gammaAlarm: true });
  });

  test('that repeats its lines tells one occupancy', async () => {
    await heardBackground();
    post.order({ do: 'vehicle', seconds: 1 });
    await occupancy();
    post.order({ do: 'repeat', times: 5 });
    post.order({ do: 'vehicle', seconds: 2 });
    await occupancy(2);
    expect(post.sink.occupancies.map(({ count }) => count)).toEqual([1, 2]);
  });

  test('that floods is held back, and costs the record next to nothing', async () => {
    await heardBackground();
    const before = post.sink.backgrounds.length;
    post.order({ do: 'say', line: 'GB,1,2,3,4' });
    post.order({ do: 'repeat', times: 3_000 });
    await post.until(() => post.sink.condition === 'DEVICE_FLOODS', 1);
    await post.until(() => post.sink.condition === 'good', 250);
    expect(post.sink.backgrounds.length - before).toBeLessThan(300);
    post.order({ do: 'vehicle', gamma: 5000, seconds: 1 });
    await occupancy();
    expect(post.sink.occupancies).toMatchObject([{ gammaAlarm: true, whole: true }]);
  });

  test('that restarts with a vehicle in it tells that vehicle as not whole', async () => {
    await heardBackground();
    post.order({ do: 'vehicle', gamma: 5000, seconds: 4 });
    await post.until(() => post.sink.alarms.length === 1);
    post.order({ do: 'restart' });
    await occupancy();
    expect(post.sink.occupancies).toMatchObject([{ gammaAlarm: true, whole: false }]);
    expect(await Promise.race([post.ended, 'running'])).toBe('running');
  });

  test('keeps its durations when the clock of the station is set', async () => {
    await heardBackground();
    post.order({ do: 'vehicle', seconds: 4 });
    await post.until(() => post.sink.comings.length === 1);
    post.jump(-7_200_000);
    await occupancy();
    const [{ startedAt, endedAt } = { startedAt: '', endedAt: '' }] = post.sink.occupancies;
    const seconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
    expect(seconds).toBeGreaterThan(3);
    expect(seconds).toBeLessThan(6);
  });

  test('tells faults of its background and tampering, and both being over', async () => {
    await heardBackground();
    post.order({ do: 'fault', code: 'GH' });
    post.order({ do: 'tamper', on: true });
    await post.until(
      () => post.sink.condition === 'DEVICE_REPORTS_FAULT' && post.sink.tampers.includes(true),
    );
    expect(post.sink.faults).toEqual([{ code: 'GH', text: 'the gamma background is too high' }]);
    post.order({ do: 'fault', code: null });
    post.order({ do: 'tamper', on: false });
    await post.until(() => post.sink.faults.length === 2 && post.sink.tampers.at(-1) === false);
    expect(post.sink.faults[1]).toBeNull();
  });

  test('that the station leaves ends in order, with what was in it', async () => {
    await heardBackground();
    post.order({ do: 'vehicle', seconds: 4 });
    await post.until(() => post.sink.comings.length === 1);
    post.stop();
    expect(await post.ended).toBeUndefined();
    expect(post.sink.occupancies).toMatchObject([{ whole: false }]);
  });
}

class Recorder implements PortalSink {
  readonly healths: DeviceHealth[] = [];
  readonly backgrounds: PortalCounts[] = [];
  readonly comings: boolean[] = [];
  readonly alarms: PortalCounts[] = [];
  readonly occupancies: PortalOccupancy[] = [];
  readonly faults: ({ readonly code: string; readonly text: string } | null)[] = [];
  readonly tampers: boolean[] = [];
  readonly setups: Readonly<Record<string, string>>[] = [];
  overlapped = false;
  #inside = false;

  get condition(): string | undefined {
    const health = this.healths.at(-1);
    return health?.level === 'degraded' ? health.code : health?.level;
  }

  health(health: DeviceHealth): void {
    this.healths.push(health);
  }

  background(counts: PortalCounts): void {
    this.backgrounds.push(counts);
  }

  occupied(occupied: boolean): void {
    this.comings.push(occupied);
    this.overlapped ||= this.#inside;
  }

  alarm(counts: PortalCounts): void {
    this.alarms.push(counts);
    this.overlapped ||= this.#inside;
  }

  async occupancy(occupancy: PortalOccupancy): Promise<void> {
    this.overlapped ||= this.#inside;
    this.#inside = true;
    await new Promise((resolve) => setImmediate(resolve));
    this.occupancies.push(occupancy);
    this.#inside = false;
  }

  fault(fault: { readonly code: string; readonly text: string } | null): void {
    this.faults.push(fault);
  }

  tamper(tampered: boolean): void {
    this.tampers.push(tampered);
  }

  setup(values: Readonly<Record<string, string>>): void {
    this.setups.push(values);
  }
}
