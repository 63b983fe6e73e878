import { describe, expect, test } from 'vitest';
import { type VisitState, type VisitView, visitStates } from '../../station/api/views.pure.ts';
import {
  alertsBeside,
  bannersOf,
  focusOf,
  nextAfter,
  opensByItself,
  permitted,
  type Situation,
  sectionOf,
} from './console-rules.ts';
import {
  alarmed,
  heldByOfficer,
  heldByOther,
  officer,
  scan,
  scanner,
  supervisor,
  visit,
} from './visit.fixture.ts';

const situation = (visits: readonly VisitView[], change: Partial<Situation> = {}): Situation => ({
  officer,
  lane: '2',
  scanner: scanner(),
  visits,
  focus: focusOf(visits, (change.officer ?? officer).id, '2', visits[0]?.id ?? null),
  busy: false,
  stopRelease: ['alarm'],
  ...change,
});

const inState = (state: VisitState, change: Partial<VisitView> = {}) =>
  visit({ state, lane: '2', holder: heldByOfficer, scans: [scan()], ...change });

describe('the queue', () => {
  test('has a place for every visit that is not over', () => {
    const over = visitStates.filter((state) => sectionOf(state) === null);
    expect(over).toEqual(['departed', 'no-show', 'cancelled']);
  });
});

describe('the focus', () => {
  test('is the picture under analysis before the next picture, and that before the truck at the scanner', () => {
    const called = inState('called', { id: 'a' });
    const ready = inState('image-ready', { id: 'b' });
    const open = inState('in-analysis', { id: 'c' });
    expect(focusOf([called], officer.id, '2', null).shown?.id).toBe('a');
    expect(focusOf([called, ready], officer.id, '2', null).shown?.id).toBe('b');
    expect(focusOf([called, ready, open], officer.id, '2', null).shown?.id).toBe('c');
  });

  test('is what the officer chose, as long as it is open', () => {
    const open = inState('in-analysis', { id: 'c' });
    const other = visit({ id: 'd' });
    expect(focusOf([open, other], officer.id, '2', 'd').shown?.id).toBe('d');
    expect(focusOf([open], officer.id, '2', 'd').shown?.id).toBe('c');
  });

  test('leaves alone what another officer has', () => {
    const theirs = inState('in-analysis', { holder: heldByOther });
    expect(focusOf([theirs], officer.id, '2', null).shown).toBeNull();
  });

  test('knows the truck at this lane’s scanner, whoever called it', () => {
    const here = inState('scanning', { id: 'a', holder: heldByOther });
    const elsewhere = inState('called', { id: 'b', lane: '1' });
    const focus = focusOf([elsewhere, here], officer.id, '2', null);
    expect(focus.atScanner?.id).toBe('a');
    expect(focus.shown).toBeNull();
  });
});

describe('after a decision', () => {
  const saved = inState('released', { id: 'a' });

  test('the visit stays in sight while nothing else waits for the officer', () => {
    expect(nextAfter([inState('in-analysis', { id: 'a' }), visit({ id: 'b' })], saved, officer.id, '2')).toBe(
      'a',
    );
  });

  test('the next picture comes by itself', () => {
    expect(nextAfter([saved, inState('image-ready', { id: 'b' })], saved, officer.id, '2')).toBeNull();
  });
});

describe('a picture opens by itself', () => {
  test('for the officer who called the truck, and nobody else', () => {
    expect(opensByItself(inState('image-ready'), officer)).toBe(true);
    expect(opensByItself(inState('image-ready', { holder: heldByOther }), officer)).toBe(false);
    expect(opensByItself(inState('in-analysis'), officer)).toBe(false);
    expect(opensByItself(inState('image-ready'), { ...officer, roles: ['trainer'] })).toBe(false);
  });
});

