import { afterEach, describe, expect, it, vi } from 'vitest';
import type {
  DeviceEvent,
  ScannerCapabilities,
  ScannerSink,
  ScannerStatus,
} from '../../native-bridge/drivers/scanner.ts';
import { BridgeError } from '../../native-bridge/errors.ts';
import { manualTimers } from '../../native-bridge/transport/manual-timers.ts';
import type { ScannerView } from '../api/views.pure.ts';
import type { DeviceEntry } from './device-entries.ts';
import { type ScannerSupervisor, superviseScanner } from './scanner-supervisor.ts';

const ready: ScannerStatus = {
  state: 'ready',
  interlocks: [{ name: 'door', closed: true }],
  emergencyStop: { latched: false },
  beamOn: false,
};
const capabilities: ScannerCapabilities = {
  maker: 'Test',
  model: 'One',
  serialNumber: '1',
  detectors: 8,
  energiesMeV: [6],
  maxLines: 100,
};

/** A scanner whose link and device do what the test says. */
function bench(openings: ('works' | 'fails')[]) {
  const timers = manualTimers();
  const entries: DeviceEntry[] = [];
  const shown: ScannerView[] = [];
  const scans: string[] = [];
  let opened = 0;
  let sink: ScannerSink | null = null;
  let drop: (fault?: Error) => void = () => undefined;
  let greet: () => void = () => undefined;
  const supervisor = superviseScanner({
    id: 's1',
    lane: '1',
    driver: 'line-stream',
    address: 'line-stream:tcp://test:1',
    start: (given) => {
      opened += 1;
      const opens = (openings[opened - 1] ?? 'works') === 'works';
      sink = given;
      const greeted = Promise.withResolvers<ScannerCapabilities>();
      const ended = Promise.withResolvers<void>();
      greeted.promise.catch(() => undefined);
      greet = () => greeted.resolve(capabilities);
      drop = (fault) => (fault ? ended.reject(fault) : ended.resolve());
      return {
        run: async (signal) => {
          if (!opens) {
            const fault = new BridgeError('LINK_FAILED', 'nobody there');
            greeted.reject(fault);
            throw fault;
          }
          signal.addEventListener('abort', () => ended.resolve());
          await ended.promise.finally(() => greeted.reject(new BridgeError('LINK_CLOSED', 'over')));
        },
        capabilities: greeted.promise,
        startScan: async ({ scanId }) => void scans.push(scanId),
        abortScan: async (reason) => void scans.push(`abort ${reason}`),
      };
    },
    scans: {
      beam: (on) => void scans.push(`beam ${on ? 'on' : 'off'}`),
      scanBegin: async () => undefined,
      strip: async () => undefined,
      scanEnd: async () => undefined,
    },
    record: (entry) => entries.push(entry),
    changed: (view) => shown.push(view),
    timers,
    utcMs: () => Date.UTC(2026, 0, 1) + timers.now(),
    random: () => 0.5,
  });
  open.push(supervisor);
  return {
    supervisor,
    timers,
    entries,
    shown,
    scans,
    opened: () => opened,
    say: (status: ScannerStatus) => sink?.status(status),
    tell: (event: DeviceEvent) => sink?.event(event),
    greet: () => greet(),
    drop: (fault?: Error) => drop(fault),
    is: (link: ScannerView['link']) => vi.waitFor(() => expect(supervisor.view().link).toBe(link)),
  };
}
const open: ScannerSupervisor[] = [];
afterEach(async () => {
  for (const supervisor of open.splice(0)) await supervisor.close();
});

