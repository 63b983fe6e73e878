import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { archiveCapture, verifyArchive } from './archive.ts';
import { openArchivedPicture } from './archived-picture.ts';
import { createCapture, openCapture } from './capture.ts';
import { openLivePicture } from './live-picture.ts';
import { allTiles, firstDifference, modelLevels, modelTile, readTile } from './picture-model.fixture.ts';
import {
  beginOf,
  endOf,
  geometryOf,
  pixelsOf,
  scanId,
  stripOf,
  temporaryFolder,
  writeCapture,
} from './strips.fixture.ts';

const aborted = [{ kind: 'aborted', by: 'operator', reason: 'ворота "2"\nоткрыты' }] as const;

describe('an archived scan', () => {
  test('holds every pixel of every level, as another library reads them', async () => {
    await using folder = await temporaryFolder();
    const geometry = geometryOf(600, [6, 3.5]);
    const pixels = pixelsOf(geometry, 1301);
    const file = path.join(folder.path, 'a.strips');
    await writeCapture(file, geometry, pixels, 37);
    const scan = await archiveCapture(file, folder.path, scanId);
    expect(scan).toMatchObject({ scanId, width: 1301, height: 600, levels: 3, geometry, end: endOf(1301) });
    expect(scan.planes.map((plane) => [plane.file, plane.energyMeV])).toEqual([
      [`${scanId}.6MeV.tif`, 6],
      [`${scanId}.3.5MeV.tif`, 3.5],
    ]);
    const levels = modelLevels(geometry, pixels, 3);
    for (const [plane, { file }] of scan.planes.entries()) {
      for (const [index, level] of levels.entries()) {
        const options = index === 0 ? {} : { tiff: { subifd: index - 1 } };
        const { data, info } = await sharp(path.join(folder.path, file), options)
          .toColourspace('grey16')
          .raw({ depth: 'ushort' })
          .toBuffer({ resolveWithObject: true });
        expect([info.width, info.height, info.channels]).toEqual([level.columns, level.rows, 1]);
        const expected = Uint16Array.from({ length: level.columns * level.rows }, (_, i) =>
          level.at(i % level.columns, Math.floor(i / level.columns), plane),
        );
        const read = new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
        expect(firstDifference(read, expected)).toBeNull();
      }
    }
  });

  test('says what it is, in fields any TIFF tool shows', async () => {
    await using folder = await temporaryFolder();
    const geometry = geometryOf(600, [6, 3.5], 1400);
    const file = path.join(folder.path, 'a.strips');
    await writeCapture(file, geometry, pixelsOf(geometry, 600), 100, aborted);
    const scan = await archiveCapture(file, folder.path, scanId);
    const metadata = await sharp(path.join(folder.path, scan.planes[1]!.file)).metadata();
    expect(metadata).toMatchObject({
      format: 'tiff',
      depth: 'ushort',
      width: 600,
      height: 600,
      subifds: 2,
      resolutionUnit: 'cm',
    });
    const bytes = await readFile(path.join(folder.path, scan.planes[1]!.file), 'latin1');
    const text = bytes.slice(bytes.indexOf('{\n "format"'));
    expect(JSON.parse(text.slice(0, text.indexOf('\0')))).toEqual({
      format: 'Scanpost cargo X-ray scan',
      scanId,
      plane: 1,
      energyMeV: 3.5,
      geometry,
      lines: 600,
      defects: aborted,
    });
  });

  test('has the calibration of its scanner, as the strip file had', async () => {
    await using folder = await temporaryFolder();
    const file = path.join(folder.path, 'a.strips');
    const calibration = (['steel', 'aluminium'] as const).flatMap((material) =>
      [5, 10.5, 40].map((massThickness) => ({
        material,
        massThickness,
        transmission: [Math.exp(-massThickness / 25), Math.exp(-massThickness / 22)],
      })),
    );
    const geometry = { ...geometryOf(60, [6, 3.5]), calibration };
    await writeCapture(file, geometry, pixelsOf(geometry, 20));
    const capture = await openCapture(file);
    expect(capture.begin.geometry).toEqual(geometry);
    await capture.close();
    const { planes } = await archiveCapture(file, folder.path, scanId);
    const archived = await openArchivedPicture(planes.map((plane) => path.join(folder.path, plane.file)));
    expect(archived.info().geometry).toEqual(geometry);
    await archived.close();

    const falling = calibration.with(1, { ...calibration[1]!, transmission: [0.9, 0.8] });
    await expect(
      writeCapture(
        path.join(folder.path, 'b.strips'),
        { ...geometry, calibration: falling },
        pixelsOf(geometry, 1),
      ),
    ).rejects.toMatchObject({ code: 'CAPTURE_WRITE_FAILED' });
  });

  test('has the distances of its scanner’s source, with a calibration and without', async () => {
    await using folder = await temporaryFolder();
    const steel = [5, 10.5, 40].map((massThickness) => ({
      material: 'steel' as const,
      massThickness,
      transmission: [Math.exp(-massThickness / 25), Math.exp(-massThickness / 22)],
    }));
    const plain = geometryOf(60, [6, 3.5]);
    for (const [nth, geometry] of [
      { ...plain, fan: { sourceToLaneMm: 12_000 } },
      { ...plain, fan: { sourceToLaneMm: 12_000, sourceToDetectorMm: 15_250.5 }, calibration: steel },
    ].entries()) {
      const file = path.join(folder.path, `${nth}.strips`);
      await writeCapture(file, geometry, pixelsOf(geometry, 20));
      const capture = await openCapture(file);
      expect(capture.begin.geometry).toEqual(geometry);
      await capture.close();
      await mkdir(path.join(folder.path, String(nth)));
      const { planes } = await archiveCapture(file, path.join(folder.path, String(nth)), scanId);
      const files = planes.map((plane) => path.join(folder.path, String(nth), plane.file));
      const archived = await openArchivedPicture(files);
      expect(archived.info().geometry).toEqual(geometry);
      await archived.close();
    }
    const impossible = { ...plain, fan: { sourceToLaneMm: 12_000, sourceToDetectorMm: 9_000 } };
    await expect(
      writeCapture(path.join(folder.path, 'c.strips'), impossible, pixelsOf(plain, 1)),
    ).rejects.toMatchObject({ code: 'CAPTURE_WRITE_FAILED' });
  });

  test('is the same to libtiff, pixel for pixel', async (context) => {
    if (spawnSync('tiffcmp').error !== undefined) context.skip('libtiff-tools is not installed');
    await using folder = await temporaryFolder();
    const at = (name: string) => path.join(folder.path, name);
    const geometry = geometryOf(700, [6, 4]);
    const pixels = pixelsOf(geometry, 1030);
    await writeCapture(at('a.strips'), geometry, pixels);
    const scan = await archiveCapture(at('a.strips'), folder.path, scanId);
    const level = modelLevels(geometry, pixels, 1)[0]!;
    const isSame = (plane: number, file: string) => {
      // tiffcmp reads no tiles, so libtiff itself makes strips of them first.
      execFileSync('tiffcp', ['-c', 'none', '-s', '-r', '700', at(file), at('strips.tif')], {
        stdio: 'ignore',
      });
      execFileSync('raw2tiff', [
        '-w',
        '1030',
        '-l',
        '700',
        '-d',
        'short',
        '-L',
        at(`${plane}.raw`),
        at('sent.tif'),
      ]);
      return (
        spawnSync('tiffcmp', ['-t', at('sent.tif'), at('strips.tif')]).stdout.includes('canline') === false
      );
    };
    for (const plane of [0, 1]) {
      const raw = Uint16Array.from({ length: 1030 * 700 }, (_, i) =>
        level.at(i % 1030, Math.floor(i / 1030), plane),
      );
      await writeFile(at(`${plane}.raw`), raw);
    }
    expect(isSame(0, scan.planes[0]!.file)).toBe(true);
    expect(isSame(1, scan.planes[1]!.file)).toBe(true);
    expect(isSame(0, scan.planes[1]!.file)).toBe(false);
    for (const { file } of scan.planes) {
      const info = spawnSync('tiffinfo', ['-D', at(file)], { encoding: 'utf8' });
      expect([info.status, info.stderr]).toEqual([0, '']);
    }
  });

  test.each([
    { detectors: 700, lines: 1301, energies: [6, 4], expected: 1301 },
    { detectors: 33, lines: 2500, energies: [6], expected: 0 },
    { detectors: 1, lines: 5, energies: [6, 4, 4], expected: 3000 },
    { detectors: 1025, lines: 1, energies: [6], expected: 0 },
  ])('of $lines × $detectors gives the tiles the strips gave, aprons included', async (given) => {
    await using folder = await temporaryFolder();
    const geometry = geometryOf(given.detectors, given.energies, given.expected);
    const pixels = pixelsOf(geometry, given.lines);
    const file = path.join(folder.path, 'a.strips');
    await writeCapture(file, geometry, pixels, 64, aborted);
    const scan = await archiveCapture(file, folder.path, scanId);
    expect(new Set(scan.planes.map((plane) => plane.file)).size).toBe(given.energies.length);
    const paths = scan.planes.map((plane) => path.join(folder.path, plane.file));
    const archived = await openArchivedPicture(paths.toReversed());
    const live = await openLivePicture(file);
    expect(archived.info()).toEqual(live.info());
    expect(archived.info()).toMatchObject({ state: 'incomplete', levels: scan.levels });
    const levels = modelLevels(geometry, pixels, scan.levels);
    for (const address of allTiles(levels)) {
      const [one, other] = await Promise.all([archived.tile(address), live.tile(address)]);
      expect(Buffer.compare(one.bytes, other.bytes)).toBe(0);
      expect(one.final).toBe(true);
      const expected = modelTile(levels[address.level]!, address, given.energies.length);
      expect(firstDifference(readTile(one.bytes).values, expected)).toBeNull();
    }
    for (const bad of [
      { level: scan.levels, column: 0, row: 0 },
      { level: 0, column: Math.ceil(given.lines / 512), row: 0 },
      { level: 0, column: 0, row: -1 },
    ]) {
      await expect(archived.tile(bad)).rejects.toMatchObject({ code: 'TILE_OUT_OF_RANGE' });
    }
    await Promise.all([archived.close(), live.close()]);
  });

  test('gives the tiles asked for before it is closed, and none after', async () => {
    await using folder = await temporaryFolder();
    const geometry = geometryOf(600, [6, 4]);
    const file = path.join(folder.path, 'a.strips');
    await writeCapture(file, geometry, pixelsOf(geometry, 1100));
    const scan = await archiveCapture(file, folder.path, scanId);
    const pictures = [
      await openArchivedPicture(scan.planes.map((plane) => path.join(folder.path, plane.file))),
      await openLivePicture(file),
    ];
    for (const picture of pictures) {
      const tiles = [0, 1, 2].map((column) => picture.tile({ level: 0, column, row: 0 }));
      await picture.close();
      await picture.close();
      expect((await Promise.all(tiles)).map((tile) => tile.final)).toEqual([true, true, true]);
      await expect(picture.tile({ level: 0, column: 0, row: 0 })).rejects.toMatchObject({
        code: 'SCAN_FILE_MISSING',
      });
    }
  });

  test('names what the strip file lacks', async () => {
    await using folder = await temporaryFolder();
    const geometry = geometryOf(10, [6]);
    const file = path.join(folder.path, 'a.strips');
    const pixels = pixelsOf(geometry, 60);
    const writer = await createCapture(file, beginOf(geometry));
    await writer.append(stripOf(geometry, pixels, 0, 20));
    await writer.append(stripOf(geometry, pixels, 40, 20));
    await writer.end(endOf(60));
    const scan = await archiveCapture(file, folder.path, scanId);
    expect(scan.end.defects).toEqual([{ kind: 'lines-missing', from: 20, to: 40 }]);
    const picture = await openArchivedPicture([path.join(folder.path, scan.planes[0]!.file)]);
    expect(picture.info().state).toBe('incomplete');
    const expected = modelLevels(geometry, pixels.slice().fill(0, 200, 400), 1)[0]!;
    const tile = readTile((await picture.tile({ level: 0, column: 0, row: 0 })).bytes);
    expect(firstDifference(tile.values, modelTile(expected, { level: 0, column: 0, row: 0 }, 1))).toBeNull();
    await picture.close();
  });
});

