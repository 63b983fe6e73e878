import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  delayedInput,
  examinedInput,
  figuresInput,
  timelineInput,
  visitsBehindInput,
} from '../api/figure-inputs.pure.ts';
import type { FiguresReport } from '../api/figure-views.pure.ts';
import { examinationsTable } from '../examinations/examinations-table.ts';
import { officerTable } from '../officers/officer-table.ts';
import { clockChangesTable } from '../shifts/clock-changes-table.ts';
import { createShiftPattern } from '../shifts/shift-pattern.ts';
import { mean, quantile } from '../shifts/statistics.pure.ts';
import { visitKinds } from '../visits/visit-entries.pure.ts';
import { ana, boris, chief, type Post, post, postOn } from '../visits/visits.fixture.ts';
import { visitsTable } from '../visits/visits-table.ts';
import {
  type MadeOf,
  madeOfBin,
  madeOfCell,
  madeOfDelay,
  madeOfGroup,
  madeOfNow,
  madeOfRate,
  madeOfStretch,
  madeOfTotals,
} from './behind.pure.ts';
import { Figures, type FiguresOptions } from './figures.ts';
import { timingsTable } from './timings-table.ts';

const readModels = [visitsTable, clockChangesTable, timingsTable, officerTable, examinationsTable];
const minute = 60_000;
let at: Post;
beforeEach(() => {
  at = post({ readModels });
});
afterEach(() => at.close());

function figuresOf(place: Post, more: Partial<FiguresOptions> = {}): Figures {
  const timeZone = more.timeZone ?? 'UTC';
  const shifts = [
    { name: 'A', start: '08:00' },
    { name: 'B', start: '20:00' },
  ];
  return new Figures({
    journal: place.journal,
    clock: place.place.clock,
    pattern: createShiftPattern(shifts, timeZone),
    timeZone,
    throughput: { planPerHour: 6, outliers: { rule: 'fence', factor: 3 } },
    capacityPerDay: 240,
    ...more,
  });
}

const advance = (minutes: number) => at.place.clock.advance(minutes * minute);
const ask = (more: object = {}) => figuresInput.parse({ unit: 'shift', ...more });
const stretch = ({ path }: Pick<FiguresReport, 'path'>, name: string) =>
  path.find((one) => one.stretch === name);

/** Called after `waits`, its picture opened 2 min after its scan of 100 s, decided after `looks`. */
function truck(
  waits: number,
  looks: number,
  decision: 'release' | 'refer' = 'release',
  by = ana,
  lane = '1',
): string {
  const id = at.arrive();
  advance(waits);
  const scanId = at.scan(id, by, lane);
  advance(2);
  at.say(id, { command: 'open' }, by);
  advance(looks);
  at.say(id, { command: 'decide', decision, reason: '', scanId, fidelity: 'full', seenPercent: 1 }, by);
  return id;
}

