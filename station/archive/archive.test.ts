import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ArchiveSearch, archiveSearchInput } from '../api/archive-inputs.pure.ts';
import { countedTo } from '../api/archive-views.pure.ts';
import type { VisitView } from '../api/views.pure.ts';
import { plainRules } from '../decisions/decision-rules.pure.ts';
import type { Journal } from '../journal/journal.ts';
import type { visitKinds } from '../visits/visit-entries.pure.ts';
import { ana, boris, commandId, type Post, post, postOn } from '../visits/visits.fixture.ts';
import { visitsTable } from '../visits/visits-table.ts';
import { Archive } from './archive.ts';
import { archiveTable } from './archive-table.ts';
import { wordsOf } from './archive-words.pure.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const officers = { list: () => [{ ...boris, name: 'Boris', roles: ['officer'], language: 'en' } as const] };

let at: Post;
let archive: Archive;
beforeEach(() => {
  at = post({ readModels: [visitsTable, archiveTable] });
  archive = new Archive({ journal: at.journal, visits: at.visits, officers });
});
afterEach(() => at.close());

const find = (search: Partial<ArchiveSearch> = {}) => archive.search(archiveSearchInput.parse(search));
const platesOf = (search: Partial<ArchiveSearch> = {}) => find(search).visits.map(({ plate }) => plate);

describe('the history of marks', () => {
  const shape = { kind: 'rectangle', x: 10, y: 10, width: 100, height: 50 } as const;
  const said = { shape, category: 'density', confidence: 'low', note: 'dark' } as const;
  const markId = '00000000-0000-4000-8000-00000000aaaa';

  function marked() {
    const visitId = at.arrive();
    const scanId = at.scan(visitId);
    at.say(visitId, { command: 'open' });
    const mark = (basedOn: number, change: object = {}) => {
      const command = { command: 'mark', markId, scanId, basedOn, ...said, ...change } as const;
      return at.say(visitId, command).marks[0]?.version ?? 0;
    };
    const remove = (basedOn: number) => at.say(visitId, { command: 'removeMark', markId, basedOn });
    return { visitId, scanId, mark, remove };
  }

  test('has every version of every mark, by whom and when, also of one that was removed', () => {
    const { visitId, scanId, mark, remove } = marked();
    const made = mark(0);
    at.place.clock.advance(minute);
    const changed = mark(made, { confidence: 'high', shape: { ...shape, x: 30 } });
    at.place.clock.advance(minute);
    remove(mark(changed, { confidence: 'high', shape: { ...shape, x: 30 }, note: 'a box' }));
    const [history, ...others] = archive.markHistory(visitId);
    expect(others).toEqual([]);
    expect(history).toMatchObject({ id: markId, number: 1, scanId, removed: true });
    const by = '101';
    expect(history?.versions).toMatchObject([
      { change: 'made', by, confidence: 'low', note: 'dark', moved: false },
      { change: 'changed', by, confidence: 'high', note: 'dark', moved: true },
      { change: 'changed', by, confidence: 'high', note: 'a box', moved: false },
      { change: 'removed', by, confidence: 'high', note: 'a box', moved: false },
    ]);
    const [first, second] = history?.versions.map((version) => Date.parse(version.at)) ?? [];
    expect((second ?? 0) - (first ?? 0)).toBe(minute);
    mark(0);
    expect(archive.markHistory(visitId)[0]).toMatchObject({ removed: false });
    expect(archive.markHistory(visitId)[0]?.versions.at(-1)).toMatchObject({ change: 'restored' });
  });

  test('keeps the first officer’s marks from the second of two who look independently', () => {
    const fourEyes = { ...plainRules.fourEyes, always: true };
    const { visits } = at;
    const two = postOn(at.place, at.journal, { decisions: { ...plainRules, fourEyes } });
    const { visitId, scanId, mark } = marked();
    mark(0);
    expect(archive.markHistory(visitId)).toHaveLength(1);
    const look = { scanId, fidelity: 'full', seenPercent: 80, reason: 'seen' } as const;
    two.say(visitId, { command: 'decide', decision: 'refer', ...look });
    expect(visits.get(visitId).state).toBe('second-look');
    expect(archive.markHistory(visitId)).toEqual([]);
    two.say(visitId, { command: 'open' }, boris);
    two.say(visitId, { command: 'decide', decision: 'refer', ...look }, boris);
    expect(archive.markHistory(visitId)).toHaveLength(1);
  });

  test('tells a second officer who looks independently nothing of what the first did', () => {
    const fourEyes = { ...plainRules.fourEyes, always: true };
    const two = postOn(at.place, at.journal, {
      decisions: { ...plainRules, fourEyes, stopRelease: ['documents'] },
    });
    const list = () => [ana, boris].map((one) => ({ ...one, name: 'N', language: 'en' }) as const);
    const past = new Archive({ journal: at.journal, visits: at.visits, officers: { list } });
    const { visitId, scanId, mark, remove } = marked();
    remove(mark(0, { note: 'first sees it' }));
    const check = { check: 'documents', reason: 'first saw the papers' } as const;
    two.say(visitId, { command: 'acknowledgeCheck', ...check });
    const look = { scanId, fidelity: 'full', seenPercent: 100, reason: 'first is sure' } as const;
    two.say(visitId, { command: 'decide', decision: 'release', ...look });
    const record = past.record(visitId);
    expect(JSON.stringify([record, at.visits.get(visitId), past.markHistory(visitId)])).not.toMatch(
      /first sees|first saw|first is sure|mark-removed|check-acknowledged|"release"/,
    );
    // The second answers for the check himself.
    two.say(visitId, { command: 'open' }, boris);
    const again = { ...look, command: 'decide', decision: 'release', reason: '' } as const;
    expect(() => two.say(visitId, again, boris)).toThrow(expect.objectContaining({ code: 'CHECK_OPEN' }));
    two.say(visitId, { command: 'acknowledgeCheck', ...check, reason: 'second saw them' }, boris);
    expect(two.say(visitId, again, boris).acknowledgedChecks).toHaveLength(2);
    expect(JSON.stringify(past.record(visitId))).toMatch(/first saw the papers.*first is sure/);
  });
});

