import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type MarkShape, markShape, mostLinePoints, mostMarks, mostPoints } from '../api/mark-views.pure.ts';
import type { DecisionKind } from '../api/views.pure.ts';
import { edgesOf } from './mark-edges.pure.ts';
import type { Post } from './visits.fixture.ts';
import { ana, boris, chief, commandId, post, trainer } from './visits.fixture.ts';
import type { Actor } from './visits.ts';

let at: Post;
beforeEach(() => {
  at = post();
});
afterEach(() => at.close());

const frame: MarkShape = { kind: 'rectangle', x: 100.26, y: 40, width: 200, height: 80.04 };

interface Wishes {
  readonly markId?: string;
  readonly basedOn?: number;
  readonly shape?: MarkShape;
  readonly note?: string;
  readonly scanId?: string;
  readonly by?: Actor;
}

/** Marks the latest scan of the visit; returns it as it then is. */
function mark(visitId: string, wishes: Wishes = {}) {
  const { markId = commandId(), basedOn = 0, shape = frame, note = '', by = ana } = wishes;
  const scanId = wishes.scanId ?? at.visits.get(visitId).scans.at(-1)?.id ?? '';
  const said = { command: 'mark', markId, basedOn, scanId, shape, note } as const;
  return at.say(visitId, { ...said, category: 'density', confidence: 'medium' }, by);
}

function unmark(visitId: string, markId: string, basedOn: number, by = ana) {
  return at.say(visitId, { command: 'removeMark', markId, basedOn }, by);
}

function opened(): string {
  const id = at.arrive();
  at.scan(id);
  at.say(id, { command: 'open' });
  return id;
}

/** Decided by the officer who has it open. */
function settle(id: string, decision: DecisionKind, by = ana): void {
  const scanId = at.visits.get(id).scans.at(-1)?.id ?? '';
  const seen = { scanId, fidelity: 'full', seenPercent: 80 } as const;
  at.say(id, { command: 'decide', decision, reason: 'seen', ...seen }, by);
}

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (fault) {
    return (fault as { code: string }).code;
  }
  return 'nothing refused';
}

const marksOf = (id: string) => at.visits.get(id).marks;
const line = (points: number): MarkShape => ({
  kind: 'freehand',
  points: Array.from({ length: points }, (_, index) => ({ x: index, y: 5 })),
});

