import { afterEach, describe, expect, it, vi } from 'vitest';
import { fixtureKinds } from '../../native-bridge/drivers/fixture-drivers.fixture.ts';
import type { PlcSignal } from '../../native-bridge/drivers/plc.ts';
import { manualTimers } from '../../native-bridge/transport/manual-timers.ts';
import type { DeviceView } from '../api/device-views.pure.ts';
import type { ScannerView } from '../api/views.pure.ts';
import { rememberingTakers } from '../readings/reading-taker.fixture.ts';
import { deviceBench } from './device-bench.fixture.ts';
import { Devices } from './devices.ts';
import type { DeviceSource } from './running-device.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

const scanner: DeviceSource = { id: 's', driver: 'test-scanner', lane: '1', link: 'tcp://s:1', settings: {} };
const plc: DeviceSource = {
  id: 'p',
  driver: 'test-plc',
  lane: '1',
  link: 'tcp://p:502',
  settings: { signals: [{ name: 'door', meaning: 'interlock' }] },
};
const reader: DeviceSource = {
  id: 'r',
  driver: 'test-reader',
  lane: null,
  link: 'listen://h:80',
  settings: {},
};

function post() {
  const timers = manualTimers();
  const bench = deviceBench();
  const records: string[] = [];
  const shown: { devices: DeviceView[]; scanners: ScannerView[] } = { devices: [], scanners: [] };
  const busy = new Set<string>();
  const devices = new Devices({
    kinds: fixtureKinds,
    start: bench.start,
    spool: (id) => `/spool/${id}`,
    scans: () => ({
      beam: () => {},
      scanBegin: async () => {},
      strip: async () => {},
      scanEnd: async () => {},
    }),
    readings: rememberingTakers().take,
    record: (id, role, { kind }) => records.push(`${role} ${id} ${kind}`),
    deviceChanged: (view) => shown.devices.push(view),
    scannerChanged: (view) => shown.scanners.push(view),
    busy: (id) => busy.has(id),
    timers,
    utcMs: () => timers.now(),
    random: () => 0.5,
  });
  open.push(devices);
  const online = async ({ id, link }: DeviceSource) => {
    await vi.waitFor(() => expect(bench.runs(link).at(-1)?.over).toBe(false), { interval: 1 });
    bench.last(link).greet();
    await vi.waitFor(() => expect(devices.views().find((view) => view.id === id)?.link).toBe('online'), {
      interval: 1,
    });
  };
  return { devices, bench, timers, records, shown, busy, online };
}

const signals = (closed: boolean | null): PlcSignal[] => [
  { name: 'door', meaning: 'interlock', value: closed, unit: '', writable: false },
];

