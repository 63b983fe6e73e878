import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { StationError } from '../errors.ts';
import { ana, boris, commandId } from '../visits/visits.fixture.ts';
import { decode, folderScanner, type PicturePost, picturePost, type Run, width } from './images.fixture.ts';

let at: PicturePost;
let run: Run;
beforeEach(() => {
  at = picturePost();
  run = at.run();
});
afterEach(async () => {
  await run.close();
  at.close();
});

const folder = () => run.images.taker(folderScanner);
const at1 = () => at.visits.open().find(({ lane }) => lane === '1');

function called(plate = 'KZ 123 ABC', truck: Parameters<PicturePost['arrive']>[1] = {}): string {
  const id = at.arrive(plate, truck);
  at.say(id, { command: 'callTruck', lane: '1', reason: 'called by name' });
  at.place.clock.advance(1_000);
  return id;
}

async function refusal(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (fault) {
    return (fault as { code: string }).code;
  }
  return 'nothing refused';
}

describe('a picture of the one truck that is called to its lane', () => {
  test('becomes its scan, column by column, is archived, and is decided on like any other', async () => {
    const id = called();
    const picture = at.picture('one');
    await folder().image(picture);
    expect(at.visits.get(id).state).toBe('scanning');
    await run.settled();
    const visit = at.visits.get(id);
    expect(visit).toMatchObject({
      state: 'image-ready',
      holder: { id: ana.id },
      scans: [
        {
          state: 'complete',
          lines: width,
          archived: true,
          image: { id: picture.sha256, deviceId: 'folder', name: 'truck.tif', format: 'tiff' },
        },
      ],
    });
    expect(at.files('received')).toEqual([`${picture.sha256}.tif`]);
    expect([...at.files('spool'), ...at.files('captures')]).toEqual([]);
    const scanId = visit.scans[0]?.id ?? '';
    const info = await run.scans.pictures.info(scanId);
    expect(info).toMatchObject({ geometry: { detectors: 12, imported: { format: 'tiff' } } });
    at.decide(id, 'release');
    expect(at.visits.get(id).state).toBe('released');
    expect(run.images.waiting()).toEqual([]);
  });

  test('is taken where its side-car names the truck, and waits where it names another', async () => {
    const id = called('01KG123ABC', { container: 'CSQU3054383' });
    await folder().image(at.picture('two', { about: { plate: '99 XX 999' } }));
    await folder().image(at.picture('three', { about: { container: 'MSCU6639871' } }));
    expect(at.visits.get(id).state).toBe('called');
    expect(run.images.waiting()).toHaveLength(2);
    await folder().image(at.picture('one', { about: { plate: '01 kg 123 abc', container: 'csqu305438-3' } }));
    expect(at.visits.get(id).state).toBe('scanning');
    await run.settled();
  });

  test('that was taken long before the truck was called waits for an officer', async () => {
    called();
    await folder().image(at.picture('late', { about: { takenAt: '2026-02-28T23:00:00Z' } }));
    // A time without a zone says nothing.
    expect(run.images.waiting()).toHaveLength(1);
    await folder().image(at.picture('unclear', { about: { takenAt: '2026-02-28T23:00:00' } }));
    expect(at1()?.state).toBe('scanning');
    await run.settled();
  });

  test('after a re-scan was asked for is the new scan', async () => {
    const id = called();
    await folder().image(at.picture('one'));
    await run.settled();
    at.decide(id, 're-scan');
    at.place.clock.advance(1_000);
    await folder().image(at.picture('two'));
    await run.settled();
    expect(at.visits.get(id)).toMatchObject({ state: 'image-ready', scans: [{ number: 1 }, { number: 2 }] });
  });
});

