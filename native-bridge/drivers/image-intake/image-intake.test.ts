import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { displayName } from './display-name.ts';
import { ImageIntake } from './image-intake.ts';
import { ImageStation, inspectByWord } from './image-sink.fixture.ts';
import type { InspectFile } from './inspect.ts';

let spool: string;
let station: ImageStation;
const never = new AbortController().signal;
beforeEach(async () => {
  spool = await mkdtemp(path.join(tmpdir(), 'scanpost-intake-'));
  station = new ImageStation();
});
afterEach(() => rm(spool, { recursive: true, force: true }));

const open = (inspect: InspectFile = inspectByWord) =>
  ImageIntake.open({ spool, sink: station, inspect, utc: () => '2026-03-01T08:00:00.000Z' });

async function store(intake: ImageIntake, content: string, name = 'a.tif') {
  const incoming = await intake.begin(1000);
  await incoming.write(Buffer.from(content));
  return intake.take(await incoming.finish(), { name }, never);
}

test('whatever a header says of the truck, the picture gets to the station', async () => {
  const about = { plate: 'x'.repeat(5000), container: 'c'.repeat(201), reference: '\u0000' };
  const intake = await open(async () => ({ kind: 'picture', format: 'dicos', about }));
  await store(intake, 'picture', `../${'🚚'.repeat(300)}\n.dcs`);
  expect(station.images[0]?.about.plate).toHaveLength(200);
  expect(station.images[0]?.file).toMatch(/received[/\\][0-9a-f]{64}\.dcm$/);
});

test('a note that is not whole, or not ours, and a file without a note are swept away', async () => {
  await open();
  await writeFile(path.join(spool, 'incoming/x.part'), 'half');
  await writeFile(path.join(spool, 'pending/x.part.json'), '{"from":"x.part","to":"received/');
  const evil = { from: 'x.part', to: '../../etc/passwd', what: { kind: 'report' } };
  await writeFile(path.join(spool, 'pending/y.part.json'), JSON.stringify(evil));
  await open();
  expect(await readdir(path.join(spool, 'incoming'))).toEqual([]);
  expect(await readdir(path.join(spool, 'pending'))).toEqual([]);
  expect([station.images, station.refusals]).toEqual([[], []]);
});

test('the quarantine keeps the latest thousand', async () => {
  const intake = await open();
  const folder = path.join(spool, 'quarantine');
  for (let i = 0; i < 1001; i++) {
    const name = path.join(folder, String(i).padStart(64, '0'));
    await writeFile(`${name}.bin`, '');
    await writeFile(`${name}.json`, '');
    await utimes(`${name}.bin`, i, i);
  }
  await store(intake, 'rubbish');
  const left = (await readdir(folder)).sort();
  expect(left.filter((name) => name.endsWith('.bin'))).toHaveLength(1000);
  expect(left.filter((name) => name.endsWith('.json'))).toHaveLength(1000);
  expect(left).not.toContain(`${'1'.padStart(64, '0')}.bin`);
  expect(left).toContain(`${'2'.padStart(64, '0')}.bin`);
  expect(await readFile(station.refusals[0]?.file ?? '', 'utf8')).toBe('rubbish');
});

test('what is refused is looked at again when it comes again, what is taken is not', async () => {
  let readable = false;
  const intake = await open(async (...args) =>
    readable ? { kind: 'picture', format: 'png', about: {} } : inspectByWord(...args),
  );
  expect((await store(intake, 'odd')).kind).toBe('refused');
  readable = true;
  expect((await store(intake, 'odd')).kind).toBe('picture');
  expect((await store(intake, 'odd')).kind).toBe('duplicate');
});

test('a picture larger than it may be stops where it is', async () => {
  const incoming = await (await open()).begin(10);
  await incoming.write(Buffer.alloc(10));
  await expect(incoming.write(Buffer.alloc(1))).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
  await incoming.discard();
  expect(await readdir(path.join(spool, 'incoming'))).toEqual([]);
});

test('a name is one printable line without folders, whatever it was', () => {
  expect(displayName('C:\\pictures\\..\\scan 7.tif')).toBe('scan 7.tif');
  expect(displayName('a/b/')).toBe('(no name)');
  expect(displayName('снимок\u202egnp.exe')).toBe('снимок\u{fffd}gnp.exe');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (foreign) => {
      const name = displayName(foreign);
      expect([...name].length).toBeLessThanOrEqual(120);
      expect(name).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\]+$/u);
    }),
  );
});
