/** The receiving side of the ingest bench, a process of its own so that its memory can be seen: KIND PORT FOLDER. */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { hostDriver } from '../../native-bridge/device-host/host-driver.ts';
import { runDriver } from '../../native-bridge/device-host/run-driver.ts';
import type { ScannerSink } from '../../native-bridge/drivers/scanner.ts';
import { type CaptureWriter, createCapture } from '../../native-bridge/imaging/capture.ts';
import { openLivePicture } from '../../native-bridge/imaging/live-picture.ts';
import { tileSize } from '../../native-bridge/imaging/scan-picture.ts';
import type { Received } from './ingest.bench.ts';
import { scansOfIngest } from './ingest-size.ts';

const [kind, port, folder] = process.argv.slice(2) as [string, string, string];
await mkdir(folder, { recursive: true });
const received = kind === 'bare' ? await receiveBare() : await receiveScans();
process.send?.(received, () => process.exit());

async function receiveBare(): Promise<Received> {
  const watch = watchProcess();
  const file = path.join(folder, 'bytes');
  await pipeline(connect(Number(port), '127.0.0.1'), createWriteStream(file, { highWaterMark: 1 << 20 }));
  const handle = await open(file, 'r+');
  await handle.sync();
  const { size } = await handle.stat();
  await handle.close();
  return watch.end(size, 0);
}

/** `viewed` and `unviewed` as the station does it, `one-thread` with the driver in the thread that writes. */
async function receiveScans(): Promise<Received> {
  const stop = new AbortController();
  let bytes = 0;
  let tiles = 0;
  let capture: CaptureWriter | undefined;
  let viewer: Promise<number> | undefined;
  let ended = Promise.withResolvers<void>();
  let state = 'unknown';
  let stateChanged = () => {};
  const sink: ScannerSink = {
    health: () => {},
    status(status) {
      state = status.state;
      stateChanged();
    },
    event: () => {},
    async scanBegin(begin) {
      const file = path.join(folder, `${begin.scanId}.strips`);
      capture = await createCapture(file, begin);
      if (kind === 'viewed') viewer = view(file, capture);
    },
    async strip(strip) {
      bytes += strip.pixels.length;
      await capture?.append(strip);
    },
    async scanEnd(end) {
      if (end.defects.length > 0) throw new Error(`a scan came with defects: ${JSON.stringify(end.defects)}`);
      await capture?.end(end);
      ended.resolve();
    },
  };
  const start = kind === 'one-thread' ? runDriver : hostDriver;
  const link = `tcp://127.0.0.1:${port}`;
  const driver = start<'scanner'>({ driver: 'line-stream', link, settings: {}, spool: folder, sink });
  const running = driver.run(stop.signal);
  running.catch((error) => ended.reject(error));
  await driver.capabilities;
  const ready = async () => {
    while (state !== 'ready')
      await new Promise<void>((resolve) => {
        stateChanged = resolve;
      });
  };
  await ready();
  const watch = watchProcess();
  for (let i = 0; i < scansOfIngest; i++) {
    ended = Promise.withResolvers();
    await ready();
    await driver.startScan({ scanId: randomUUID(), reference: '' });
    await ended.promise;
    tiles += (await viewer) ?? 0;
  }
  const result = watch.end(bytes, tiles);
  stop.abort();
  await running;
  return result;
}

/** As the screen does while lines come in: the whole picture at a reduced level, and the newest columns sharp. */
async function view(file: string, capture: CaptureWriter): Promise<number> {
  const picture = await openLivePicture(file, { follow: capture });
  let tiles = 0;
  let info = await picture.refresh();
  while (info.state === 'receiving') {
    if (info.columns > 0)
      for (const level of [3, 0]) {
        const column = Math.floor((info.columns - 1) / (tileSize << level));
        await picture.tile({ level, column, row: 0 });
        tiles++;
      }
    await new Promise((resolve) => setTimeout(resolve, 50));
    info = await picture.refresh();
  }
  await picture.close();
  return tiles;
}

/** Measures this process from now on. */
function watchProcess() {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  const cpu = process.cpuUsage();
  const began = performance.now();
  let highest = before;
  const sampling = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage.rss());
  }, 50);
  return {
    end(bytes: number, tiles: number): Received {
      clearInterval(sampling);
      const { user, system } = process.cpuUsage(cpu);
      return {
        bytes,
        ms: performance.now() - began,
        growthMB: (Math.max(highest, process.memoryUsage.rss()) - before) / 1e6,
        tiles,
        cpuMs: (user + system) / 1000,
      };
    },
  };
}
