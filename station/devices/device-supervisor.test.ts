import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { GeneratorStatus } from '../../native-bridge/drivers/generator.ts';
import type { PlcSignal } from '../../native-bridge/drivers/plc.ts';
import { BridgeError } from '../../native-bridge/errors.ts';
import { manualTimers } from '../../native-bridge/transport/manual-timers.ts';
import type { DeviceView } from '../api/device-views.pure.ts';
import { rememberingTakers } from '../readings/reading-taker.fixture.ts';
import { deviceBench } from './device-bench.fixture.ts';
import type { DeviceEntry } from './device-entries.ts';
import { type DeviceSupervisor, superviseDevice } from './device-supervisor.ts';
import type { ReadingRole } from './role-sink.ts';

const link = 'tcp://device:1';
const began = Date.UTC(2026, 0, 1);
const open: DeviceSupervisor<never>[] = [];
afterEach(async () => {
  for (const supervisor of open.splice(0)) await supervisor.close();
});

function supervised<Role extends ReadingRole>(role: Role) {
  const timers = manualTimers();
  const bench = deviceBench();
  const entries: DeviceEntry[] = [];
  const shown: DeviceView[] = [];
  const { take, taken } = rememberingTakers();
  const supervisor = superviseDevice<Role>({
    id: 'd1',
    role,
    driver: `test-${role}`,
    lane: null,
    address: link,
    start: (sink) =>
      bench.start<Role>({ driver: `test-${role}`, link, settings: {}, spool: '/nowhere', sink }),
    taker: take({ id: 'd1', role, lane: null }),
    record: (entry) => entries.push(entry),
    changed: (view) => shown.push(view),
    timers,
    utcMs: () => began + timers.now(),
    random: () => 0.5,
  });
  open.push(supervisor as unknown as DeviceSupervisor<never>);
  const is = (state: DeviceView['link']) =>
    vi.waitFor(() => expect(supervisor.view().link).toBe(state), { timeout: 10_000, interval: 1 });
  return {
    timers,
    bench,
    entries,
    events: () => entries.flatMap(({ kind, body }) => (kind === 'device.event' ? [body] : [])),
    shown,
    taken,
    supervisor,
    is,
    sink: () => bench.last(link).sink(role),
    online: async () => {
      await vi.waitFor(() => expect(bench.runs(link).length).toBeGreaterThan(0), { interval: 1 });
      await vi.waitFor(() => expect(bench.last(link).over).toBe(false), { interval: 1 });
      bench.last(link).greet();
      await is('online');
    },
    lose: async (fault?: unknown) => {
      bench.last(link).drop(fault);
      await is('retrying');
    },
  };
}

const signal = (name: string, meaning: PlcSignal['meaning'], value: PlcSignal['value']): PlcSignal => ({
  name,
  meaning,
  value,
  unit: '',
  writable: false,
});