describe('the figures of a shift', () => {
  test('are those worked out by hand for three trucks', () => {
    truck(10, 3);
    truck(20, 5);
    truck(60, 4, 'refer', boris, '2');
    at.arrive('WAITING1');
    // 90 min of waiting, 3 scans of 100 s, 6 min until opened, 12 min of looking: 113 min after 08:00.
    const report = figuresOf(at).report(ask(), chief);
    expect(report.period).toMatchObject({ name: 'A', from: '2026-03-01T08:00:00.000Z' });
    expect(report.totals).toMatchObject({ arrived: 4, decided: 3, released: 2, referred: 1, rescans: 0 });
    expect(report.totals.perHour).toBeCloseTo(3 / (113 / 60), 9);
    expect(report.totals.planned).toBeCloseTo((6 * 113) / 60, 9);
    expect(stretch(report, 'waiting')?.all).toEqual({
      n: 3,
      mean: 30 * minute,
      median: 20 * minute,
      p90: 52 * minute,
      min: 10 * minute,
      max: 60 * minute,
    });
    expect(stretch(report, 'approach')?.all).toMatchObject({ n: 3, median: 5000 });
    expect(stretch(report, 'beam')?.all).toMatchObject({ n: 3, median: 95_000 });
    expect(stretch(report, 'imageWaiting')?.all).toMatchObject({ n: 3, median: 2 * minute });
    expect(stretch(report, 'decision')?.all).toMatchObject({ n: 3, mean: 4 * minute, p90: 4.8 * minute });
    // Only the two that were released have been through.
    expect(stretch(report, 'total')?.all).toMatchObject({ n: 2, max: 27 * minute + 100_000 });
    expect(report.groups.lane.map(({ key, decided }) => [key, decided])).toEqual([
      ['1', 2],
      ['2', 1],
    ]);
    expect(report.head).toEqual(at.journal.head());
  });

  test('say what is an outlier by Tukey’s outer fence, with and without it, and of which truck it is', () => {
    for (const looks of [3, 3, 4, 4, 5, 5]) truck(1, looks);
    const long = truck(1, 60);
    const figures = figuresOf(at);
    // Q1 is 3.5, Q3 is 5: the fence lies at 5 + 3 · 1.5 = 9.5 min.
    expect(stretch(figures.report(ask(), chief), 'decision')).toMatchObject({
      all: { n: 7, max: 60 * minute },
      usual: { n: 6, median: 4 * minute, max: 5 * minute },
      outliers: 1,
      limit: 9.5 * minute,
      modeMinute: 3,
    });
    const behind = (outliers: string) =>
      figures.visits(visitsBehindInput.parse({ unit: 'shift', of: 'decision', outliers }), chief);
    expect(behind('only').visits.map(({ visitId, outlier }) => [visitId, outlier])).toEqual([[long, true]]);
    expect(behind('without').count).toBe(6);
    const limits = { rule: 'limit', minutes: { decision: 4.5 } } as const;
    const limited = figuresOf(at, { throughput: { outliers: limits } }).report(ask(), chief);
    expect(stretch(limited, 'decision')).toMatchObject({ outliers: 3, usual: { n: 4 } });
    expect(stretch(limited, 'waiting')).toMatchObject({ outliers: 0, limit: null });
  });

  test('count what ended in them, and never change afterwards, whatever follows', () => {
    const id = truck(10, 3);
    const before = figuresOf(at).report(ask(), chief);
    at.place.clock.setUtc('2026-03-01T21:00:00.000Z');
    const scanId = at.visits.get(id).scans.at(-1)?.id ?? '';
    expect(scanId).not.toBe('');
    at.say(id, { command: 'depart' });
    truck(5, 5);
    const { totals, path, groups } = figuresOf(at).report(ask({ at: '2026-03-01T09:00:00Z' }), chief);
    expect({ path, groups }).toEqual({ path: before.path, groups: before.groups });
    expect(totals).toMatchObject({ arrived: 1, decided: 1 });
  });

  test('time each scan of a truck that is scanned again, each wait of one that is put back, each look of an escalated one', () => {
    const id = at.arrive();
    advance(10);
    at.say(id, { command: 'callTruck', lane: '1' });
    at.say(id, { command: 'putBack', reason: 'the lane is blocked' });
    advance(7);
    at.scan(id);
    advance(2);
    at.decide(id, 're-scan');
    at.scan(id);
    advance(1);
    at.decide(id, 'escalate');
    advance(4);
    at.decide(id, 'release', chief);
    const report = figuresOf(at).report(ask(), chief);
    const all = (name: string) => stretch(report, name)?.all;
    expect(all('waiting')).toMatchObject({ n: 2, min: 7 * minute, max: 10 * minute });
    expect(all('beam')).toMatchObject({ n: 2 });
    expect(all('approach')).toMatchObject({ n: 2 });
    expect(all('imageWaiting')).toMatchObject({ n: 3, min: minute, max: 4 * minute });
    expect(all('decision')?.n).toBe(3);
    expect(all('total')?.n).toBe(1);
    expect(report.totals).toMatchObject({ decided: 1, rescans: 1, escalated: 1 });
    expect(report.delays.map(({ cause, count, all: took }) => [cause, count, took.median])).toEqual([
      ['escalated', 1, 4 * minute],
      ['put-back', 1, 7 * minute],
      ['re-scan', 1, 100_000],
    ]);
  });

  test('do not know a duration over which the clock was set back between two runs, and say of how many', () => {
    const [first, second] = [at.arrive('FIRST1'), at.arrive('SECOND2')];
    at.journal.close();
    at.place.clock.setUtc('2026-03-01T07:00:00.000Z');
    const journal = at.place.open({ run: 'run-2', kinds: visitKinds, readModels });
    const next = { ...postOn(at.place, journal), close: () => {} };
    next.say(first, { command: 'callTruck', lane: '1', reason: 'called by name' });
    advance(120);
    next.say(second, { command: 'callTruck', lane: '2', reason: 'called by name' });
    const figures = figuresOf(next);
    const waiting = stretch(figures.report(ask({ unit: 'day' }), chief), 'waiting');
    expect(waiting).toMatchObject({ unknown: 2, all: { n: 0, median: null }, usual: { n: 0 } });
    const behind = figures.visits(visitsBehindInput.parse({ unit: 'day', of: 'waiting' }), chief);
    expect(behind.visits).toMatchObject([
      { visitId: first, took: null },
      { visitId: second, took: null },
    ]);
  });

  test('go by the monotonic clock within a run, whatever the wall clock is set to', () => {
    const id = at.arrive();
    advance(10);
    at.place.clock.setUtc('2026-03-01T08:01:00.000Z');
    at.say(id, { command: 'callTruck', lane: '1', reason: 'called by name' });
    expect(stretch(figuresOf(at).report(ask(), chief), 'waiting')?.all.max).toBe(10 * minute);
  });

  test('of an empty post have no figure that is not a number', () => {
    const report = figuresOf(at).report(ask({ compare: 'previous' }), chief);
    expect(report.totals).toMatchObject({ arrived: 0, decided: 0, perHour: 0, planned: 0 });
    const nothing = { n: 0, mean: null, median: null, p90: null, min: null, max: null };
    for (const row of [...report.path, ...(report.compared?.path ?? [])])
      expect(row).toMatchObject({ all: nothing, usual: nothing, outliers: 0, unknown: 0, limit: null });
    expect(Object.values(report.groups).flat()).toEqual([]);
    expect(report.delays).toEqual([]);
  });
});

