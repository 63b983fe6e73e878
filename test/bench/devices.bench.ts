import { type ChildProcess, fork, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { hostDriver } from '../../native-bridge/device-host/host-driver.ts';
import type { PortalSink } from '../../native-bridge/drivers/radiation-portal.ts';
import type { ScanEnd, ScannerSink } from '../../native-bridge/drivers/scanner.ts';
import { type Bench, type BenchContext, type Figure, quantile } from './bench.ts';

const here = import.meta.dirname;
const root = path.join(here, '../..');
const watchMs = 40_000;
const scans = 5;

/** What the things around a scanner cost the station, and what one that is broken costs the scanner. */
export const devices: Bench = {
  name: 'devices',
  about:
    'a live station with four portals, scales, PLCs and generators, a truck at each lane each half minute: processor ' +
    'time of the whole process; baseline: the same station without a device. Then scans of 74 MB while another device ' +
    'floods its link; baseline: the same scans without it',
  async run(context) {
    return [await cost(context), ...(await flood(context))];
  },
};

async function cost({ folder, progress }: BenchContext): Promise<Figure> {
  const sides = fork(new URL('device-sides.ts', import.meta.url));
  try {
    const [config] = (await once(sides, 'message')) as [{ devices: unknown[]; lanes: string[] }];
    progress(`${config.devices.length} devices for ${watchMs / 1000} s`);
    const idle = await shareOfCore(path.join(folder, 'none'), { lanes: config.lanes });
    const busy = await shareOfCore(path.join(folder, 'sixteen'), config);
    return {
      name: 'station with 16 devices',
      value: busy,
      unit: '% of a core',
      baseline: { name: 'without a device', value: idle },
      aim: { of: 'value', atMost: 10 },
    };
  } finally {
    sides.disconnect();
  }
}

/** Percent of one core that a station takes with this configuration, once everything is connected. */
async function shareOfCore(data: string, config: object): Promise<number> {
  await mkdir(data, { recursive: true });
  await writeFile(path.join(data, 'config.json'), JSON.stringify(config));
  const args = ['station/cli/station.ts', '--data', data, '--mode', 'live', '--port', '0'];
  const station = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await once(createInterface({ input: station.stdout }), 'line');
    await pause(12_000);
    const [before, began] = [await processorMs(station), performance.now()];
    await pause(watchMs);
    return (((await processorMs(station)) - before) / (performance.now() - began)) * 100;
  } finally {
    const ended = once(station, 'exit');
    station.kill('SIGTERM');
    await ended;
  }
}

/** User and system time of all threads so far; proc(5), fields 14 and 15, in hundredths of a second. */
async function processorMs({ pid }: ChildProcess): Promise<number> {
  if (process.platform !== 'linux') throw new Error('processor time of a process is read from /proc');
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function flood({ folder, progress }: BenchContext): Promise<Figure[]> {
  const sender = fork(new URL('ingest-sender.ts', import.meta.url), ['line-stream']);
  const portal = fork(new URL('flooding-portal.ts', import.meta.url));
  try {
    const [[scannerPort], [portalPort]] = (await Promise.all([
      once(sender, 'message'),
      once(portal, 'message'),
    ])) as [[number], [number]];
    progress('scans alone');
    const alone = await scanTimes(folder, scannerPort);
    progress('scans beside a flood');
    const stop = new AbortController();
    const flooded = hostDriver<'radiation-portal'>({
      driver: 'radiation-portal',
      link: `tcp://127.0.0.1:${portalPort}`,
      settings: {},
      spool: folder,
      sink: silentPortal,
    });
    const running = flooded.run(stop.signal);
    running.catch(() => {});
    await flooded.capabilities;
    const beside = await scanTimes(folder, scannerPort);
    stop.abort();
    await running.catch(() => {});
    return [
      {
        name: 'scan beside a device that floods',
        value: quantile(beside.ms, 0.5),
        unit: 'ms',
        baseline: { name: 'without it', value: quantile(alone.ms, 0.5) },
      },
      { name: 'lines lost beside it', value: beside.lost, unit: 'lines', aim: { of: 'value', atMost: 0 } },
    ];
  } finally {
    sender.disconnect();
    portal.disconnect();
  }
}

/** From asking for a scan to its end, and lines that did not come. */
async function scanTimes(folder: string, port: number): Promise<{ ms: number[]; lost: number }> {
  let expected = 0;
  let lost = 0;
  let state = 'unknown';
  let changed = () => {};
  let ended = Promise.withResolvers<ScanEnd>();
  const sink: ScannerSink = {
    health: () => {},
    event: () => {},
    status: (status) => {
      state = status.state;
      changed();
    },
    scanBegin: (begin) => {
      expected = begin.geometry.expectedLines;
    },
    strip: () => {},
    scanEnd: (end) => ended.resolve(end),
  };
  const link = `tcp://127.0.0.1:${port}`;
  const driver = hostDriver<'scanner'>({ driver: 'line-stream', link, settings: {}, spool: folder, sink });
  const stop = new AbortController();
  const running = driver.run(stop.signal);
  running.catch((fault) => ended.reject(fault));
  await driver.capabilities;
  const ms: number[] = [];
  for (let nth = 0; nth < scans; nth += 1) {
    while (state !== 'ready') {
      await new Promise<void>((resolve) => {
        changed = resolve;
      });
    }
    ended = Promise.withResolvers();
    const began = performance.now();
    await driver.startScan({ scanId: randomUUID(), reference: '' });
    const end = await ended.promise;
    ms.push(performance.now() - began);
    lost += expected - end.lines;
    for (const defect of end.defects) if (defect.kind === 'lines-missing') lost += defect.to - defect.from;
  }
  stop.abort();
  await running;
  return { ms, lost };
}

const silentPortal: PortalSink = {
  health: () => {},
  background: () => {},
  occupied: () => {},
  alarm: () => {},
  occupancy: async () => {},
  fault: () => {},
  tamper: () => {},
  setup: () => {},
};

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
