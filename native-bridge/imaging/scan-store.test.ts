import { mkdir, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openScanStore, type ScanStore } from './scan-store.ts';
import { beginOf, endOf, geometryOf, pixelsOf, scanId, stripOf, temporaryFolder } from './strips.fixture.ts';

const geometry = geometryOf(300, [6, 4], 700);
const overview = { level: 1, column: 0, row: 0 };
const corner = { level: 0, column: 1, row: 0 };

async function captured(store: ScanStore) {
  const pixels = pixelsOf(geometry, 700);
  const writer = await store.createCapture(beginOf(geometry));
  for (let first = 0; first < 700; first += 50) await writer.append(stripOf(geometry, pixels, first, 50));
  await writer.end(endOf(700));
}

test('one picture goes from the strips to the archive, and its tiles do not change', async () => {
  await using folder = await temporaryFolder();
  const store = await openScanStore(folder.path);
  const pixels = pixelsOf(geometry, 700);
  const writer = await store.createCapture(beginOf(geometry));
  const picture = await store.openPicture(scanId, undefined, writer);
  expect(picture.info()).toMatchObject({ state: 'receiving', columns: 0, levels: 2 });
  await writer.append(stripOf(geometry, pixels, 0, 600));
  await expect.poll(() => picture.info().columns).toBe(600);
  expect((await picture.tile(overview)).final).toBe(false);
  await writer.append(stripOf(geometry, pixels, 600, 100));
  await writer.end(endOf(700));
  expect(await picture.refresh()).toMatchObject({ state: 'complete', columns: 700 });
  const before = [await picture.tile(overview), await picture.tile(corner)];

  const scan = await store.archive(scanId);
  const underWay = picture.tile(corner);
  await picture.useArchive(scan.planes.map((plane) => store.planePath(plane.file)));
  await store.discardCapture(scanId);
  await store.discardCapture(scanId);
  expect(await store.listCaptures()).toEqual([]);
  expect(await picture.refresh()).toMatchObject({ state: 'complete', columns: 700, levels: 2 });
  expect([await picture.tile(overview), await picture.tile(corner)]).toEqual(before);
  expect(await underWay).toEqual(before[1]);
  await picture.close();

  const again = await store.openPicture(
    scanId,
    scan.planes.map((plane) => plane.file),
  );
  expect(await again.tile(overview)).toEqual(before[0]);
  await again.close();
});

test('after a crash the captures without an end are listed, recovered and archived', async () => {
  await using folder = await temporaryFolder();
  const before = await openScanStore(folder.path);
  const writer = await before.createCapture(beginOf(geometry));
  await writer.append(stripOf(geometry, pixelsOf(geometry, 700), 0, 400));
  await writer.close();
  await truncate(before.capturePath(scanId), (await stat(before.capturePath(scanId))).size - 1);
  const second = '11111111-1111-4111-8111-111111111111';
  const other = await before.createCapture({ scanId: second, geometry });
  await other.append(stripOf(geometry, pixelsOf(geometry, 700), 0, 64));
  await other.close();
  await writeFile(path.join(folder.path, 'scans', `${second}.6MeV.tif.part`), 'half');
  await writeFile(path.join(folder.path, 'captures', 'notes.txt'), 'kept');

  const store = await openScanStore(folder.path);
  expect(await readdir(path.join(folder.path, 'scans'))).toEqual([]);
  expect(await store.listCaptures()).toEqual([scanId, second]);
  expect((await store.recover(scanId)).end.lines).toBe(0);
  await expect(store.archive(scanId)).rejects.toMatchObject({ code: 'ARCHIVE_FAILED' });
  expect((await store.recover(second)).end).toEqual({
    scanId: second,
    lines: 64,
    defects: [{ kind: 'station-stopped', afterLine: 64 }],
  });
  const scan = await store.archive(second);
  expect(scan).toMatchObject({ scanId: second, width: 64 });
  const picture = await store.openPicture(
    second,
    scan.planes.map((plane) => plane.file),
  );
  expect(picture.info().state).toBe('incomplete');
  await picture.close();
  expect(await readdir(path.join(folder.path, 'captures'))).toContain('notes.txt');
});

test('the strips stand in for an archive that cannot be read, and without them the archive is what is named', async () => {
  await using folder = await temporaryFolder();
  const store = await openScanStore(folder.path);
  await captured(store);
  const planes = (await store.archive(scanId)).planes.map((plane) => plane.file);
  await truncate(store.planePath(planes[1]!), 1000);
  const picture = await store.openPicture(scanId, planes);
  expect((await picture.tile(overview)).final).toBe(true);
  await expect(picture.useArchive(planes.map(store.planePath))).rejects.toMatchObject({
    code: 'SCAN_FILE_DAMAGED',
  });
  expect((await picture.tile(overview)).final).toBe(true);
  await picture.close();
  await store.discardCapture(scanId);
  await expect(store.openPicture(scanId, planes)).rejects.toMatchObject({ code: 'SCAN_FILE_DAMAGED' });
  await rm(store.planePath(planes[1]!));
  await expect(store.openPicture(scanId, planes)).rejects.toMatchObject({ code: 'SCAN_FILE_MISSING' });
  await expect(store.openPicture(scanId)).rejects.toMatchObject({ code: 'CAPTURE_MISSING' });
});

test('a folder that is a file is refused with a sentence; a name never leaves its folder', async () => {
  await using folder = await temporaryFolder();
  await writeFile(path.join(folder.path, 'captures'), 'in the way');
  await expect(openScanStore(folder.path)).rejects.toMatchObject({ code: 'CAPTURE_WRITE_FAILED' });
  await mkdir(path.join(folder.path, 'post'));
  const store = await openScanStore(path.join(folder.path, 'post'));
  expect(path.dirname(store.planePath('../../etc/passwd'))).toBe(path.join(folder.path, 'post', 'scans'));
  expect(path.dirname(store.capturePath('..\\..\\x'))).toBe(path.join(folder.path, 'post', 'captures'));
});
