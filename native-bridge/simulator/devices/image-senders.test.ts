import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dicomReceiver } from '../../drivers/dicom-receiver/dicom-receiver.ts';
import type { DriverDefinition, DriverLink } from '../../drivers/driver.ts';
import { dropFolder } from '../../drivers/drop-folder/drop-folder.ts';
import { ImageStation } from '../../drivers/image-intake/image-sink.fixture.ts';
import { importPicture } from '../../imaging/import/import-picture.ts';
import { systemTimers } from '../../transport/timers.ts';
import type { RunningDeviceSide } from '../device-side.ts';
import { startDicomSender } from './dicom-sender.ts';
import { startDropFolder } from './drop-folder.ts';
import { scenePicture } from './scene-picture.ts';

let root: string;
let station: ImageStation;
const ending: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'scanpost-senders-'));
  station = new ImageStation();
});
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
  await rm(root, { recursive: true, force: true });
});

/** The driver at its link; answers with where it listens. */
async function receive<Settings>(
  definition: DriverDefinition<'image-source', Settings>,
  link: DriverLink,
  settings: object,
): Promise<string> {
  const driver = definition.create({
    link,
    sink: station,
    settings: definition.settings.parse(settings),
    timers: systemTimers,
    utc: () => new Date().toISOString(),
    spool: path.join(root, 'spool'),
  });
  const stop = new AbortController();
  const run = driver.run(stop.signal);
  run.catch(() => {});
  ending.push(async () => {
    stop.abort();
    await run;
  });
  return (await driver.capabilities).listensOn ?? '';
}

async function watched(settings: object = {}): Promise<{ device: RunningDeviceSide; folder: string }> {
  const folder = path.join(root, 'folder');
  await mkdir(folder);
  await receive(
    dropFolder,
    { kind: 'folder', path: folder },
    { pollMs: 100, stableMs: 300, graceMs: 0, ...settings },
  );
  const device = await startDropFolder({ to: `folder:${folder}`, seed: 3, speed: 100 });
  ending.push(() => device.close());
  return { device, folder };
}

async function listening(): Promise<RunningDeviceSide> {
  const port = await receive(dicomReceiver, { kind: 'listen', host: '127.0.0.1', port: 0 }, {});
  const device = await startDicomSender({ to: `tcp://${port}`, seed: 3 });
  ending.push(() => device.close());
  return device;
}

const bytesOf = (plane = new Uint16Array()) => Buffer.from(plane.buffer);
const taken = (at: number) => importPicture(`${station.images[at]?.file}.taken`);
const received = (count: number) =>
  expect.poll(() => station.images.length + station.refusals.length, { timeout: 20_000 }).toBe(count);

test.each([
  ['tiff', 'json', 'rename', 1],
  ['png', 'xml', 'direct', 1],
  ['dicom', 'txt', 'slow', 2],
  ['dicos', 'none', 'rename', 2],
] as const)(
  'a scene as %s with %s, written by %s, comes out of the folder count by count',
  async (format, car, way, planes) => {
    const { device, folder } = await watched();
    await device.order({
      do: 'picture',
      lines: 60,
      seed: 9,
      format,
      way,
      sideCar: car,
      plate: '777 <A> & B',
      container: 'CSQU3054383',
    });
    await received(1);
    expect(station.refusals).toEqual([]);
    const [image] = station.images;
    expect(image?.format).toBe(format);
    if (car !== 'none')
      expect(image?.about).toMatchObject({ plate: '777 <A> & B', container: 'CSQU3054383' });
    const scene = scenePicture({ lines: 60 }, 9);
    const picture = await taken(0);
    expect([picture.width, picture.height, picture.planes.length]).toEqual([60, scene.height, planes]);
    picture.planes.forEach((plane, i) => {
      expect(Buffer.compare(bytesOf(plane), bytesOf(scene.planes[i]))).toBe(0);
    });
    if (planes === 2) expect(picture.geometry.energiesMeV).toEqual(scene.energiesMeV);
    await expect.poll(() => readdir(folder)).toEqual(['done']);
  },
);

test('half a picture, and what is none, are refused; the same again is not given twice', async () => {
  const { device } = await watched();
  await device.order({ do: 'picture', lines: 40, share: 0.5, name: 'half.tif' });
  await device.order({ do: 'file', name: 'letter.tif', content: 'Dear customs,' });
  await received(2);
  expect(station.refusals.map(({ name, code }) => [name, code]).sort()).toEqual([
    ['half.tif', 'IMAGE_UNREADABLE'],
    ['letter.tif', 'IMAGE_UNREADABLE'],
  ]);
  await device.order({ do: 'again', name: 'whole.tif' });
  await received(3);
  await device.order({ do: 'again' });
  await device.order({ do: 'picture', lines: 41 });
  await received(4);
  expect(station.images.map(({ name }) => name)).toEqual(['whole.tif', 'scan-0005.tif']);
});

test('orders to the folder that make no sense are refused in a sentence', async () => {
  const { device } = await watched();
  await expect(device.order({ do: 'again' })).rejects.toThrow('No picture has been written yet');
  await expect(device.order({ do: 'file', name: '../x', content: '' })).rejects.toThrow('a plain name');
  await expect(startDropFolder({ to: 'folder:relative', seed: 1, speed: 1 })).rejects.toMatchObject({
    code: 'LINK_ADDRESS_INVALID',
  });
  await expect(startDropFolder({ to: path.join(root, 'none'), seed: 1, speed: 1 })).rejects.toMatchObject({
    code: 'LINK_FAILED',
  });
});

test('a scene is sent by C-STORE count by count, and sent again is the same picture', async () => {
  const device = await listening();
  await device.order({ do: 'echo' });
  await device.order({ do: 'picture', lines: 80, seed: 4, reference: 'LANE-2-0017' });
  await device.order({ do: 'again' });
  expect(station.images).toEqual([
    expect.objectContaining({
      format: 'dicom',
      about: expect.objectContaining({ reference: 'LANE-2-0017' }),
    }),
  ]);
  const scene = scenePicture({ lines: 80 }, 4);
  const picture = await taken(0);
  picture.planes.forEach((plane, i) => {
    expect(Buffer.compare(bytesOf(plane), bytesOf(scene.planes[i]))).toBe(0);
  });
  expect(picture.planes).toHaveLength(2);
  expect(picture.geometry.imported).toMatchObject({ counts: 'transmission', pitchKnown: true });
});

test('what the receiver refuses is told to who ordered it', async () => {
  const device = await listening();
  await expect(device.order({ do: 'picture', lines: 10, kind: 'ct' })).rejects.toThrow(
    'takes no object of this class',
  );
  await expect(device.order({ do: 'picture', lines: 10, called: 'OTHER' })).rejects.toThrow(
    'rejected for reason 7',
  );
  await expect(startDicomSender({ to: 'folder:/tmp', seed: 1 })).rejects.toMatchObject({
    code: 'LINK_ADDRESS_INVALID',
  });
  await expect
    .poll(() => station.refusals.map(({ code }) => code))
    .toEqual(['IMAGE_NOT_A_RADIOGRAPH', 'IMAGE_SENDER_REFUSED']);
});
