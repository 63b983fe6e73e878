import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HandoverSheet, SigningSide } from '../api/handover-views.pure.ts';
import type { Officer } from '../api/views.pure.ts';
import { Incidents } from '../incidents/incidents.ts';
import { stationKinds, stationReadModels } from '../journal/contents.ts';
import { ana, chief, commandId, type Post, post, second } from '../visits/visits.fixture.ts';
import { Handovers } from './handovers.ts';
import { createShiftPattern } from './shift-pattern.ts';

const minute = 60_000;
const hour = 60 * minute;
const timeZone = 'Europe/Berlin';
const people = [ana, chief, second].map(
  (actor): Officer => ({ ...actor, name: `N. ${actor.serviceNumber}`, language: 'en' }),
);
const [officer, leaves, comes] = people as [Officer, Officer, Officer];
const pattern = createShiftPattern(
  [
    { name: 'A', start: '08:00' },
    { name: 'B', start: '20:00' },
  ],
  timeZone,
);

let at: Post;
let handovers: Handovers;
let incidents: Incidents;
beforeEach(() => {
  at = post({ kinds: stationKinds, readModels: stationReadModels });
  const { journal } = at;
  const { clock } = at.place;
  const openVisits = () => at.visits.open();
  const limits = { penetrationMm: 280, wireMm: 2, contrastPercent: 3, resolutionMm: 6, material: false };
  incidents = new Incidents({
    ...{ journal, clock, pattern, timeZone, openVisits, lanes: () => ['1'] },
    rules: { every: 'never', graceMinutes: 0, limits, doseLimit: 1 },
  });
  handovers = new Handovers({
    ...{ journal, clock, pattern, openVisits, incidents },
    post: () => ({
      ...{ name: 'Nur Zholy', timeZone, mode: 'live', version: '0.1.0', now: clock.utc() },
      ...{ scanners: [], devices: [], alerts: [] },
    }),
    officers: {
      list: () => people,
      signature: async ({ serviceNumber }) => people.find((one) => one.serviceNumber === serviceNumber)!,
    },
  });
});
afterEach(() => at.close());

const open = () => handovers.open(leaves, { commandId: commandId() });
const draft = () => handovers.duty().draft as HandoverSheet;
function prepare(by = leaves) {
  const { pending } = handovers.prepare(by, { commandId: commandId(), remarks: 'Gate 2 sticks.' });
  return pending!;
}
function sign(side: SigningSide, { serviceNumber }: Officer) {
  const { id: handoverId, sha256 } = handovers.duty().pending!;
  return handovers.sign({ commandId: commandId(), handoverId, sha256, side, serviceNumber, password: 'p' });
}
async function handOver(from = leaves, to = comes) {
  const { id } = prepare(from);
  await sign('outgoing', from);
  await sign('incoming', to);
  return handovers.handover(id);
}

function reportPerson(note = 'a warm shape') {
  incidents.report({ commandId: commandId(), kind: 'person', lane: '1', note }, officer);
}
function hear(event: string, text: string) {
  at.journal.append([
    { actor: 'device:portal', subject: 'portal', kind: 'device.event', body: { event, text } },
  ]);
}
const kindsOn = (sheet: HandoverSheet) => sheet.incidents?.map(({ kind }) => kind);

describe('a shift that is handed over', () => {
  test('says after a rebuild from the journal who opened, closed and signed it', async () => {
    open();
    at.arrive();
    await handOver();
    handovers.close(comes, { commandId: commandId() });
    open();
    prepare();
    await sign('outgoing', leaves);
    const said = () => [handovers.duty(), handovers.handovers(), handovers.handover(listed()!.id)] as const;
    const listed = () => handovers.handovers()[0];
    const before = said();
    expect(before).toMatchObject([
      { open: { opened: { by: '900' } }, pending: { outgoing: { serviceNumber: '900' }, incoming: null } },
      [{ outgoing: '900', incoming: '901' }],
      { intact: true, sheet: { counts: { arrived: 1 }, remarks: 'Gate 2 sticks.' } },
    ]);
    at.journal.rebuild();
    expect(said()).toEqual(before);
  });

  test('is not signed on both sides by one person', async () => {
    open();
    prepare();
    await sign('outgoing', leaves);
    await expect(sign('incoming', leaves)).rejects.toMatchObject({ code: 'HANDOVER_SAME_PERSON' });
    expect(handovers.duty().pending?.incoming).toBeNull();
    await sign('incoming', comes);
    expect(handovers.handovers()).toHaveLength(1);
  });

  test('has a sheet that shows when it was altered, and that nobody can sign then', async () => {
    open();
    const { id, intact } = prepare();
    expect(intact).toBe(true);
    const file = new Database(at.place.file);
    file.prepare(`UPDATE handovers SET sheet = replace(sheet, 'Gate 2', 'Gate 3')`).run();
    file.close();
    expect(handovers.handover(id)).toMatchObject({ intact: false, sheet: { remarks: 'Gate 3 sticks.' } });
    await expect(sign('outgoing', leaves)).rejects.toMatchObject({ code: 'HANDOVER_CHANGED' });
  });

  test('still opens where it was signed before incidents were handed over', () => {
    open();
    const { id } = prepare();
    const { incidents: _, ...older } = JSON.parse(handovers.textOf(id)) as HandoverSheet;
    const file = new Database(at.place.file);
    file.prepare('UPDATE handovers SET sheet = ?').run(JSON.stringify(older));
    file.close();
    expect(handovers.handover(id).sheet).toEqual(older);
  });
});

