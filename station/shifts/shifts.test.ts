import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { visitKinds } from '../visits/visit-entries.pure.ts';
import type { Post } from '../visits/visits.fixture.ts';
import { boris, post, postOn } from '../visits/visits.fixture.ts';
import { visitsTable } from '../visits/visits-table.ts';
import { clockChangesTable } from './clock-changes-table.ts';
import { createShiftPattern } from './shift-pattern.ts';
import { createShifts } from './shifts.ts';

const readModels = [visitsTable, clockChangesTable];
const minute = 60_000;
let at: Post;
beforeEach(() => {
  at = post({ readModels });
});
afterEach(() => at.close());

function shiftsOf(place: Pick<Post, 'journal' | 'place'>) {
  const pattern = createShiftPattern(
    [
      { name: 'A', start: '08:00' },
      { name: 'B', start: '20:00' },
    ],
    'UTC',
  );
  return createShifts({ journal: place.journal, clock: place.place.clock, pattern });
}

const advance = (minutes: number) => at.place.clock.advance(minutes * minute);
const stretch = (report: ReturnType<ReturnType<typeof shiftsOf>['report']>, name: string) =>
  report.stretches.find((one) => one.stretch === name);

describe('the report of a shift', () => {
  test('has the figures worked out by hand for three trucks', () => {
    const trucks = [
      { waits: 10, looks: 3 },
      { waits: 20, looks: 5 },
      { waits: 60, looks: 4 },
    ];
    for (const { waits, looks } of trucks) {
      const id = at.arrive();
      advance(waits);
      const scanId = at.scan(id);
      advance(2);
      at.say(id, { command: 'open' });
      advance(looks);
      const decision = waits === 60 ? 'refer' : 'release';
      at.say(id, { command: 'decide', decision, reason: '', scanId, fidelity: 'full', seenPercent: 1 });
    }
    at.arrive('WAITING1');
    // 90 min of waiting, 3 × 100 s of scanning, 6 min until opened, 12 min of looking: 113 min after 08:00.
    const report = shiftsOf(at).report();
    expect(report).toMatchObject({
      shift: { id: '2026-03-01T08:00', name: 'A', to: '2026-03-01T20:00:00.000Z' },
      decided: 3,
      released: 2,
      referred: 1,
      waitingNow: 1,
      journalHead: at.journal.head().hash,
    });
    expect(report.trucksPerHour).toBeCloseTo(3 / (113 / 60), 9);
    expect(stretch(report, 'waiting')).toEqual({
      stretch: 'waiting',
      n: 3,
      mean: 30 * minute,
      median: 20 * minute,
      p90: 52 * minute,
      max: 60 * minute,
    });
    expect(stretch(report, 'scanning')).toMatchObject({ n: 3, mean: 100_000, p90: 100_000 });
    expect(stretch(report, 'imageWaiting')).toMatchObject({ n: 3, median: 2 * minute });
    expect(stretch(report, 'decision')).toMatchObject({ n: 3, mean: 4 * minute, p90: 4.8 * minute });
    expect(
      report.visits.map(({ waiting, deciding, officer, scans }) => [waiting, deciding, officer, scans]),
    ).toEqual([
      [10 * minute, 3 * minute, '101', 1],
      [20 * minute, 5 * minute, '101', 1],
      [60 * minute, 4 * minute, '101', 1],
      [null, null, null, 0],
    ]);
  });

  test('agrees with a query over the bare entries that knows nothing of visits', () => {
    for (let truck = 0; truck < 12; truck += 1) {
      const id = at.arrive(`KZ${truck}`);
      advance(1 + ((truck * 7) % 5));
      at.scan(id, truck % 2 ? boris : undefined, String(1 + (truck % 3)));
      advance(1 + ((truck * 3) % 4));
      at.decide(id, truck % 4 === 0 ? 'refer' : 'release', truck % 2 ? boris : undefined);
      at.say(id, truck % 4 === 0 ? { command: 'startExamination' } : { command: 'depart' });
    }
    const raw = new Database(at.place.file, { readonly: true });
    const told = raw
      .prepare<[], { n: number; mean: number; max: number }>(`
        SELECT count(*) AS n, avg(took) AS mean, max(took) AS max FROM (
          SELECT ended.monotonic - begun.monotonic AS took FROM entries AS begun
          JOIN entries AS ended ON ended.subject = begun.subject AND ended.kind = 'visit.opened'
          WHERE begun.kind = 'scan.ended')`)
      .get();
    const decided = raw
      .prepare<[], { n: number }>(
        "SELECT count(*) AS n FROM entries WHERE kind = 'visit.decided' AND body ->> 'decision' IN ('release', 'refer')",
      )
      .get();
    raw.close();
    const report = shiftsOf(at).report();
    expect(stretch(report, 'imageWaiting')).toMatchObject(told ?? {});
    expect(report.decided).toBe(decided?.n);
    expect(report.decided).toBe(12);
  });

  test('counts each stretch in the shift where it ended, and lists a truck in every shift it was here', () => {
    at.place.clock.setUtc('2026-03-01T19:30:00.000Z');
    const id = at.arrive();
    advance(60);
    at.scan(id);
    const shifts = shiftsOf(at);
    const [now, before] = shifts.recent(2).map((shift) => shifts.report(shift));
    expect([before?.visits.length, now?.visits.length]).toEqual([1, 1]);
    expect([before && stretch(before, 'waiting')?.n, now && stretch(now, 'waiting')?.n]).toEqual([0, 1]);
    expect(
      shifts.report({ from: '2026-02-27T00:00:00.000Z', to: '2026-02-28T00:00:00.000Z' }).visits,
    ).toEqual([]);
  });

  test('lists a truck that stayed for days in each of its shifts, and reads only the ones of its time', () => {
    at.place.clock.setUtc('2026-03-01T08:30:00.000Z');
    const detained = at.arrive('KEPT1');
    at.scan(detained);
    at.decide(detained, 'refer');
    const waits = at.arrive('WAITS1');
    at.place.clock.setUtc('2026-03-06T09:00:00.000Z');
    at.say(detained, { command: 'startExamination' });
    at.place.clock.setUtc('2026-03-06T10:00:00.000Z');
    const shifts = shiftsOf(at);
    const on = (day: string) =>
      shifts
        .report({ from: `2026-03-${day}T08:00:00.000Z`, to: `2026-03-${day}T20:00:00.000Z` })
        .visits.map(({ visitId }) => visitId);
    expect([on('01'), on('04'), on('06')]).toEqual(Array.from({ length: 3 }, () => [detained, waits]));
    at.say(waits, { command: 'cancel', reason: '' });
    expect([on('04'), on('07')]).toEqual([[detained, waits], []]);
  });

  test('lists of every visit what the whole visit says', () => {
    at.arrive('BARE1');
    const held = at.arrive('HELD1', { container: 'CSQU3054383', laneClass: 'tir' });
    at.say(held, { command: 'hold', reason: 'papers' });
    const again = at.arrive('AGAIN1');
    at.scan(again);
    at.decide(again, 're-scan');
    at.scan(again);
    const [passed, referred, gone] = [at.arrive('PASSED1'), at.arrive('REFER1'), at.arrive('GONE1')];
    for (const id of [passed, gone]) at.scan(id);
    at.scan(referred, boris);
    at.decide(passed, 'escalate');
    at.decide(referred, 'refer', boris);
    at.say(referred, { command: 'startExamination' });
    at.decide(gone, 'release');
    at.say(gone, { command: 'depart' });
    const listed = shiftsOf(at).report().visits;
    expect(listed.map(({ plate }) => plate)).toEqual([
      'BARE1',
      'HELD1',
      'AGAIN1',
      'PASSED1',
      'REFER1',
      'GONE1',
    ]);
    for (const row of listed) {
      const { truck, state, moments, decision, scans } = at.visits.get(row.visitId);
      const { arrived, called, beamOn, imageReady, opened, decided } = moments;
      const reached = { arrived, called, beamOn, imageReady, opened, decided };
      expect(row).toMatchObject({
        ...{ plate: truck.plate, container: truck.container ?? null, laneClass: truck.laneClass, state },
        ...Object.fromEntries(Object.entries(reached).map(([name, when]) => [name, when ?? null])),
        ...{ decision: decision?.kind ?? null, officer: decision?.by ?? null, scans: scans.length },
      });
    }
  });

  test('does not count a re-scan or a decision passed on as decided', () => {
    const first = at.arrive();
    at.scan(first);
    at.decide(first, 're-scan');
    at.say(first, { command: 'putBack', reason: '' });
    const second = at.arrive();
    at.scan(second);
    at.decide(second, 'escalate');
    const shifts = shiftsOf(at);
    expect(shifts.report()).toMatchObject({ decided: 0, trucksPerHour: 0 });
    expect(shifts.trucksPerHour()).toBe(0);
  });

  test('of an empty post has no figure that is not a number', () => {
    const report = shiftsOf(at).report();
    expect(report).toMatchObject({ visits: [], decided: 0, trucksPerHour: 0 });
    expect(stretch(report, 'waiting')).toEqual({
      stretch: 'waiting',
      n: 0,
      mean: null,
      median: null,
      p90: null,
      max: null,
    });
  });
});