describe('the archive', () => {
  test('finds a truck by its plate, a part of it, its trailer and its container, newest first', () => {
    at.arrive('01 KG 123 ABC', { trailerPlate: 'T 77 BB', container: 'CSQU3054383' });
    at.arrive('02KG999AAA');
    at.arrive('01KG123ABC');
    expect(platesOf({ plate: '01kg 123' })).toEqual(['01KG123ABC', '01KG123ABC']);
    expect(platesOf({ plate: '123A' })).toEqual(['01KG123ABC', '01KG123ABC']);
    expect(platesOf({ plate: '77bb' })).toEqual(['01KG123ABC']);
    expect(platesOf({ plate: '3ABC' })).toEqual([]);
    expect(platesOf({ container: 'csqu 305438' })).toEqual(['01KG123ABC']);
    expect(platesOf({ container: '3054383' })).toEqual(['01KG123ABC']);
    // What looks alike on a plate is alike: these letters are Cyrillic.
    expect(platesOf({ plate: '01КG123АВС' })).toEqual(['01KG123ABC', '01KG123ABC']);
  });

  test('finds words and their beginnings in any case, with е for ё, in goods or anywhere', () => {
    const tiles = at.arrive('A111', { goods: 'Плитка тёмная, керамическая', declaration: 'KZ-2026/17' });
    at.arrive('B222', { goods: 'Ceramic tiles, Möbel' });
    at.scan(tiles);
    at.decide(tiles, 'refer', undefined);
    at.say(tiles, { command: 'startExamination' });
    at.say(tiles, {
      command: 'endExamination',
      outcome: 'undeclared',
      note: 'сигареты за плиткой',
      detained: true,
    });
    expect(platesOf({ goods: 'ТЕМН плит' })).toEqual(['A111']);
    expect(platesOf({ goods: 'тём' })).toEqual(['A111']);
    expect(platesOf({ goods: 'mobel' })).toEqual(['B222']);
    expect(platesOf({ goods: 'плит ceramic' })).toEqual([]);
    expect(platesOf({ goods: 'сигареты' })).toEqual([]);
    expect(platesOf({ text: 'сигар' })).toEqual(['A111']);
    expect(platesOf({ text: '2026/17' })).toEqual(['A111']);
    expect(platesOf({ text: 'seen сигареты a111' })).toEqual(['A111']);
    expect(platesOf({ text: 'литка' })).toEqual([]);
    expect(platesOf({ text: '"; DROP * OR NEAR' })).toEqual([]);
    expect(platesOf({ text: '!!!' })).toEqual([]);
    expect(platesOf({ text: '   ' })).toEqual(['B222', 'A111']);
  });

  test('finds by who worked on it, what was decided and what an examination found, together', () => {
    const [one, other] = [at.arrive('A1'), at.arrive('B2')];
    at.scan(one);
    at.decide(one, 'refer');
    at.say(one, { command: 'startExamination' }, boris);
    at.say(one, { command: 'endExamination', outcome: 'nothing', note: '', detained: false }, boris);
    at.scan(other, boris);
    at.decide(other, 'release', boris);
    expect(platesOf({ officer: '102' })).toEqual(['B2']);
    expect(platesOf({ officer: ' 101 ' })).toEqual(['A1']);
    expect(platesOf({ officer: '10' })).toEqual([]);
    expect(platesOf({ decision: 'refer' })).toEqual(['A1']);
    expect(platesOf({ decision: 'release', officer: '101' })).toEqual([]);
    expect(platesOf({ outcome: 'nothing', decision: 'refer' })).toEqual(['A1']);
    expect(find({ decision: 'release' }).visits[0]).toMatchObject({ decidedBy: '102', state: 'released' });
  });

  test('finds what was found by its name in either language, and what was opened', () => {
    const [one, other] = [at.arrive('A1'), at.arrive('B2', { goods: 'tobacco leaves' })];
    at.scan(one);
    at.decide(one, 'refer');
    at.say(one, { command: 'startExamination' });
    const finding = { outcome: 'undeclared', category: 'tobacco', note: '' } as const;
    const record = { place: 'ramp 2', officers: ['101'], opened: 'the spare wheel', findings: [finding] };
    at.say(one, { command: 'endExamination', outcome: 'undeclared', note: '', detained: false, record });
    at.scan(other);
    expect(platesOf({ text: 'tobac' })).toEqual(['B2', 'A1']);
    expect(platesOf({ text: 'ТАБАК' })).toEqual(['A1']);
    expect(platesOf({ text: 'tobacco spare ramp' })).toEqual(['A1']);
    expect(platesOf({ text: 'alcohol' })).toEqual([]);
    expect(platesOf({ goods: 'tobacco' })).toEqual(['B2']);
  });

  test('finds by date, also of the hours that a clock set back has told twice', () => {
    const from = at.place.clock.utc();
    at.arrive('A1');
    at.place.clock.advance(10 * day);
    at.arrive('B2');
    at.place.clock.setUtc(new Date(Date.parse(from) + 2 * day).toISOString());
    at.arrive('C3');
    const soon = (days: number) => new Date(Date.parse(from) + days * day).toISOString();
    expect(platesOf({ from, to: soon(3) })).toEqual(['C3', 'A1']);
    expect(platesOf({ from: soon(1) })).toEqual(['C3', 'B2']);
    expect(platesOf({ to: soon(5) })).toEqual(['C3', 'A1']);
    expect(platesOf({ from: soon(3), to: soon(4) })).toEqual([]);
    expect(platesOf({ from: soon(1), plate: 'A' })).toEqual([]);
    expect(find({ from: soon(1), plate: 'B2' }).total).toBe(1);
    expect(platesOf({ from: soon(1).replace('.000Z', 'Z') })).toEqual(['C3', 'B2']);
  });

  test('holds no booking before its truck comes or is given up', () => {
    const truck = { plate: 'A1', laneClass: 'booked', goods: 'apples' } as const;
    const bookedFor = at.place.clock.utc();
    const { id } = at.visits.book({ commandId: commandId(), truck, bookedFor }, boris).view;
    at.arrive('B2');
    expect(platesOf()).toEqual(['B2']);
    at.say(id, { command: 'noShow' });
    expect(find().visits.map(({ plate, state }) => [plate, state])).toEqual([
      ['A1', 'no-show'],
      ['B2', 'arrived'],
    ]);
    expect(platesOf({ goods: 'apple' })).toEqual(['A1']);
  });

  test('gives a page after the other without a gap, whatever arrives meanwhile, and says how many there are', () => {
    for (let n = 0; n < 7; n += 1) at.arrive(`T${n}X`);
    const first = find({ limit: 3 });
    expect(first.visits.map(({ plate }) => plate)).toEqual(['T6X', 'T5X', 'T4X']);
    expect(first.total).toBe(7);
    at.arrive('LATER1');
    const second = find({ limit: 3, before: first.next ?? 0 });
    expect(second.visits.map(({ plate }) => plate)).toEqual(['T3X', 'T2X', 'T1X']);
    expect(second.total).toBeNull();
    const third = find({ limit: 3, before: second.next ?? 0, text: 't' });
    expect(third).toMatchObject({ visits: [{ plate: 'T0X' }], next: null });
  });

  test(`counts no further than ${countedTo} and one more`, () => {
    at.journal.append(Array.from({ length: countedTo + 9 }, (_, n) => arrived(`visit-${n}`)));
    expect(find({ plate: 'MANY' }).total).toBe(countedTo + 1);
    expect(find({ from: '2000-01-01T00:00:00Z' }).total).toBe(countedTo + 1);
    expect(find().total).toBe(countedTo + 1);
  });

  test('shows every entry of a visit with its stored body and hash, and the marks as they were decided on', () => {
    const id = at.arrive('A1');
    const scanId = at.scan(id);
    const open = at.say(id, { command: 'open' });
    const mark = {
      markId: commandId(),
      basedOn: 0,
      scanId,
      category: 'suspicious',
      confidence: 'high',
    } as const;
    const shape = { kind: 'text', at: { x: 1, y: 1 } } as const;
    expect(open.state).toBe('in-analysis');
    at.say(id, { command: 'mark', ...mark, shape, note: 'behind the axle' });
    const seen = { scanId, fidelity: 'full', seenPercent: 80 } as const;
    at.say(id, { command: 'decide', decision: 'refer', reason: 'odd', ...seen });
    const record = archive.record(id);
    expect(record.marksAtDecision).toMatchObject([{ note: 'behind the axle', number: 1 }]);
    expect(record.entries.map(({ kind }) => kind)).toEqual(at.journal.entriesOf(id).map(({ kind }) => kind));
    expect(record.entries.at(-1)?.hash).toBe(at.journal.head().hash);
    expect(JSON.parse(record.entries.at(-1)?.body ?? '')).toMatchObject({ decision: 'refer' });
    expect(platesOf({ text: 'axle' })).toEqual(['A1']);
    expect(() => archive.record('none')).toThrow(expect.objectContaining({ code: 'VISIT_UNKNOWN' }));
  });

  test('says the same when it is made again from the journal', () => {
    const id = at.arrive('A1', { goods: 'apples', seals: ['H77'] });
    at.scan(id);
    at.decide(id, 'refer');
    at.arrive('B2', { goods: 'pears' });
    const before = contents(at.journal);
    at.journal.rebuild();
    expect(contents(at.journal)).toEqual(before);
    for (const search of [{ text: 'appl' }, { text: 'h77' }, { decision: 'refer' }] as const)
      expect(platesOf(search)).toEqual(['A1']);
  });

  test('finds by a long beginning whether few words begin so or many, or none does', () => {
    for (let truck = 0; truck < 70; truck += 1)
      at.arrive(`T${truck}`, { seals: [`BOLT55${String(truck).padStart(3, '0')}`] });
    expect(find({ text: 'bolt55', limit: 200 }).total).toBe(70);
    expect(find({ text: 'bolt550', limit: 200 }).total).toBe(70);
    expect(platesOf({ text: 'bolt5501' })).toHaveLength(10);
    expect(platesOf({ text: 'bolt55069' })).toEqual(['T69']);
    expect(platesOf({ text: 'bolt550690' })).toEqual([]);
    expect(platesOf({ goods: 'bolt5501' })).toEqual([]);
  });

  test('cuts a text into the same words with and without a letter that is not of ASCII', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 60 }), (text) => {
        expect(wordsOf(`${text} é`)).toEqual([...wordsOf(text), 'e']);
      }),
    );
  });

  test('finds exactly what a look at every visit finds', () => {
    const short = ['Tile', 'тёмный', 'темнота', 'ТЕМА', 'ti', 'pears', 'H7'];
    const long = ['polyethylene', 'Polyethy', 'polyethers', 'полиэтилен', 'ПОЛИЭТИ', 'полиэстер'];
    const word = fc.constantFrom(...short, ...long);
    const visit = fc.record({
      plate: fc.constantFrom('A1', 'A12', 'B12', 'KG12A'),
      goods: fc.array(word, { maxLength: 3 }),
      decision: fc.constantFrom('release', 'refer', null),
    });
    const search = fc.record(
      {
        goods: fc.array(word, { minLength: 1, maxLength: 2 }).map((words) => words.join(' ')),
        plate: fc.constantFrom('A', 'A1', '12', 'KG1', 'B'),
        decision: fc.constantFrom('release', 'refer'),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.array(visit, { maxLength: 4 }),
        fc.array(search, { minLength: 1, maxLength: 6 }),
        (visits, searches) => {
          for (const { plate, goods, decision } of visits) {
            const id = at.arrive(plate, { goods: goods.join(', ') });
            if (decision === null) continue;
            at.scan(id);
            at.decide(id, decision);
          }
          const all = everyVisit(at.journal).map((id) => at.visits.get(id));
          for (const asked of searches) {
            const wanted = all.filter((one) => meets(one, asked)).map(({ id }) => id);
            const found = find({ ...asked, limit: 200 } as Partial<ArchiveSearch>).visits.map(({ id }) => id);
            expect(found, JSON.stringify(asked)).toEqual(wanted.slice(0, 200));
          }
        },
      ),
      { numRuns: 12 },
    );
  });
});