describe('a mark', () => {
  test('is kept to a tenth of a pixel, with who made it and when', () => {
    const id = opened();
    const { version, marks, scans } = mark(id, { note: ' tyres ' });
    expect(marks).toEqual([
      {
        id: expect.any(String),
        number: 1,
        scanId: scans[0]?.id,
        version,
        shape: { kind: 'rectangle', x: 100.3, y: 40, width: 200, height: 80 },
        category: 'density',
        confidence: 'medium',
        note: expect.stringContaining('tyres'),
        by: '101',
        at: at.place.clock.utc(),
      },
    ]);
  });

  test('is seen by the officer it is passed on to, by who examines the truck, and after the truck has left', () => {
    const id = opened();
    mark(id);
    settle(id, 'escalate');
    expect(at.say(id, { command: 'open' }, chief).marks).toHaveLength(1);
    mark(id, { by: chief });
    settle(id, 'refer', chief);
    at.say(id, { command: 'startExamination' }, boris);
    expect(mark(id, { by: boris }).marks.map(({ by }) => by)).toEqual(['101', '900', '102']);
    at.say(id, { command: 'endExamination', outcome: 'undeclared', note: '', detained: false }, boris);
    at.say(id, { command: 'depart' });
    expect(marksOf(id).map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  test('changed is the same mark with a later version; what it was stays in the journal', () => {
    const id = opened();
    const markId = commandId();
    const made = mark(id, { markId }).marks[0];
    const moved = mark(id, { markId, basedOn: made?.version ?? 0, shape: { ...frame, x: 300 } }).marks;
    expect(moved).toMatchObject([{ id: markId, number: 1, shape: { x: 300 } }]);
    expect(moved[0]?.version).toBeGreaterThan(made?.version ?? Number.POSITIVE_INFINITY);
    const xs = at.journal
      .entriesOf(id)
      .flatMap(({ kind, body }) =>
        kind === 'visit.marked' ? ((body as { shape: { x: number } }).shape.x ?? []) : [],
      );
    expect(xs).toEqual([100.3, 300]);
  });

  test('removed is gone, and comes back by the counter entry under its number', () => {
    const id = opened();
    const markId = commandId();
    mark(id);
    const made = mark(id, { markId, shape: line(3) }).marks[1];
    mark(id);
    expect(unmark(id, markId, made?.version ?? 0).marks.map(({ number }) => number)).toEqual([1, 3]);
    const back = mark(id, { markId, shape: line(3) }).marks;
    expect(back.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(back[1]).toMatchObject({ id: markId, shape: made?.shape });
    const kinds = at.journal.entriesOf(id).map(({ kind }) => kind);
    expect(kinds.slice(-2)).toEqual(['visit.mark-removed', 'visit.marked']);
  });

  test('sent twice is made once, and a mark of the same id is no second one', () => {
    const id = opened();
    const { version, scans } = at.visits.get(id);
    const of = { commandId: commandId(), visitId: id, version, scanId: scans[0]?.id ?? '' };
    const what = { shape: frame, category: 'person', confidence: 'high', note: '' } as const;
    const command = { command: 'mark', markId: commandId(), basedOn: 0, ...of, ...what } as const;
    expect(at.visits.execute(command, ana).repeated).toBe(false);
    expect(at.visits.execute(command, ana).repeated).toBe(true);
    expect(marksOf(id)).toHaveLength(1);
    expect(refusal(() => at.visits.execute({ ...command, commandId: commandId() }, ana))).toBe(
      'MARK_CHANGED',
    );
  });

  test('made while the officer decides does not turn the decision away', () => {
    const id = opened();
    const { version, scans } = at.visits.get(id);
    mark(id);
    const said = { command: 'decide', decision: 'refer', reason: '', fidelity: 'full' } as const;
    const ofThen = { commandId: commandId(), visitId: id, version, scanId: scans[0]?.id ?? '' };
    expect(at.visits.execute({ ...said, ...ofThen, seenPercent: 80 }, ana).view.state).toBe('referred');
  });

  test('outlives a rebuild of the read model from the journal', () => {
    const id = opened();
    mark(id, { shape: line(9) });
    const second = mark(id).marks[1];
    unmark(id, second?.id ?? '', second?.version ?? 0);
    mark(id, { shape: { kind: 'text', at: { x: 4, y: 9 } }, note: 'door' });
    const before = at.visits.get(id);
    at.journal.rebuild();
    expect(at.visits.get(id)).toEqual(before);
  });
});

describe('a mark is refused', () => {
  test('to all but the one who has the picture open', () => {
    const id = opened();
    expect(refusal(() => mark(id, { by: boris }))).toBe('VISIT_HELD');
    expect(refusal(() => mark(id, { by: chief }))).toBe('VISIT_HELD');
    expect(refusal(() => mark(id, { by: trainer }))).toBe('NOT_ALLOWED');
    expect(marksOf(id)).toEqual([]);
  });

  test('before the picture is opened and after the decision', () => {
    const id = at.arrive();
    expect(refusal(() => mark(id))).toBe('MARKS_CLOSED');
    at.scan(id);
    expect(refusal(() => mark(id))).toBe('MARKS_CLOSED');
    at.decide(id, 'release');
    expect(refusal(() => mark(id))).toBe('MARKS_CLOSED');
    at.say(id, { command: 'depart' });
    expect(refusal(() => mark(id))).toBe('VISIT_CLOSED');
  });

  test('on another visit’s scan, and where a change would take it to another scan', () => {
    const other = opened();
    settle(other, 're-scan');
    const [first] = at.visits.get(other).scans;
    at.scan(other);
    at.say(other, { command: 'open' });
    const made = mark(other, { scanId: first?.id ?? '' }).marks[0];
    const moved = { markId: made?.id ?? '', basedOn: made?.version ?? 0 };
    expect(refusal(() => mark(other, moved))).toBe('SCAN_UNKNOWN');
    settle(other, 'release');
    const id = opened();
    expect(refusal(() => mark(id, { scanId: first?.id ?? '' }))).toBe('SCAN_UNKNOWN');
  });

  test('beyond the picture’s last column', () => {
    const id = opened();
    expect(refusal(() => mark(id, { shape: { ...frame, x: 1_001 } }))).toBe('MARK_OUTSIDE');
    const arrow: MarkShape = { kind: 'arrow', from: { x: 1_201, y: 2 }, to: { x: 3, y: 4 } };
    expect(refusal(() => mark(id, { shape: arrow }))).toBe('MARK_OUTSIDE');
    expect(mark(id, { shape: { ...frame, x: 1_000 } }).marks).toHaveLength(1);
  });

  test('as a change or removal of another’s, but to a supervisor', () => {
    const id = opened();
    const made = mark(id).marks[0];
    const its = { markId: made?.id ?? '', basedOn: made?.version ?? 0 };
    settle(id, 'refer');
    expect(refusal(() => mark(id, { ...its, by: boris }))).toBe('MARK_OF_ANOTHER');
    expect(refusal(() => unmark(id, its.markId, its.basedOn, boris))).toBe('MARK_OF_ANOTHER');
    expect(unmark(id, its.markId, its.basedOn, chief).marks).toEqual([]);
  });

  test('that is based on what it no longer is, or removes what is not there', () => {
    const id = opened();
    const made = mark(id).marks[0];
    const its = { markId: made?.id ?? '', basedOn: made?.version ?? 0 };
    mark(id, { ...its, shape: line(2) });
    expect(refusal(() => mark(id, its))).toBe('MARK_CHANGED');
    expect(refusal(() => unmark(id, its.markId, its.basedOn))).toBe('MARK_CHANGED');
    expect(refusal(() => unmark(id, commandId(), 0))).toBe('MARK_UNKNOWN');
  });

  test('that is a text without words', () => {
    const id = opened();
    const shape: MarkShape = { kind: 'text', at: { x: 5, y: 5 } };
    expect(refusal(() => mark(id, { shape, note: ' ' }))).toBe('MARK_TEXT_NEEDED');
  });

  test('when there are as many as can be kept, in number or in points', () => {
    const id = opened();
    const lines = mostPoints / mostLinePoints;
    for (let made = 0; made < lines; made += 1) mark(id, { shape: line(mostLinePoints) });
    expect(refusal(() => mark(id, { shape: line(2) }))).toBe('MARKS_FULL');
    for (let made = lines; made < mostMarks; made += 1) mark(id);
    expect(refusal(() => mark(id))).toBe('MARKS_FULL');
    const first = marksOf(id)[0];
    const its = { markId: first?.id ?? '', basedOn: first?.version ?? 0 };
    expect(mark(id, { ...its, shape: line(2) }).marks).toHaveLength(mostMarks);
  });
});

test('a shape from the wire is parsed, or refused without more ado', () => {
  for (const bad of [
    { kind: 'rectangle', x: -1, y: 0, width: 1, height: 1 },
    { kind: 'rectangle', x: 0, y: 0, width: 0, height: 1 },
    { kind: 'ellipse', x: Number.NaN, y: 0, width: 1, height: 1 },
    { kind: 'freehand', points: [{ x: 1, y: 1 }] },
    line(mostLinePoints + 1),
    { kind: 'text', at: { x: 1, y: 1 }, html: '<b>' },
    { kind: 'star' },
  ])
    expect(markShape.safeParse(bad).success, JSON.stringify(bad)).toBe(false);
  fc.assert(
    fc.property(fc.anything(), (anything) => {
      expect(markShape.safeParse(anything).success).toBe(false);
    }),
  );
});

test('a mark lies between its edges', () => {
  expect(edgesOf(frame)).toEqual({ left: 100.26, top: 40, right: 300.26, bottom: 120.04 });
  expect(edgesOf({ kind: 'arrow', from: { x: 9, y: 1 }, to: { x: 3, y: 7 } })).toEqual({
    ...{ left: 3, top: 1, right: 9, bottom: 7 },
  });
  expect(edgesOf(line(4))).toEqual({ left: 0, top: 5, right: 3, bottom: 5 });
  expect(edgesOf({ kind: 'text', at: { x: 2, y: 3 } })).toEqual({ left: 2, top: 3, right: 2, bottom: 3 });
});
