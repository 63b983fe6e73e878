import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Post } from './visits.fixture.ts';
import { ana, boris, chief, commandId, post, trainer } from './visits.fixture.ts';

let at: Post;
beforeEach(() => {
  at = post();
});
afterEach(() => at.close());

function refusal(run: () => unknown): { code: string; details: unknown } {
  try {
    run();
  } catch (fault) {
    const { code, details } = fault as { code: string; details: unknown };
    return { code, details };
  }
  return { code: 'nothing refused', details: {} };
}

test('a decision that the full disk refuses is said, leaves nothing half, and is taken as it was later', () => {
  const id = at.arrive();
  const scanId = at.scan(id);
  const { version } = at.say(id, { command: 'open' });
  const before = at.visits.get(id);
  const decide = {
    command: 'decide',
    commandId: commandId(),
    visitId: id,
    version,
    decision: 'release',
    reason: 'x'.repeat(2_000),
    scanId,
    fidelity: 'full',
    seenPercent: 80,
  } as const;
  const db = at.journal.db as unknown as { pragma(sql: string, options?: object): unknown };
  db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true })}`);
  const { seq } = at.journal.head();
  const plates = Array.from({ length: 200 }, (_, index) => `FILL${index}`);
  expect(refusal(() => plates.forEach((plate) => void at.arrive(plate))).code).toBe('DISK_FULL');
  const filled = at.journal.head().seq;
  expect(filled).toBeGreaterThanOrEqual(seq);
  expect(refusal(() => at.visits.execute(decide, ana)).code).toBe('DISK_FULL');
  expect(at.visits.get(id)).toEqual(before);
  expect(at.journal.head().seq).toBe(filled);
  db.pragma('max_page_count = 1000000');
  expect(at.visits.execute(decide, ana)).toMatchObject({ repeated: false, view: { state: 'released' } });
  expect(at.visits.execute(decide, ana).repeated).toBe(true);
});

describe('a truck', () => {
  test('arrives, is called, scanned, seen, released and departs, with a time for every step', () => {
    const id = at.arrive('кz 123 abc', { container: 'csqu 305438-3' });
    at.place.clock.advance(60_000);
    for (const command of ['passRpm', 'gateIn', 'checkDocuments'] as const) at.say(id, { command });
    at.place.clock.advance(540_000);
    at.scan(id);
    at.place.clock.advance(30_000);
    at.decide(id, 'release');
    expect(at.say(id, { command: 'depart' })).toMatchObject({
      version: 13,
      state: 'departed',
      truck: { plate: 'KZ123ABC', container: 'CSQU3054383' },
      lane: '1',
      holder: null,
      decision: { kind: 'release', reason: 'seen', by: '101', fidelity: 'full' },
      notice: null,
      moments: {
        arrived: '2026-03-01T08:00:00.000Z',
        gateIn: '2026-03-01T08:01:00.000Z',
        documentsChecked: '2026-03-01T08:01:00.000Z',
        rpmPassed: '2026-03-01T08:01:00.000Z',
        called: '2026-03-01T08:10:00.000Z',
        scanStarted: '2026-03-01T08:10:00.000Z',
        beamOn: '2026-03-01T08:10:05.000Z',
        beamOff: '2026-03-01T08:11:40.000Z',
        imageReady: '2026-03-01T08:11:40.000Z',
        opened: '2026-03-01T08:12:10.000Z',
        decided: '2026-03-01T08:12:10.000Z',
        departed: '2026-03-01T08:12:10.000Z',
        closed: '2026-03-01T08:12:10.000Z',
      },
    });
    expect(at.visits.open()).toEqual([]);
  });

  test('referred is examined and detained', () => {
    const id = at.arrive();
    at.scan(id);
    at.decide(id, 'refer');
    at.say(id, { command: 'startExamination' }, boris);
    const after = at.say(
      id,
      { command: 'endExamination', outcome: 'prohibited', note: 'in the wall', detained: true },
      boris,
    );
    expect(after).toMatchObject({
      state: 'detained',
      examination: { outcome: 'prohibited', note: 'in the wall' },
    });
  });

  test('sent for a re-scan stays with its officer and keeps both scans', () => {
    const id = at.arrive();
    at.scan(id);
    at.decide(id, 're-scan');
    expect(at.visits.get(id)).toMatchObject({
      state: 'called',
      holder: { id: ana.id },
      decision: { kind: 're-scan' },
    });
    at.scan(id);
    expect(at.visits.get(id).scans.map((scan) => [scan.number, scan.state])).toEqual([
      [1, 'complete'],
      [2, 'complete'],
    ]);
    expect(at.visits.get(id).moments.opened).toBeUndefined();
    at.decide(id, 'release');
    expect(at.visits.get(id).state).toBe('released');
  });

  test('passed on is opened and decided by a supervisor only', () => {
    const id = at.arrive();
    const scanId = at.scan(id);
    at.decide(id, 'escalate');
    expect(at.visits.get(id)).toMatchObject({ state: 'escalated', holder: null });
    expect(refusal(() => at.say(id, { command: 'open' }, boris)).code).toBe('SUPERVISOR_NEEDED');
    at.say(id, { command: 'open' }, chief);
    const decide = {
      command: 'decide' as const,
      reason: '',
      scanId,
      fidelity: 'full' as const,
      seenPercent: 1,
    };
    expect(refusal(() => at.say(id, { ...decide, decision: 'release' }, ana)).code).toBe('VISIT_HELD');
    expect(refusal(() => at.say(id, { ...decide, decision: 'escalate' }, chief)).code).toBe(
      'ALREADY_ESCALATED',
    );
    expect(at.say(id, { ...decide, decision: 'refer' }, chief).decision).toMatchObject({
      by: '900',
      kind: 'refer',
    });
  });

  test('that was booked arrives with what the booking said, and is no no-show before its time', () => {
    const { view } = at.visits.book(
      {
        commandId: commandId(),
        truck: { plate: '777AAA02', laneClass: 'booked' },
        bookedFor: '2026-03-01T10:00:00.000Z',
      },
      ana,
    );
    expect(refusal(() => at.say(view.id, { command: 'noShow' })).code).toBe('VISIT_NOT_YET_DUE');
    at.place.clock.advance(3 * 3_600_000);
    expect(at.say(view.id, { command: 'arriveBooked' })).toMatchObject({
      state: 'arrived',
      truck: { plate: '777AAA02' },
      moments: { bookedFor: '2026-03-01T10:00:00.000Z', arrived: '2026-03-01T11:00:00.000Z' },
    });
    expect(at.say(view.id, { command: 'noShow' }).state).toBe('no-show');
  });

  test('put back waits again from where it was', () => {
    const early = at.arrive('EARLY1');
    at.place.clock.advance(60_000);
    at.arrive('LATER2');
    at.say(early, { command: 'callTruck', lane: '1', reason: 'called by name' });
    at.say(early, { command: 'putBack', reason: 'driver is gone' });
    expect(at.visits.get(early)).toMatchObject({ state: 'arrived', lane: null, holder: null });
    expect(at.visits.get(early).moments.called).toBeUndefined();
    expect(at.visits.open().map((visit) => visit.truck.plate)).toEqual(['EARLY1', 'LATER2']);
  });
});

describe('a scan', () => {
  function scanning(): { id: string; scanId: string } {
    const id = at.arrive();
    at.say(id, { command: 'callTruck', lane: '1', reason: 'called by name' });
    const scanId = at.say(id, { command: 'startScan' }).scans[0]?.id ?? '';
    return { id, scanId };
  }

  test('that the device refuses puts the truck back to called, with the reason', () => {
    const { id, scanId } = scanning();
    at.visits.record({
      command: 'scanFailed',
      scanId,
      code: 'DEVICE_REFUSED',
      details: { reason: 'door open' },
    });
    expect(at.visits.get(id)).toMatchObject({
      state: 'called',
      notice: { code: 'DEVICE_REFUSED', details: { reason: 'door open' } },
      scans: [{ state: 'incomplete', lines: 0 }],
    });
    expect(at.say(id, { command: 'startScan' }).scans).toHaveLength(2);
  });

  test('aborted before its first line puts the truck back to called', () => {
    const { id, scanId } = scanning();
    expect(at.say(id, { command: 'abortScan', reason: 'person' }, trainer).state).toBe('scanning');
    const defects = [{ kind: 'aborted', by: 'operator', reason: 'person' }];
    at.visits.record({ command: 'scanEnded', scanId, lines: 0, defects });
    expect(at.visits.get(id)).toMatchObject({ state: 'called', notice: { code: 'SCAN_ABORTED' } });
  });

  test('with lines missing can be decided on, and the decision says that it was incomplete', () => {
    const { id, scanId } = scanning();
    const defects = [{ kind: 'lines-missing', from: 10, to: 20 }];
    at.visits.record({ command: 'scanEnded', scanId, lines: 800, defects });
    expect(at.visits.get(id)).toMatchObject({
      state: 'image-ready',
      notice: { code: 'SCAN_INCOMPLETE', details: { lines: 800 } },
      scans: [{ state: 'incomplete', lines: 800, defects }],
    });
    at.decide(id, 'refer');
    expect(at.visits.get(id).decision?.fidelity).toBe('incomplete');
  });

  test('recovered after a crash is an incomplete one', () => {
    const { id, scanId } = scanning();
    const defects = [{ kind: 'station-stopped', afterLine: 300 }];
    at.visits.record({ command: 'scanRecovered', scanId, lines: 300, defects });
    expect(at.visits.get(id)).toMatchObject({
      state: 'image-ready',
      scans: [{ state: 'incomplete', lines: 300 }],
    });
  });

  test('is archived once, whatever became of the visit meanwhile', () => {
    const { id, scanId } = scanning();
    const planes = [{ file: `${scanId}.0.tif`, sha256: 'ab'.repeat(32) }];
    const archive = () => at.visits.record({ command: 'scanArchived', scanId, planes });
    expect(refusal(archive).code).toBe('SCAN_NOT_ENDED');
    at.visits.record({ command: 'scanEnded', scanId, lines: 800, defects: [] });
    at.decide(id, 'release');
    at.say(id, { command: 'depart' });
    expect(archive().scans[0]?.archived).toBe(true);
    const known = { visitId: id, state: 'complete', lines: 800, planes, imported: false };
    expect(at.visits.scan(scanId)).toEqual(known);
    expect(refusal(archive).code).toBe('SCAN_STEP_REPEATED');
    expect(at.visits.scan('no such')).toBeNull();
  });

  test('archived while an officer decides does not turn the decision away', () => {
    const { id, scanId } = scanning();
    at.visits.record({ command: 'scanEnded', scanId, lines: 800, defects: [] });
    const seen = at.say(id, { command: 'open' });
    at.visits.record({
      command: 'scanArchived',
      scanId,
      planes: [{ file: 'a.tif', sha256: 'ab'.repeat(32) }],
    });
    const decide = { decision: 'release', reason: '', scanId, fidelity: 'full', seenPercent: 5 } as const;
    const { view } = at.visits.execute(
      { command: 'decide', ...decide, commandId: commandId(), visitId: id, version: seen.version },
      ana,
    );
    expect(view.state).toBe('released');
  });
});

describe('two officers', () => {
  test('calling the same truck: exactly one has it, and the other is told who', () => {
    const id = at.arrive();
    const { version } = at.visits.get(id);
    const call = (by: typeof ana, lane: string) =>
      at.visits.execute(
        { command: 'callTruck', lane, reason: 'by name', commandId: commandId(), visitId: id, version },
        by,
      );
    expect(call(boris, '1').view.holder?.id).toBe(boris.id);
    expect(refusal(() => call(ana, '2'))).toEqual({ code: 'VISIT_HELD', details: { by: '102' } });
    expect(at.journal.entriesOf(id)).toHaveLength(2);
  });

  test('calling the next truck at once get two different ones', () => {
    at.arrive('FIRST1');
    at.arrive('SECOND2');
    const next = (by: typeof ana, lane: string) =>
      at.visits.callNext({ commandId: commandId(), lane }, by).view.truck.plate;
    expect([next(ana, '1'), next(boris, '2')]).toEqual(['FIRST1', 'SECOND2']);
    expect(refusal(() => next(ana, '3')).code).toBe('QUEUE_EMPTY');
    expect(refusal(() => next(boris, '1'))).toMatchObject({
      code: 'LANE_BUSY',
      details: { lane: '1', plate: 'FIRST1' },
    });
  });

  test('one acting on what the other has changed is told to look again', () => {
    const id = at.arrive();
    const { version } = at.visits.get(id);
    at.say(id, { command: 'gateIn' }, boris);
    const stale = { command: 'passRpm', commandId: commandId(), visitId: id, version } as const;
    expect(refusal(() => at.visits.execute(stale, ana)).code).toBe('VISIT_CHANGED');
  });

  test('only the one who holds it decides, and only with the picture opened', () => {
    const id = at.arrive();
    const scanId = at.scan(id);
    const release = {
      command: 'decide',
      decision: 'release',
      reason: '',
      scanId,
      fidelity: 'full',
      seenPercent: 1,
    } as const;
    expect(refusal(() => at.say(id, release)).code).toBe('PICTURE_NOT_OPENED');
    expect(refusal(() => at.say(id, { command: 'open' }, boris)).code).toBe('VISIT_HELD');
    at.say(id, { command: 'open' });
    expect(refusal(() => at.say(id, release, boris)).code).toBe('VISIT_HELD');
    expect(refusal(() => at.say(id, { ...release, scanId: 'older' })).code).toBe('SCAN_NOT_LATEST');
    expect(refusal(() => at.say(id, release, trainer)).code).toBe('NOT_ALLOWED');
    expect(at.say(id, release).state).toBe('released');
  });
});

describe('a command sent twice', () => {
  test('has the first outcome both times, also when the visit has gone on since', () => {
    const id = at.arrive();
    const call = {
      command: 'callTruck',
      lane: '1',
      commandId: commandId(),
      visitId: id,
      version: at.visits.get(id).version,
    } as const;
    const first = at.visits.execute(call, ana);
    at.say(id, { command: 'putBack', reason: '' });
    const entries = at.journal.head().seq;
    expect(at.visits.execute(call, ana)).toEqual({ view: first.view, repeated: true });
    expect(at.journal.head().seq).toBe(entries);
    expect(refusal(() => at.visits.execute({ ...call, lane: '2' }, ana)).code).toBe('COMMAND_ID_REUSED');
  });

  test('for the next truck takes one truck', () => {
    at.arrive('FIRST1');
    at.arrive('SECOND2');
    const input = { commandId: commandId(), lane: '1' };
    const first = at.visits.callNext(input, ana);
    expect(at.visits.callNext(input, ana)).toEqual({ ...first, repeated: true });
    expect(at.visits.open().map((visit) => visit.state)).toEqual(['arrived', 'called']);
  });

  test('for an arrival makes one visit', () => {
    const input = { commandId: commandId(), truck: { plate: 'ONCE11', laneClass: 'tir' as const } };
    const first = at.visits.arrive(input, null);
    expect(at.visits.arrive(input, null)).toEqual({ ...first, repeated: true });
    expect(at.visits.open()).toHaveLength(1);
  });
});

describe('lists', () => {
  test('name those that wait in the order of the queue, then the others by arrival, then booked ones', () => {
    at.visits.book(
      {
        commandId: commandId(),
        truck: { plate: 'BOOKED1', laneClass: 'booked' },
        bookedFor: '2026-03-01T10:00:00.000Z',
      },
      ana,
    );
    const called = at.arrive('CALLED1');
    at.arrive('WALKUP1');
    at.arrive('TIR1', { laneClass: 'tir' });
    at.arrive('REEFER1', {
      laneClass: 'reefer',
      reefer: { setPointC: 4, limitAt: '2026-03-01T12:00:00.000Z' },
    });
    at.say(called, { command: 'callTruck', lane: '1', reason: 'called by name' });
    expect(at.visits.open().map((visit) => visit.truck.plate)).toEqual([
      'REEFER1',
      'TIR1',
      'WALKUP1',
      'CALLED1',
      'BOOKED1',
    ]);
  });

  test('of earlier visits hold those of the same plate or container, newest first', () => {
    const plates = [
      ['KZ1', undefined],
      ['OTHER', 'CSQU3054383'],
      ['KZ1', undefined],
      ['NONE', 'MSKU0000000'],
    ] as const;
    for (const [plate, container] of plates) at.arrive(plate, container ? { container } : {});
    const id = at.arrive('kz-1', { container: 'CSQU 305438 3' });
    at.arrive('KZ1');
    expect(at.visits.earlier(id).map((visit) => visit.truck.plate)).toEqual(['KZ1', 'OTHER', 'KZ1']);
    expect(refusal(() => at.visits.earlier('nobody')).code).toBe('VISIT_UNKNOWN');
  });
});
