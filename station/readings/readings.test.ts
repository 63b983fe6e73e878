import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PlateRead } from '../../native-bridge/drivers/plate-reader.ts';
import { ana, chief, commandId } from '../visits/visits.fixture.ts';
import {
  alarm,
  type DevicePost,
  devicePost,
  gateCamera,
  gatePortal,
  lanePortal,
  laneScale,
  occupancy,
} from './readings.fixture.ts';

let at: DevicePost;
beforeEach(() => {
  at = devicePost();
});
afterEach(() => {
  at.readings.close();
  at.close();
});

const now = () => at.place.clock.utc();
const codes = () => at.readings.alerts().map(({ code }) => code);
const portal = () => at.readings.taker(lanePortal);

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (fault) {
    return (fault as { code: string }).code;
  }
  return 'nothing refused';
}

/** A truck called to lane 1 a second ago. */
function calledTruck(): string {
  const id = at.arrive();
  at.say(id, { command: 'callTruck', lane: '1', reason: 'called by name' });
  at.place.clock.advance(1_000);
  return id;
}

function plateRead(change: Partial<PlateRead> = {}): PlateRead {
  return {
    readId: 'read-1',
    plate: 'KZ 123 ABC',
    container: null,
    country: 'KZ',
    confidence: 0.93,
    camera: null,
    at: now(),
    picture: null,
    ...change,
  };
}

describe('a reading at a lane', () => {
  test('is the called truck’s: weight, plate and passage are on its card, with the moment it passed the portal', async () => {
    const id = calledTruck();
    await at.readings.taker(laneScale).weight({ kg: 18_420, at: now() });
    await at.readings.taker({ ...gateCamera, lane: '1' }).plateRead(plateRead());
    await portal().portalOccupancy(occupancy(now()));
    expect(at.visits.get(id)).toMatchObject({
      weights: [{ kg: 18_420, deviceId: 'scale-1' }],
      plateReads: [{ plate: 'KZ 123 ABC', confidence: 0.93, pictureId: null, readAs: null }],
      portal: [
        { deviceId: 'rpm-1', gammaAlarm: false, neutronAlarm: false, whole: true, acknowledged: null },
      ],
      moments: { rpmPassed: now() },
      state: 'called',
    });
    expect(at.readings.unattached()).toEqual([]);
    expect(at.journal.entriesOf(id).at(-1)).toMatchObject({
      actor: 'device:rpm-1',
      kind: 'visit.portal-passed',
    });
  });

  test('with no truck there waits for an officer, who says whose it is or that it is nobody’s', async () => {
    const id = at.arrive();
    await at.readings.taker(laneScale).weight({ kg: 18_420, at: now() });
    await at.readings.taker(laneScale).weight({ kg: 900, at: now() });
    const [newest, first] = at.readings.unattached();
    expect([newest, first]).toMatchObject([
      { kind: 'weight', weight: { kg: 900 } },
      { kind: 'weight', weight: { kg: 18_420 } },
    ]);
    const attach = { commandId: commandId(), readingId: first?.id ?? '', visitId: id };
    expect(at.readings.attach(attach, ana).weights).toMatchObject([{ kg: 18_420 }]);
    expect(at.readings.attach(attach, ana).weights).toHaveLength(1);
    at.readings.dismiss({ commandId: commandId(), readingId: newest?.id ?? '', reason: 'forklift' }, ana);
    expect(at.readings.unattached()).toEqual([]);
    const wrong = { commandId: commandId(), readingId: first?.id ?? '', visitId: id };
    expect(refusal(() => at.readings.attach(wrong, ana))).toBe('READING_SETTLED');
    expect(refusal(() => at.readings.attach({ ...wrong, readingId: 'r' }, ana))).toBe('READING_UNKNOWN');
  });

  test('that was given to the wrong truck is moved to the right one', async () => {
    const [right, wrong] = [at.arrive('AA111'), calledTruck()];
    await at.readings.taker(laneScale).weight({ kg: 18_420, at: now() });
    const [weight] = at.visits.get(wrong).weights;
    const move = { commandId: commandId(), readingId: weight?.id ?? '', visitId: right };
    expect(at.readings.attach(move, ana).weights).toMatchObject([{ kg: 18_420 }]);
    expect(at.visits.get(wrong).weights).toEqual([]);
  });

  test('does not make a command stale that an officer was about to give, and an alarm does', async () => {
    const id = calledTruck();
    const { version } = at.visits.get(id);
    await at.readings.taker(laneScale).weight({ kg: 18_420, at: now() });
    await portal().portalOccupancy(occupancy(now()));
    const putBack = { command: 'putBack', visitId: id, version, reason: '' } as const;
    const seen = at.visits.get(id).version;
    portal().portalAlarm(alarm(now()));
    expect(refusal(() => at.visits.execute({ ...putBack, version: seen, commandId: commandId() }, ana))).toBe(
      'VISIT_CHANGED',
    );
    const after = at.visits.get(id).version;
    expect(at.visits.execute({ ...putBack, version: after, commandId: commandId() }, ana).view.state).toBe(
      'arrived',
    );
  });
});

