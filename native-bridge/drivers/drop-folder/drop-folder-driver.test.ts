import { execFileSync } from 'node:child_process';
import {
  appendFile,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { manualTimers } from '../../transport/manual-timers.ts';
import { systemTimers } from '../../transport/timers.ts';
import { ImageStation, inspectByWord } from '../image-intake/image-sink.fixture.ts';
import { DropFolderDriver } from './drop-folder-driver.ts';
import { dropFolderSettings } from './settings.ts';

let root: string;
let folder: string;
let spool: string;
const ending: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'scanpost-drop-'));
  folder = path.join(root, 'folder');
  spool = path.join(root, 'spool');
  await mkdir(folder);
});
afterEach(async () => {
  for (const end of ending.splice(0)) await end();
  await rm(root, { recursive: true, force: true });
});

function watch(settings: Record<string, unknown> = {}, station = new ImageStation()) {
  const hands = manualTimers();
  // What turns fast here must not make a disk of this computer look like a share that does not answer.
  let resting = false;
  const timers = {
    ...hands,
    after: (ms: number, alarm: () => void) => {
      if (ms === 30_000) return systemTimers.after(ms, alarm);
      resting = true;
      return hands.after(ms, () => {
        resting = false;
        alarm();
      });
    },
  };
  const driver = new DropFolderDriver({
    folder,
    spool,
    sink: station,
    settings: dropFolderSettings.parse(settings),
    timers,
    utc: () => '2026-03-01T08:00:00.000Z',
    inspect: inspectByWord,
  });
  const stop = new AbortController();
  const run = driver.run(stop.signal);
  let over = false;
  run
    .catch(() => {})
    .finally(() => {
      over = true;
    });
  const end = async () => {
    stop.abort();
    await run.catch(() => {});
  };
  ending.push(end);
  /** Lets time pass until `met`. */
  const until = (met: () => boolean | Promise<boolean>) =>
    vi.waitFor(
      async () => {
        hands.advance(500);
        if (!(await met())) throw new Error('not yet');
      },
      { timeout: 20_000, interval: 5 },
    );
  /** Lets so much time pass, but none while the folder is being looked at. */
  const letPass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 500) {
      await vi.waitUntil(() => resting, { timeout: 20_000, interval: 1 });
      hands.advance(500);
    }
  };
  return { driver, station, run, end, until, letPass, isOver: () => over };
}

const put = (name: string, content: string | Uint8Array) => writeFile(path.join(folder, name), content);
const left = async () => (await readdir(folder)).sort();

test('a picture is taken, with what its side-car says, and both are moved away', async () => {
  await put('a.json', JSON.stringify({ plate: '123 ABC 02', container: 'CSQU3054383', other: 1 }));
  await put('a.tif', 'picture a');
  const { station, until } = watch();
  await until(async () => (await left()).join() === 'done');
  expect(station.images).toEqual([
    expect.objectContaining({
      name: 'a.tif',
      format: 'tiff',
      receivedAt: '2026-03-01T08:00:00.000Z',
      about: { plate: '123 ABC 02', container: 'CSQU3054383', reference: 'of the header' },
    }),
  ]);
  expect([...station.pictures.values()].map(String)).toEqual(['picture a']);
  expect((await readdir(path.join(folder, 'done'))).sort()).toEqual(['a.json', 'a.tif']);
  expect(station.healths).toEqual([{ level: 'good' }]);
});

test('a file that still grows is not taken, one renamed from a temporary name is at once', async (context) => {
  await put('probe', '');
  const born = (await stat(path.join(folder, 'probe'))).birthtimeMs;
  await rename(path.join(folder, 'probe'), path.join(root, 'probe'));
  const stays = (await stat(path.join(root, 'probe'))).birthtimeMs === born;
  context.skip(!stays, 'this file system keeps no time of birth, by which a renamed file is recognised');
  const { station, until, letPass } = watch({ stableMs: 600_000 });
  await put('slow.tif', 'picture');
  await put('quick.tif.part', 'picture quick');
  await letPass(3000);
  await rename(path.join(folder, 'quick.tif.part'), path.join(folder, 'quick.tif'));
  await until(() => station.images.length === 1);
  expect(station.images[0]?.name).toBe('quick.tif');
  for (let i = 0; i < 5; i++) {
    await appendFile(path.join(folder, 'slow.tif'), ` ${i}`);
    await letPass(1500);
  }
  expect(station.images).toHaveLength(1);
});

test('a file that cannot be read yet is given a second chance before it is refused', async () => {
  const { station, until, letPass } = watch({ graceMs: 20_000 });
  await put('pauses.tif', 'p');
  await put('rubbish.tif', 'rubbish');
  await letPass(6000);
  expect(station.refusals).toEqual([]);
  await put('pauses.tif', 'picture after all');
  await until(() => station.images.length === 1 && station.refusals.length === 1);
  const [refusal] = station.refusals;
  expect(refusal).toMatchObject({
    name: 'rubbish.tif',
    code: 'IMAGE_UNREADABLE',
    details: { reason: 'no word' },
  });
  expect(await readFile(refusal?.file ?? '', 'utf8')).toBe('rubbish');
  expect(JSON.parse(await readFile((refusal?.file ?? '').replace(/bin$/, 'json'), 'utf8'))).toMatchObject({
    name: 'rubbish.tif',
    code: 'IMAGE_UNREADABLE',
  });
});

