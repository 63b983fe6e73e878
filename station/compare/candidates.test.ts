import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { geometryOf } from '../../native-bridge/imaging/strips.fixture.ts';
import { archiveTable } from '../archive/archive-table.ts';
import type { Logger } from '../log.ts';
import { visitKinds } from '../visits/visit-entries.pure.ts';
import { ana, boris, commandId, type Post, post } from '../visits/visits.fixture.ts';
import { visitsTable } from '../visits/visits-table.ts';
import { CandidateSearch } from './candidates.ts';
import { EmptyVehicles, emptyVehicleKinds, emptyVehiclesTable, saysEmpty } from './empty-vehicles.ts';
import { Looks, looksTable } from './looks.ts';

const hash = (letter: string) => letter.repeat(64);
const log = { warn: () => {} } as unknown as Logger;

let at: Post;
let looks: Looks;
let search: CandidateSearch;
/** How full the load of each scan is, as its thumbnail shows it. */
const loads = new Map<string, number>();
const options = {
  kinds: { ...visitKinds, ...emptyVehicleKinds },
  readModels: [visitsTable, archiveTable, emptyVehiclesTable],
  beside: [looksTable],
};
beforeEach(() => {
  at = post(options);
  looks = new Looks({
    journal: at.journal,
    thumbnails: { of: async (scanId) => thumbnail(loads.get(scanId) ?? 0) },
    pictures: {
      info: async (scanId) => ({
        scanId,
        geometry: geometryOf(8, [6]),
        columns: 0,
        state: 'complete',
        levels: 1,
      }),
      tile: () => Promise.reject(new Error('no tile')),
    },
    log,
  });
  search = new CandidateSearch({ db: at.journal.db, visits: at.visits, looks });
});
afterEach(async () => {
  await looks.close();
  at.close();
});

async function thumbnail(load: number): Promise<Uint8Array<ArrayBuffer>> {
  const [width, height] = [96, 24];
  const grey = Uint8Array.from({ length: width * height }, (_, pixel) => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    if (x < 6 || x > 90) return 255;
    return x > 30 && y > 8 ? 255 - load : x < 22 ? 90 : 235;
  });
  return new Uint8Array(
    await sharp(grey, { raw: { width, height, channels: 1 } })
      .jpeg({ quality: 90 })
      .toBuffer(),
  );
}

/** A truck that came, was scanned and released; returns its visit's and its scan's ids. */
function came(plate: string, truck: { goods?: string; container?: string } = {}, load = 100) {
  const visitId = at.arrive(plate, truck);
  const scanId = at.scan(visitId);
  loads.set(scanId, load);
  at.visits.record({ command: 'scanArchived', scanId, planes: [{ file: 'a.tif', sha256: hash('a') }] });
  at.decide(visitId, 'release');
  at.say(visitId, { command: 'depart' });
  return { visitId, scanId };
}

const from = async (of: { visitId: string; scanId: string }, source: 'earlier' | 'similar' | 'empty') =>
  (await search.find(of.visitId, of.scanId, source)).scans;

async function looked(): Promise<void> {
  looks.fill();
  await expect.poll(() => looks.missing()).toBe(0);
}

