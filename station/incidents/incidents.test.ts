import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CheckLimits } from '../api/incident-views.pure.ts';
import type { Officer } from '../api/views.pure.ts';
import { stationKinds, stationReadModels } from '../journal/contents.ts';
import { createShiftPattern } from '../shifts/shift-pattern.ts';
import { ana, boris, commandId, type Post, post } from '../visits/visits.fixture.ts';
import { failedOf, isOver } from './check.pure.ts';
import { Incidents } from './incidents.ts';

const minute = 60_000;
const hour = 60 * minute;
const limits: CheckLimits = {
  ...{ penetrationMm: 280, wireMm: 2, contrastPercent: 3, resolutionMm: 6, material: false },
};
const good = { penetrationMm: 300, wireMm: 1, contrastPercent: 2, resolutionMm: 5 };
const [one, other] = [ana, boris].map((actor) => ({ ...actor, name: 'n', language: 'en' }) as Officer) as [
  Officer,
  Officer,
];

let at: Post;
let incidents: Incidents;
beforeEach(() => {
  at = post({ kinds: stationKinds, readModels: stationReadModels });
  incidents = make('day');
});
afterEach(() => at.close());

function make(every: 'day' | 'shift' | 'never'): Incidents {
  return new Incidents({
    journal: at.journal,
    clock: at.place.clock,
    rules: { every, graceMinutes: 120, limits, doseLimit: 1 },
    timeZone: 'Asia/Almaty',
    pattern: createShiftPattern(
      [
        { name: 'A', start: '08:00' },
        { name: 'B', start: '20:00' },
      ],
      'Asia/Almaty',
    ),
    lanes: () => ['1'],
    openVisits: () => at.visits.open(),
  });
}

function hear(event: string, text: string, more?: number, device = 'portal'): void {
  const body = more === undefined ? { event, text } : { event, text, more };
  at.journal.append([{ actor: `device:${device}`, subject: device, kind: 'device.event', body }]);
}

const open = () => incidents.view().open;
const follow = (command: 'take' | 'note' | 'close', note = '', by = one) => {
  const [incident] = open();
  incidents.followUp(
    command,
    { commandId: commandId(), incidentId: incident?.id ?? '', version: incident?.version ?? 0, note },
    by,
  );
};