describe('archiving', () => {
  const geometry = geometryOf(300, [6, 4]);

  test('twice, or after a crash between two renames, gives the same files', async () => {
    await using folder = await temporaryFolder();
    const file = path.join(folder.path, 'a.strips');
    await writeCapture(file, geometry, pixelsOf(geometry, 700));
    const scan = await archiveCapture(file, folder.path, scanId);
    const [first, second] = scan.planes.map((plane) => path.join(folder.path, plane.file)) as [
      string,
      string,
    ];
    for (const plane of scan.planes) {
      const bytes = await readFile(path.join(folder.path, plane.file));
      expect([bytes.length, createHash('sha256').update(bytes).digest('hex')]).toEqual([
        plane.bytes,
        plane.sha256,
      ]);
    }
    await rename(second, `${second}.part`);
    await truncate(`${second}.part`, 5000);
    expect(await archiveCapture(file, folder.path, scanId)).toEqual(scan);
    expect((await readdir(folder.path)).sort()).toEqual(
      ['a.strips', path.basename(first), path.basename(second)].sort(),
    );
    await verifyArchive(second, scan.planes[1]!.sha256);
  });

  test('tells how far it is, and can be stopped without a trace', async () => {
    await using folder = await temporaryFolder();
    const file = path.join(folder.path, 'a.strips');
    await writeCapture(file, geometry, pixelsOf(geometry, 3000));
    const abort = new AbortController();
    const fractions: number[] = [];
    const work = archiveCapture(file, folder.path, scanId, {
      signal: abort.signal,
      onProgress: (fraction) => {
        fractions.push(fraction);
        abort.abort(new Error('the shift is over'));
      },
    });
    await expect(work).rejects.toThrow('the shift is over');
    expect(fractions[0]).toBeGreaterThan(0);
    expect(await readdir(folder.path)).toEqual(['a.strips']);
    const all: number[] = [];
    await archiveCapture(file, folder.path, scanId, { onProgress: (fraction) => all.push(fraction) });
    expect(all).toEqual([...all].sort((a, b) => a - b));
    expect(all.at(-1)).toBe(1);
  });

  test('refuses what is not a finished capture of this scan', async () => {
    await using folder = await temporaryFolder();
    const at = (name: string) => path.join(folder.path, name);
    await writeCapture(at('a.strips'), geometry, pixelsOf(geometry, 10));
    const open = await createCapture(at('open.strips'), beginOf(geometry));
    await open.close();
    const empty = await createCapture(at('empty.strips'), beginOf(geometry));
    await empty.end(endOf(0));
    const other = '11111111-1111-4111-8111-111111111111';
    const archive = (file: string, id = scanId, into = folder.path) => archiveCapture(at(file), into, id);
    await expect(archive('no.strips')).rejects.toMatchObject({ code: 'CAPTURE_MISSING' });
    await expect(archive('open.strips')).rejects.toMatchObject({ code: 'ARCHIVE_FAILED' });
    await expect(archive('empty.strips')).rejects.toMatchObject({ code: 'ARCHIVE_FAILED' });
    await expect(archive('a.strips', other)).rejects.toMatchObject({ code: 'ARCHIVE_FAILED' });
    await expect(archive('a.strips', scanId, at('nowhere'))).rejects.toMatchObject({
      code: 'ARCHIVE_FAILED',
      message: expect.stringContaining('the folder is not there'),
    });
    expect((await readdir(folder.path)).sort()).toEqual(['a.strips', 'empty.strips', 'open.strips']);
  });

  test('on a disk that fills up says so and leaves nothing half-written', async (context) => {
    await using folder = await temporaryFolder();
    const small = path.join(folder.path, 'small');
    await mkdir(small);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=300k', 'tmpfs', small], { stdio: 'ignore' });
    } catch {
      context.skip('a small file system can be mounted by root only');
    }
    try {
      const file = path.join(folder.path, 'a.strips');
      await writeCapture(file, geometry, pixelsOf(geometry, 1200));
      await expect(archiveCapture(file, small, scanId)).rejects.toMatchObject({
        code: 'ARCHIVE_FAILED',
        message: expect.stringContaining('the disk is full'),
      });
      expect(await readdir(small)).toEqual([]);
    } finally {
      execFileSync('umount', [small]);
    }
  });
});

