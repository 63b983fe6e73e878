import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type ExaminationRecord,
  findingCategories,
  findingOutcomes,
  outcomeOf,
} from '../api/examination-record.pure.ts';
import { mostPhotos } from '../api/photo.pure.ts';
import { examinationOutcomes } from '../api/views.pure.ts';
import { examinationsTable, outcomesBetween } from '../examinations/examinations-table.ts';
import { examinationBodies } from './examination-bodies.pure.ts';
import type { Post } from './visits.fixture.ts';
import { ana, boris, chief, commandId, post, postOn } from './visits.fixture.ts';
import type { Actor } from './visits.ts';
import { visitsTable } from './visits-table.ts';

let at: Post;
beforeEach(() => {
  at = post({ readModels: [visitsTable, examinationsTable] });
});
afterEach(() => at.close());

function code(run: () => unknown): string {
  try {
    run();
  } catch (fault) {
    return (fault as { code: string }).code;
  }
  return 'nothing refused';
}

/** A truck in examination with one mark on its picture. */
function examined(): { id: string; markId: string } {
  const id = at.arrive();
  at.scan(id);
  at.decide(id, 'refer');
  at.say(id, { command: 'startExamination' }, boris);
  const markId = commandId();
  const scanId = at.visits.get(id).scans.at(-1)?.id ?? '';
  const shape = { kind: 'text', at: { x: 10, y: 10 } } as const;
  const mark = { command: 'mark', markId, basedOn: 0, scanId, shape, note: 'here' } as const;
  at.say(id, { ...mark, category: 'density', confidence: 'high' }, boris);
  return { id, markId };
}

function record(findings: ExaminationRecord['findings']): ExaminationRecord {
  return { place: 'ramp 2', officers: ['102', '107'], opened: 'second pallet row', findings };
}

function end(id: string, findings: ExaminationRecord['findings'], detained = false) {
  const result = { outcome: outcomeOf(findings), note: '', record: record(findings) };
  return at.say(id, { command: 'endExamination', ...result, detained }, boris);
}

function correct(id: string, findings: ExaminationRecord['findings'], by: Actor) {
  const result = { outcome: outcomeOf(findings), note: '', record: record(findings) };
  return at.say(id, { command: 'correctExamination', ...result, reason: 'counted again' }, by);
}

const cigarettes = {
  outcome: 'undeclared',
  category: 'tobacco',
  amount: { value: 480, unit: 'package' },
  note: 'behind the wall',
} as const;
const rifle = { outcome: 'prohibited', category: 'weapons', note: '' } as const;

describe('the record of an examination', () => {
  test('says where, who, what was opened and every finding with its place on the scan', () => {
    const { id, markId } = examined();
    const findings = [{ ...cigarettes, markId }, rifle];
    expect(end(id, findings, true)).toMatchObject({
      state: 'detained',
      examination: { outcome: 'prohibited', record: record(findings) },
    });
  });

  test('is refused with a mark that is not the visit’s', () => {
    const { id } = examined();
    expect(code(() => end(id, [{ ...cigarettes, markId: commandId() }]))).toBe('MARK_UNKNOWN');
    expect(at.visits.get(id).state).toBe('in-examination');
  });

  test('has as its outcome the worst of its findings, and no other is taken', () => {
    const { id } = examined();
    const finding = fc.record({
      outcome: fc.constantFrom(...findingOutcomes),
      category: fc.constantFrom(...findingCategories),
      note: fc.constant(''),
    });
    fc.assert(
      fc.property(
        fc.array(finding, { maxLength: 4 }),
        fc.constantFrom(...examinationOutcomes),
        (found, said) => {
          const has = (outcome: string) => found.some((one) => one.outcome === outcome);
          const worst = ['prohibited', 'undeclared', 'misdeclared'].find(has) ?? 'nothing';
          fc.pre(said !== worst);
          const command = { command: 'endExamination', note: '', detained: true } as const;
          const ends = () => at.say(id, { ...command, outcome: said, record: record(found) }, boris);
          expect(outcomeOf(found)).toBe(worst);
          expect(code(ends)).toBe('OUTCOME_NOT_FOUND');
        },
      ),
      { numRuns: 60 },
    );
  });

  test('need not be there: an older journal has the outcome alone', () => {
    const body = { outcome: 'undeclared', note: 'tea', detained: false } as const;
    expect(examinationBodies['visit.examination-ended'].parse(body)).toEqual(body);
    const { id } = examined();
    const { detained, ...result } = body;
    expect(at.say(id, { command: 'endExamination', detained, ...result }, boris).examination).toEqual(result);
  });
});