describe('candidates for a comparison', () => {
  it('are earlier scans of the plate or the container, the newest first, with what became of them', async () => {
    const first = came('01KG123ABC');
    const other = came('05KG777XYZ', { container: 'CSQU3054383' });
    came('07KG111AAA');
    const now = came('01KG123ABC', { container: 'CSQU3054383' });
    const found = await from(now, 'earlier');
    expect(found.map(({ scanId, why }) => [scanId, why.reason])).toEqual([
      [other.scanId, 'sameContainer'],
      [first.scanId, 'samePlate'],
    ]);
    expect(found[0]).toMatchObject({ plate: '05KG777XYZ', decision: 'release', outcome: null });
  });

  it('are the scan before a re-scan as well', async () => {
    const visitId = at.arrive('01KG123ABC');
    const first = at.scan(visitId);
    at.visits.record({
      command: 'scanArchived',
      scanId: first,
      planes: [{ file: 'a.tif', sha256: hash('a') }],
    });
    at.decide(visitId, 're-scan');
    const second = at.scan(visitId);
    const found = await from({ visitId, scanId: second }, 'earlier');
    expect(found.map(({ scanId, why }) => [scanId, why.reason])).toEqual([[first, 'sameVisit']]);
  });

  it('are like cargo: alike in the picture, and before those the ones declared as the same goods', async () => {
    const alike = came('02KG222BBB', { goods: 'machine parts' }, 105);
    const declared = came('03KG333CCC', { goods: 'Ceramic TILES, boxed' }, 98);
    const unlike = came('04KG444DDD', { goods: 'wool' }, 250);
    const now = came('01KG123ABC', { goods: 'tiles' }, 100);
    await looked();
    const found = await from(now, 'similar');
    expect(found.slice(0, 2).map(({ scanId }) => scanId)).toEqual([declared.scanId, alike.scanId]);
    const [first] = found;
    expect(first?.why).toMatchObject({
      reason: 'similar',
      words: ['tiles'],
      sameClass: true,
      mirrored: false,
    });
    const percents = found.map(({ why }) => (why.reason === 'similar' ? why.percent : 0));
    const last = found.findIndex(({ scanId }) => scanId === unlike.scanId);
    if (last >= 0) expect(percents[last]).toBeLessThan(percents[1]!);
    expect(found.map(({ scanId }) => scanId)).not.toContain(now.scanId);
  });

  it('are found again when the cache of looks was lost', async () => {
    const alike = came('02KG222BBB', {}, 100);
    const now = came('01KG123ABC', {}, 100);
    await looked();
    at.journal.transact({}, (db) => {
      db.prepare('DELETE FROM scan_looks').run();
      return [];
    });
    expect(looks.missing()).toBe(2);
    await looked();
    expect((await from(now, 'similar')).map(({ scanId }) => scanId)).toEqual([alike.scanId]);
  });

  it('are the empty vehicle: declared so, or marked by an officer, of the same plate only', async () => {
    const empties = new EmptyVehicles(at.journal, at.visits);
    const declared = came('01KG123ABC', { goods: 'Empty container' });
    const marked = came('01KG123ABC', { goods: 'tiles' });
    came('01KG123ABC', { goods: 'emptying pumps' });
    came('09KG999ZZZ', { goods: 'empty' });
    empties.mark({ commandId: commandId(), ...marked, version: 0, empty: true }, ana);
    const now = came('01KG123ABC');
    expect((await from(now, 'empty')).map(({ scanId, why }) => [scanId, why])).toEqual([
      [marked.scanId, { reason: 'markedEmpty', by: '101' }],
      [declared.scanId, { reason: 'declaredEmpty' }],
    ]);
  });

  it('are none of a scan that the visit does not have', async () => {
    const now = came('01KG123ABC');
    await expect(search.find(now.visitId, 'other', 'earlier')).rejects.toMatchObject({
      code: 'SCAN_UNKNOWN',
    });
  });
});

describe('the mark of an empty vehicle', () => {
  it('is a fact in the journal, taken back by another, and each once for a command', () => {
    const empties = new EmptyVehicles(at.journal, at.visits);
    const of = came('01KG123ABC');
    const said = { commandId: commandId(), ...of, version: 0, empty: true };
    expect(empties.mark(said, ana)).toEqual({ by: '101', version: 1 });
    expect(empties.mark(said, ana)).toEqual({ by: '101', version: 1 });
    expect(() => empties.mark({ ...said, commandId: commandId() }, boris)).toThrow(/meanwhile/);
    expect(empties.mark({ ...said, commandId: commandId(), version: 1, empty: false }, boris)).toEqual({
      by: null,
      version: 2,
    });
    expect(at.journal.entriesOf(of.scanId).map(({ kind }) => kind)).toEqual([
      'scan.marked-empty',
      'scan.unmarked-empty',
    ]);
    at.journal.rebuild();
    expect(empties.of(of.scanId)).toEqual({ by: null, version: 2 });
  });

  it('is not for a scan that has no archive, nor for another visit’s', () => {
    const empties = new EmptyVehicles(at.journal, at.visits);
    const visitId = at.arrive('01KG123ABC');
    const scanId = at.scan(visitId);
    const said = { commandId: commandId(), visitId, scanId, version: 0, empty: true };
    expect(() => empties.mark(said, ana)).toThrow(expect.objectContaining({ code: 'SCAN_NOT_ARCHIVED' }));
    const other = { ...said, commandId: commandId(), scanId: 'other' };
    expect(() => empties.mark(other, ana)).toThrow(expect.objectContaining({ code: 'SCAN_UNKNOWN' }));
  });

  it.each(['Empty', 'EMPTY CONTAINER', 'порожний контейнер', 'Пустой', 'без груза', 'returns, unladen'])(
    'is not needed where the goods say “%s”',
    (goods) => expect(saysEmpty(goods)).toBe(true),
  );

  it.each(['emptying pumps', 'tiles', 'пустышки', ''])('is where they say “%s”', (goods) =>
    expect(saysEmpty(goods)).toBe(false),
  );
});