describe('the outcomes of a shift', () => {
  const examine = (plate: string, outcome: 'nothing' | 'undeclared') => {
    const id = at.arrive(plate);
    at.scan(id);
    at.decide(id, 'refer');
    at.say(id, { command: 'startExamination' });
    at.say(id, { command: 'endExamination', outcome, note: '', detained: false });
    return id;
  };
  const correct = (id: string) =>
    at.say(
      id,
      { command: 'correctExamination', outcome: 'prohibited', note: '', reason: 'weighed again' } as never,
      leaves as never,
    );

  test('count as corrected, and say how many were and how many of them an earlier sheet has otherwise', async () => {
    open();
    examine('A1', 'undeclared');
    const wrong = examine('A2', 'nothing');
    correct(wrong);
    expect(draft().counts).toMatchObject({
      outcomes: { nothing: 0, undeclared: 1, prohibited: 1 },
      corrected: { here: 1, earlier: 0 },
    });
    const late = examine('A3', 'nothing');
    const { id } = await handOver();
    correct(late);
    expect(draft().counts).toMatchObject({
      outcomes: { nothing: 0, undeclared: 0, prohibited: 0 },
      corrected: { here: 0, earlier: 1 },
    });
    expect(handovers.handover(id).sheet.counts.outcomes.nothing).toBe(1);
  });
});

describe('the incidents of a shift', () => {
  test('are on its sheet, a suspected person first, with who has them in hand and what was noted', () => {
    open();
    hear('fault', 'E7');
    hear('emergency-stop', 'north gate');
    reportPerson();
    const { id: incidentId } = incidents.view().open[0]!;
    const follow = (command: 'take' | 'note', version: number, note: string) =>
      incidents.followUp(command, { commandId: commandId(), incidentId, version, note }, officer);
    follow('take', 1, '');
    follow('note', 2, 'doctor called');
    expect(kindsOn(draft())).toEqual(['person', 'emergency-stop', 'fault']);
    const { sheet, intact } = prepare();
    expect(intact).toBe(true);
    expect(sheet.incidents?.[0]).toMatchObject({
      ...{ lane: '1', device: null, what: 'a warm shape', since: at.place.clock.utc() },
      ...{ state: 'in-hand', holder: '101', note: 'doctor called' },
    });
    expect(sheet.incidents?.[1]).toMatchObject({
      device: 'portal',
      what: 'north gate',
      state: 'open',
      note: '',
    });
  });

  test('go on to the next sheet while they are open, and not once they were closed before it', async () => {
    open();
    reportPerson();
    await handOver();
    expect(kindsOn(draft())).toEqual(['person']);
    const { id: incidentId } = incidents.view().open[0]!;
    for (const [step, command] of (['take', 'close'] as const).entries())
      incidents.followUp(
        command,
        { commandId: commandId(), incidentId, version: step + 1, note: 'a dog' },
        officer,
      );
    at.place.clock.advance(hour);
    expect((await handOver(comes, leaves)).sheet.incidents).toMatchObject([
      { state: 'closed', note: 'a dog' },
    ]);
    at.place.clock.advance(hour);
    // The sheet's own signatures are on the next one: what comes after them is about another shift.
    await handOver(leaves, comes);
    expect(kindsOn(draft())).toEqual([]);
  });

  test('stay on it when the clock is set back to before they happened', () => {
    open();
    at.place.clock.advance(3 * hour);
    reportPerson();
    at.place.clock.setUtc('2026-03-01T07:00:00.000Z');
    expect(kindsOn(draft())).toEqual(['person']);
  });
});

describe('what a shift is counted to have done', () => {
  test('goes on over midnight and the hour that is put forward, and is on one sheet only', async () => {
    at.place.clock.setUtc('2026-03-28T19:00:00.000Z');
    expect(open().open).toMatchObject({
      name: 'B',
      // Eleven hours: the clocks are put forward in this night.
      ...{ from: '2026-03-28T19:00:00.000Z', to: '2026-03-29T06:00:00.000Z' },
    });
    for (const utc of ['2026-03-28T22:59:59.000Z', '2026-03-29T00:59:59.000Z', '2026-03-29T01:00:00.000Z']) {
      at.place.clock.advance(Date.parse(utc) - Date.parse(at.place.clock.utc()));
      at.arrive();
    }
    expect((await handOver()).sheet).toMatchObject({ shift: { name: 'B' }, counts: { arrived: 3 } });
    expect(draft()).toMatchObject({ shift: { name: 'A' }, counts: { arrived: 0 } });
  });

  test('goes on over the hour that comes twice', async () => {
    at.place.clock.setUtc('2026-10-24T18:00:00.000Z');
    expect(open().open).toMatchObject({ to: '2026-10-25T07:00:00.000Z' });
    // 02:30 on the clock, both times.
    for (const hours of [6.5, 1]) {
      at.place.clock.advance(hours * hour);
      at.arrive();
    }
    expect((await handOver()).sheet.counts.arrived).toBe(2);
    expect(draft().counts.arrived).toBe(0);
  });

  test('is all of it, and once, where the clock is set back meanwhile', async () => {
    open();
    at.place.clock.advance(2 * hour);
    at.arrive();
    at.place.clock.setUtc('2026-03-01T06:30:00.000Z');
    at.arrive();
    const { sheet } = await handOver();
    expect(sheet.counts.arrived).toBe(2);
    at.arrive();
    expect(draft().counts.arrived).toBe(1);
    expect(draft().entries.from).toBe(sheet.entries.to + 1);
  });
});