describe('a correction', () => {
  test('stands from then on, keeps what was on record, and is what the rates count', () => {
    const { id } = examined();
    end(id, []);
    at.say(id, { command: 'depart' });
    const { examination } = correct(id, [cigarettes], boris);
    expect(examination).toMatchObject({ outcome: 'undeclared', record: { findings: [cigarettes] } });
    expect(examination?.corrections).toMatchObject([
      { outcome: 'nothing', record: { findings: [] }, by: '102', reason: 'counted again' },
    ]);
    const counted = outcomesBetween(at.journal.db, '2000-01-01T00:00:00.000Z', '2100-01-01T00:00:00.000Z');
    expect(counted).toEqual([{ officer: '101', outcome: 'undeclared', count: 1 }]);
  });

  test('is made by who examined the truck or by a supervisor, after the end, and changes something', () => {
    const { id } = examined();
    expect(code(() => correct(id, [], chief))).toBe('EXAMINATION_NOT_ENDED');
    end(id, [rifle], true);
    expect(code(() => correct(id, [], ana))).toBe('EXAMINATION_OF_OTHERS');
    expect(code(() => correct(id, [rifle], chief))).toBe('NOTHING_CHANGED');
    expect(correct(id, [], chief).state).toBe('detained');
  });
});

test('a detained truck is let go by a supervisor, with the reason, and then departs', () => {
  const { id } = examined();
  const letGo = (by: Actor) => at.say(id, { command: 'endDetention', reason: 'duty paid' }, by);
  expect(code(() => letGo(chief))).toBe('NOT_DETAINED');
  end(id, [rifle], true);
  expect(code(() => letGo(boris))).toBe('SUPERVISOR_ONLY');
  expect(letGo(chief).state).toBe('released');
  expect(at.say(id, { command: 'depart' }).state).toBe('departed');
});

describe('photos of an examination', () => {
  const photoOf = (sha256: string) =>
    sha256.startsWith('0') ? null : { sha256, type: 'image/jpeg' as const, bytes: 9, width: 3, height: 4 };
  const sum = (nth: number) => `a${String(nth).padStart(63, '0')}`;
  const photo = (nth: number, caption = '') => ({ sha256: sum(nth), caption });
  const nothing = { outcome: 'nothing', note: '', record: record([]) } as const;
  let id: string;
  let say: Post['say'];
  beforeEach(() => {
    ({ say } = postOn(at.place, at.journal, { photoOf }));
    ({ id } = examined());
  });
  const shown = () =>
    at.visits.get(id).examination?.photos?.map(({ photo: { sha256 }, ...said }) => ({ sha256, ...said }));
  const end = (photos: { sha256: string; caption: string }[]) =>
    say(id, { command: 'endExamination', ...nothing, photos, detained: false }, boris);

  test('are on record with who, when and what was typed, each once', () => {
    end([photo(1, 'behind the wall'), photo(2), photo(1)]);
    const [entry] = at.journal
      .entriesOf(id)
      .filter(({ kind }) => kind === 'visit.examination-photo-attached');
    expect(entry).toMatchObject({
      actor: boris.id,
      body: { photo: photoOf(sum(1)), caption: 'behind the wall', by: '102' },
    });
    expect(shown()).toEqual([
      { sha256: sum(1), caption: 'behind the wall', by: '102', at: entry?.at },
      { sha256: sum(2), caption: '', by: '102', at: entry?.at },
    ]);
  });

  test('are added by a correction with its reason, alone or with what else is put right, and none is ever lost', () => {
    end([photo(1)]);
    const correct = (change: object) =>
      say(id, { command: 'correctExamination', ...nothing, reason: 'one more', ...change }, boris);
    correct({ photos: [photo(1), photo(2)] });
    expect(shown()).toMatchObject([{ sha256: sum(1) }, { sha256: sum(2), reason: 'one more' }]);
    expect(at.visits.get(id).examination?.corrections).toBeUndefined();
    expect(code(() => correct({ photos: [photo(2)] }))).toBe('NOTHING_CHANGED');
    correct({ note: 'put right', photos: [photo(3)] });
    correct({ note: 'and again' });
    expect(shown()).toHaveLength(3);
    expect(at.visits.get(id).examination?.corrections).toHaveLength(2);
  });

  test('that the station does not have, or too many, are refused, and nothing is saved', () => {
    const before = at.journal.head().seq;
    expect(code(() => end([{ sha256: '0'.repeat(64), caption: '' }]))).toBe('PHOTO_UNKNOWN');
    expect(at.journal.head().seq).toBe(before);
    end(Array.from({ length: mostPhotos }, (_, nth) => photo(nth)));
    const more = { command: 'correctExamination', ...nothing, note: 'x', reason: 'more' } as const;
    expect(code(() => say(id, { ...more, photos: [photo(77)] }, boris))).toBe('PHOTOS_TOO_MANY');
    expect(say(id, more, boris).examination?.photos).toHaveLength(mostPhotos);
  });
});
