import { describe, expect, it } from 'vitest';
import { StationError } from '../errors.ts';
import { stillAllowed } from './admission.ts';
import type { SessionView } from './officer-operations.ts';
import type { Operations } from './operations.ts';
import { mayCall, rights } from './rights.ts';
import { appRouter } from './router.ts';
import { type Officer, type Role, roles } from './views.pure.ts';

const calls = Object.keys(appRouter._def.procedures);
const routesBesideCalls = [
  'bookings.open',
  'images.preview',
  'photos.take',
  'photos.original',
  'photos.small',
  'plateReads.picture',
  'scans.picture',
  'scans.tile',
  'scans.file',
  'scans.thumbnail',
  'exports.shift',
  'exports.report',
  'exports.sheet',
  'exports.evidence',
  'exports.handover',
];

/** Whose a session is: `officer`, `officer locked` or `officer first-password`. */
function sessionAt(session: string): SessionView | null {
  const [role = '', state = 'open'] = session.split(' ');
  if (!roles.includes(role as Role)) return null;
  const officer: Officer = {
    id: role,
    serviceNumber: role,
    name: role,
    roles: [role as Role],
    language: 'en',
  };
  return { officer, state: state as SessionView['state'], idleMs: 1 };
}

/** Operations that only say that they were reached. */
function reached(): { operations: Operations; count: () => number } {
  let count = 0;
  const part: object = new Proxy(() => {}, {
    get: (_target, name) => (name === 'touch' ? () => {} : part),
    apply() {
      count += 1;
      throw new StationError('REACHED', 'reached');
    },
  });
  const operations = new Proxy({} as Operations, {
    get: (_target, name) => (name === 'sessionAt' ? sessionAt : part),
  });
  return { operations, count: () => count };
}

const outcomeOf = async (call: string, session: string | null): Promise<string> => {
  const { operations } = reached();
  const procedure: unknown = call
    .split('.')
    .reduce<unknown>(
      (at, key) => (at as Record<string, unknown>)[key],
      appRouter.createCaller({ operations, session }),
    );
  try {
    const answer = await (procedure as (input?: unknown) => Promise<unknown>)(anything[call]);
    if (call === 'post.events' || call === 'devices.test') {
      for await (const _event of answer as AsyncIterable<unknown>) break;
    }
    return 'allowed';
  } catch (fault) {
    const code =
      fault instanceof StationError ? fault.code : (fault as { cause?: { code?: string } }).cause?.code;
    return code === 'REACHED' ? 'allowed' : (code ?? String(fault));
  }
};