describe('a supervised device', () => {
  it('goes from connecting to online to degraded to lost to retrying, and each is on record once', async () => {
    const post = supervised('weighbridge');
    expect(post.supervisor.view()).toMatchObject({ link: 'connecting', reading: null, model: null });
    await post.online();
    expect(post.supervisor.view()).toMatchObject({ model: 'Test One', since: expect.stringMatching(/Z$/) });
    post.sink().health({ level: 'degraded', code: 'DEVICE_UNREADABLE', text: '3 lines' });
    post.sink().health({ level: 'degraded', code: 'DEVICE_UNREADABLE', text: '4 lines' });
    expect(post.supervisor.view()).toMatchObject({
      link: 'degraded',
      degraded: { code: 'DEVICE_UNREADABLE', text: '4 lines' },
    });
    expect(post.supervisor.driver()).not.toBeNull();
    post.sink().health({ level: 'good' });
    await post.is('online');
    post.sink().health({ level: 'degraded', code: 'DEVICE_SILENT', text: 'nothing for 10 s' });
    await post.lose(new BridgeError('LINK_TIMEOUT', 'silent', { details: { seconds: 10 } }));
    expect(post.supervisor.view()).toMatchObject({
      degraded: null,
      linkError: { code: 'LINK_TIMEOUT', details: { seconds: 10 }, retryAt: '2026-01-01T00:00:00.500Z' },
    });
    const links = post.shown.map((view) => view.link);
    expect(links.filter((state, at) => state !== links[at - 1])).toEqual([
      'online',
      'degraded',
      'online',
      'degraded',
      'lost',
      'retrying',
    ]);
    expect(post.entries).toEqual([
      { kind: 'device.link', body: { link: 'online' } },
      { kind: 'device.health', body: { level: 'degraded', code: 'DEVICE_UNREADABLE', text: '3 lines' } },
      { kind: 'device.health', body: { level: 'good' } },
      { kind: 'device.health', body: { level: 'degraded', code: 'DEVICE_SILENT', text: 'nothing for 10 s' } },
      { kind: 'device.link', body: { link: 'lost', code: 'LINK_TIMEOUT' } },
    ]);
  });

  it.each([
    ['rejects', new BridgeError('LINK_FAILED', 'nobody there'), 'LINK_FAILED'],
    ['throws what is no fault of a link', new TypeError('undefined is not a function'), 'DRIVER_CRASHED'],
    ['throws what is no error', 'nonsense', 'DRIVER_CRASHED'],
  ])(
    'that %s is tried again for ever, ever slower, and the loss is on record once',
    async (_how, fault, code) => {
      const post = supervised('plc');
      post.bench.dead.set(link, fault);
      const waits: number[] = [];
      for (let attempt = 1; attempt <= 9; attempt += 1) {
        await vi.waitFor(() => expect(post.shown.length).toBe(attempt), { interval: 1 });
        const wait = Date.parse(post.supervisor.view().linkError?.retryAt ?? '') - began - post.timers.now();
        waits.push(wait);
        post.timers.advance(wait);
      }
      expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000, 15_000]);
      expect(post.entries).toEqual([{ kind: 'device.link', body: { link: 'lost', code } }]);
    },
  );

  it('whose driver cannot even be made is tried again as well', async () => {
    const post = supervised('generator');
    post.bench.unmade.add(link);
    await post.is('retrying');
    expect(post.supervisor.view().linkError).toMatchObject({ code: 'DRIVER_CRASHED' });
    post.bench.unmade.delete(link);
    post.timers.advance(500);
    await post.online();
  });

  it('is heard no more after its link has ended, and must keep what nobody took', async () => {
    const post = supervised('image-source');
    await post.online();
    const sink = post.sink();
    await post.lose();
    await expect(sink.image(picture)).rejects.toMatchObject({ code: 'LINK_CLOSED' });
    sink.health({ level: 'degraded', code: 'DEVICE_SILENT', text: '' });
    expect(post.taken).toEqual([]);
    expect(post.supervisor.view()).toMatchObject({ link: 'retrying', reading: null, degraded: null });
  });

  it('that never ends is let go of when the station ends, and is heard no more', async () => {
    const post = supervised('weighbridge');
    post.bench.stubborn.add(link);
    await post.online();
    const sink = post.sink();
    let closed = false;
    const closing = post.supervisor.close().then(() => {
      closed = true;
    });
    await vi.waitFor(
      () => {
        post.timers.advance(1_000);
        expect(closed).toBe(true);
      },
      { timeout: 10_000, interval: 1 },
    );
    await closing;
    expect(post.timers.now()).toBeGreaterThanOrEqual(15_000);
    expect(post.supervisor.view()).toMatchObject({ link: 'none', reading: null });
    sink.moving(12);
    expect(post.supervisor.view().reading).toBeNull();
  });

  it('that floods with changes of health costs the journal an entry a second, the last one among them', async () => {
    const post = supervised('weighbridge');
    await post.online();
    for (let n = 0; n < 5_000; n += 1) {
      post
        .sink()
        .health(
          n % 2 === 0 ? { level: 'degraded', code: 'DEVICE_UNREADABLE', text: `${n}` } : { level: 'good' },
        );
      post.timers.advance(1);
    }
    post.timers.advance(1_000);
    const healths = post.entries.flatMap(({ kind, body }) => (kind === 'device.health' ? [body] : []));
    expect(healths.length).toBeLessThan(80);
    expect(healths.reduce((sum, { more }) => sum + (more ?? 1), 0)).toBe(5_000);
    expect(healths.at(-1)?.level).toBe('good');
  });
});