describe('a radiation alarm', () => {
  test('is on record while the truck is still in the portal, and keeps it from being let go', async () => {
    const id = calledTruck();
    portal().portalAlarm(alarm(now()));
    expect(at.visits.get(id).portal).toMatchObject([
      { gammaAlarm: true, neutronAlarm: null, peakGamma: 1_500, endedAt: null, whole: false },
    ]);
    expect(codes()).toEqual(['RADIATION_ALARM_TRUCK']);
    await portal().portalOccupancy(occupancy(now(), { gammaAlarm: true, peakGamma: 1_900 }));
    const [passage, ...others] = at.visits.get(id).portal;
    expect(others).toEqual([]);
    expect(passage).toMatchObject({ gammaAlarm: true, neutronAlarm: false, peakGamma: 1_900, whole: true });
    at.scan(id);
    expect(refusal(() => at.decide(id, 'release'))).toBe('RADIATION_ALARM_OPEN');
    const passageId = passage?.id ?? '';
    expect(refusal(() => at.say(id, { command: 'acknowledgeAlarm', passageId, reason: ' ' }))).toBe(
      'REASON_NEEDED',
    );
    at.say(id, { command: 'acknowledgeAlarm', passageId, reason: 'potash fertiliser' });
    expect(at.visits.get(id).portal[0]?.acknowledged).toMatchObject({
      by: '101',
      reason: 'potash fertiliser',
    });
    expect(codes()).toEqual([]);
    const scanId = at.visits.get(id).scans.at(-1)?.id ?? '';
    const release = { decision: 'release', reason: '', scanId, fidelity: 'full', seenPercent: 80 } as const;
    expect(at.say(id, { command: 'decide', ...release }).state).toBe('released');
  });

  test('does not stand in the way of a referral, a re-scan or a supervisor', () => {
    for (const decision of ['refer', 're-scan', 'escalate'] as const) {
      const id = calledTruck();
      portal().portalAlarm(alarm(now()));
      portal().linkEnded();
      at.scan(id);
      at.decide(id, decision);
      expect(at.visits.get(id).decision?.kind).toBe(decision);
      if (decision === 're-scan') at.say(id, { command: 'putBack', reason: '' });
    }
  });

  test('of another kind of radiation counts anew, whatever was acknowledged before', async () => {
    const id = calledTruck();
    portal().portalAlarm(alarm(now()));
    const passageId = at.visits.get(id).portal[0]?.id ?? '';
    at.say(id, { command: 'acknowledgeAlarm', passageId, reason: 'patient' });
    portal().portalAlarm(alarm(now(), 'neutron'));
    expect(at.visits.get(id).portal).toMatchObject([
      { gammaAlarm: true, neutronAlarm: true, acknowledged: null },
    ]);
    await portal().portalOccupancy(occupancy(now(), { gammaAlarm: true, neutronAlarm: true }));
    expect(codes()).toEqual(['RADIATION_ALARM_TRUCK']);
  });

  test('after the release is said to everyone, and the truck’s departure waits for it', async () => {
    const id = calledTruck();
    at.scan(id);
    at.decide(id, 'release');
    at.place.clock.advance(1_000);
    await at.readings.taker(gateCamera).plateRead(plateRead());
    at.place.clock.advance(1_000);
    await at.readings.taker(gatePortal).portalOccupancy(occupancy(now(), { neutronAlarm: true }));
    expect(at.visits.get(id)).toMatchObject({
      state: 'released',
      notice: { code: 'RADIATION_ALARM_AFTER_RELEASE' },
    });
    expect(codes()).toEqual(['RADIATION_ALARM_RELEASED']);
    expect(refusal(() => at.say(id, { command: 'depart' }))).toBe('RADIATION_ALARM_OPEN');
    const passageId = at.visits.get(id).portal[0]?.id ?? '';
    at.say(id, { command: 'acknowledgeAlarm', passageId, reason: 'sent to secondary' });
    expect(at.visits.get(id).notice).toBeNull();
    expect(at.say(id, { command: 'depart' }).state).toBe('departed');
  });

  test('of nobody knows whom comes first in what is put before the officers, and is an alert until then', async () => {
    await portal().portalOccupancy(occupancy(now(), { gammaAlarm: true }));
    await at.readings.taker(laneScale).weight({ kg: 900, at: now() });
    expect(at.readings.unattached()).toMatchObject([
      { kind: 'portal', passage: { gammaAlarm: true } },
      { kind: 'weight' },
    ]);
    expect(codes()).toEqual(['RADIATION_ALARM_NOBODY']);
    const id = at.arrive();
    const readingId = at.readings.unattached()[0]?.id ?? '';
    at.readings.attach({ commandId: commandId(), readingId, visitId: id }, ana);
    expect(codes()).toEqual(['RADIATION_ALARM_TRUCK']);
    expect(at.journal.entriesOf(id).at(-1)?.body).toMatchObject({ attachedBy: '101' });
  });

  test('is taken from a truck by a supervisor only', async () => {
    const id = calledTruck();
    await portal().portalOccupancy(occupancy(now(), { gammaAlarm: true }));
    const readingId = at.visits.get(id).portal[0]?.id ?? '';
    const dismiss = { readingId, reason: 'the wrong truck' };
    expect(refusal(() => at.readings.dismiss({ ...dismiss, commandId: commandId() }, ana))).toBe(
      'ALARM_NEEDS_SUPERVISOR',
    );
    at.readings.dismiss({ ...dismiss, commandId: commandId() }, chief);
    expect(at.visits.get(id)).toMatchObject({ portal: [], moments: { arrived: expect.any(String) } });
    expect(at.visits.get(id).moments.rpmPassed).toBeUndefined();
    expect(codes()).toEqual([]);
  });

  test('goes to the truck it was for, also when that is called away before the passage is over', async () => {
    const id = calledTruck();
    portal().portalAlarm(alarm(now()));
    at.say(id, { command: 'putBack', reason: '' });
    const other = calledTruck();
    await portal().portalOccupancy(occupancy(now(), { gammaAlarm: true }));
    expect(at.visits.get(id).portal).toMatchObject([{ endedAt: now(), gammaAlarm: true }]);
    expect(at.visits.get(other).portal).toEqual([]);
  });
});

