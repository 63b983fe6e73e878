import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fixtureKinds } from '../../native-bridge/drivers/fixture-drivers.fixture.ts';
import { manualTimers } from '../../native-bridge/transport/manual-timers.ts';
import type { DeviceTestReport } from '../api/device-views.pure.ts';
import { settableClock } from '../clock.ts';
import { deviceBench } from './device-bench.fixture.ts';
import { testDevice } from './device-test.ts';

let spools: string;
beforeEach(() => {
  spools = mkdtempSync(path.join(tmpdir(), 'scanpost-test-'));
});
afterEach(() => rmSync(spools, { recursive: true }));

const plc = { id: 'plc', driver: 'test-plc', lane: null, link: 'tcp://p:502', settings: {} };

function trial() {
  const timers = manualTimers();
  const bench = deviceBench();
  const links = new Set<string>();
  const seen: DeviceTestReport[] = [];
  const leaving = new AbortController();
  const parts = { kinds: fixtureKinds, start: bench.start, spools, lanes: ['1'], links, timers };
  const ended = (async () => {
    for await (const report of testDevice(plc, leaving.signal, {
      ...parts,
      inUse: () => null,
      clock: settableClock(),
    })) {
      seen.push(report);
    }
  })();
  return { timers, bench, links, seen, leaving, ended };
}

test('a trial ends by itself after two minutes, and leaves neither link nor folder behind', async () => {
  const { timers, bench, links, seen, ended } = trial();
  await vi.waitFor(() => expect(bench.runs(plc.link)).toHaveLength(1));
  const { spool } = bench.last(plc.link).wish;
  expect(path.dirname(spool)).toBe(spools);
  expect(existsSync(spool)).toBe(true);
  expect(links.size).toBe(1);
  timers.advance(119_000);
  expect(bench.last(plc.link).over).toBe(false);
  timers.advance(1_000);
  await ended;
  expect(bench.last(plc.link).over).toBe(true);
  expect(seen.map(({ text }) => text)).toEqual(['connecting', 'lost']);
  expect(existsSync(spool)).toBe(false);
  expect(links.size).toBe(0);
});

test('a trial that its screen leaves ends at once', async () => {
  const { bench, links, leaving, ended } = trial();
  await vi.waitFor(() => expect(bench.runs(plc.link)).toHaveLength(1));
  leaving.abort();
  await ended;
  expect(bench.last(plc.link).over).toBe(true);
  expect(links.size).toBe(0);
});

test('a driver that says large things is told of in small ones', async () => {
  const { bench, seen, leaving, ended } = trial();
  await vi.waitFor(() => expect(bench.runs(plc.link)).toHaveLength(1));
  const sink = bench.last(plc.link).sink('plc');
  sink.health({ level: 'degraded', code: 'DEVICE_UNREADABLE', text: 'x'.repeat(100_000) });
  await vi.waitFor(() => expect(seen.some(({ text }) => text === 'health')).toBe(true));
  leaving.abort();
  await ended;
  expect(JSON.stringify(seen).length).toBeLessThan(5_000);
});
