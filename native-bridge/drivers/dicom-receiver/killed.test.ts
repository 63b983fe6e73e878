import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { systemTimers } from '../../transport/timers.ts';
import { ImageStation } from '../image-intake/image-sink.fixture.ts';
import { killDiskAfter } from '../image-intake/killed-disk.fixture.ts';
import { DicomReceiverDriver } from './dicom-receiver-driver.ts';
import { connectSender } from './peer.fixture.ts';
import { dicomReceiverSettings } from './settings.ts';

test('killed at any moment, what it acknowledged is with the station, and what is sent again is one picture', {
  timeout: 120_000,
}, async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'scanpost-killed-'));
  try {
    let moments = 0;
    for (let last = 0; ; last++) {
      const spool = path.join(root, String(last));
      await mkdir(spool);
      const station = new ImageStation();
      const disk = await killDiskAfter(last, path.join(root, 'probe'));
      station.during = disk.step;
      const killed = start(spool, station);
      const sent = killed.port.then((port) => send(port));
      const acknowledged = await Promise.race([sent, disk.dead.then(() => null)]);
      station.during = () => {};
      await disk.tidy();
      killed.abort();
      const when = `after change ${last}`;
      if (acknowledged !== null) expect([acknowledged, station.pictures.size], when).toEqual([0, 1]);

      const second = start(spool, station);
      expect(await send(await second.port), when).toBe(0);
      second.abort();
      await second.run;
      expect(station.pictures.size, when).toBe(1);
      expect(await readdir(path.join(spool, 'incoming')), when).toEqual([]);
      expect(await readdir(path.join(spool, 'pending')), when).toEqual([]);
      const left = (await readdir(path.join(spool, 'received'))).filter((name) => !name.endsWith('.taken'));
      expect(left.length, when).toBe(0);
      if (acknowledged !== null) break;
      moments++;
    }
    expect(moments).toBeGreaterThan(15);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

async function send(port: number): Promise<number> {
  const sender = connectSender(port);
  await sender.associate();
  const status = await sender.store('1.2.3', 'the same object');
  await sender.destroy();
  return status;
}

function start(spool: string, sink: ImageStation) {
  const stop = new AbortController();
  const driver = new DicomReceiverDriver({
    host: '127.0.0.1',
    port: 0,
    spool,
    sink,
    settings: dicomReceiverSettings.parse({}),
    timers: systemTimers,
    utc: () => new Date().toISOString(),
    inspect: async () => ({ kind: 'picture', format: 'dicom', about: {} }),
  });
  const run = driver.run(stop.signal);
  run.catch(() => {});
  const port = driver.capabilities.then(({ listensOn }) => Number(listensOn?.split(':')[1]));
  return { run, port, abort: () => stop.abort() };
}