describe('what can be done', () => {
  test('is to decide, on a picture this officer has open', () => {
    const can = permitted(situation([inState('in-analysis')]));
    expect(can).toMatchObject({ release: true, refer: true, rescan: true, escalate: true });
  });

  test('is never to decide on what someone else has open, or before it is opened', () => {
    const deciding = ['release', 'refer', 'rescan', 'escalate'] as const;
    const others = [
      inState('in-analysis', { holder: heldByOther }),
      ...visitStates.filter((state) => state !== 'in-analysis').map((state) => inState(state)),
    ];
    for (const shown of others) {
      const can = permitted(situation([shown]));
      for (const id of deciding) expect(can[id], `${id} in ${shown.state}`).toBe(false);
    }
  });

  test('makes releasing and referring possible at the same times', () => {
    for (const state of visitStates) {
      const can = permitted(situation([inState(state)]));
      expect(can.refer, state).toBe(can.release);
    }
  });

  test('is to start the scan only when the scanner says it is ready', () => {
    const called = [inState('called', { scans: [] })];
    expect(permitted(situation(called)).startScan).toBe(true);
    for (const state of ['standby', 'interlock-open', 'emergency-stop', 'fault', 'nonsense']) {
      expect(permitted(situation(called, { scanner: scanner({ state }) })).startScan, state).toBe(false);
    }
    expect(permitted(situation(called, { scanner: scanner({ link: 'retrying' }) })).startScan).toBe(false);
    expect(permitted(situation(called, { scanner: null })).startScan).toBe(false);
  });

  test('is to stop a scan for anyone, busy or not', () => {
    const scanning = [inState('scanning', { holder: heldByOther })];
    const trainer = { ...officer, roles: ['trainer'] as const };
    expect(permitted(situation(scanning, { officer: trainer, busy: true })).abortScan).toBe(true);
    expect(permitted(situation([inState('called')])).abortScan).toBe(false);
  });

  test('is to call a truck only while the scanner’s place is free', () => {
    expect(permitted(situation([visit()])).callNext).toBe(true);
    expect(permitted(situation([visit()], { lane: null })).callNext).toBe(false);
    expect(permitted(situation([inState('called', { id: 'a' }), visit({ id: 'b' })])).callNext).toBe(false);
    expect(permitted(situation([inState('in-analysis', { id: 'a' }), visit({ id: 'b' })])).callNext).toBe(
      true,
    );
  });

  test('while a command is under way is to ask and to stop the beam, not to command anew', () => {
    const commands = [
      'callNext',
      'startScan',
      'callThis',
      'openPicture',
      'gateIn',
      'checkDocuments',
      'passRpm',
      'startExamination',
      'depart',
      'arriveBooked',
    ] as const;
    for (const state of visitStates) {
      const can = permitted(situation([inState(state)], { busy: true }));
      for (const id of commands) expect(can[id], `${id} in ${state}`).toBe(false);
    }
    expect(permitted(situation([inState('in-analysis')], { busy: true })).refer).toBe(true);
    expect(permitted(situation([inState('scanning')], { busy: true })).abortScan).toBe(true);
  });

  test('is nothing at the lane for who does not work there', () => {
    const administrator = { ...officer, roles: ['administrator'] as const };
    for (const state of visitStates) {
      const { abortScan: _, ...rest } = permitted(situation([inState(state)], { officer: administrator }));
      expect(Object.values(rest), state).not.toContain(true);
    }
  });

  test('is to open an escalated picture for supervisors only', () => {
    const escalated = [inState('escalated')];
    expect(permitted(situation(escalated)).openPicture).toBe(false);
    expect(permitted(situation(escalated, { officer: supervisor })).openPicture).toBe(true);
  });

  test('is each step before the call only once', () => {
    expect(permitted(situation([visit()])).gateIn).toBe(true);
    const passed = visit({ moments: { arrived: 'x', gateIn: 'y' } });
    expect(permitted(situation([passed]))).toMatchObject({ gateIn: false, passRpm: true });
  });
});

describe('a truck with a radiation alarm', () => {
  const keys = ['release', 'depart', 'noShow', 'cancel'] as const;
  const states = ['in-analysis', 'released', 'booked', 'called'] as const;

  test.each(states.map((state, index) => [keys[index]!, state] as const))(
    'is not let go by %s until somebody has acknowledged it',
    (key, state) => {
      const held = { scans: [scan()], holder: heldByOfficer };
      const open = permitted(situation([inState(state, { ...held, portal: [alarmed] })]));
      expect(open).toMatchObject({ [key]: false, acknowledge: true });
      const acknowledged = { by: '4117', at: 'x', reason: 'medical' };
      const seenTo = inState(state, { ...held, portal: [{ ...alarmed, acknowledged }] });
      expect(permitted(situation([seenTo]))).toMatchObject({ [key]: true, acknowledge: false });
    },
  );

  test('can be referred and scanned again all the same', () => {
    const held = { scans: [scan()], holder: heldByOfficer, portal: [alarmed] };
    expect(permitted(situation([inState('in-analysis', held)]))).toMatchObject({ refer: true, rescan: true });
  });
});