test('an alarm is recorded whatever is wrong with its numbers and times', async () => {
  const id = calledTruck();
  portal().portalAlarm({ radiation: 'neutron', detectors: [Number.NaN], at: 'yesterday' });
  const strange = { startedAt: '', peakGamma: Infinity, speed: Number.NaN, neutronAlarm: true };
  await portal().portalOccupancy(occupancy(now(), strange));
  await at.readings.taker(laneScale).weight({ kg: Number.NaN, at: now() });
  expect(at.visits.get(id)).toMatchObject({
    portal: [{ at: now(), neutronAlarm: true, peakGamma: null, whole: true }],
    weights: [],
  });
});

describe('a passage that was not heard to its end', () => {
  test('never says that there was no alarm, and stamps no moment', async () => {
    const id = calledTruck();
    await portal().portalOccupancy(occupancy(now(), { whole: false, peakGamma: null }));
    const { portal: passages, moments } = at.visits.get(id);
    expect(passages).toMatchObject([{ whole: false, gammaAlarm: null, neutronAlarm: null }]);
    expect(moments.rpmPassed).toBeUndefined();
  });

  test('is recorded with its alarm when the link ends', () => {
    const id = calledTruck();
    portal().portalAlarm(alarm(now()));
    portal().linkEnded();
    expect(at.visits.get(id).portal).toMatchObject([
      { endedAt: now(), whole: false, gammaAlarm: true, neutronAlarm: null, peakGamma: 1_500 },
    ]);
    portal().linkEnded();
    expect(at.visits.get(id).portal).toHaveLength(1);
  });

  test('is recorded with its alarm by the next run when the station was killed in the middle', () => {
    const id = calledTruck();
    portal().portalAlarm(alarm(now()));
    at.readings.taker({ ...gatePortal, id: 'rpm-2' }).portalAlarm(alarm(now(), 'neutron'));
    const next = at.again();
    expect(at.visits.get(id).portal).toMatchObject([{ endedAt: now(), whole: false, gammaAlarm: true }]);
    expect(next.unattached()).toMatchObject([
      { kind: 'portal', passage: { whole: false, neutronAlarm: true } },
    ]);
    expect(next.alerts().map(({ code }) => code)).toEqual([
      'RADIATION_ALARM_TRUCK',
      'RADIATION_ALARM_NOBODY',
    ]);
    expect(at.again().unattached()).toHaveLength(1);
  });
});