describe('the devices of a post', () => {
  it('are each started with their own link, settings and folder, by their role', async () => {
    const { devices, bench, online, records } = post();
    await devices.apply([scanner, plc, reader]);
    for (const source of [scanner, plc, reader]) await online(source);
    expect(devices.views().map(({ id, role, lane, link }) => [id, role, lane, link])).toEqual([
      ['s', 'scanner', '1', 'online'],
      ['p', 'plc', '1', 'online'],
      ['r', 'plate-reader', null, 'online'],
    ]);
    expect(bench.last(plc.link).wish).toMatchObject({
      driver: 'test-plc',
      settings: plc.settings,
      spool: '/spool/p',
    });
    expect(devices.scannerAt('1')?.id).toBe('s');
    expect(devices.scannerAt('2')).toBeUndefined();
    expect(records.sort()).toEqual([
      'plate-reader r device.link',
      'plc p device.link',
      'scanner s device.link',
    ]);
  });

  it('change one by one: what stays the same goes on untouched', async () => {
    const { devices, bench, online } = post();
    await devices.apply([scanner, plc, reader]);
    for (const source of [scanner, plc, reader]) await online(source);
    const moved = { ...plc, link: 'tcp://p2:502' };
    await devices.apply([scanner, moved]);
    expect(bench.last(plc.link).over).toBe(true);
    expect(bench.last(reader.link).over).toBe(true);
    await online(moved);
    expect(bench.runs(scanner.link)).toHaveLength(1);
    expect(bench.last(scanner.link).over).toBe(false);
    expect(devices.views().map(({ id, address }) => [id, address])).toEqual([
      ['s', 'tcp://s:1'],
      ['p', 'tcp://p2:502'],
    ]);
  });

  it('leave a scanner alone while it scans, and change it when the scan is over', async () => {
    const { devices, bench, online, busy, timers } = post();
    await devices.apply([scanner]);
    await online(scanner);
    busy.add('s');
    const moved = { ...scanner, link: 'tcp://s2:1' };
    await devices.apply([moved, reader]);
    expect(bench.last(scanner.link).over).toBe(false);
    await online(reader);
    timers.advance(5_000);
    expect(bench.runs(moved.link)).toEqual([]);
    busy.clear();
    timers.advance(1_000);
    await online(moved);
    expect(bench.last(scanner.link).over).toBe(true);
  });

  it('that never end hold up neither the change of another nor its data', async () => {
    const { devices, bench, online, timers, shown } = post();
    bench.stubborn.add(plc.link);
    await devices.apply([plc, reader]);
    await online(plc);
    await online(reader);
    const applied = devices.apply([reader, scanner]);
    bench
      .last(reader.link)
      .sink('plate-reader')
      .health({ level: 'degraded', code: 'DEVICE_UNREADABLE', text: 'x' });
    timers.advance(100);
    expect(shown.devices.some(({ id, link }) => id === 'r' && link === 'degraded')).toBe(true);
    await vi.waitFor(
      () => {
        timers.advance(1_000);
        expect(bench.runs(scanner.link).length).toBeGreaterThan(0);
      },
      { timeout: 10_000, interval: 1 },
    );
    await applied;
  });

  it('say of a lane what its PLC says, on its scanner’s view and to who wants to scan', async () => {
    const { devices, bench, online, shown, timers } = post();
    await devices.apply([scanner, plc]);
    await online(scanner);
    expect(() => devices.refuseUnlessSafe('1')).toThrow(
      expect.objectContaining({ code: 'INTERLOCK_UNKNOWN' }),
    );
    await online(plc);
    bench.last(plc.link).sink('plc').signals(signals(false));
    expect(() => devices.refuseUnlessSafe('1')).toThrow(expect.objectContaining({ code: 'INTERLOCK_OPEN' }));
    bench.last(plc.link).sink('plc').signals(signals(true));
    devices.refuseUnlessSafe('1');
    devices.refuseUnlessSafe('2');
    timers.advance(100);
    expect(shown.scanners.at(-1)).toMatchObject({ id: 's', interlocks: [{ name: 'door', closed: true }] });
    bench.last(plc.link).drop();
    await vi.waitFor(() => expect(devices.views()[1]?.link).toBe('retrying'), { interval: 1 });
    expect(() => devices.refuseUnlessSafe('1')).toThrow(
      expect.objectContaining({ code: 'INTERLOCK_UNKNOWN' }),
    );
    expect(devices.scannerViews()[0]).toMatchObject({ interlocks: [{ name: 'door', closed: null }] });
    await devices.apply([scanner]);
    devices.refuseUnlessSafe('1');
    expect(shown.scanners.at(-1)?.interlocks).toEqual([]);
  });

  it('that others connect to say where, while they are there', async () => {
    const { devices, bench, online } = post();
    const anyPort = { ...reader, link: 'listen://127.0.0.1:0' };
    await devices.apply([anyPort]);
    await online(anyPort);
    expect(devices.views()[0]?.address).toBe('listen://127.0.0.1:4711');
    bench.last(anyPort.link).drop();
    await vi.waitFor(() => expect(devices.views()[0]?.address).toBe(anyPort.link), { interval: 1 });
  });

  it('that flood are shown ten times a second, the latest last', async () => {
    const { devices, bench, online, shown, timers } = post();
    await devices.apply([plc]);
    await online(plc);
    shown.devices.length = 0;
    for (let n = 0; n <= 10_000; n += 1) {
      bench
        .last(plc.link)
        .sink('plc')
        .signals([{ name: 'n', meaning: 'other', value: n, unit: '', writable: false }]);
      if (n % 10 === 0) timers.advance(1);
    }
    timers.advance(200);
    expect(shown.devices.length).toBeLessThan(15);
    expect(shown.devices.at(-1)?.reading).toMatchObject({ signals: [{ value: 10_000 }] });
  });

  it('tell who has a link, and give only a PLC that is there for an output', async () => {
    const { devices, online } = post();
    await devices.apply([plc, reader, { ...scanner, whereNow: () => 'tcp://127.0.0.1:9' }]);
    expect(devices.userOf('tcp://P:502')).toBe('p');
    expect(devices.userOf('listen://127.0.0.1:80')).toBe('r');
    expect(devices.userOf(scanner.link)).toBeNull();
    expect(() => devices.plc('p')).toThrow(expect.objectContaining({ code: 'DEVICE_OFFLINE' }));
    expect(() => devices.plc('r')).toThrow(expect.objectContaining({ code: 'OUTPUT_NONE' }));
    expect(() => devices.plc('x')).toThrow(expect.objectContaining({ code: 'DEVICE_UNKNOWN' }));
    await online(plc);
    expect(devices.plc('p').writeOutput).toBeTypeOf('function');
  });

  it('are all let go at the end, and none begins after it', async () => {
    const { devices, bench, online } = post();
    await devices.apply([plc, reader]);
    await online(plc);
    await devices.close();
    await devices.apply([scanner]);
    expect(bench.last(plc.link).over).toBe(true);
    expect(bench.runs(scanner.link)).toEqual([]);
  });
});