test('the same picture under another name is the same picture', async () => {
  await put('one.tif', 'picture');
  const { station, until } = watch();
  await until(async () => (await left()).join() === 'done');
  await put('two.tif', 'picture');
  await until(async () => (await left()).join() === 'done');
  expect(station.images).toHaveLength(1);
  expect((await readdir(path.join(folder, 'done'))).sort()).toEqual(['one.tif', 'two.tif']);
});

test('a folder that is only read is read once, also after a restart', async () => {
  await put('a.tif', 'picture a');
  await put('bad.tif', 'rubbish');
  const first = watch({ afterwards: 'keep', graceMs: 0 });
  await first.until(() => first.station.images.length === 1 && first.station.refusals.length === 1);
  await first.letPass(5000);
  await first.end();
  const second = watch({ afterwards: 'keep', graceMs: 0 });
  await put('b.tif', 'picture b');
  await second.until(() => second.station.images.length === 1);
  await second.letPass(5000);
  expect(first.station.images).toHaveLength(1);
  expect(second.station.images.map(({ name }) => name)).toEqual(['b.tif']);
  expect(second.station.refusals).toEqual([]);
  expect(await left()).toEqual(['a.tif', 'b.tif', 'bad.tif']);
});

test('a threat report is a report, and UFF is refused by name', async () => {
  await put('r.dcs', 'report: nothing found');
  await put('x.UFF', 'picture');
  const { station, until } = watch({ graceMs: 0, afterwards: 'delete' });
  await until(async () => (await left()).length === 0);
  expect(station.reports).toEqual([
    expect.objectContaining({ name: 'r.dcs', summary: 'report: nothing found' }),
  ]);
  expect(station.refusals).toEqual([
    expect.objectContaining({
      code: 'IMAGE_SYNTAX_UNSUPPORTED',
      details: { syntax: expect.stringContaining('UFF') },
    }),
  ]);
});

test('a picture waits for its side-car, and not for ever', async () => {
  const { station, until, letPass } = watch({ sideCar: 'expected', sideCarWaitMs: 20_000 });
  await put('late.tif', 'picture late');
  await put('never.tif', 'picture never');
  await letPass(8000);
  expect(station.images).toEqual([]);
  await put('late.tif.xml', '<scan><Plate>777 AA</Plate></scan>');
  await until(() => station.images.length === 2);
  expect(station.images.map(({ name, about }) => [name, about.plate])).toEqual([
    ['late.tif', '777 AA'],
    ['never.tif', undefined],
  ]);
});