describe('who sees whose figures', () => {
  beforeEach(() => {
    truck(5, 3, 'release', ana);
    truck(5, 9, 'release', boris);
  });
  const officers = (by: typeof ana) =>
    figuresOf(at)
      .report(ask(), by)
      .groups.officer.map(({ key }) => key);
  const behind = (by: typeof ana, filter: object = {}) =>
    figuresOf(at).visits(visitsBehindInput.parse({ unit: 'shift', of: 'decision', filter }), by);

  test('a supervisor sees every officer', () => {
    expect(officers(chief)).toEqual(['', '101', '102']);
    expect(behind(chief, { officer: '102' }).count).toBe(1);
    expect(behind(chief).visits.map(({ officer }) => officer)).toEqual(['102', '101']);
  });

  test('an officer sees only his own, also behind a number, and asked for by another’s number', () => {
    expect(officers(ana)).toEqual(['101']);
    expect(behind(ana).visits.map(({ officer }) => officer)).toEqual(['', '101']);
    expect(behind(ana, { officer: '102' }).visits.map(({ officer, took }) => [officer, took])).toEqual([
      ['101', 3 * minute],
    ]);
  });
});

const splits = ['lane', 'scanner', 'laneClass', 'hour', 'officer'] as const;

/** Two trucks the shift before; in this one outliers, lengths nobody knows, delays that go on, and trucks at every place. */
function busyShift(): void {
  for (const looks of [3, 5]) truck(2, looks);
  at.place.clock.setUtc('2026-03-01T20:10:00.000Z');
  const early = [at.arrive('EARLY1'), at.arrive('EARLY2')];
  const { close, place } = at;
  at.journal.close();
  place.clock.setUtc('2026-03-01T20:05:00.000Z');
  at = { ...postOn(place, place.open({ run: 'run-2', kinds: visitKinds, readModels })), close };
  for (const id of early) {
    at.scan(id);
    at.decide(id, 'release');
  }
  for (const [index, looks] of [3, 4, 5, 8, 90].entries())
    truck(index + 1, looks, index === 3 ? 'refer' : 'release', index % 2 ? boris : ana, '2');
  for (const outcome of ['nothing', 'prohibited'] as const) {
    const id = truck(2, 4, 'refer');
    at.say(id, { command: 'startExamination' });
    advance(20);
    at.say(id, { command: 'endExamination', outcome, note: '', detained: false });
  }
  const [resumed, held] = [at.arrive('RESUMED'), at.arrive('HELD'), at.arrive('WAITS')];
  for (const id of [resumed, held]) at.say(id, { command: 'hold', reason: 'papers' });
  advance(10);
  at.say(resumed, { command: 'resume' });
  const there = (plate: string, by = ana) => {
    const id = at.arrive(plate);
    at.scan(id, by);
    return id;
  };
  at.decide(there('ESCALATED'), 'escalate');
  there('PICTURE');
  at.say(there('OPEN', boris), { command: 'open' }, boris);
  at.say(at.arrive('CALLED'), { command: 'callTruck', lane: '3', reason: 'called by name' });
}