describe('a picture of nobody knows whom', () => {
  test('is put before the officers with its size and a small picture, and is whose an officer says', async () => {
    const id = at.arrive();
    const picture = at.picture('one', { about: { plate: 'KZ123A8C' } });
    await folder().image(picture);
    const { sha256: imageId } = picture;
    const png = sharp(await run.images.preview(imageId));
    expect(await png.metadata()).toMatchObject({ format: 'png', width, height: 12, depth: 'uchar' });
    expect(run.images.waiting()).toMatchObject([
      { id: imageId, width, height: 12, planes: 1, suggestedVisitId: id, missing: false },
    ]);
    const match = { commandId: commandId(), imageId, visitId: id };
    expect(run.images.match(match, ana)).toMatchObject({ state: 'scanning', holder: { id: ana.id } });
    run.images.match(match, ana);
    await run.settled();
    expect(at.visits.get(id)).toMatchObject({
      state: 'image-ready',
      lane: null,
      scans: [{ archived: true }],
    });
    expect(await refusal(() => run.images.match({ ...match, commandId: commandId() }, ana))).toBe(
      'IMAGE_SETTLED',
    );
    at.decide(id, 're-scan');
    expect(at.visits.get(id)).toMatchObject({ state: 'arrived', holder: null });
  });

  test('is not matched to a truck that waits for none, or that another officer has', async () => {
    const id = called();
    at.scan(id);
    await folder().image(at.picture('one'));
    const imageId = run.images.waiting()[0]?.id ?? '';
    const match = (visitId: string) => ({ commandId: commandId(), imageId, visitId });
    expect(await refusal(() => run.images.match(match(id), ana))).toBe('VISIT_TAKES_NO_PICTURE');
    expect(await refusal(() => run.images.match(match(called('BB222')), boris))).toBe('VISIT_HELD');
    expect(await refusal(() => run.images.match(match('nobody'), ana))).toBe('VISIT_UNKNOWN');
    expect(await refusal(() => run.images.match({ ...match(id), imageId: 'ab'.repeat(32) }, ana))).toBe(
      'IMAGE_UNKNOWN',
    );
  });

  test('is set aside with a reason, and may be matched all the same', async () => {
    await folder().image(at.picture('one'));
    const imageId = run.images.waiting()[0]?.id ?? '';
    run.images.setAside({ commandId: commandId(), imageId, reason: 'a test piece' }, ana);
    expect(run.images.waiting()).toEqual([]);
    run.images.match({ commandId: commandId(), imageId, visitId: at.arrive() }, ana);
    await run.settled();
    expect(at.visits.open()[0]?.state).toBe('image-ready');
  });
});

test('the same picture again, from the same device or another, is one picture', async () => {
  called();
  await folder().image(at.picture('one'));
  await folder().image(at.picture('one'));
  await run.images.taker({ ...folderScanner, id: 'other', lane: '2' }).image(at.picture('one'));
  await run.settled();
  expect(at.files('received')).toHaveLength(1);
  expect(at.files('spool')).toEqual([]);
  const received = at.journal.read(1, 1_000).filter(({ kind }) => kind === 'image.received');
  expect(received).toHaveLength(1);
  expect(at1()?.scans).toHaveLength(1);
});

describe('a picture that does not open', () => {
  test('is refused with the reason where it waits, and where it was matched its truck goes on', async () => {
    await folder().image(at.picture('broken a'));
    await vi.waitFor(() => expect(run.images.refused()).toHaveLength(1));
    const id = called();
    await folder().image(at.picture('broken b'));
    await run.settled();
    expect(at.visits.get(id)).toMatchObject({
      state: 'called',
      notice: { code: 'IMAGE_UNREADABLE', details: { reason: 'torn' } },
      scans: [{ state: 'incomplete', lines: 0 }],
    });
    expect(run.images.waiting()).toEqual([]);
    expect(run.images.refused()).toMatchObject([
      { code: 'IMAGE_UNREADABLE', deviceId: 'folder', details: { reason: 'torn' } },
      { code: 'IMAGE_UNREADABLE' },
    ]);
    expect(at.files('captures')).toEqual([]);
    await folder().image(at.picture('one'));
    await run.settled();
    expect(at.visits.get(id)).toMatchObject({ state: 'image-ready', notice: null });
  });

  test('for want of space or file waits again, to be matched another time', async () => {
    await run.close();
    let full = true;
    run = at.run((options) => ({
      ...options,
      open: async (file, signal) => {
        if (full) throw new StationError('DISK_FULL', 'The disk is full.');
        return options.open?.(file, signal) ?? decode('', '');
      },
    }));
    const id = called();
    await folder().image(at.picture('one'));
    await run.settled();
    expect(at.visits.get(id)).toMatchObject({ state: 'called', notice: { code: 'DISK_FULL' } });
    full = false;
    const imageId = run.images.waiting()[0]?.id ?? '';
    run.images.match({ commandId: commandId(), imageId, visitId: id }, ana);
    await run.settled();
    expect(at.visits.get(id)).toMatchObject({ state: 'image-ready', notice: null });
  });
});