describe('a duration', () => {
  const waiting = (place: Pick<Post, 'journal' | 'place'>) => shiftsOf(place).report().visits[0]?.waiting;

  test('is by the monotonic clock where the wall clock was set meanwhile', () => {
    const id = at.arrive();
    advance(10);
    at.place.clock.setUtc('2026-03-01T09:00:00.000Z');
    at.say(id, { command: 'callTruck', lane: '1', reason: 'called by name' });
    expect(waiting(at)).toBe(10 * minute);
  });

  test('over a restart of the station is by the wall clock', () => {
    const id = at.arrive();
    advance(10);
    at.journal.close();
    const next = postOn(at.place, at.place.open({ run: 'run-2', kinds: visitKinds, readModels }));
    next.say(id, { command: 'callTruck', lane: '1', reason: 'called by name' });
    expect(waiting(next)).toBe(10 * minute);
  });

  test('over a restart with the clock set back is unknown, whichever way the difference falls', () => {
    const [first, second] = [at.arrive('FIRST1'), at.arrive('SECOND2')];
    at.journal.close();
    at.place.clock.setUtc('2026-03-01T07:00:00.000Z');
    const next = postOn(at.place, at.place.open({ run: 'run-2', kinds: visitKinds, readModels }));
    next.say(first, { command: 'callTruck', lane: '1', reason: 'called by name' });
    advance(120);
    next.say(second, { command: 'callTruck', lane: '2', reason: 'called by name' });
    // By the wall clock the one would have waited −60 min and the other 60; the other waited 120 at least.
    const day = { from: '2026-03-01T00:00:00.000Z', to: '2026-03-02T00:00:00.000Z' };
    const rows = shiftsOf(next).report(day).visits;
    expect(rows.map(({ waiting }) => waiting)).toEqual([null, null]);
  });
});

test('trucks per hour are those decided in the last sixty minutes', () => {
  const shifts = shiftsOf(at);
  for (let truck = 0; truck < 3; truck += 1) {
    const id = at.arrive(`KZ${truck}`);
    advance(25);
    at.scan(id);
    at.decide(id, 'release');
  }
  expect(shifts.trucksPerHour()).toBe(3);
  advance(10);
  expect(shifts.trucksPerHour()).toBe(2);
});
