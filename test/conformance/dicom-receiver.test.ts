import { execFile, spawn } from 'node:child_process';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dicomReceiver } from '../../native-bridge/drivers/dicom-receiver/dicom-receiver.ts';
import { ImageStation } from '../../native-bridge/drivers/image-intake/image-sink.fixture.ts';
import { systemTimers } from '../../native-bridge/transport/timers.ts';
import { samplesFolder, samplesMissing } from '../samples.ts';
import { dcmtkCells, missingTool } from './reference-pixels.ts';

/*
 * The DICOM receiver against senders nobody here wrote: dcmtk's storescu and echoscu. What dcmtk's own receiver,
 * storescp, stores of the same sending is what ours has to store.
 */

const missing = missingTool('dcmdump') ?? samplesMissing;
if (missing !== null) process.stderr.write(`The DICOM receiver is not tested against dcmtk: ${missing}\n`);

let folder: string;
let station: ImageStation;
let stop: (() => Promise<void>) | undefined;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'scanpost-scp-'));
  station = new ImageStation();
});
afterEach(async () => {
  await stop?.();
  stop = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function listen(settings: Record<string, unknown> = {}): Promise<string> {
  const driver = dicomReceiver.create({
    link: { kind: 'listen', host: '127.0.0.1', port: 0 },
    sink: station,
    settings: dicomReceiver.settings.parse(settings),
    timers: systemTimers,
    utc: () => new Date().toISOString(),
    spool: path.join(folder, 'spool'),
  });
  const signal = new AbortController();
  const run = driver.run(signal.signal);
  run.catch(() => {});
  stop = async () => {
    signal.abort();
    await run;
  };
  return (await driver.capabilities).listensOn?.split(':')[1] ?? '';
}

interface Outcome {
  readonly code: number;
  readonly output: string;
}

async function send(port: string, args: readonly string[], file: string): Promise<Outcome> {
  return dcmtk('storescu', ['-v', '-R', '-aec', 'SCANPOST', ...args, '127.0.0.1', port, file]);
}

function dcmtk(program: string, args: readonly string[]): Promise<Outcome> {
  return promisify(execFile)(program, [...args]).then(
    ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      output: error.stdout + error.stderr,
    }),
  );
}

/** A sample whose class is that of an X-ray picture: the samples with the rarer syntaxes are CT and MR. */
async function asRadiograph(sample: string, ...changes: readonly string[]): Promise<string> {
  const file = path.join(folder, path.basename(sample));
  await copyFile(path.join(samplesFolder, sample), file);
  const { code, output } = await dcmtk('dcmodify', ['-nb', '-m', `0008,0016=${dx}`, ...changes, file]);
  expect(code, output).toBe(0);
  return file;
}
const dx = '1.2.840.10008.5.1.4.1.1.1.1.1';