describe('a received file', () => {
  test('that has vanished is said to everyone, and is put back by sending it again', async () => {
    const picture = at.picture('one');
    await folder().image(picture);
    await run.images.preview(picture.sha256);
    await run.close();
    rmSync(path.join(at.root, 'received', `${picture.sha256}.tif`));
    run = at.run();
    await run.start();
    expect(run.images.alerts()).toEqual([
      { code: 'IMAGES_VANISHED', details: { count: 1, name: 'truck.tif' } },
    ]);
    expect(run.images.waiting()).toMatchObject([{ missing: true }]);
    expect(await refusal(() => run.images.preview(picture.sha256))).toBe('IMAGE_MISSING');
    await folder().image(at.picture('one'));
    expect(run.images.alerts()).toEqual([]);
    expect(await run.images.preview(picture.sha256)).toBeInstanceOf(Uint8Array);
  });

  test('that is another than was received is not shown and not scanned', async () => {
    const picture = at.picture('one');
    await folder().image(picture);
    await run.images.preview(picture.sha256);
    await run.close();
    writeFileSync(path.join(at.root, 'received', `${picture.sha256}.tif`), 'two');
    run = at.run();
    await run.start();
    expect(await refusal(() => run.images.preview(picture.sha256))).toBe('IMAGE_CHANGED');
    const id = at.arrive();
    run.images.match({ commandId: commandId(), imageId: picture.sha256, visitId: id }, ana);
    await run.settled();
    expect(at.visits.get(id)).toMatchObject({ state: 'arrived', notice: { code: 'IMAGE_CHANGED' } });
  });
});

test('a refusal is on record once, and a flood of them does not fill the journal', async () => {
  const refused = {
    name: 'a.uff',
    sha256: null,
    code: 'IMAGE_SENDER_REFUSED',
    details: { sender: 'X' },
    file: null,
  };
  await folder().imageRefused(refused);
  await folder().imageRefused(refused);
  expect(run.images.refused()).toMatchObject([{ name: 'a.uff', code: 'IMAGE_SENDER_REFUSED' }]);
  for (let file = 0; file < 500; file += 1) await folder().imageRefused({ ...refused, name: `${file}` });
  expect(at.journal.head().seq).toBeLessThan(80);
});

describe('a detection report', () => {
  const report = (text: string) => {
    const { sha256, file, receivedAt } = at.picture(text);
    return { sha256, file, name: 'tdr.dcs', receivedAt, summary: 'One region: weapon, 80 %.' };
  };

  test('is its picture’s truck’s, once, and its file is kept', async () => {
    const id = called();
    await folder().image(at.picture('one'));
    await run.settled();
    await folder().report(report('tdr'));
    await folder().report(report('tdr'));
    expect(at.visits.get(id).reports).toMatchObject([{ summary: 'One region: weapon, 80 %.' }]);
    expect(at.files('received').filter((name) => name.endsWith('.dcs'))).toHaveLength(1);
    expect(at.files('spool')).toEqual([]);
  });

  test('without a picture before it, or with several, is put before an officer', async () => {
    await folder().report(report('tdr'));
    await folder().image(at.picture('one'));
    await folder().image(at.picture('two'));
    await folder().report(report('another'));
    expect(at.readings.unattached()).toMatchObject([{ kind: 'report' }, { kind: 'report' }]);
  });
});

test('what the journal says of pictures amounts to the same when it is read anew', async () => {
  called();
  for (const text of ['one', 'two', 'broken']) await folder().image(at.picture(text));
  await run.settled();
  await vi.waitFor(() => expect(run.images.refused()).toHaveLength(1));
  const rows = () => at.journal.db.prepare('SELECT * FROM images ORDER BY id').all();
  const before = rows();
  expect(before).toHaveLength(3);
  at.journal.rebuild();
  expect(rows()).toEqual(before);
});
