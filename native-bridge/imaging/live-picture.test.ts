import { truncate } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { type CaptureWriter, createCapture } from './capture.ts';
import { openLivePicture } from './live-picture.ts';
import { allTiles, firstDifference, modelLevels, modelTile, readTile } from './picture-model.fixture.ts';
import type { ScanPicture } from './scan-picture.ts';
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

const open: ScanPicture[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((picture) => picture.close()));
});

async function openPicture(file: string, options?: Parameters<typeof openLivePicture>[1]) {
  const picture = await openLivePicture(file, options);
  open.push(picture);
  return picture;
}

describe('the live picture', () => {
  test.each([
    { detectors: 700, lines: 1301, energies: [6, 4], expected: 1301 },
    { detectors: 33, lines: 2500, energies: [6], expected: 0 },
    { detectors: 1, lines: 5, energies: [6, 4], expected: 3000 },
  ])('of $lines lines of $detectors detectors is the strips, level by level, bit for bit', async (given) => {
    await using folder = await temporaryFolder();
    const geometry = geometryOf(given.detectors, given.energies, given.expected);
    const pixels = pixelsOf(geometry, given.lines);
    const file = path.join(folder.path, 'a.strips');
    await writeCapture(file, geometry, pixels, 50);
    const picture = await openPicture(file);
    const info = picture.info();
    expect(info).toMatchObject({ scanId, geometry, columns: given.lines, state: 'complete' });
    const levels = modelLevels(geometry, pixels, info.levels);
    for (const address of allTiles(levels)) {
      const tile = readTile((await picture.tile(address)).bytes);
      const level = levels[address.level]!;
      expect(tile).toMatchObject({ planes: given.energies.length, final: true, columns: level.columns });
      expect(firstDifference(tile.values, modelTile(level, address, tile.planes))).toBeNull();
    }
  });

  test('grows with the file, and a tile is final only when nothing in it can change', async () => {
    await using folder = await temporaryFolder();
    const geometry = geometryOf(20, [6, 4], 1500);
    const pixels = pixelsOf(geometry, 1600);
    const file = path.join(folder.path, 'a.strips');
    const writer = await createCapture(file, beginOf(geometry));
    const picture = await openPicture(file, { follow: writer });
    expect(picture.info()).toMatchObject({ columns: 0, state: 'receiving', levels: 3 });
    const at = (level: number, column: number) =>
      picture.tile({ level, column, row: 0 }).then((t) => readTile(t.bytes));
    expect(await at(2, 0)).toMatchObject({ width: 377, final: false, columns: 0 });

    await writer.append(stripOf(geometry, pixels, 0, 513));
    await expect.poll(() => picture.info().columns).toBe(513);
    expect(await at(0, 0)).toMatchObject({ width: 514, final: true, columns: 513 });
    expect(await at(0, 1)).toMatchObject({ width: 514, final: false, columns: 513 });
    expect(await at(2, 0)).toMatchObject({ width: 377, final: false, columns: 128 });
    const levels = modelLevels(geometry, pixels.slice(0, 512 * 40), 3);
    const overview = (await at(2, 0)).values;
    for (let row = 0; row < 5; row++) {
      for (let column = 0; column < 400 - 25; column++) {
        const expected = column < 128 ? levels[2]!.at(column, row, 1) : 0;
        expect(overview[((row + 1) * 377 + column + 1) * 2 + 1]).toBe(expected);
      }
    }

    await writer.append(stripOf(geometry, pixels, 513, 1087));
    await writer.end(endOf(1600));
    expect(await picture.refresh()).toMatchObject({ columns: 1600, state: 'complete', levels: 3 });
    const whole = modelLevels(geometry, pixels, 3);
    for (const address of allTiles(whole)) {
      const tile = readTile((await picture.tile(address)).bytes);
      expect(firstDifference(tile.values, modelTile(whole[address.level]!, address, 2))).toBeNull();
    }
  });

  test('ends the same however its strips came and whenever it was looked at', async () => {
    await using folder = await temporaryFolder();
    const geometry = geometryOf(9, [6], 600);
    let run = 0;
    const step = fc.record({
      first: fc.nat(2100),
      lines: fc.integer({ min: 1, max: 300 }),
      look: fc.constantFrom(null, 0, 1, 2, 3),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const lines = Math.max(...steps.map(({ first, lines }) => first + lines));
        const pixels = pixelsOf(geometry, lines, 7);
        const received = new Uint16Array(pixels.length);
        const file = path.join(folder.path, `${run++}.strips`);
        const writer = await createCapture(file, beginOf(geometry));
        const picture = await openLivePicture(file);
        for (const { first, lines, look } of steps) {
          await writer.append(stripOf(geometry, pixels, first, lines));
          received.set(pixels.subarray(first * 9, (first + lines) * 9), first * 9);
          if (look === null) continue;
          await expect.poll(() => writer.lines).toBeGreaterThanOrEqual(first + lines);
          if (look < (await picture.refresh()).levels) await picture.tile({ level: look, column: 0, row: 0 });
        }
        await writer.end(endOf(lines));
        const { levels: count } = await picture.refresh();
        const levels = modelLevels(geometry, received, count);
        for (const address of allTiles(levels)) {
          const tile = readTile((await picture.tile(address)).bytes);
          expect(firstDifference(tile.values, modelTile(levels[address.level]!, address, 1))).toBeNull();
        }
        await picture.close();
      }),
      { numRuns: 25 },
    );
  });

  test('says what is wrong with an address, a missing file and a file cut short', async () => {
    await using folder = await temporaryFolder();
    const geometry = geometryOf(20, [6]);
    const file = path.join(folder.path, 'a.strips');
    await expect(openLivePicture(file)).rejects.toMatchObject({ code: 'CAPTURE_MISSING' });
    await writeCapture(file, geometry, pixelsOf(geometry, 600));
    const picture = await openPicture(file);
    for (const bad of [
      { level: 2, column: 0, row: 0 },
      { level: 0, column: 2, row: 0 },
      { level: 0, column: 0, row: 1 },
      { level: -1, column: 0, row: 0 },
      { level: 0.5, column: 0, row: 0 },
    ]) {
      await expect(picture.tile(bad)).rejects.toMatchObject({ code: 'TILE_OUT_OF_RANGE' });
    }
    await truncate(file, 2000);
    await expect(picture.tile({ level: 0, column: 1, row: 0 })).rejects.toMatchObject({
      code: 'CAPTURE_DAMAGED',
    });
  });

  test('lets go of a tile nobody wants any more', async () => {
    await using folder = await temporaryFolder();
    const geometry = geometryOf(20, [6]);
    const file = path.join(folder.path, 'a.strips');
    await writeCapture(file, geometry, pixelsOf(geometry, 600));
    const picture = await openPicture(file);
    const abort = new AbortController();
    const tile = picture.tile({ level: 0, column: 0, row: 0 }, abort.signal);
    abort.abort(new Error('scrolled away'));
    await expect(tile).rejects.toThrow('scrolled away');
    expect((await picture.tile({ level: 0, column: 0, row: 0 })).final).toBe(true);
  });
});

