import { existsSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCapture } from '../../native-bridge/imaging/capture.ts';
import { StationError } from '../errors.ts';
import { ana, commandId } from '../visits/visits.fixture.ts';
import { decode, folderScanner, type PicturePost, picturePost, width } from './images.fixture.ts';
import type { ImagesOptions } from './images.ts';

let at: PicturePost;
beforeEach(() => {
  at = picturePost();
});
afterEach(() => at.close());

/** Thrown where the process is killed; from there on nothing it does has an effect. */
class Killed extends Error {}

/**
 * Lets a run reach the `last`-th step of what it does to the journal and the disk, and no further: a step is before or
 * after each of its calls.
 */
function killing(last: number) {
  let steps = 0;
  const step = () => {
    steps += 1;
    if (steps > last) throw new Killed(`killed at step ${last}`);
  };
  const around =
    <Args extends unknown[], Result>(call: (...args: Args) => Result) =>
    (...args: Args): Result => {
      step();
      const result = call(...args);
      if (!(result instanceof Promise)) {
        step();
        return result;
      }
      return result.then((value: unknown) => {
        step();
        return value;
      }) as Result;
    };
  const wrap = (options: ImagesOptions): ImagesOptions => {
    const { journal, files, scans, readings, open } = options;
    return {
      ...options,
      journal: {
        db: journal.db,
        transact: around(journal.transact.bind(journal)),
        append: around(journal.append.bind(journal)),
      },
      files: Object.assign(Object.create(files) as typeof files, {
        path: files.path.bind(files),
        has: around(files.has.bind(files)),
        isSound: around(files.isSound.bind(files)),
        keep: around(files.keep.bind(files)),
      }),
      scans: {
        conclude: around(scans.conclude.bind(scans)),
        captureFile: around(scans.captureFile.bind(scans)),
      },
      readings: {
        report: around(readings.report.bind(readings)),
        reportFiles: readings.reportFiles.bind(readings),
      },
      ...(open && { open: around(open) }),
    };
  };
  return { wrap, killed: () => steps > last };
}

/** What the device's driver does at its next start: it says again what was not acknowledged and is still with it. */
async function sayAgain(
  run: ReturnType<PicturePost['run']>,
  image: ReturnType<PicturePost['picture']>,
): Promise<void> {
  if (existsSync(image.file)) await run.images.taker(folderScanner).image(image);
}

async function dies(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (fault) {
    if (!(fault instanceof Killed)) throw fault;
  }
}

describe('killed between any two steps, a picture is there once and becomes its truck’s scan at the next start', () => {
  test('when it is certain whose it is', async () => {
    let steps = 0;
    for (let last = 0, over = false; !over; last += 1) {
      at.close();
      at = picturePost();
      const id = at.arrive();
      at.say(id, { command: 'callTruck', lane: '1', reason: 'called by name' });
      at.place.clock.advance(1_000);
      const image = at.picture('one');
      const { wrap, killed } = killing(last);
      const first = at.run(wrap);
      await dies(async () => {
        await first.images.taker(folderScanner).image(image);
        await first.settled();
      });
      await first.settled().catch(() => undefined);
      await first.scans.close();
      over = !killed();
      steps = last;
      await comesBack(id, image);
    }
    expect(steps).toBeGreaterThan(10);
  });

  test('when an officer says whose it is', async () => {
    let steps = 0;
    for (let last = 0, over = false; !over; last += 1) {
      at.close();
      at = picturePost();
      const id = at.arrive();
      const image = at.picture('one');
      const before = at.run();
      await before.images.taker(folderScanner).image(image);
      await before.close();
      const { wrap, killed } = killing(last);
      const first = at.run(wrap);
      const match = { commandId: commandId(), imageId: image.sha256, visitId: id };
      await dies(async () => {
        first.images.match(match, ana);
        await first.settled();
      });
      await first.settled().catch(() => undefined);
      await first.scans.close();
      over = !killed();
      steps = last;
      const next = at.run();
      await next.start();
      // The screen sends its command again: it had no answer.
      next.images.match(match, ana);
      await next.settled();
      await next.close();
      await comesBack(id, image);
    }
    expect(steps).toBeGreaterThan(6);
  });

  test.each([false, true])('with a strip file that has an end or none (%s)', async (ended) => {
    const id = at.arrive();
    at.say(id, { command: 'callTruck', lane: '1', reason: 'called by name' });
    at.place.clock.advance(1_000);
    const image = at.picture('one');
    // After the entry and the move of the file.
    const first = at.run(killing(4).wrap);
    await dies(async () => first.images.taker(folderScanner).image(image));
    await first.settled();
    await first.scans.close();
    const scanId = at.visits.get(id).scans[0]?.id ?? '';
    const picture = decode('another, so that its half is seen where it is left', image.sha256);
    const writer = await createCapture(first.scans.captureFile(scanId), {
      scanId,
      geometry: picture.geometry,
    });
    const pixels = new Uint8Array(2 * 12 * 5);
    await writer.append({ firstLine: 0, lines: 5, pixels, crc32: crc32(pixels) });
    if (ended) await writer.end({ scanId, lines: 5, defects: [] });
    await writer.close();
    await comesBack(id, image);
  });

  async function comesBack(visitId: string, image: ReturnType<PicturePost['picture']>): Promise<void> {
    const next = at.run();
    await next.start();
    await sayAgain(next, image);
    await next.settled();
    expect(at.visits.get(visitId)).toMatchObject({
      state: 'image-ready',
      notice: null,
      scans: [{ state: 'complete', lines: width, archived: true }],
    });
    expect(at.files('received')).toEqual([`${image.sha256}.tif`]);
    expect([...at.files('spool'), ...at.files('captures')]).toEqual([]);
    expect(at.files('scans')).toHaveLength(1);
    expect(next.images.alerts()).toEqual([]);
    const kinds = at.journal.read(1, 1_000).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'image.received')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'scan.ended')).toHaveLength(1);
    await next.close();
  }
});

describe('while the disk takes no entry', () => {
  test('a picture stays with its device, and is taken once it can be', async () => {
    const image = at.picture('one');
    const full = () => {
      throw new StationError('DISK_FULL', 'The disk is full.');
    };
    const run = at.run((options) => ({
      ...options,
      journal: { ...options.journal, db: at.journal.db, transact: full, append: full },
    }));
    await expect(run.images.taker(folderScanner).image(image)).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(existsSync(image.file)).toBe(true);
    await run.close();
    const next = at.run();
    await next.start();
    await sayAgain(next, image);
    expect(next.images.waiting()).toHaveLength(1);
    await next.close();
  });

  test('the end of a scan that was made is kept and written as soon as it can be', async () => {
    const id = at.arrive();
    at.say(id, { command: 'callTruck', lane: '1', reason: 'called by name' });
    at.place.clock.advance(1_000);
    let full = true;
    const { record } = at.visits;
    const visits = { ...at.visits, record: record.bind(at.visits) };
    Object.assign(at.visits, {
      record: (...args: Parameters<typeof record>) => {
        if (full) throw new StationError('DISK_FULL', 'The disk is full.');
        return visits.record(...args);
      },
    });
    const run = at.run();
    await run.images.taker(folderScanner).image(at.picture('one'));
    await run.settled();
    expect(at.visits.get(id).state).toBe('scanning');
    expect(run.scans.notJournaled).toBe(1);
    full = false;
    at.timers.advance(2_000);
    await run.settled();
    expect(at.visits.get(id)).toMatchObject({ state: 'image-ready', scans: [{ archived: true }] });
    await run.close();
  });
});