describe('a PLC', () => {
  it('has its edges on record, and those it had before it was lost not twice', async () => {
    const post = supervised('plc');
    await post.online();
    const say = (door: boolean | null, stop: boolean | null, speed: number) =>
      post
        .sink()
        .signals([
          signal('door', 'interlock', door),
          signal('pillar', 'emergency-stop', stop),
          signal('gate', 'barrier', false),
          signal('belt', 'speed', speed),
        ]);
    say(true, false, 1);
    expect(post.events()).toEqual([]);
    say(false, false, 2);
    say(null, true, 3);
    await post.lose();
    expect(post.supervisor.view().reading).toBeNull();
    post.timers.advance(500);
    await vi.waitFor(() => expect(post.bench.runs(link)).toHaveLength(2), { interval: 1 });
    await post.online();
    say(true, true, 4);
    say(true, false, 4);
    expect(post.events()).toEqual([
      { event: 'interlock-opened', text: 'door' },
      { event: 'signal-unknown', text: 'door' },
      { event: 'emergency-stop', text: 'pillar' },
      { event: 'interlock-closed', text: 'door' },
      { event: 'emergency-stop-released', text: 'pillar' },
    ]);
  });

  it('says at once what is not safe when it is first heard', async () => {
    const post = supervised('plc');
    await post.online();
    post.sink().signals([signal('door', 'interlock', false), signal('pillar', 'emergency-stop', true)]);
    expect(post.events().map(({ event }) => event)).toEqual(['interlock-opened', 'emergency-stop']);
  });

  it('has a warm-up on record that is told as the seconds left', async () => {
    const post = supervised('plc');
    await post.online();
    for (const left of [0, 30, 20, 0, 0]) post.sink().signals([signal('tube', 'warm-up', left)]);
    expect(post.events()).toEqual([
      { event: 'warm-up-started', text: 'tube' },
      { event: 'warm-up-ended', text: 'tube' },
    ]);
  });

  it('keeps an emergency stop latched until it says itself that it is not, whatever happens between', async () => {
    const post = supervised('plc');
    await post.online();
    let connections = 1;
    let latched = false;
    const stop = () => {
      const { reading } = post.supervisor.view();
      return reading?.role === 'plc' ? reading.signals[0]?.value : undefined;
    };
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(true, false, null, 'lost' as const), async (word) => {
        if (word === 'lost') {
          await post.lose();
          expect(stop()).toBeUndefined();
          post.timers.advance(20_000);
          connections += 1;
          await vi.waitFor(() => expect(post.bench.runs(link)).toHaveLength(connections), { interval: 1 });
          await post.online();
          return;
        }
        post.sink().signals([signal('pillar', 'emergency-stop', word)]);
        if (word !== null) latched = word;
        expect(stop()).toBe(latched ? true : word);
      }),
      { numRuns: 60 },
    );
  });

  it('writes an output when it is asked to, and only while it is there', async () => {
    const post = supervised('plc');
    await post.online();
    await post.supervisor.driver()?.writeOutput({ commandId: 'c', output: 'gate', value: true });
    expect(post.bench.last(link).asked).toEqual([
      { command: 'writeOutput', order: { commandId: 'c', output: 'gate', value: true } },
    ]);
    await post.lose();
    expect(post.supervisor.driver()).toBeNull();
  });
});

describe('a radiation portal', () => {
  it('shows its background, its vehicle and the alarm of it until the next, and hands on what counts', async () => {
    const post = supervised('radiation-portal');
    await post.online();
    const at = '2026-01-01T00:00:00.000Z';
    const counts = (radiation: 'gamma' | 'neutron', ...detectors: number[]) => ({ radiation, detectors, at });
    post.sink().background(counts('gamma', 100, 101, 99, 100));
    post.sink().background(counts('neutron', 1, 0, 0, 1));
    post.sink().occupied(true);
    post.sink().alarm(counts('gamma', 900, 900, 900, 900));
    post.sink().alarm(counts('neutron', 9, 9, 9, 9));
    post.sink().occupied(false);
    const occupancy = {
      startedAt: at,
      endedAt: at,
      peakGamma: 3_600,
      peakNeutron: 36,
      backgroundGamma: 400,
      backgroundNeutron: 2,
      gammaAlarm: true,
      neutronAlarm: true,
      speed: null,
      count: 1,
      whole: true,
    };
    await post.sink().occupancy(occupancy);
    expect(post.supervisor.view().reading).toEqual({
      role: 'radiation-portal',
      occupied: false,
      gamma: 400,
      neutron: 2,
      alarm: 'both',
      tampered: false,
      fault: null,
    });
    post.sink().occupied(true);
    expect(post.supervisor.view().reading).toMatchObject({ occupied: true, alarm: null });
    expect(post.taken.map(({ what }) => what)).toEqual(['portalAlarm', 'portalAlarm', 'portalOccupancy']);
    expect(post.events()).toEqual([
      { event: 'gamma-alarm', text: '3600' },
      { event: 'neutron-alarm', text: '36' },
    ]);
    await post.lose();
    expect(post.taken.at(-1)).toMatchObject({ what: 'linkEnded' });
  });

  it('has its faults, its tampering and its settings on record, each once', async () => {
    const post = supervised('radiation-portal');
    await post.online();
    post.sink().fault({ code: 'GH', text: 'gamma high' });
    post.sink().fault({ code: 'GH', text: 'gamma high' });
    post.sink().tamper(true);
    post.sink().tamper(true);
    post.sink().fault(null);
    post.sink().tamper(false);
    post.sink().setup({ NSIGMA: '6.0', HOLDIN: '10' });
    expect(post.events()).toEqual([
      { event: 'fault', text: 'GH gamma high' },
      { event: 'tamper', text: '' },
      { event: 'fault-cleared', text: 'GH' },
      { event: 'tamper-cleared', text: '' },
      { event: 'setup', text: 'NSIGMA=6.0 HOLDIN=10' },
    ]);
  });
});

