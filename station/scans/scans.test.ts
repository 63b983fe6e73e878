import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ScanDefect } from '../../native-bridge/drivers/scanner.ts';
import { BridgeError } from '../../native-bridge/errors.ts';
import {
  beginOf,
  endOf,
  geometryOf,
  pixelsOf,
  scanId,
  stripOf,
} from '../../native-bridge/imaging/strips.fixture.ts';
import { manualTimers } from '../../native-bridge/transport/manual-timers.ts';
import type { ScannerSupervisor } from '../devices/scanner-supervisor.ts';
import { StationError } from '../errors.ts';
import { noLog } from '../log.ts';
import type { KnownScan, ScanFact } from './scan-facts.ts';
import { Scans } from './scans.ts';

const scan = { scanId, visitId: 'visit' };
const geometry = geometryOf(8, [6]);
const pixels = pixelsOf(geometry, 20);
const tidy: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of tidy.splice(0)) await step();
});

/** Scans of one scanner that does what the test says, and what is journaled of them. */
function bench(start: () => Promise<void> = async () => undefined) {
  const folder = mkdtempSync(path.join(tmpdir(), 'scanpost-scans-'));
  const folders = { captures: path.join(folder, 'captures'), scans: path.join(folder, 'scans') };
  for (const name of Object.values(folders)) mkdirSync(name);
  const timers = manualTimers();
  const facts: ScanFact[] = [];
  const refusing: unknown[] = [];
  const aborted: string[] = [];
  const scanner = {
    id: 'scanner',
    startScan: start,
    abortScan: async (reason: string) => void aborted.push(reason),
  } as unknown as ScannerSupervisor;
  const scans = new Scans({
    folders,
    book: {
      record(_scan, fact) {
        if (refusing.length > 0) throw refusing.shift();
        facts.push(fact);
      },
      find: (): KnownScan => ({
        ...scan,
        state: facts.some(({ kind }) => kind === 'ended') ? 'ended' : 'requested',
        files: null,
        imported: false,
      }),
      unfinished: () => [],
    },
    grown: () => undefined,
    timers,
    log: noLog(),
  });
  tidy.push(async () => {
    await scans.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const device = scans.taker('scanner');
  return {
    scans,
    scanner,
    device,
    timers,
    aborted,
    refusing,
    kinds: () => facts.map((fact) => (fact.kind === 'failed' ? fact.code : fact.kind)),
    start: () => scans.start(scan, scanner, 'reference'),
    strip: (firstLine: number) => device.strip(stripOf(geometry, pixels, firstLine, 5)),
    end: (lines: number, ...defects: ScanDefect[]) => device.scanEnd(endOf(lines, defects)),
  };
}

describe('the beam of a scan', () => {
  test('is on when the device says so, and not when the scan begins under its warning', async () => {
    const { device, kinds, start, strip, end } = bench();
    await start();
    await device.scanBegin(beginOf(geometry));
    expect(kinds()).toEqual([]);
    device.beam(true);
    expect(kinds()).toEqual(['beam-on']);
    await strip(0);
    device.beam(false);
    expect(kinds()).toEqual(['beam-on', 'beam-off']);
    await strip(5);
    await end(10);
    expect(kinds()).toEqual(['beam-on', 'beam-off', 'ended']);
  });

  test('is on with the first line and off with the end where the device says nothing of it', async () => {
    const { device, kinds, start, strip, end } = bench();
    await start();
    await device.scanBegin(beginOf(geometry));
    await strip(0);
    expect(kinds()).toEqual(['beam-on']);
    await strip(5);
    await end(10);
    expect(kinds()).toEqual(['beam-on', 'beam-off', 'ended']);
  });

  test('was never on in a scan that ended under the warning', async () => {
    const { device, kinds, start, end } = bench();
    await start();
    await device.scanBegin(beginOf(geometry));
    await end(0, { kind: 'aborted', by: 'operator', reason: 'someone is inside' });
    expect(kinds()).toEqual(['SCAN_ABORTED']);
  });

  test('that goes off and on again within a scan is on record both times', async () => {
    const { device, kinds, start, strip, end } = bench();
    await start();
    await device.scanBegin(beginOf(geometry));
    for (const on of [true, true, false, false, true]) device.beam(on);
    await strip(0);
    await end(5);
    expect(kinds()).toEqual(['beam-on', 'beam-off', 'beam-on', 'beam-off', 'ended']);
  });
});

describe('a scan always comes to an end of which its visit hears', () => {
  test('when the scanner refuses it or the link is lost before it begins', async () => {
    const { kinds, start, scans } = bench(() =>
      Promise.reject(new BridgeError('LINK_CLOSED', 'the link is closed')),
    );
    await start();
    expect(kinds()).toEqual(['LINK_CLOSED']);
    expect(scans.runningOn('scanner')).toBeNull();
  });

  test('when it was accepted and never begins', async () => {
    const { kinds, start, end, scans } = bench();
    await start();
    await end(0, { kind: 'timed-out', afterLine: 0 });
    expect(kinds()).toEqual(['SCAN_TIMED_OUT']);
    expect(scans.runningOn('scanner')).toBeNull();
  });

  test('once, also when the device ends it twice', async () => {
    const { device, kinds, start, strip, end } = bench();
    await start();
    await device.scanBegin(beginOf(geometry));
    await strip(0);
    await Promise.all([end(5), end(5)]);
    expect(kinds()).toEqual(['beam-on', 'beam-off', 'ended']);
  });

  test('as soon as a journal that could not be written takes entries again', async () => {
    const { device, kinds, refusing, start, strip, end, timers, scans } = bench();
    await start();
    await device.scanBegin(beginOf(geometry));
    await strip(0);
    const full = new StationError('DISK_FULL', 'The disk is full.');
    refusing.push(full, full, full);
    await end(5);
    expect(kinds()).toEqual(['beam-on']);
    expect(scans.notJournaled).toBe(1);
    timers.advance(60_000);
    expect(kinds()).toEqual(['beam-on', 'ended']);
    expect(scans.notJournaled).toBe(0);
  });
});

test('the picture of a scan stays open from its lines to its end', async () => {
  const { scans, device, start, strip, end } = bench();
  await start();
  await device.scanBegin(beginOf(geometry));
  for (const firstLine of [0, 5, 10, 15]) await strip(firstLine);
  await expect.poll(async () => (await scans.pictures.info(scanId)).columns).toBe(20);
  const forget = vi.spyOn(scans.pictures, 'forget');
  await end(20);
  expect(forget).not.toHaveBeenCalled();
  expect(await scans.pictures.info(scanId)).toMatchObject({ columns: 20, state: 'complete' });
});