function meets({ truck, decision }: VisitView, asked: { goods?: string; plate?: string; decision?: string }) {
  const have = wordsOf(truck.goods ?? '');
  const groups = truck.plate.match(/\d+|\D+/g) ?? [];
  const ends = groups.map((_, from) => groups.slice(from).join('')).filter((end) => end.length > 1);
  return (
    wordsOf(asked.goods ?? '').every((word) => have.some((one) => one.startsWith(word))) &&
    (asked.plate === undefined || ends.some((end) => end.startsWith(asked.plate ?? ''))) &&
    (asked.decision === undefined || decision?.kind === asked.decision)
  );
}

function everyVisit({ db }: Journal): string[] {
  return db
    .prepare<[], { id: string }>('SELECT id FROM visits ORDER BY arrived DESC')
    .all()
    .map(({ id }) => id);
}

function contents({ db }: Journal) {
  return ['archive', 'archive_days', 'archive_text'].map((table) =>
    db.prepare(`SELECT * FROM ${table} ORDER BY 1`).all(),
  );
}

function arrived(subject: string) {
  const body: (typeof visitKinds)['visit.arrived']['_zod']['output'] = {
    truck: { plate: 'MANY1', laneClass: 'walk-up' },
  };
  return { actor: 'station', kind: 'visit.arrived', subject, body };
}