describe('a plate read', () => {
  test('at the gate is its truck’s, once however often it is sent, with the picture kept by its hash', async () => {
    const id = at.arrive();
    const bytes = Buffer.from('a jpeg');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const file = path.join(at.place.folder, 'from-camera.jpg');
    for (let time = 0; time < 2; time += 1) {
      writeFileSync(file, bytes);
      await at.readings.taker(gateCamera).plateRead(plateRead({ picture: { file, sha256 } }));
    }
    expect(at.visits.get(id).plateReads).toMatchObject([{ pictureId: sha256, plate: 'KZ 123 ABC' }]);
    expect(await at.received.isSound(`${sha256}.jpg`)).toBe(true);
    expect(existsSync(file)).toBe(false);
  });

  test('whose picture cannot be kept is recorded without it', async () => {
    const id = at.arrive();
    const picture = { file: path.join(at.place.folder, 'gone.jpg'), sha256: 'ab'.repeat(32) };
    await at.readings.taker(gateCamera).plateRead(plateRead({ picture }));
    expect(at.visits.get(id).plateReads).toMatchObject([{ pictureId: null }]);
  });

  test('at the gate before anybody knew the truck is its own once it is taken in, and another’s stays', async () => {
    await at.readings.taker(gateCamera).plateRead(plateRead({ readId: 'early', plate: '01 KG 123 ABC' }));
    await at.readings.taker(gateCamera).plateRead(plateRead({ readId: 'other', plate: '02 KG 999 ZZZ' }));
    const id = at.arrive('01KG123ABC');
    at.readings.met(id);
    at.readings.met(id);
    expect(at.visits.get(id).plateReads).toMatchObject([{ plate: '01 KG 123 ABC', deviceId: 'camera' }]);
    expect(at.readings.unattached()).toMatchObject([{ plateRead: { plate: '02 KG 999 ZZZ' } }]);
  });

  test('that was misread is put right by an officer, and what was read stays beside it', async () => {
    const id = at.arrive('01KG123ABC');
    await at.readings.taker(gateCamera).plateRead(plateRead({ plate: '01KG128ABC' }));
    const readingId = at.readings.unattached()[0]?.id ?? '';
    const view = at.readings.attach(
      { commandId: commandId(), readingId, visitId: id, plate: '01 kg 123 abc' },
      ana,
    );
    expect(view.plateReads).toMatchObject([
      { plate: '01KG123ABC', readAs: { plate: '01KG128ABC', container: null } },
    ]);
  });

  test('says whose the weight behind the gate is', async () => {
    const [first, second] = [at.arrive('AA111'), at.arrive('BB222')];
    await at.readings.taker(gateCamera).plateRead(plateRead({ plate: 'BB222' }));
    at.place.clock.advance(10_000);
    await at.readings.taker({ ...laneScale, lane: null }).weight({ kg: 18_000, at: now() });
    expect(at.visits.get(first).weights).toEqual([]);
    expect(at.visits.get(second).weights).toHaveLength(1);
  });
});

describe('a full disk', () => {
  test('keeps no device waiting, hides no alarm, and gets everything in its order as soon as it can', async () => {
    const id = calledTruck();
    at.diskFull(true);
    portal().portalAlarm(alarm(now()));
    await portal().portalOccupancy(occupancy(now(), { gammaAlarm: true }));
    await at.readings.taker(laneScale).weight({ kg: 18_420, at: now() });
    expect(at.visits.get(id)).toMatchObject({ portal: [], weights: [] });
    expect(at.readings.alerts()).toMatchObject([{ code: 'READINGS_NOT_JOURNALED', details: { count: 3 } }]);
    at.timers.advance(2_000);
    expect(at.readings.alerts()).toMatchObject([{ details: { count: 3 } }]);
    at.diskFull(false);
    at.timers.advance(2_000);
    expect(at.visits.get(id)).toMatchObject({ portal: [{ gammaAlarm: true, whole: true }], weights: [{}] });
    expect(codes()).toEqual(['RADIATION_ALARM_TRUCK']);
  });
});

test('what the journal says of readings amounts to the same when it is read anew', async () => {
  const id = calledTruck();
  portal().portalAlarm(alarm(now()));
  await portal().portalOccupancy(occupancy(now(), { gammaAlarm: true }));
  await at.readings.taker(gateCamera).plateRead(plateRead({ plate: 'NOBODY' }));
  const rows = () => at.journal.db.prepare('SELECT * FROM readings ORDER BY id').all();
  const [before, visit] = [rows(), at.visits.get(id)];
  expect(before).toHaveLength(2);
  at.journal.rebuild();
  expect(rows()).toEqual(before);
  expect(at.visits.get(id)).toEqual(visit);
});