describe('a damaged archive', () => {
  async function archived(folder: string) {
    const geometry = geometryOf(600, [6, 4]);
    const file = path.join(folder, 'a.strips');
    await writeCapture(file, geometry, pixelsOf(geometry, 1100));
    const scan = await archiveCapture(file, folder, scanId);
    return scan.planes.map((plane) => ({ ...plane, path: path.join(folder, plane.file) }));
  }

  test('is told from a sound one by its hash', async () => {
    await using folder = await temporaryFolder();
    const [plane] = await archived(folder.path);
    await verifyArchive(plane!.path, plane!.sha256);
    const file = await open(plane!.path, 'r+');
    await file.write(Buffer.of(1), 0, 1, 1000);
    await file.close();
    await expect(verifyArchive(plane!.path, plane!.sha256)).rejects.toMatchObject({
      code: 'SCAN_FILE_DAMAGED',
    });
    await expect(verifyArchive(`${plane!.path}.no`, plane!.sha256)).rejects.toMatchObject({
      code: 'SCAN_FILE_MISSING',
    });
  });

  test('gives the tiles that are whole and a sentence for the others', async () => {
    await using folder = await temporaryFolder();
    const planes = await archived(folder.path);
    const file = await open(planes[0]!.path, 'r+');
    await file.write(Buffer.alloc(40, 0x55), 0, 40, 3000);
    await file.close();
    const picture = await openArchivedPicture(planes.map((plane) => plane.path));
    await expect(picture.tile({ level: 0, column: 0, row: 0 })).rejects.toMatchObject({
      code: 'SCAN_FILE_DAMAGED',
      details: { path: planes[0]!.path },
    });
    expect((await picture.tile({ level: 0, column: 2, row: 1 })).final).toBe(true);
    expect((await picture.tile({ level: 2, column: 0, row: 0 })).final).toBe(true);
    await picture.close();
  });

  test('that is cut short, missing, alone or of another scan is refused', async () => {
    await using folder = await temporaryFolder();
    const [a, b] = (await archived(folder.path)).map((plane) => plane.path) as [string, string];
    const refused = (files: string[], code: string) =>
      expect(openArchivedPicture(files)).rejects.toMatchObject({
        code,
        message: expect.stringContaining('backup'),
      });
    await refused([], 'SCAN_FILE_MISSING');
    await refused([a, `${b}.no`], 'SCAN_FILE_MISSING');
    await refused([a], 'SCAN_FILE_DAMAGED');
    await refused([a, a], 'SCAN_FILE_DAMAGED');
    await truncate(b, 100_000);
    await refused([a, b], 'SCAN_FILE_DAMAGED');
    await truncate(b, 0);
    await refused([a, b], 'SCAN_FILE_DAMAGED');
  });
});