const onVisit = { commandId: '6f1b1f5e-7d7f-4a5a-9d51-0f6f0c2f7a11', visitId: 'v', version: 1 };
const truck = { plate: '01KG123ABC', laneClass: 'walk-up' };
const person = { serviceNumber: '1', name: 'n', password: 'long enough', language: 'en' };
const onAccount = { commandId: onVisit.commandId, officerId: 'o', basedOn: 1 };
/** A right input for each call that needs one. */
const anything: Record<string, unknown> = {
  'session.firstRun': { ...person, role: 'officer' },
  'session.signIn': { serviceNumber: '1', password: 'x' },
  'session.takeOver': { serviceNumber: '1', password: 'x' },
  'session.lock': { why: 'key' },
  'session.unlock': { password: 'x' },
  'session.changePassword': { password: 'x', newPassword: 'long enough' },
  'session.setLanguage': { language: 'ru' },
  'handover.open': { commandId: onVisit.commandId },
  'handover.close': { commandId: onVisit.commandId },
  'handover.prepare': { commandId: onVisit.commandId, remarks: '' },
  'handover.sign': {
    ...{ commandId: onVisit.commandId, handoverId: onVisit.commandId, sha256: 'ab'.repeat(32) },
    ...{ side: 'outgoing', serviceNumber: '1', password: 'x' },
  },
  'handover.get': { handoverId: onVisit.commandId },
  'officers.add': { ...person, roles: ['officer'] },
  'officers.change': { ...onAccount, name: 'n', roles: ['officer'] },
  'officers.resetPassword': { ...onAccount, password: 'long enough' },
  'officers.deactivate': onAccount,
  'officers.reactivate': onAccount,
  'officers.clearGuesses': onAccount,
  'post.events': {},
  'figures.nowVisits': { of: 'waiting' },
  'figures.report': { unit: 'shift' },
  'figures.visits': { unit: 'shift', of: 'waiting' },
  'figures.delayed': { unit: 'shift', cause: 'hold', reason: '' },
  'figures.examined': { unit: 'shift' },
  'figures.timeline': { unit: 'shift' },
  'visits.get': { visitId: 'v' },
  'visits.earlier': { visitId: 'v' },
  'incidents.report': { commandId: onVisit.commandId, kind: 'person', lane: '1', note: '' },
  'incidents.take': { commandId: onVisit.commandId, incidentId: 'i', version: 0, note: '' },
  'incidents.note': { commandId: onVisit.commandId, incidentId: 'i', version: 0, note: 'n' },
  'incidents.close': { commandId: onVisit.commandId, incidentId: 'i', version: 0, note: 'n' },
  'incidents.reopen': { commandId: onVisit.commandId, incidentId: 'i', version: 0, note: 'n' },
  'incidents.recordCheck': {
    commandId: onVisit.commandId,
    lane: '1',
    values: { penetrationMm: 300, wireMm: 1, contrastPercent: 2, resolutionMm: 5 },
    material: true,
    note: '',
  },
  'incidents.recordDose': { commandId: onVisit.commandId, place: 'booth', reading: 0.2, background: 0.1 },
  'archive.search': {},
  'archive.visit': { visitId: 'v' },
  'archive.marks': { visitId: 'v' },
  'compare.seen': { visitId: 'v' },
  'compare.candidates': { visitId: 'v', scanId: 's', from: 'similar' },
  'compare.emptyMark': { scanId: 's' },
  'compare.markEmpty': { commandId: onVisit.commandId, visitId: 'v', scanId: 's', version: 0, empty: true },
  'assessments.of': { scanId: 's' },
  'assessments.begin': { scanId: 's' },
  'assessments.stop': { scanId: 's' },
  'assessments.weigh': { scanId: 's', region: { x: 0, y: 0, width: 10, height: 10 } },
  'visits.arrive': { commandId: onVisit.commandId, truck },
  'visits.book': { commandId: onVisit.commandId, truck, bookedFor: '2026-01-01T00:00:00Z' },
  'visits.arriveBooked': onVisit,
  'visits.callNext': { commandId: onVisit.commandId, lane: '1' },
  'arrivals.lookUp': { plate: '01KG', container: '' },
  'bookings.list': { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z', text: '', all: false },
  'bookings.preview': { importId: 'ab'.repeat(32), mapping: ['plate', 'slot'] },
  'bookings.take': {
    commandId: onVisit.commandId,
    importId: 'ab'.repeat(32),
    mapping: ['plate', 'slot'],
  },
  'commands.gateIn': onVisit,
  'commands.checkDocuments': onVisit,
  'commands.passRpm': onVisit,
  'commands.callTruck': { ...onVisit, lane: '1' },
  'commands.putBack': { ...onVisit, reason: 'r' },
  'commands.recordExport': { ...onVisit, what: 'picture', name: 'a.png', sha256: 'ab'.repeat(32) },
  'commands.hold': { ...onVisit, reason: 'r' },
  'commands.resume': onVisit,
  'commands.startScan': onVisit,
  'commands.abortScan': { ...onVisit, reason: 'r' },
  'commands.open': onVisit,
  'commands.decide': {
    ...onVisit,
    decision: 'release',
    reason: '',
    scanId: 's',
    fidelity: 'full',
    seenPercent: 90,
  },
  'commands.acknowledgeAlarm': { ...onVisit, passageId: 'p', reason: 'medical isotope' },
  'commands.mark': {
    ...onVisit,
    markId: onVisit.commandId,
    basedOn: 0,
    scanId: 's',
    shape: { kind: 'text', at: { x: 1, y: 1 } },
    category: 'person',
    confidence: 'high',
    note: 'n',
  },
  'commands.removeMark': { ...onVisit, markId: onVisit.commandId, basedOn: 3 },
  'commands.undoDecision': onVisit,
  'commands.reverseDecision': { ...onVisit, to: 'refer', reason: 'r' },
  'commands.acknowledgeCheck': { ...onVisit, check: 'seals', reason: 'r' },
  'commands.flagRecheck': { ...onVisit, reason: 'r' },
  'examinations.rates': { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' },
  'commands.recheck': { ...onVisit, agrees: true, note: '' },
  'commands.startExamination': onVisit,
  'commands.endExamination': { ...onVisit, outcome: 'nothing', note: '', detained: false },
  'commands.correctExamination': { ...onVisit, outcome: 'nothing', note: '', reason: 'r' },
  'commands.endDetention': { ...onVisit, reason: 'r' },
  'readings.attach': { commandId: onVisit.commandId, readingId: 'r', visitId: 'v' },
  'images.match': { commandId: onVisit.commandId, imageId: 'ab'.repeat(32), visitId: 'v' },
  'images.setAside': { commandId: onVisit.commandId, imageId: 'ab'.repeat(32), reason: 'a test picture' },
  'readings.dismiss': { commandId: onVisit.commandId, readingId: 'r', reason: 'a forklift' },
  'commands.correctTruck': { ...onVisit, truck },
  'commands.rebook': { ...onVisit, bookedFor: '2026-01-01T00:00:00Z' },
  'commands.depart': onVisit,
  'commands.noShow': onVisit,
  'commands.cancel': { ...onVisit, reason: 'r' },
};

const device = { id: 'd', driver: 'line-stream', lane: '1', link: 'tcp://h:1' };
Object.assign(anything, {
  'devices.add': { commandId: onVisit.commandId, device },
  'devices.change': { commandId: onVisit.commandId, device },
  'devices.remove': { commandId: onVisit.commandId, id: 'd' },
  'devices.test': { device },
  'devices.write': { commandId: onVisit.commandId, deviceId: 'd', output: 'barrier', value: true },
});

describe('rights', () => {
  it('name every call and route, and nothing that is not there', () => {
    expect(Object.keys(rights).sort()).toEqual([...calls, ...routesBesideCalls].sort());
  });

  it.each(calls)('of %s are kept for every role and for nobody', async (call) => {
    const right = rights[call];
    for (const role of roles) {
      const expected = right === 'anyone' || right?.includes(role) ? 'allowed' : 'NOT_ALLOWED';
      expect(await outcomeOf(call, role), role).toBe(expected);
    }
    const stranger = right === 'anyone' ? 'allowed' : 'SIGN_IN_NEEDED';
    expect(await outcomeOf(call, null), 'no session').toBe(stranger);
    expect(await outcomeOf(call, 'nobody'), 'a session that is over').toBe(stranger);
  });

  it.each(calls)(
    'of %s are closed to a window that is locked or has a first password to change',
    async (call) => {
      for (const [state, code] of [
        ['locked', 'SCREEN_LOCKED'],
        ['first-password', 'PASSWORD_CHANGE_NEEDED'],
      ] as const) {
        const open = rights[call] === 'anyone' || stillAllowed[state].includes(call);
        for (const role of roles)
          expect(await outcomeOf(call, `${role} ${state}`), `${role} ${state}`).toBe(open ? 'allowed' : code);
      }
    },
  );

  it('leave a locked window nothing but to be unlocked, taken over or left', () => {
    expect(stillAllowed.locked).toEqual([
      'session.me',
      'session.unlock',
      'session.takeOver',
      'session.signOut',
    ]);
    for (const call of Object.values(stillAllowed).flat()) expect(calls).toContain(call);
  });

  it('refuse a call that the table does not name to everyone', () => {
    for (const call of ['visits.erase', 'constructor', '__proto__', '']) {
      expect(mayCall(call, roles)).toBe(false);
    }
  });

  it('do not let a trainer or an administrator decide', () => {
    for (const role of ['trainer', 'administrator'] as const)
      expect(mayCall('commands.decide', [role])).toBe(false);
  });

  it('are refused before the station does anything', async () => {
    const { operations, count } = reached();
    const caller = appRouter.createCaller({ operations, session: 'trainer' });
    await expect(caller.officers.list()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(
      caller.commands.decide({
        ...onVisit,
        decision: 'release',
        reason: '',
        scanId: 's',
        fidelity: 'full',
        seenPercent: 1,
      }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(count()).toBe(0);
  });
});
