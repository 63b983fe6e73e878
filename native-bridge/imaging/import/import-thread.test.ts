import { execFileSync } from 'node:child_process';
import { truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { deflateRawSync, deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../strips.fixture.ts';
import { dicomDataSet, dicomFile } from './dicom-files.fixture.ts';
import { importPicture } from './import-picture.ts';
import { type ImportTimes, runImport } from './import-thread.ts';
import { pngFile } from './png-files.fixture.ts';

const worker = new URL('misbehaving-worker.fixture.ts', import.meta.url);
const times: ImportTimes = { baseMs: 150, perFileMiB: 0, perPixelMiB: 20, apartMs: 10_000 };

function misbehave(file: string, more: Partial<ImportTimes> = {}) {
  return runImport({ file, pixels: true }, { worker, times: { ...times, ...more } });
}

describe('a decoder that goes wrong', () => {
  for (const way of ['hangs', 'hangs in a codec']) {
    test(`and ${way} is ended when its time is up`, async () => {
      await expect(misbehave(way)).rejects.toMatchObject({ code: 'IMAGE_TIMED_OUT' });
    });
  }

  test('before it has begun is ended as well', async () => {
    await expect(misbehave('never starts', { apartMs: 300 })).rejects.toMatchObject({
      code: 'IMAGE_TIMED_OUT',
    });
  });

  test('has the more time the more it has yielded, and no more than that', async () => {
    const refusal = await misbehave('yields, then hangs').then(
      () => null,
      (error: { details: { seconds: number } }) => error,
    );
    expect(refusal).toMatchObject({ code: 'IMAGE_TIMED_OUT' });
    // 150 ms and 20 ms for each of 10 MiB.
    expect(refusal!.details.seconds).toBeGreaterThanOrEqual(0.3);
  });

  test('and takes all the memory it can is ended', async () => {
    await expect(misbehave('eats memory', { baseMs: 20_000 })).rejects.toMatchObject({
      code: 'IMAGE_TOO_LARGE',
    });
  });

  for (const way of ['crashes', 'ends']) {
    test(`and ${way} costs its file and nothing else`, async () => {
      await expect(misbehave(way, { baseMs: 20_000 })).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
    });
  }

  test('does not keep the next file from being read', async () => {
    await using folder = await temporaryFolder();
    const file = path.join(folder.path, 'a.png');
    await writeFile(file, pngFile({ width: 2, height: 1, rows: [Uint8Array.of(0, 1, 0, 2)] }));
    const hung = misbehave('hangs');
    const read = importPicture(file);
    await expect(hung).rejects.toMatchObject({ code: 'IMAGE_TIMED_OUT' });
    expect((await read).planes).toEqual([Uint16Array.of(1, 2)]);
  });
});

test('an import that is given up ends at once', async () => {
  const abort = new AbortController();
  const hung = runImport({ file: 'hangs', pixels: true }, { worker, signal: abort.signal });
  const waiting = runImport({ file: 'hangs', pixels: true }, { worker, signal: abort.signal });
  abort.abort(new Error('enough'));
  await expect(hung).rejects.toThrow('enough');
  await expect(waiting).rejects.toThrow('enough');
});

describe('what is no file of bytes is refused and never waited for', () => {
  test('nothing, and a folder', async () => {
    await using folder = await temporaryFolder();
    await expect(importPicture(path.join(folder.path, 'none.png'))).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
      details: { reason: 'it is not there' },
    });
    await expect(importPicture(folder.path)).rejects.toMatchObject({ details: { reason: 'it is no file' } });
  });

  test('a pipe that nobody writes to', async (context) => {
    if (process.platform === 'win32') context.skip('Windows has no such pipes in folders');
    await using folder = await temporaryFolder();
    const pipe = path.join(folder.path, 'pipe.tif');
    execFileSync('mkfifo', [pipe]);
    await expect(importPicture(pipe)).rejects.toMatchObject({ details: { reason: 'it is no file' } });
  });
});

describe('a bomb goes off nowhere', () => {
  /** 300 MB of zeros, packed. */
  const zeros = Buffer.alloc(300 * 1024 * 1024);
  const bombs: Readonly<Record<string, () => readonly [Uint8Array, string]>> = {
    'a PNG that unpacks to a thousand times its size': () => [
      pngFile({ width: 100, height: 100, idat: deflateSync(zeros, { level: 1 }) }),
      'IMAGE_UNREADABLE',
    ],
    'a PNG that claims 100000 × 8000 pixels': () => [
      pngFile({ width: 100_000, height: 8000, idat: deflateSync(Buffer.alloc(10)) }),
      'IMAGE_TOO_LARGE',
    ],
    'a PNG that claims more pixels than there are numbers for': () => [
      pngFile({ width: 0xffffffff, height: 0xffffffff, idat: deflateSync(Buffer.alloc(10)) }),
      'IMAGE_TOO_LARGE',
    ],
    'a deflated DICOM': () => {
      const plain = dicomFile({ transferSyntax: '1.2.840.10008.1.2.1.99' });
      const meta = plain.subarray(0, plain.length - dicomDataSet({}).length);
      return [Buffer.concat([meta, deflateRawSync(zeros, { level: 1 })]), 'IMAGE_UNREADABLE'];
    },
    'a DICOM that claims 65535 × 65535 pixels': () => [
      dicomFile({ rows: 65_535, columns: 65_535 }),
      'IMAGE_TOO_LARGE',
    ],
    'a JPEG 2000 that is larger than its header says': () => {
      const size = Buffer.alloc(60);
      size.writeUInt32BE(0xff4fff51, 0);
      for (const at of [8, 12, 24, 28]) size.writeUInt32BE(60_000, at);
      size.set([0, 1, 15, 1, 1], 40);
      return [dicomFile({ transferSyntax: '1.2.840.10008.1.2.4.90', pixels: [size] }), 'IMAGE_UNREADABLE'];
    },
  };

  for (const [name, bomb] of Object.entries(bombs)) {
    test(name, async () => {
      await using folder = await temporaryFolder();
      const file = path.join(folder.path, 'bomb');
      const [bytes, code] = bomb();
      await writeFile(file, bytes);
      await expect(importPicture(file)).rejects.toMatchObject({ code });
    });
  }

  test('a file of a gigabyte of nothing is refused unread', async () => {
    await using folder = await temporaryFolder();
    const file = path.join(folder.path, 'huge.tif');
    await writeFile(file, 'II*\0');
    await truncate(file, 1024 ** 3);
    await expect(importPicture(file)).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
  });
});