describe('what is behind a number', () => {
  /** How long the list behind a number is, whatever it is of. */
  const listed = (figures: Figures, { behind }: MadeOf, period: object = { unit: 'shift' }) => {
    if ('now' in behind) return figures.nowVisits({ of: behind.now, skip: 0 }, chief).count;
    if ('delay' in behind) return figures.delayed(delayedInput.parse({ ...period, ...behind.delay })).count;
    if ('examined' in behind)
      return figures.examined(examinedInput.parse({ ...period, ...behind.examined }), chief).count;
    return figures.visits(visitsBehindInput.parse({ ...period, ...behind }), chief).count;
  };

  test('is as many visits as it was computed of, for every number of a report, of what it is compared with, and of the post now', () => {
    busyShift();
    const figures = figuresOf(at);
    const report = figures.report(ask({ compare: 'previous' }), chief);
    const { compared } = report;
    const during = compared && { unit: 'chosen', from: compared.period.from, to: compared.period.to };
    const all: [MadeOf, object?][] = [
      ...Object.values(madeOfTotals(report.totals)).map((made): [MadeOf] => [made]),
      ...report.path.flatMap((row) => Object.values(madeOfStretch(row)).map((made): [MadeOf] => [made])),
      ...splits.flatMap((split) =>
        report.groups[split].flatMap((group) => {
          const made = madeOfGroup(split, group);
          const ofStretches = group.stretches.flatMap(({ stretch: name }) =>
            Object.values(made.stretch(name) ?? {}),
          );
          return [made.decided, ...ofStretches].map((each): [MadeOf] => [each]);
        }),
      ),
      ...report.bins.flatMap((bin) => Object.values(madeOfBin(bin)).map((made): [MadeOf] => [made])),
      ...report.pattern.flatMap((cell) => Object.values(madeOfCell(cell)).map((made): [MadeOf] => [made])),
      ...report.delays.flatMap((delay) => Object.values(madeOfDelay(delay)).map((made): [MadeOf] => [made])),
      ...Object.values(madeOfNow(figures.now())).map((made): [MadeOf] => [made]),
      ...[true, false].flatMap((found) =>
        Object.values(madeOfRate({ n: 2, share: 0.5 }, found)).map((made): [MadeOf] => [made]),
      ),
      ...(compared && during
        ? [
            ...Object.values(madeOfTotals(compared.totals)),
            ...compared.path.flatMap((row) => Object.values(madeOfStretch(row))),
          ].map((made): [MadeOf, object] => [made, during])
        : []),
    ];
    for (const [made, period] of all)
      expect({ ...made, listed: listed(figures, made, period) }).toEqual({ ...made, listed: made.n });
    // There is something to be told apart in each of them.
    const path = report.path.find(({ unknown }) => unknown > 0);
    expect(path?.all.n).toBeGreaterThan(0);
    expect(report.path.some(({ outliers }) => outliers > 0)).toBe(true);
    expect(report.delays.some(({ count, all: { n } }) => n > 0 && n < count)).toBe(true);
    expect(compared?.totals.decided).toBe(2);
    expect(figures.now()).toMatchObject({
      ...{ waiting: 3, onHold: 1, atLanes: 1, imagesWaiting: 2, inAnalysis: 1, inYard: 1 },
      clearance: { trucks: 7 },
    });
  });

  test('is read on from any of them', () => {
    busyShift();
    const figures = figuresOf(at);
    const from = (skip: number) =>
      figures.visits(visitsBehindInput.parse({ unit: 'shift', of: 'decision', skip }), chief);
    const whole = from(0);
    expect(from(3)).toEqual({ count: whole.count, visits: whole.visits.slice(3) });
    const now = (skip: number) => figures.nowVisits({ of: 'undecided', skip }, chief);
    expect(now(2)).toEqual({ count: 7, visits: now(0).visits.slice(2) });
    const hold = { unit: 'shift', cause: 'hold', reason: 'papers' } as const;
    expect(figures.delayed({ ...hold, skip: 1 })).toMatchObject({ count: 2, visits: [{ plate: 'HELD' }] });
    expect(figures.examined({ unit: 'shift', skip: 1 }, chief)).toMatchObject({
      count: 2,
      visits: [{ outcome: 'nothing' }],
    });
  });

  test('of the post now is the longest there first, and who has it only for a supervisor or himself', () => {
    const first = at.arrive('FIRST1');
    advance(30);
    at.arrive('SECOND2');
    const scanId = at.scan(first, boris);
    advance(1);
    const figures = figuresOf(at);
    expect(figures.nowVisits({ of: 'undecided', skip: 0 }, chief).visits).toMatchObject([
      {
        visitId: first,
        took: 31 * minute + 100_000,
        at: '2026-03-01T08:00:00.000Z',
        officer: '102',
        lane: '1',
      },
      { plate: 'SECOND2', officer: '' },
    ]);
    expect(figures.nowVisits({ of: 'imagesWaiting', skip: 0 }, ana).visits).toMatchObject([{ officer: '' }]);
    at.say(first, { command: 'open' }, boris);
    at.say(
      first,
      { command: 'decide', decision: 'release', reason: '', scanId, fidelity: 'full', seenPercent: 1 },
      boris,
    );
    expect(figures.nowVisits({ of: 'lastHour', skip: 0 }, boris).visits).toMatchObject([
      { visitId: first, took: null, decision: 'release', officer: '102', at: at.place.clock.utc() },
    ]);
  });

  test('of a delay is every truck that had it, the longest first, and of an examination every truck examined', () => {
    const [short, long] = [at.arrive('A1'), at.arrive('A2')];
    for (const id of [short, long]) at.say(id, { command: 'hold', reason: 'papers' });
    advance(10);
    at.say(short, { command: 'resume' });
    advance(10);
    at.say(long, { command: 'resume' });
    at.say(at.arrive('A3'), { command: 'hold', reason: 'the driver' });
    const figures = figuresOf(at);
    const period = { unit: 'shift' } as const;
    for (const { cause, reason, count } of figures.report(ask(), chief).delays)
      expect(figures.delayed({ ...period, cause, reason, skip: 0 }).count).toBe(count);
    expect(
      figures
        .delayed({ ...period, cause: 'hold', reason: 'papers', skip: 0 })
        .visits.map(({ visitId, took }) => [visitId, took]),
    ).toEqual([
      [long, 20 * minute],
      [short, 10 * minute],
    ]);
    const examine = (outcome: 'nothing' | 'prohibited', by: typeof ana) => {
      const id = truck(1, 1, 'refer', by);
      at.say(id, { command: 'startExamination' });
      at.say(id, { command: 'endExamination', outcome, note: '', detained: false });
      return id;
    };
    const [nothing, found] = [examine('nothing', ana), examine('prohibited', boris)];
    const examined = (by: typeof ana, only?: boolean) =>
      figures
        .examined({ ...period, found: only, skip: 0 }, by)
        .visits.map(({ visitId, outcome, officer }) => [visitId, outcome, officer]);
    expect(examined(chief)).toEqual([
      [found, 'prohibited', '102'],
      [nothing, 'nothing', '101'],
    ]);
    expect([examined(ana, true), examined(ana, false)]).toEqual([
      [[found, 'prohibited', '']],
      [[nothing, 'nothing', '101']],
    ]);
  });

  test('is drawn as bars from when a stretch began until it ended', () => {
    const id = truck(10, 3);
    const { rows, count } = figuresOf(at).timeline(timelineInput.parse({ unit: 'shift' }), chief);
    expect(count).toBe(1);
    expect(rows[0]?.visitId).toBe(id);
    expect(rows[0]?.bars.find((bar) => bar.stretch === 'waiting')).toEqual({
      stretch: 'waiting',
      from: '2026-03-01T08:00:00.000Z',
      to: '2026-03-01T08:10:00.000Z',
    });
  });
});

