import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hostDriver } from '../../native-bridge/device-host/host-driver.ts';
import { ImageStation } from '../../native-bridge/drivers/image-intake/image-sink.fixture.ts';
import { startDicomSender } from '../../native-bridge/simulator/devices/dicom-sender.ts';
import { samplesFolder, samplesIn, samplesMissing } from '../samples.ts';

/* The drivers that bring whole pictures, as a station runs them: each in a thread of its own, by its address. */

if (samplesMissing !== null)
  process.stderr.write(`The drop folder is not tried with samples: ${samplesMissing}\n`);

let root: string;
let station: ImageStation;
const ending: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'scanpost-sources-'));
  station = new ImageStation();
});
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
  await rm(root, { recursive: true, force: true });
});

function run(driver: string, link: string, settings: object) {
  const running = hostDriver<'image-source'>({
    driver,
    link,
    settings,
    spool: path.join(root, 'spool'),
    sink: station,
  });
  const stop = new AbortController();
  const ended = running.run(stop.signal);
  ended.catch(() => {});
  ending.push(async () => {
    stop.abort();
    await ended;
  });
  return running;
}

const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

test.skipIf(samplesMissing !== null)(
  'every sample that is put into a folder becomes a picture or a report, or is refused with its reason, bit for bit',
  { timeout: 240_000 },
  async () => {
    const folder = path.join(root, 'folder');
    await mkdir(folder);
    const corrupt = samplesIn('corrupt/tiff/oom_crash').slice(0, 5);
    const samples = [...['dicos', 'dicom', 'png', 'tiff'].flatMap(samplesIn), ...corrupt];
    const contents = new Map<string, Buffer>();
    for (const sample of samples) {
      const name = sample.replaceAll(/[/\\]/g, '+');
      contents.set(name, await readFile(path.join(samplesFolder, sample)));
      await copyFile(path.join(samplesFolder, sample), path.join(folder, name));
    }
    run('drop-folder', `folder:${folder}`, { pollMs: 100, stableMs: 0, graceMs: 0 });
    await expect.poll(() => readdir(folder), { timeout: 200_000 }).toEqual(['done']);

    // Of equal pictures the first is given.
    const taken = new Set([...station.images, ...station.reports].map(({ sha256 }) => sha256));
    const told = new Set(station.refusals.map(({ name }) => name));
    const lost = [...contents].filter(([name, bytes]) => !told.has(name) && !taken.has(hashOf(bytes)));
    expect(lost.map(([name]) => name)).toEqual([]);
    for (const { name, sha256, file, format } of station.images) {
      expect(hashOf(contents.get(name) ?? Buffer.alloc(0)), name).toBe(sha256);
      expect(hashOf(await readFile(`${file}.taken`)), name).toBe(sha256);
      expect(name.startsWith('dicos') ? format === 'dicos' : name.startsWith(format), name).toBe(true);
    }
    for (const { name, code, file } of station.refusals) {
      expect(code, name).toMatch(
        /^IMAGE_(UNREADABLE|NOT_A_RADIOGRAPH|SYNTAX_UNSUPPORTED|TOO_LARGE|TIMED_OUT)$/,
      );
      expect(Buffer.compare(await readFile(file ?? ''), contents.get(name) ?? Buffer.alloc(0)), name).toBe(0);
    }
    const refused = station.refusals.map(({ name }) => name);
    expect(refused.filter((name) => name.startsWith('dicos'))).toEqual([]);
    expect(refused.filter((name) => name.startsWith('corrupt')).length).toBeGreaterThan(0);
    expect(station.images.filter(({ name }) => name.startsWith('corrupt'))).toEqual([]);
    expect(station.reports.map(({ name }) => name)).toEqual(['dicos+v02a-tdr.dcs']);
    expect(station.healths).toEqual([{ level: 'good' }]);
  },
);

test('a receiver in a thread of its own takes what a workstation sends', async () => {
  const driver = run('dicom-receiver', 'listen://127.0.0.1:0', {});
  const { listensOn } = await driver.capabilities;
  const sender = await startDicomSender({ to: `tcp://${listensOn}`, seed: 1 });
  ending.push(() => sender.close());
  await sender.order({ do: 'picture', lines: 50 });
  await sender.order({ do: 'picture', lines: 50 });
  await sender.order({ do: 'again' });
  expect(station.images).toHaveLength(2);
});
