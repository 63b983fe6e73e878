import path from 'node:path';
import { expect, test } from 'vitest';
import { ImagingThread } from './imaging-thread.ts';
import { geometryOf, pixelsOf, scanId, temporaryFolder, writeCapture } from './strips.fixture.ts';

test('a thread that ends fails what it was asked, and the next call starts another', async () => {
  await using folder = await temporaryFolder();
  const file = path.join(folder.path, 'a.strips');
  const geometry = geometryOf(10, [6]);
  await writeCapture(file, geometry, pixelsOf(geometry, 20));
  const thread = new ImagingThread();
  const picture = { key: 1, source: { kind: 'strips', path: file } } as const;
  const otherwise = { code: 'SCAN_FILE_DAMAGED', details: { path: file } } as const;
  const ask = () => thread.call({ kind: 'info', picture }, { otherwise });
  const cut = expect(ask()).rejects.toMatchObject({
    code: 'SCAN_FILE_DAMAGED',
    message: expect.stringContaining('try again'),
    details: { path: file, reason: expect.stringContaining('ended') },
  });
  const stopped = thread.stop();
  const next = ask();
  await Promise.all([cut, stopped]);
  expect(await next).toMatchObject({ scanId, columns: 20 });
  await thread.stop();
});

test('a picture that the thread no longer has open is opened again', async () => {
  await using folder = await temporaryFolder();
  const file = path.join(folder.path, 'a.strips');
  const geometry = geometryOf(10, [6]);
  await writeCapture(file, geometry, pixelsOf(geometry, 20));
  const thread = new ImagingThread();
  const picture = { key: 7, source: { kind: 'strips', path: file } } as const;
  const otherwise = { code: 'SCAN_FILE_DAMAGED', details: { path: file } } as const;
  const address = { level: 0, column: 0, row: 0 };
  const tile = () => thread.call({ kind: 'tile', picture, address }, { otherwise });
  const first = await tile();
  await thread.stop();
  expect(await tile()).toEqual(first);
  await thread.stop();
});