test('a side-car that cannot be read is named, and costs the picture nothing else', async () => {
  await put('a.tif', 'picture');
  await put('a.xml', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a><plate>&x;</plate></a>');
  const { station, until } = watch();
  await until(() => station.healths.some(({ level }) => level === 'degraded'));
  expect(station.images).toHaveLength(1);
  expect(station.images[0]?.about).toEqual({ reference: 'of the header' });
  expect(station.healths.at(-1)).toMatchObject({
    level: 'degraded',
    text: expect.stringContaining('document type'),
  });
});

test.skipIf(process.platform === 'win32')('links, pipes, sockets and folders are never opened', async () => {
  await put('outside', 'picture secret');
  await rename(path.join(folder, 'outside'), path.join(root, 'secret.tif'));
  await symlink(path.join(root, 'secret.tif'), path.join(folder, 'link.tif'));
  execFileSync('mkfifo', [path.join(folder, 'pipe.tif')]);
  const socket = createServer().listen(path.join(folder, 'socket.tif'));
  ending.push(() => new Promise((resolve) => socket.close(resolve)));
  await mkdir(path.join(folder, 'sub.tif'));
  await put('good.tif', 'picture');
  const { station, until, letPass } = watch();
  await until(() => station.images.length === 1);
  await letPass(5000);
  expect(station.images[0]?.name).toBe('good.tif');
  expect(station.refusals.map(({ name, code, file }) => [name, code, file]).sort()).toEqual([
    ['link.tif', 'IMAGE_UNREADABLE', null],
    ['pipe.tif', 'IMAGE_UNREADABLE', null],
    ['socket.tif', 'IMAGE_UNREADABLE', null],
  ]);
  expect(await left()).toEqual(['done', 'link.tif', 'pipe.tif', 'socket.tif', 'sub.tif']);
});

test('a sparse file of a terabyte is refused unread and stays', async () => {
  await put('huge.tif', 'picture');
  await truncate(path.join(folder, 'huge.tif'), 2 ** 40).catch(() =>
    truncate(path.join(folder, 'huge.tif'), 2 ** 33),
  );
  const { station, until } = watch();
  await until(() => station.refusals.length === 1);
  expect(station.refusals).toEqual([expect.objectContaining({ code: 'IMAGE_TOO_LARGE', file: null })]);
  expect(await left()).toEqual(['huge.tif']);
});

test.skipIf(process.platform === 'win32')(
  'names that are tricks, too long or not UTF-8 are only names',
  async () => {
    const names = [
      'x\\..\\..\\evil.tif',
      '-rf.tif',
      'CON.tif',
      'машина\u202efit.tif',
      `${'x'.repeat(250)}.tif`,
      'a\nb.tif',
      '__proto__.tif',
    ];
    for (const [i, name] of names.entries()) await put(name, `picture ${i}`);
    const latin = Buffer.concat([
      Buffer.from(`${folder}/`),
      Buffer.from([0xe0, 0xe1, 0xff, 0x2e, 0x74, 0x69, 0x66]),
    ]);
    await writeFile(latin, 'picture not UTF-8');
    const { station, until } = watch();
    await until(async () => (await left()).join() === 'done');
    expect(station.images).toHaveLength(8);
    for (const { name, file } of station.images) {
      expect(name).toMatch(/^[^\p{Cc}\p{Cf}/\\]{1,120}$/u);
      expect(path.relative(path.join(spool, 'received'), file)).toMatch(/^[0-9a-f]{64}\.tiff$/);
    }
    expect(await readdir(path.join(folder, 'done'))).toHaveLength(8);
    expect(await readdir(root)).toEqual(['folder', 'spool']);
  },
);

test('a name that was used before does not overwrite what is done', async () => {
  const { station, until } = watch();
  for (const i of [1, 2, 3]) {
    await put('image.tif', `picture ${i}`);
    await until(async () => station.images.length === i && (await left()).join() === 'done');
  }
  const done = await readdir(path.join(folder, 'done'));
  const contents = await Promise.all(done.map((name) => readFile(path.join(folder, 'done', name), 'utf8')));
  expect(contents.sort()).toEqual(['picture 1', 'picture 2', 'picture 3']);
});

test('what replaces a picture while the station takes it is not moved away with it', async () => {
  const station = new ImageStation();
  let replaced = false;
  station.during = async () => {
    if (replaced) return;
    replaced = true;
    await put('image.tif', 'picture that came meanwhile');
  };
  await put('image.tif', 'picture first');
  const { until } = watch({ afterwards: 'delete' }, station);
  await until(async () => station.images.length === 2 && (await left()).length === 0);
  expect([...station.pictures.values()].map(String)).toEqual([
    'picture first',
    'picture that came meanwhile',
  ]);
});

test('many files are all taken, the oldest first', async () => {
  for (let i = 0; i < 300; i++) {
    await put(`${i}.tif`, `picture ${i}`);
    const time = new Date(Date.UTC(2026, 0, 1) - i * 1000);
    await utimes(path.join(folder, `${i}.tif`), time, time);
  }
  const { station, until } = watch({ afterwards: 'delete' });
  await until(() => station.images.length === 300);
  expect(station.images.map(({ name }) => name)).toEqual(
    Array.from({ length: 300 }, (_, i) => `${299 - i}.tif`),
  );
  expect(station.overlapped).toBe(false);
});

test('a folder that goes away ends the run with the reason, and what comes with it later is taken', async () => {
  const first = watch();
  await first.driver.capabilities;
  await rename(folder, `${folder}-away`);
  const ended = expect(first.run).rejects.toMatchObject({
    code: 'LINK_FAILED',
    details: { why: 'it is not there' },
  });
  await first.until(first.isOver);
  await ended;
  await rename(`${folder}-away`, folder);
  await put('a.tif', 'picture');
  const second = watch();
  await second.until(() => second.station.images.length === 1);
});

test('a spool that cannot be written leaves the picture in the folder', async () => {
  await writeFile(spool, 'a file where the folder should be');
  await put('a.tif', 'picture');
  const { run } = watch();
  await expect(run).rejects.toMatchObject({ code: 'SPOOL_FAILED' });
  expect(await left()).toEqual(['a.tif']);
});

test('a picture the station could not put on record is given again', async () => {
  const station = new ImageStation();
  station.during = () => {
    throw new Error('the disk is full');
  };
  await put('a.tif', 'picture');
  const first = watch({}, station);
  await first.until(first.isOver);
  await expect(first.run).rejects.toThrow('the disk is full');
  expect(await left()).toEqual(['a.tif']);
  const second = watch();
  await second.until(async () => (await left()).join() === 'done');
  expect(second.station.images).toHaveLength(1);
});

test('a file that shrinks and grows while it is read is read again when it is whole', async () => {
  const station = new ImageStation();
  const { until } = watch({ stableMs: 0, graceMs: 0 }, station);
  const handle = await open(path.join(folder, 'busy.tif'), 'w');
  try {
    for (let i = 0; i < 30; i++) {
      await handle.truncate(0);
      await handle.write(`picture ${'x'.repeat(i * 1000)}`, 0);
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
  } finally {
    await handle.close();
  }
  await until(() => [...station.pictures.values()].some((bytes) => bytes.length === 8 + 29_000));
});