describe('a generator', () => {
  it('has every fault bit that comes and goes on record, and shows its status', async () => {
    const post = supervised('generator');
    await post.online();
    const status: GeneratorStatus = {
      arc: false,
      regulation: false,
      overTemperature: null,
      interlockOpen: false,
      cooling: false,
      overCurrent: false,
      overVoltage: false,
      control: 'remote',
      kilovolts: 160,
      milliamperes: 2,
    };
    post.sink().status(status);
    post.sink().status({ ...status, arc: true, interlockOpen: true });
    post.sink().status({ ...status, arc: null, interlockOpen: true, control: 'local' });
    post.sink().status(status);
    expect(post.events()).toEqual([
      { event: 'fault', text: 'arc' },
      { event: 'interlock-opened', text: 'interlock' },
      { event: 'control-local', text: '' },
      { event: 'fault-cleared', text: 'arc' },
      { event: 'interlock-closed', text: 'interlock' },
      { event: 'control-remote', text: '' },
    ]);
    expect(post.supervisor.view().reading).toEqual({ role: 'generator', status });
  });
});

describe('readings', () => {
  const at = '2026-01-01T00:00:00.000Z';

  it('of a weighbridge are handed on when they came to rest, and only shown while they move', async () => {
    const post = supervised('weighbridge');
    await post.online();
    post.sink().moving(11_900);
    expect(post.supervisor.view().reading).toEqual({
      role: 'weighbridge',
      kg: 11_900,
      stable: false,
      at: null,
    });
    await post.sink().weight({ kg: 12_000, at });
    expect(post.supervisor.view().reading).toEqual({ role: 'weighbridge', kg: 12_000, stable: true, at });
    expect(post.taken).toEqual([{ device: 'd1', what: 'weight', said: { kg: 12_000, at } }]);
  });

  it('of a plate reader are shown and handed on', async () => {
    const post = supervised('plate-reader');
    await post.online();
    const read = {
      readId: 'r',
      plate: '123ABC02',
      container: null,
      country: 'KZ',
      confidence: 0.9,
      camera: null,
      at,
      picture: null,
    };
    await post.sink().read(read);
    expect(post.supervisor.view().reading).toEqual({
      role: 'plate-reader',
      plate: '123ABC02',
      container: null,
      confidence: 0.9,
      at,
    });
    expect(post.taken).toEqual([{ device: 'd1', what: 'plateRead', said: read }]);
  });

  it('of an image source count when they are on record, and not when the record refused them', async () => {
    const post = supervised('image-source');
    await post.online();
    await post.sink().image(picture);
    const refusal = { name: 'b.tif', sha256: null, code: 'IMAGE_UNREADABLE', details: {}, file: null };
    await post.sink().refused(refusal);
    expect(post.supervisor.view().reading).toEqual({
      role: 'image-source',
      received: 1,
      refused: 1,
      at: picture.receivedAt,
    });
    expect(post.taken.map(({ what }) => what)).toEqual(['image', 'imageRefused']);
  });
});

const picture = {
  sha256: 'a'.repeat(64),
  file: '/nowhere/a.tif',
  name: 'a.tif',
  format: 'tiff',
  receivedAt: '2026-01-01T00:00:00.000Z',
  about: {},
} as const;