describe('the banners', () => {
  const allWell = { connected: true, scanner: scanner(), shown: null, portals: [], alarmsToMatch: 0 };
  const ids = (change: Partial<Parameters<typeof bannersOf>[0]>) =>
    bannersOf({ ...allWell, ...change }).map((banner) => banner.id);

  test('are absent when all is well', () => {
    expect(ids({})).toEqual([]);
  });

  test('say an emergency stop, an open interlock and a fault, the most urgent first', () => {
    const bad = scanner({
      state: 'fault',
      emergencyStop: { latched: true, where: 'cabin' },
      interlocks: [{ name: 'gate', closed: false }],
      fault: { code: 'E7', text: 'cooling' },
    });
    expect(ids({ scanner: bad })).toEqual(['emergencyStop', 'interlock', 'fault']);
  });

  test('say that an interlock is unknown, never that it is closed', () => {
    expect(ids({ scanner: scanner({ interlocks: [{ name: 'gate', closed: null }] }) })).toEqual([
      'interlockUnknown',
    ]);
  });

  test('say nothing of a device behind a lost link but that it is lost', () => {
    const lost = scanner({ link: 'retrying', fault: { code: 'E7', text: 'cooling' } });
    expect(ids({ scanner: lost })).toEqual(['scannerLost']);
  });

  test('say that the station does not answer before anything else', () => {
    expect(ids({ connected: false, scanner: scanner({ link: 'retrying' }) })).toEqual([
      'stationLost',
      'scannerLost',
    ]);
  });

  test('say a radiation alarm of the truck shown, of the portal, and of no truck yet, before all of the scanner', () => {
    const stopped = scanner({ emergencyStop: { latched: true } });
    const shown = inState('in-analysis', { portal: [alarmed] });
    const portals = [{ deviceId: 'gate', alarm: 'neutron' }] as const;
    const banners = bannersOf({ ...allWell, scanner: stopped, shown, portals, alarmsToMatch: 2 });
    expect(banners).toMatchObject([
      { id: 'radiationAlarm', tone: 'red', alarm: 'gamma' },
      { id: 'portalAlarm', tone: 'red', alarm: 'neutron', what: 'gate' },
      { id: 'alarmsToMatch', tone: 'red', values: { count: 2 } },
      { id: 'emergencyStop', tone: 'red' },
    ]);
    const seenTo = { ...alarmed, acknowledged: { by: '4117', at: 'x', reason: 'medical' } };
    expect(ids({ shown: inState('in-analysis', { portal: [seenTo] }) })).toEqual([]);
  });

  test('leave to the alerts what they do not say: alarms of other trucks, in red, and the post', () => {
    const shown = inState('in-analysis', { portal: [alarmed] });
    const alert = (code: string, plate: string) => ({ code, details: { device: 'portal', plate } });
    const alerts = [
      alert('RADIATION_ALARM_TRUCK', shown.truck.plate),
      alert('RADIATION_ALARM_TRUCK', '99KG999XYZ'),
      alert('RADIATION_ALARM_NOBODY', ''),
      { code: 'DISK_LOW', details: { freeMB: 10 } },
    ];
    expect(alertsBeside(alerts, shown)).toMatchObject([
      { code: 'RADIATION_ALARM_TRUCK', tone: 'red', details: { plate: '99KG999XYZ' } },
      { code: 'DISK_LOW', tone: 'amber' },
    ]);
    expect(alertsBeside(alerts, null)).toHaveLength(3);
  });

  test('say that the picture under analysis is incomplete, in amber', () => {
    const shown = inState('in-analysis', { scans: [scan({ state: 'incomplete', lines: 1800 })] });
    const [banner] = bannersOf({ ...allWell, shown });
    expect(banner).toEqual({ id: 'incomplete', tone: 'amber', values: { lines: 1800 } });
  });

  test('ask nobody to decide on the picture of a truck that is to be scanned again', () => {
    const again = inState('called', { scans: [scan({ state: 'incomplete', lines: 0 })] });
    expect(ids({ shown: again })).toEqual([]);
  });

  test('say that the emergency stop is unknown, never that it is released', () => {
    expect(ids({ scanner: scanner({ emergencyStop: { latched: null } }) })).toEqual(['emergencyStopUnknown']);
  });

  test('say of the beam at an emergency stop only what the device says', () => {
    const beams = [false, true, null].map((beamOn) => {
      const stopped = scanner({ beamOn, emergencyStop: { latched: true, where: 'cabin' } });
      return bannersOf({ ...allWell, scanner: stopped })[0];
    });
    expect(beams).toMatchObject([
      { beam: 'off', what: 'cabin' },
      { beam: 'on', what: 'cabin' },
      { beam: 'unknown', what: 'cabin' },
    ]);
  });
});