/** What dcmtk's receiver stores of the same sending, bit by bit. */
async function storedByDcmtk(args: readonly string[], file: string): Promise<Buffer> {
  const probe = createServer();
  const port = await new Promise<number>((resolve) => {
    probe.listen(0, '127.0.0.1', () => resolve((probe.address() as { port: number }).port));
  });
  await new Promise((resolve) => probe.close(resolve));
  const into = await mkdtemp(path.join(folder, 'storescp-'));
  const receiver = spawn('storescp', ['+B', '+xa', '-od', into, String(port)], { stdio: 'ignore' });
  try {
    for (let tries = 0; tries < 200; tries++) {
      if ((await dcmtk('echoscu', ['127.0.0.1', String(port)])).code === 0) break;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    const { code, output } = await send(String(port), args, file);
    expect(code, output).toBe(0);
    const [name] = await readdir(into);
    return await readFile(path.join(into, name ?? ''));
  } finally {
    receiver.kill();
  }
}

/** The data set of a DICOM file: what follows the file meta information, whose length its first element says. */
function dataSetOf(file: Buffer): Buffer {
  expect(file.toString('latin1', 128, 132)).toBe('DICM');
  return file.subarray(144 + file.readUInt32LE(140));
}

describe.skipIf(missing !== null)('dcmtk sends', () => {
  test('an echo, and is answered', async () => {
    const port = await listen();
    expect(await dcmtk('echoscu', ['-aec', 'SCANPOST', '--repeat', '5', '127.0.0.1', port])).toMatchObject({
      code: 0,
    });
    expect(station.refusals).toEqual([]);
  });

  const dicos = (name: string) => async () => path.join(samplesFolder, 'dicos', name);
  const dicom = (name: string) => () => asRadiograph(path.join('dicom', name));
  test.each([
    ['DICOS DX, explicit little-endian', ['-xe'], dicos('v02a-dx.dcs'), 'dicos', 'dcmconv'],
    ['DICOS DX, implicit little-endian', ['-xi'], dicos('v02a-dx.dcs'), 'dicos', 'dcmconv'],
    ['DICOS DX, big-endian', ['-xb'], dicos('v02a-dx.dcs'), 'dicos', 'dcmconv'],
    ['DICOS DX, deflated', ['-xd'], dicos('v02a-dx.dcs'), 'dicos', 'dcmconv'],
    ['DICOS DX, JPEG lossless', ['-xs'], dicos('v02-dx.dcs'), 'dicos', 'dcmdjpeg'],
    ['DICOS DX for presentation', ['-xs'], dicos('SimplePresentationDX.dcs'), 'dicos', 'dcmdjpeg'],
    ['DX, implicit little-endian', ['-xi'], dicom('CT1_UNC.implicit_little_endian.dcm'), 'dicom', 'dcmconv'],
    ['DX, big-endian', ['-xb'], dicom('MR_small_bigendian.dcm'), 'dicom', 'dcmconv'],
    ['DX, RLE', ['-xr'], dicom('MR_small_RLE.dcm'), 'dicom', 'dcmdrle'],
    ['DX, JPEG-LS', ['-xt'], dicom('MR_small_jpeg_ls_lossless.dcm'), 'dicom', 'dcmdjpls'],
    ['DX, JPEG 2000 lossless', ['-xv'], dicom('MR_small_jp2klossless.dcm'), 'dicom', null],
  ] as const)('%s, and every bit of it is stored', async (_, args, prepare, format, unpacker) => {
    const file = await prepare();
    const port = await listen();
    const { code, output } = await send(port, args, file);
    expect(code, output).toBe(0);
    expect(station.refusals).toEqual([]);
    expect(station.images).toEqual([expect.objectContaining({ format })]);
    const received = station.pictures.get(station.images[0]?.sha256 ?? '') ?? Buffer.alloc(0);
    const reference = await storedByDcmtk(args, file);
    expect(dataSetOf(received).equals(dataSetOf(reference))).toBe(true);
    if (unpacker !== null) {
      const taken = `${station.images[0]?.file}.taken`;
      expect(dcmtkCells(taken, unpacker).equals(dcmtkCells(file, unpacker))).toBe(true);
    }
    // Another sending of the same instance is the same picture.
    expect((await send(port, args, file)).code).toBe(0);
    expect(station.images).toHaveLength(1);
  });

  test('a threat report, and it is attached with what it says', async () => {
    const port = await listen();
    const { code, output } = await send(port, ['-xe'], path.join(samplesFolder, 'dicos/v02a-tdr.dcs'));
    expect(code, output).toBe(0);
    expect(station.images).toEqual([]);
    expect(station.reports).toEqual([
      expect.objectContaining({ summary: expect.stringContaining('Threat detection report') }),
    ]);
  });

  test.each([
    [
      'a threat report where none are wanted',
      { threatReports: 'refuse' },
      ['-xe'],
      'dicos/v02a-tdr.dcs',
      'IMAGE_NOT_A_RADIOGRAPH',
      'Threat Detection Report',
    ],
    [
      'a CT picture',
      {},
      ['-xi'],
      'dicom/CT1_UNC.implicit_little_endian.dcm',
      'IMAGE_NOT_A_RADIOGRAPH',
      'CT Image Storage',
    ],
    [
      'a lossy picture that it can send in no other way',
      { secondaryCapture: true },
      ['-xx'],
      'dicom/JPGExtended.dcm',
      'IMAGE_SYNTAX_UNSUPPORTED',
      'JPEG Extended',
    ],
  ] as const)('%s, and is told that it is not taken', async (_, settings, args, sample, code, reason) => {
    const port = await listen(settings);
    const outcome = await send(port, args, path.join(samplesFolder, sample));
    expect(outcome.code).not.toBe(0);
    expect(outcome.output).toMatch(/No Acceptable Presentation Contexts|unable to convert dataset/i);
    await expect.poll(() => station.refusals).toEqual([expect.objectContaining({ code, file: null })]);
    expect(Object.values(station.refusals[0]?.details ?? {}).join()).toContain(reason);
    expect(station.images).toEqual([]);
  });

  test.each([
    ['a picture of three samples a pixel', 'dicom/MR_small.dcm', ['-m', '0028,0002=3']],
    ['a picture without its pixels', 'dicom/MR_small.dcm', ['-e', '7fe0,0010']],
    ['what is no picture at all', 'dicom/badVR.dcm', []],
  ])('%s, and is told why in the status of the store', async (_, sample, changes) => {
    const port = await listen();
    const file = await asRadiograph(sample, ...changes);
    const { output } = await dcmtk('storescu', ['-d', '-R', '-aec', 'SCANPOST', '127.0.0.1', port, file]);
    const [refusal] = station.refusals;
    expect(station.images).toEqual([]);
    expect(refusal?.file).toContain('quarantine');
    expect(output).toMatch(/DIMSE Status\s+: 0x(a9|c0)00/i);
    const reason = String(Object.values(refusal?.details ?? {})[0]);
    const comment = /\(0000,0902\) LO \[(.*?)\s*\]/.exec(output)?.[1];
    expect(comment).toBe(
      reason
        .replaceAll(/[^ -~]/g, '?')
        .slice(0, 64)
        .trimEnd(),
    );
  });

  test('to a name that is not ours, or from a name that is not listed, and is rejected', async () => {
    const port = await listen({ callers: ['GANTRY1'] });
    const sample = path.join(samplesFolder, 'dicos/v02a-dx.dcs');
    const other = await send(port, ['-aec', 'OTHER', '-aet', 'GANTRY1'], sample);
    expect(other.output).toMatch(/Called AE Title Not Recognized/i);
    const stranger = await send(port, ['-aet', 'STRANGER'], sample);
    expect(stranger.output).toMatch(/Calling AE Title Not Recognized/i);
    expect(await send(port, ['-aet', 'GANTRY1'], sample)).toMatchObject({ code: 0 });
    expect(station.refusals.map(({ code }) => code)).toEqual([
      'IMAGE_SENDER_REFUSED',
      'IMAGE_SENDER_REFUSED',
    ]);
    expect(station.images).toHaveLength(1);
  });

  test('and aborts, and sends again', async () => {
    const port = await listen();
    const sample = path.join(samplesFolder, 'dicos/v02a-dx.dcs');
    await send(port, ['--abort'], sample);
    expect(await send(port, [], sample)).toMatchObject({ code: 0 });
    expect(station.images).toHaveLength(1);
  });

  test('twenty at once, each picture once', async () => {
    const port = await listen({ maxAssociations: 32 });
    const files = ['v02a-dx.dcs', 'v02-dx.dcs'].map((name) => path.join(samplesFolder, 'dicos', name));
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, i) => send(port, i % 2 === 0 ? [] : ['-xs'], files[i % 2] ?? '')),
    );
    expect(outcomes.map(({ code }) => code)).toEqual(outcomes.map(() => 0));
    expect(station.images).toHaveLength(2);
    expect(station.overlapped).toBe(false);
  });

  test('what is larger than it may be, and is told so', async () => {
    const port = await listen({ maxMegabytes: 1 });
    const zeros = path.join(folder, 'zeros');
    await writeFile(zeros, Buffer.alloc(2 * 2 ** 20));
    const file = await asRadiograph('dicom/MR_small.dcm', '-mf', `7fe0,0010=${zeros}`);
    const { output } = await send(port, ['-xi'], file);
    expect(output).toMatch(/Refused: OutOfResources/i);
    expect(station.refusals).toEqual([expect.objectContaining({ code: 'IMAGE_TOO_LARGE', file: null })]);
  });
});