describe('a supervised scanner', () => {
  it('is online only after the device introduced itself, and then shows what the device says', async () => {
    const post = bench([]);
    await vi.waitFor(() => expect(post.opened()).toBe(1));
    expect(post.supervisor.view()).toMatchObject({ link: 'connecting', state: 'unknown', beamOn: null });
    post.greet();
    await post.is('online');
    post.say(ready);
    expect(post.supervisor.view()).toMatchObject({ state: 'ready', model: 'Test One', beamOn: false });
    expect(post.entries).toEqual([
      { kind: 'device.link', body: { link: 'online' } },
      { kind: 'device.state', body: { state: 'ready' } },
    ]);
  });

  it('knows nothing any more when the link is lost: not ready, not safe, no beam state', async () => {
    const post = bench([]);
    await vi.waitFor(() => expect(post.opened()).toBe(1));
    post.greet();
    await post.is('online');
    post.say(ready);
    post.drop(new BridgeError('LINK_TIMEOUT', 'silent'));
    await post.is('retrying');
    expect(post.supervisor.view()).toMatchObject({
      state: 'comms-lost',
      interlocks: [],
      emergencyStop: { latched: null },
      beamOn: null,
      linkError: { code: 'LINK_TIMEOUT' },
    });
    await expect(post.supervisor.startScan({ scanId: 'x', reference: '' })).rejects.toMatchObject({
      code: 'SCANNER_OFFLINE',
    });
    expect(post.scans).toEqual([]);
  });

  it('tries again for ever, ever slower up to about 15 s, and journals the loss once', async () => {
    const post = bench(Array.from({ length: 30 }, () => 'fails' as const));
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 12; attempt += 1) {
      await vi.waitFor(() => expect(post.opened()).toBe(attempt));
      await vi.waitFor(() => expect(post.shown.length).toBe(attempt));
      const at = Date.parse(post.supervisor.view().linkError?.retryAt ?? '');
      const wait = at - (Date.UTC(2026, 0, 1) + post.timers.now());
      waits.push(wait);
      post.timers.advance(wait);
    }
    expect(waits.slice(0, 7)).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
    expect(post.entries).toEqual([{ kind: 'device.link', body: { link: 'lost', code: 'LINK_FAILED' } }]);
  });

  it('comes back by itself and says so', async () => {
    const post = bench(['fails', 'works']);
    await post.is('retrying');
    post.timers.advance(500);
    await vi.waitFor(() => expect(post.opened()).toBe(2));
    post.greet();
    await post.is('online');
    expect(post.entries.map((entry) => entry.body)).toEqual([
      { link: 'lost', code: 'LINK_FAILED' },
      { link: 'online' },
    ]);
    await post.supervisor.startScan({ scanId: 'scan', reference: '' });
    expect(post.scans).toEqual(['scan']);
  });

  it('journals each change of state and nothing for a heartbeat that repeats it', async () => {
    const post = bench([]);
    await vi.waitFor(() => expect(post.opened()).toBe(1));
    post.greet();
    await post.is('online');
    post.say(ready);
    post.say(ready);
    post.say({ ...ready, secondsLeft: 3 });
    post.say({ ...ready, state: 'fault', fault: { code: 'E7', text: 'arc' } });
    expect(post.entries.filter((entry) => entry.kind === 'device.state').map((entry) => entry.body)).toEqual([
      { state: 'ready' },
      { state: 'fault', fault: 'E7' },
    ]);
  });

  it('passes on each edge of the beam, as an event or as a status says it, and nothing that repeats', async () => {
    const post = bench([]);
    await vi.waitFor(() => expect(post.opened()).toBe(1));
    post.greet();
    await post.is('online');
    for (const beamOn of [false, null, true, true, null, false, false]) post.say({ ...ready, beamOn });
    expect(post.scans).toEqual(['beam on', 'beam off']);
    post.tell({ kind: 'beam-on', text: '' });
    post.tell({ kind: 'key', text: '' });
    post.tell({ kind: 'beam-off', text: '' });
    expect(post.scans).toEqual(['beam on', 'beam off', 'beam on', 'beam off']);
    expect(post.entries.filter((entry) => entry.kind === 'device.event')).toHaveLength(3);
  });

  it('stops when it is closed, also while it waits for the next try', async () => {
    const post = bench(['fails']);
    await post.is('retrying');
    await post.supervisor.close();
    expect(post.supervisor.view()).toMatchObject({ link: 'none', state: 'unknown' });
    post.timers.advance(60_000);
    expect(post.opened()).toBe(1);
  });
});