describe('a live picture that follows its writer', () => {
  test('shows strips in any order and of any length as they were sent, at every level', async () => {
    await using folder = await temporaryFolder();
    const geometry = geometryOf(12, [6, 4], 1300);
    const pixels = pixelsOf(geometry, 1300, 3);
    const file = path.join(folder.path, 'a.strips');
    const writer = await createCapture(file, beginOf(geometry), { bufferBytes: 20_000 });
    const picture = await openPicture(file, { follow: writer });
    const steps = [
      [0, 301],
      [700, 99],
      [301, 399],
      [799, 1],
      [650, 200],
      [850, 450],
    ] as const;
    for (const [first, lines] of steps) {
      await writer.append(stripOf(geometry, pixels, first, lines));
      await picture.tile({ level: 1, column: 0, row: 0 });
    }
    await expect.poll(() => writer.written.length).toBe(steps.length);
    expect(await picture.refresh()).toMatchObject({ columns: 1300, state: 'receiving' });
    const levels = modelLevels(geometry, pixels, 3);
    const isAsSent = async () => {
      for (const address of allTiles(levels)) {
        const tile = readTile((await picture.tile(address)).bytes);
        expect(firstDifference(tile.values, modelTile(levels[address.level]!, address, 2))).toBeNull();
      }
    };
    await isAsSent();
    await writer.end(endOf(1300));
    expect(writer.open).toBe(false);
    expect(await picture.refresh()).toMatchObject({ columns: 1300, state: 'complete' });
    await isAsSent();
  });

  test('looks at the file when the word of the writer does not follow on what it knows', async () => {
    await using folder = await temporaryFolder();
    const geometry = geometryOf(8, [6], 300);
    const pixels = pixelsOf(geometry, 300);
    const file = path.join(folder.path, 'a.strips');
    const writer = await createCapture(file, beginOf(geometry));
    const follow = { lines: 0, written: [] as CaptureWriter['written'], open: true };
    const picture = await openPicture(file, { follow });
    for (const first of [0, 100, 200]) await writer.append(stripOf(geometry, pixels, first, 100));
    await expect.poll(() => writer.written.length).toBe(3);
    expect((await picture.refresh()).columns).toBe(0);
    follow.written = writer.written.slice(1);
    expect((await picture.refresh()).columns).toBe(300);
    const tile = readTile((await picture.tile({ level: 0, column: 0, row: 0 })).bytes);
    const level = modelLevels(geometry, pixels, 1)[0]!;
    expect(firstDifference(tile.values, modelTile(level, { level: 0, column: 0, row: 0 }, 1))).toBeNull();
    await writer.close();
  });
});