describe('incidents', () => {
  test('come of what devices say, one for an occurrence however often it is said', () => {
    hear('emergency-stop', 'north gate');
    hear('emergency-stop', 'north gate', 40);
    hear('interlock-opened', 'door 2');
    hear('beam-on', '');
    expect(open()).toMatchObject([
      {
        kind: 'emergency-stop',
        what: 'north gate',
        deviceId: 'portal',
        times: 41,
        overAt: null,
        state: 'open',
      },
      { kind: 'interlock', what: 'door 2', times: 1 },
    ]);
  });

  test('stay to be followed up when the device says that it is over', () => {
    hear('emergency-stop', 'north gate');
    at.place.clock.advance(minute);
    hear('emergency-stop-released', 'The emergency stop was released at the device.');
    expect(open()).toMatchObject([{ state: 'open', overAt: at.place.clock.utc() }]);
  });

  test('of a contact that flutters are one, and of one that opens again much later two', () => {
    for (let n = 0; n < 30; n += 1) {
      hear('interlock-opened', 'door 1');
      at.place.clock.advance(5_000);
      hear('interlock-closed', 'door 1');
    }
    expect(open()).toMatchObject([{ times: 30 }]);
    at.place.clock.advance(11 * minute);
    hear('interlock-opened', 'door 1');
    expect(open()).toHaveLength(2);
  });

  test('of doors are told apart, and one door closing does not close the other', () => {
    hear('interlock-opened', 'door 1');
    hear('interlock-opened', 'door 2');
    hear('interlock-closed', 'door 2');
    expect(open().map(({ what, overAt }) => [what, overAt !== null])).toEqual([
      ['door 1', false],
      ['door 2', true],
    ]);
  });

  test('of a device that names each fault anew do not bury all else', () => {
    for (let n = 0; n < 200; n += 1) hear('fault', `F${n}`);
    hear('fault', 'other', 1, 'gantry');
    expect(open()).toHaveLength(21);
    expect(open().reduce((sum, { times }) => sum + times, 0)).toBe(201);
  });

  test('are taken in hand, noted and closed, each step by whom, when and in whose words', () => {
    hear('emergency-stop', 'north gate');
    expect(() => follow('close', 'all clear')).toThrow(
      expect.objectContaining({ code: 'INCIDENT_NOT_IN_HAND' }),
    );
    follow('take');
    expect(() => follow('take')).toThrow(expect.objectContaining({ code: 'INCIDENT_IN_HAND' }));
    follow('take', 'my shift now', other);
    follow('note', 'a driver leaned on it');
    expect(open()).toMatchObject([{ state: 'in-hand', takenBy: '102', version: 3 }]);
    const stale = { commandId: commandId(), incidentId: open()[0]?.id ?? '', version: 1, note: 'late' };
    expect(() => incidents.followUp('close', stale, one)).toThrow(
      expect.objectContaining({ code: 'INCIDENT_CHANGED' }),
    );
    const { id } = open()[0] ?? { id: '' };
    follow('close', 'told the driver');
    expect(open()).toEqual([]);
    expect(incidents.view().closed).toMatchObject([
      {
        id,
        state: 'closed',
        steps: [{ by: '101' }, { by: '102' }, { note: 'a driver leaned on it' }, { step: 'closed' }],
      },
    ]);
    const again = { commandId: commandId(), incidentId: id, version: 4, note: 'more' };
    expect(() => incidents.followUp('note', again, one)).toThrow(
      expect.objectContaining({ code: 'INCIDENT_CLOSED' }),
    );
    expect(() => incidents.followUp('note', { ...again, incidentId: 'x' }, one)).toThrow(
      expect.objectContaining({ code: 'INCIDENT_UNKNOWN' }),
    );
    hear('emergency-stop', 'north gate');
    expect(open()).toHaveLength(1);
  });

  test('that were closed wrongly are opened again with a reason, and what closed them stays on record', () => {
    hear('fault', 'E1');
    const on = (version: number) => ({
      ...{ commandId: commandId(), incidentId: incidents.view().open[0]?.id ?? id, version },
      note: 'it came back at once',
    });
    const { id } = open()[0] ?? { id: '' };
    expect(() => incidents.followUp('reopen', on(0), one)).toThrow(
      expect.objectContaining({ code: 'INCIDENT_NOT_CLOSED' }),
    );
    follow('take');
    follow('close', 'reset by service');
    incidents.followUp('reopen', on(2), other);
    expect(incidents.view().closed).toEqual([]);
    const reopened = open();
    expect(reopened).toMatchObject([
      {
        ...{ id, state: 'open', takenBy: null, version: 3 },
        steps: [{ step: 'taken' }, { step: 'closed' }, { step: 'reopened', by: '102', note: on(0).note }],
      },
    ]);
    at.journal.rebuild();
    expect(open()).toEqual(reopened);
    follow('take');
    at.place.clock.advance(hour);
    follow('close', 'a cable');
    const after = new Date(Date.parse(at.place.clock.utc()) - minute).toISOString();
    expect(incidents.during(after, at.place.clock.utc()).map(({ id: each }) => each)).toEqual([id]);
  });

  test('of a person in cargo name the truck before the officer, and are before all others until closed', () => {
    hear('emergency-stop', 'north gate');
    const id = at.arrive('01KG123ABC');
    at.scan(id);
    at.say(id, { command: 'open' });
    const report = { commandId: commandId(), kind: 'person', lane: '1', note: '' } as const;
    incidents.report(report, one);
    incidents.report(report, one);
    expect(open().map(({ kind }) => kind)).toEqual(['person', 'emergency-stop']);
    expect(open()[0]).toMatchObject({
      visitId: id,
      plate: '01KG123ABC',
      steps: [{ step: 'reported', by: '101' }],
    });
    expect(incidents.alerts()).toEqual([
      { code: 'PERSON_IN_CARGO', details: { plate: '01KG123ABC', lane: '1' } },
    ]);
    follow('take');
    follow('close', 'sacks of flour');
    expect(incidents.alerts()).toEqual([]);
  });

  test('of a shift are those that were open in it, for its handover', () => {
    const from = at.place.clock.utc();
    hear('fault', 'E1');
    at.place.clock.advance(hour);
    follow('take');
    follow('close', 'reset by service');
    const middle = at.place.clock.utc();
    at.place.clock.advance(hour);
    hear('fault', 'E2');
    const to = new Date(Date.parse(at.place.clock.utc()) + 1).toISOString();
    const named = (begin: string, end: string) => incidents.during(begin, end).map(({ what }) => what);
    expect(named(from, to)).toEqual(['E1', 'E2']);
    expect(named(new Date(Date.parse(middle) + 1).toISOString(), to)).toEqual(['E2']);
    expect(named(from, middle)).toEqual(['E1']);
  });

  test('say the same when they are made again from the journal', () => {
    hear('interlock-opened', 'door 1', 3);
    hear('interlock-closed', 'door 1');
    incidents.recordCheck({ ...checked(), values: { ...good, wireMm: 9 } }, one);
    incidents.recordDose({ commandId: commandId(), place: 'booth', reading: 2, background: 0.1 }, one);
    follow('take');
    const before = incidents.view();
    at.journal.rebuild();
    expect(incidents.view()).toEqual(before);
    expect(before.open).toHaveLength(3);
  });
});