describe('the post now', () => {
  test('says how many wait, who longest, and when the queue is cleared at the last hour’s rate, or the plan’s', () => {
    const first = at.arrive('FIRST1');
    advance(30);
    at.arrive('SECOND2');
    expect(figuresOf(at).now()).toMatchObject({
      waiting: 2,
      longestWait: { ms: 30 * minute, visitId: first },
      clearance: { trucks: 2, perHour: 6, by: 'plan', at: '2026-03-01T08:50:00.000Z' },
    });
    for (let nth = 0; nth < 4; nth += 1) truck(1, 1);
    const now = figuresOf(at).now();
    expect(now.clearance).toMatchObject({ trucks: 2, perHour: 4, by: 'last-hour' });
    expect(Date.parse(now.clearance.at ?? '') - Date.parse(now.at)).toBe(30 * minute);
    const none = figuresOf(at, { throughput: { planPerHour: 0, outliers: { rule: 'none' } } });
    at.place.clock.advance(61 * minute);
    expect(none.now().clearance).toMatchObject({ at: null, by: 'plan' });
  });
});

describe('by the clock of the post', () => {
  const berlin = { timeZone: 'Europe/Berlin' };

  test('a day on which the clocks change has 23 hours, or 25 of which two have the same name', () => {
    const report = (day: string, to: string) => {
      at.place.clock.setUtc(to);
      return figuresOf(at, berlin).report(ask({ unit: 'day', at: day }), chief);
    };
    const spring = report('2026-03-29T10:00:00Z', '2026-03-29T22:00:00.000Z');
    expect(spring.totals).toMatchObject({ hours: 23, planned: 6 * 23 });
    expect(spring.bins).toHaveLength(23);
    expect(spring.pattern.find(({ weekday, hour }) => weekday === 7 && hour === 2)?.hours).toBe(0);
    const autumn = report('2026-10-25T10:00:00Z', '2026-10-25T23:00:00.000Z');
    expect(autumn.totals.hours).toBe(25);
    expect(autumn.pattern.find(({ weekday, hour }) => weekday === 7 && hour === 2)?.hours).toBe(2);
  });

  test('a truck belongs to the day, month and shift that the clock of the post says', () => {
    at.place.clock.setUtc('2026-03-31T18:50:00.000Z');
    truck(0, 1);
    advance(20);
    truck(0, 1);
    // In Almaty (UTC+5) the one was decided before midnight and the month's end, the other after.
    const almaty = figuresOf(at, { timeZone: 'Asia/Almaty' });
    const decided = (unit: string, when: string) =>
      almaty.report(ask({ unit, at: when }), chief).totals.decided;
    expect(decided('month', '2026-03-15T00:00:00Z')).toBe(1);
    expect(decided('month', '2026-04-15T00:00:00Z')).toBe(1);
    expect(decided('day', '2026-03-31T12:00:00Z')).toBe(1);
    // The night shift has both.
    expect(decided('shift', '2026-03-31T18:00:00Z')).toBe(2);
    expect(decided('year', '2026-03-31T18:00:00Z')).toBe(2);
  });

  test('periods meet one another, and are compared with the same clock times', () => {
    at.place.clock.setUtc('2026-11-15T12:00:00.000Z');
    const figures = figuresOf(at, berlin);
    for (const unit of ['shift', 'day', 'week', 'month', 'year'] as const) {
      const { period } = figures.report(ask({ unit, at: '2026-10-26T10:00:00Z' }), chief);
      expect(figures.report(ask({ unit, at: period.before }), chief).period.to).toBe(period.from);
      const previous = figures.report(ask({ unit, at: '2026-10-26T10:00:00Z', compare: 'previous' }), chief);
      expect(previous.compared?.period.to).toBe(period.from);
    }
    const week = figures.report(ask({ unit: 'shift', at: '2026-10-26T10:00:00Z', compare: 'week' }), chief);
    // 08:00 in Berlin both times, an hour apart in UTC.
    expect([week.period.from, week.compared?.period.from]).toEqual([
      '2026-10-26T07:00:00.000Z',
      '2026-10-19T06:00:00.000Z',
    ]);
    expect(figures.report(ask({ unit: 'year' }), chief).period.after).toBeNull();
    const refused = () =>
      figures.report(
        ask({ unit: 'chosen', from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' }),
        chief,
      );
    expect(refused).toThrow(expect.objectContaining({ code: 'PERIOD_INVALID' }));
  });
});

test('made again from the journal, they are the same', () => {
  for (const waits of [3, 9, 27]) truck(waits, 4);
  const figures = figuresOf(at);
  const before = figures.report(ask(), chief);
  at.journal.rebuild();
  expect(figures.report(ask(), chief)).toEqual(before);
});

test('any period of any filter has the statistics of its bare durations', () => {
  const made: { decidedAt: number; looks: number; lane: string }[] = [];
  for (let nth = 0; nth < 30; nth += 1) {
    const [looks, lane] = [1 + ((nth * 7) % 11) + (nth === 20 ? 400 : 0), String(1 + (nth % 3))];
    truck((nth * 5) % 9, looks, nth % 4 ? 'release' : 'refer', ana, lane);
    made.push({ decidedAt: Date.parse(at.place.clock.utc()), looks: looks * minute, lane });
  }
  const figures = figuresOf(at);
  const begin = Date.parse('2026-03-01T08:00:00Z');
  const span = Date.parse(at.place.clock.utc()) - begin + 1;
  const lanes = fc.constantFrom(undefined, '1', '2', '3');
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: span - 1 }),
      fc.integer({ min: 1, max: span }),
      lanes,
      (start, length, lane) => {
        const [from, to] = [begin + start, begin + start + length].map((ms) => new Date(ms).toISOString());
        const filter = lane === undefined ? {} : { lane };
        const report = figures.report(ask({ unit: 'chosen', from, to, filter }), chief);
        const took = made
          .filter((each) => lane === undefined || each.lane === lane)
          .filter(({ decidedAt }) => decidedAt >= begin + start && decidedAt < begin + start + length)
          .map(({ looks }) => looks);
        const [first, third] = [quantile(took, 0.25), quantile(took, 0.75)];
        const fence =
          first === null || third === null ? Number.POSITIVE_INFINITY : third + 3 * (third - first);
        const usual = took.filter((each) => each <= fence);
        const row = stretch(report, 'decision');
        expect(row?.all).toMatchObject({
          n: took.length,
          median: quantile(took, 0.5),
          p90: quantile(took, 0.9),
        });
        expect(row?.usual).toMatchObject({
          n: usual.length,
          median: quantile(usual, 0.5),
          max: quantile(usual, 1),
        });
        expect(row?.all.mean ?? 0).toBeCloseTo(mean(took) ?? 0, 6);
        expect(report.totals.decided).toBe(took.length);
        const bins = report.bins.reduce((sum, { decided }) => sum + decided, 0);
        expect(bins).toBe(took.length);
      },
    ),
    { numRuns: 60 },
  );
});