const checked = () => ({ commandId: commandId(), lane: '1', values: good, material: null, note: '' });

describe('the daily check', () => {
  test('is due from the beginning of the post’s day, overdue after a while, and then done for the day', () => {
    // 13:00 in Almaty.
    expect(incidents.due()).toMatchObject([
      { lane: '1', state: 'overdue', since: '2026-02-28T19:00:00.000Z' },
    ]);
    incidents.recordCheck(checked(), one);
    expect(incidents.due()).toMatchObject([{ state: 'done', last: { by: '101', failed: [] } }]);
    at.place.clock.advance(11 * hour);
    expect(incidents.due()).toMatchObject([{ state: 'due', overdueAt: '2026-03-01T21:00:00.000Z' }]);
    at.place.clock.advance(2 * hour);
    expect(incidents.due()).toMatchObject([{ state: 'overdue' }]);
  });

  test('is due with each shift where the configuration says so, or never', () => {
    const byShift = make('shift');
    byShift.recordCheck(checked(), one);
    expect(byShift.due()).toMatchObject([{ state: 'done' }]);
    at.place.clock.advance(8 * hour);
    expect(byShift.due()).toMatchObject([{ state: 'due' }]);
    expect(make('never').due()).toEqual([]);
  });

  test('that is not passed is an incident, by the limits of its day', () => {
    incidents.recordCheck(
      { ...checked(), values: { ...good, penetrationMm: 250, contrastPercent: 3.5 } },
      one,
    );
    expect(open()).toMatchObject([
      { kind: 'check-failed', what: 'penetrationMm contrastPercent', lane: '1' },
    ]);
    expect(incidents.due()).toMatchObject([
      { state: 'done', last: { failed: ['penetrationMm', 'contrastPercent'] } },
    ]);
  });

  test('is met exactly where each figure is', () => {
    const value = fc.double({ min: 0, max: 400, noNaN: true });
    fc.assert(
      fc.property(value, value, value, value, fc.constantFrom(true, false, null), (a, b, c, d, material) => {
        const failed = failedOf(
          { penetrationMm: a, wireMm: b, contrastPercent: c, resolutionMm: d },
          material,
          { ...limits, material: true },
        );
        expect(failed.includes('penetrationMm')).toBe(a < 280);
        expect(failed.includes('wireMm')).toBe(b > 2);
        expect(failed.includes('contrastPercent')).toBe(c > 3);
        expect(failed.includes('resolutionMm')).toBe(d > 6);
        expect(failed.includes('material')).toBe(material !== true);
      }),
    );
  });
});

describe('a dose reading', () => {
  test('is an incident where it is more than the limit above the background', () => {
    const said = { place: 'booth', background: 0.1 };
    incidents.recordDose({ commandId: commandId(), ...said, reading: 1.1 }, one);
    expect(open()).toEqual([]);
    incidents.recordDose({ commandId: commandId(), ...said, reading: 1.2 }, one);
    expect(open()).toMatchObject([{ kind: 'dose', what: 'booth' }]);
    expect(incidents.view().doses.map(({ over }) => over)).toEqual([true, false]);
    expect(isOver({ reading: 1.1, background: 0.1, limit: 1 })).toBe(false);
  });
});
